"""Posted cards that stay true: which are stale, how they look now, and whose turn an edit is."""
