"""Segments, campaigns and what came of them."""
