"""Tickets, the talk about them, and its mood."""
