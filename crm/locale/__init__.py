"""The texts of each language, and which of them are still to be written."""
