"""Two records made one, and one made two again."""
