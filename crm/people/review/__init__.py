"""Duplicates among the workspace's own records: at entry, by night, and in the review queue."""
