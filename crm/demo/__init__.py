"""The demo company: simulated, in two languages, with a past of eighteen months."""

from crm.demo.story import tell
from crm.demo.textbook import customer_data

__all__ = ["customer_data", "tell"]
