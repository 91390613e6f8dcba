"""Out: what is owed is claimed, sent, marked, and looked up before it is tried again."""
