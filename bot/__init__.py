"""Everything that touches the outside: Slack, the clock, HTTP, the terminal."""
