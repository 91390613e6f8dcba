"""The machinery, read in an hour: declaration, door, journal, store, replies."""
