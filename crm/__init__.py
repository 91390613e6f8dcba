"""The CRM without Slack: every operation, every rule, every table."""
