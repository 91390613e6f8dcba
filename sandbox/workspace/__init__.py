"""The state of a Slack workspace: people, channels, messages, views and files."""
