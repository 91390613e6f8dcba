"""When: one tick, and what is owed at a moment."""
