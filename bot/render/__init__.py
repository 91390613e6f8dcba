"""Replies for people and programs: Block Kit, plain text, JSON, modals.

Block Kit is written as plain JSON: the tests hold it against Slack's own models.
"""

from bot.render.data import json
from bot.render.form import answers, modal
from bot.render.lines import text
from bot.render.message import blocks, fallback

__all__ = ["answers", "blocks", "fallback", "json", "modal", "text"]
