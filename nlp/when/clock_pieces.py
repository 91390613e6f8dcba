"""Pieces that say the time of day: 9:30pm, half past nine, 下午三点一刻, noon, end of day."""

from collections.abc import Sequence

from nlp.when.pieces import Place, piece
from nlp.when.reading import AFTERNOON, MORNING, Clock, Reading
from nlp.when.tokens import HOUR, MINUTE, Token
from nlp.when.zones import named, offset

# What may not follow a bare hour: it would be a count, a day or half of another clock.
_ALONE = "(?![AhUeHkQmydfjNCVFMIY-])"


_HOURS = frozenset(("h", "hrs", "hours"))


@piece("CA?", "CU")
def written(found: Sequence[Token], _place: Place) -> Reading | None:
    """9:30, 14:05:10, 9:30 pm."""
    parts = [int(part) for part in found[0].text.split(":")]
    settled = found[0].text[0] == "0" or parts[0] > 12
    half = found[1:]
    if half and half[0].kind == "U":
        return _clock(parts, (), settled=settled) if half[0].text in _HOURS else None
    return _clock(parts, half, settled=settled)


@piece("VA?")
def dotted(found: Sequence[Token], _place: Place) -> Reading | None:
    """9.30, 4.30pm."""
    parts = [int(part) for part in found[0].text.split(".")]
    return _clock(parts, found[1:], settled=found[0].text[0] == "0" or parts[0] > 12)


@piece("NhA", "[NY]A", starts="NY")
def with_half(found: Sequence[Token], _place: Place) -> Reading | None:
    """9am, 430pm, 5 o'clock pm."""
    number = found[0].value
    parts = [number] if number <= 12 else list(divmod(number, 100))
    return _clock(parts, found[-1:], settled=True) if number else None


@piece("NN(?:A|(?![AhUeHkQmydfj]))")
def spelled(found: Sequence[Token], _place: Place) -> Reading | None:
    """Nine thirty, ten fifteen am: in words only."""
    if not all(token.text.isascii() and token.text.replace(" ", "").isalpha() for token in found):
        return None
    hour, minute = found[0].value, found[1].value
    if not (1 <= hour <= 12 and 10 <= minute <= 59):
        return None
    return _clock([hour, minute], found[2:], settled=False)


@piece("a?[NY]U(?![lgwb])", "a[NY]" + _ALONE, "N" + _ALONE, starts="aNY")
def four_digits(found: Sequence[Token], _place: Place) -> Reading | None:
    """0930, at 1730, 1300 hrs."""
    said = next(token for token in found if token.kind in "NY")
    if len(said.text) != 4 or not said.text.isdigit():
        return None
    if found[-1].kind == "U" and found[-1].text not in _HOURS:
        return None
    return _clock(list(divmod(said.value, 100)), (), settled=True)


@piece("Nhz?", "NhNf?(?![mdyUe])", "NhH", "NhNk", "NhiNf", "NhxNf", "NhxNk")
def o_clock(found: Sequence[Token], _place: Place) -> Reading | None:
    """9 o'clock, 三点半, 三点一刻, 9点05分, 九点差五分."""
    minutes = 30 if found[-1].kind == "H" else found[2].value if len(found) == 3 else 0
    if len(found) > 3:
        minutes = found[-2].value if found[-1].kind in "fk" else 0
    if found[-1].kind == "k":
        minutes *= 15
    if len(found) == 3 and found[2].kind == "z":
        minutes = 0
    if any(token.kind == "x" for token in found):
        return _moved(found[0].value, -minutes)
    return _clock([found[0].value, minutes], (), settled=False)


@piece("xNf,?Nh", "xNU,?Nh", "xNk,?Nh")
def short_of(found: Sequence[Token], _place: Place) -> Reading | None:
    """差五分十点, 差一刻九点."""
    minutes = found[1].value * (15 if found[2].kind == "k" else 1)
    if found[2].kind == "U" and found[2].value != MINUTE:
        return None
    return _moved(found[-2].value, -minutes)


@piece("HjNh?A?", "1?QjNh?A?", "NU?jNh?A?", starts="HQ1N")
def past_or_to(found: Sequence[Token], _place: Place) -> Reading | None:
    """Half past nine, quarter to eight, ten past eleven pm; "9 to 5" is no time of day."""
    place = next(index for index, token in enumerate(found) if token.kind == "j")
    before = found[place - 1]
    minutes = {"H": 30, "Q": 15}.get(before.kind, found[0].value)
    bare_digits = before.kind == "N" and before.text.isdigit() and found[place].value < 0
    odd = before.kind == "N" and minutes % 5
    if bare_digits or odd or not 1 <= minutes <= 30:
        return None
    if before.kind == "H" and found[place].value < 0:
        return None
    moved = _moved(found[place + 1].value, minutes * found[place].value)
    return _with_half(moved, found[-1])


