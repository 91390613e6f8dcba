"""Wall-clock time in a zone: what is skipped, what is repeated."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

# No zone has ever jumped further than a day.
_LONGEST_GAP = timedelta(hours=25)


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The aware moment of a wall time.

    A skipped wall time is the first moment after the gap; a repeated one its first occurrence.
    """
    local = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=zone).replace(fold=0)
    if _exists(local):
        return local
    return _after_gap(local)


def elapsed(start: datetime, delta: timedelta, zone: tzinfo) -> datetime:
    """The moment `delta` of real time after `start`, in the zone."""
    return (start.astimezone(UTC) + delta).astimezone(zone)


def _exists(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _after_gap(local: datetime) -> datetime:
    # The zone's offset changes once inside the gap: find that instant by halving, to the second.
    zone = local.tzinfo
    low = int((local.replace(tzinfo=UTC) - _LONGEST_GAP).timestamp())
    high = int((local.replace(tzinfo=UTC) + _LONGEST_GAP).timestamp())
    wall = local.replace(tzinfo=None)
    while low < high:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= wall:
            high = middle
        else:
            low = middle + 1
    return datetime.fromtimestamp(low, zone)
