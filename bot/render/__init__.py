"""Replies for people and programs: Block Kit, plain text, JSON, modals.

Block Kit is written as plain JSON: the tests hold it against Slack's own models.
"""

from bot.render.data import json
from bot.render.form import CALLBACK as FORM
from bot.render.form import answers, modal, shell, suggested
from bot.render.lines import text
from bot.render.message import blocks, fallback
from bot.render.screen import answer, home

__all__ = [
    "FORM",
    "answer",
    "answers",
    "blocks",
    "fallback",
    "home",
    "json",
    "modal",
    "shell",
    "suggested",
    "text",
]
