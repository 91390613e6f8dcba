"""Wall-clock time in a zone, and the moments in UTC it stands for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class UnknownZone(ValueError):
    """No zone of that name is in the zone database."""


class NaiveMoment(ValueError):
    """A moment came without a zone, so that nobody can say when it was."""


def zone_named(name: str) -> ZoneInfo:
    """The zone of a database name such as `Europe/Berlin`. Raises `UnknownZone`."""
    try:
        return ZoneInfo(name)
    # A folder of the database (`Europe`) or a broken key fails in its own ways.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(f"unknown zone {name!r}, expected a name like Europe/Berlin") from error


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises `NaiveMoment` where it has no zone."""
    if moment.utcoffset() is None:
        raise NaiveMoment(f"the moment {moment.isoformat()} has no zone")
    return moment.astimezone(UTC)


def to_the_second(moment: datetime) -> datetime:
    """The same moment in UTC, without parts of a second. Raises `NaiveMoment`."""
    return utc(moment).replace(microsecond=0)


def local_moment(day: date, wall_time: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which clocks in `zone` show `wall_time` on `day`.

    A repeated wall time is its first occurrence; a skipped one is the first moment after
    the gap, whatever the gap's length. To the second.
    """
    wall = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    before = wall.replace(tzinfo=zone).astimezone(UTC)
    if _shown(before, zone) == wall:
        return before
    # In a gap fold=0 reads with the offset before it, which lands after the gap, and
    # fold=1 with the offset after it, which lands before: the gap's end is between.
    low, high = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), before
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _shown(middle, zone) < wall else (low, middle)
    return high


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
