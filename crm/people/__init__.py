"""The customers and the people who look after them."""
