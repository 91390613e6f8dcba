"""What comes in from outside the workspace, and how it becomes a customer's record."""
