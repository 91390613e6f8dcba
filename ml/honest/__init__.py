"""Honesty: what may be said with how few outcomes, and how sure it is."""

from ml.honest.base import Enough, Rate, base_rate, enough

__all__ = ["Enough", "Rate", "base_rate", "enough"]
