"""Frames in, predictions out, without Slack and SQL."""
