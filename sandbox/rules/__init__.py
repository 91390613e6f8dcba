"""What Slack refuses: slack_sdk's own models first, then a table of shapes and limits."""

from sandbox.rules.check import Problem
from sandbox.rules.message import check_message
from sandbox.rules.options import check_options
from sandbox.rules.view import check_view

__all__ = ["Problem", "check_message", "check_options", "check_view"]
