"""The parts of a digest that join several chapters."""
