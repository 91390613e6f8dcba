"""Replies for people and programs: Block Kit, plain text, JSON, modals.

Block Kit is written as plain JSON: the tests hold it against Slack's own models.
"""

from bot.render.data import json
from bot.render.form import CALLBACK as FORM
from bot.render.form import MAKES, answers, chosen_anew, modal, noticed, shell, suggested
from bot.render.lines import text
from bot.render.message import blocks, fallback
from bot.render.screen import answer, home

__all__ = [
    "FORM",
    "MAKES",
    "answer",
    "answers",
    "blocks",
    "chosen_anew",
    "fallback",
    "home",
    "json",
    "modal",
    "noticed",
    "shell",
    "suggested",
    "text",
]
