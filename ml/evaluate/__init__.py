"""The figures that predictions are held to, on the development data."""
