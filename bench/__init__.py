"""The figures that the product must hold, measured against a floor in the same run."""
