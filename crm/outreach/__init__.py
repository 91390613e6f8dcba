"""Digests, reminders, and what the schedule owes."""
