"""How words become fields."""
