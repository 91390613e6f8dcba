"""A local stand-in for Slack, as strict as Slack, that any bot can be tried against."""

from sandbox.options import Options
from sandbox.seed import AppSeed, ChannelSeed, Directory, PersonSeed, Team, default
from sandbox.server import Sandbox, create

__all__ = [
    "AppSeed",
    "ChannelSeed",
    "Directory",
    "Options",
    "PersonSeed",
    "Sandbox",
    "Team",
    "create",
    "default",
]
