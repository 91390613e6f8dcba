"""Where and when a phrase is read."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from nlp.when.conventions import Conventions


@dataclass(frozen=True, slots=True)
class Scene:
    """Now (aware, in the zone asked for), that zone, and the conventions in force."""

    now: datetime
    zone: tzinfo
    conventions: Conventions

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.now.date()
