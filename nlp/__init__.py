"""Texts in, findings out: mood, meaning, time and money, without Slack and SQL."""
