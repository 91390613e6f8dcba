"""Messages and comments on social networks: one shape, and an adapter for each way they come."""
