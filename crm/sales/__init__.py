"""Deals and their way through the stages."""
