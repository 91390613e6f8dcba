"""In: what Slack sends becomes calls, and what comes of them is acknowledged."""
