"""A local stand-in for Slack, as strict as Slack, that any bot can be tried against."""
