"""The control API: acting as people, reading what they see, ordering faults."""