@piece(
    "aN" + _ALONE,
    f"N(?:(?<=[DPIOYd]N)|(?<=[DP]pN)){_ALONE}",
    "N(?=D|P|it?P|aP|oD|oW)",
)
def bare_hour(found: Sequence[Token], _place: Place) -> Reading | None:
    """At 9; 9 beside a day or a part of the day."""
    said = found[-1]
    if said.value > 23 or (len(said.text) > 2 and said.text.isdigit()):
        return None
    return _clock([said.value], (), settled=False)


@piece(f"N(?:(?<=WN)|(?<=W,N)){_ALONE}")
def hour_after_weekday(found: Sequence[Token], _place: Place) -> Reading | None:
    """Monday 9; "fri 13" is rather a day of the month."""
    hour = found[0].value
    return _clock([hour], (), settled=False) if 7 <= hour <= 11 else None


@piece("aNUN?" + _ALONE, "NUN?" + _ALONE)
def with_letter_h(found: Sequence[Token], _place: Place) -> Reading | None:
    """17h, 17h30, at 9h: what is not a length of time."""
    at, numbers = found[0].kind == "a", [token for token in found if token.kind == "N"]
    units = [token for token in found if token.kind == "U"]
    hour = numbers[0].value
    minutes = numbers[1].value if len(numbers) == 2 else 0
    clear = at or hour > 12 or (len(numbers) == 2 and hour > 6)
    if units[0].text != "h" or not clear or hour > 23 or len(numbers) == 2 > len(numbers[1].text):
        return None
    return _clock([hour, minutes], (), settled=False)


@piece("[iao]?t?P", starts="Piaot")
def part_of_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """Morning, in the afternoon, 晚上."""
    return Reading(part=found[-1].value)


@piece("A(?<=[DW]A)")
def half_of_day(found: Sequence[Token], _place: Place) -> Reading | None:
    """Friday am, tomorrow pm."""
    return Reading(part=MORNING if found[0].value == 0 else AFTERNOON)


@piece("RP")
def this_part(found: Sequence[Token], _place: Place) -> Reading | None:
    """This afternoon."""
    return Reading(rel_day=0, part=found[1].value) if found[0].value == 0 else None


@piece("[aN]?G", starts="GaN")
def midnight(found: Sequence[Token], _place: Place) -> Reading | None:
    """Midnight, 12 midnight, 午夜."""
    if found[0].kind == "N" and found[0].value != 12:
        return None
    return Reading(midnight=True)


@piece("[at]?J", starts="Jat")
def end_of_day(_found: Sequence[Token], _place: Place) -> Reading | None:
    """Eod, close of business, 下班."""
    return Reading(end_of_day=True)


@piece("S", "aS")
def same_time(_found: Sequence[Token], _place: Place) -> Reading | None:
    """This time, same time: the clock of now, on another day."""
    return Reading(same_time=True)


@piece("n")
def now(_found: Sequence[Token], _place: Place) -> Reading | None:
    """Now, 现在."""
    return Reading(now=True)


@piece("Z")
def zone(found: Sequence[Token], _place: Place) -> Reading | None:
    """London time, CET, +02:00, 北京时间."""
    text = found[0].text
    place = named(text) or (
        offset(text) if text[0] in "z+-" or text[:3] in {"utc", "gmt"} else None
    )
    return Reading(zone=place) if place else None


def _clock(parts: list[int], half: Sequence[Token], *, settled: bool) -> Reading | None:
    hour, minute, second = (*parts, 0, 0)[:3]
    if half:
        hour_in_day = _in_half(hour, half[0].value)
        if hour_in_day is None:
            return None
        hour, settled = hour_in_day, True
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        return None
    return Reading(clock=Clock(hour, minute, second, settled or hour > 12 or hour == 0))


def _in_half(hour: int, half: int) -> int | None:
    if 13 <= hour <= 23 and half == 12:
        return hour
    return hour % 12 + half if 1 <= hour <= 12 else None


def _moved(hour: int, minutes: int) -> Reading | None:
    if not 1 <= hour <= 24 or abs(minutes) >= HOUR * 30:
        return None
    at = (hour * 60 + minutes) % (24 * 60)
    return _clock([at // 60, at % 60], (), settled=False)


def _with_half(reading: Reading | None, last: Token) -> Reading | None:
    if reading is None or reading.clock is None or last.kind != "A":
        return reading
    return _clock([reading.clock.hour or 12, reading.clock.minute], (last,), settled=True)
