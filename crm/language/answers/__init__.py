"""Answers as people read them: the number first, then rows, and how the question was read."""
