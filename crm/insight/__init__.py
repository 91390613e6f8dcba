"""Forecasts, chances and predictions, with the receipts of what was said."""
