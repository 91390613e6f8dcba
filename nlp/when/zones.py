"""Zones named in a phrase: 9am PST, London time, 北京时间, UTC+8."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_CITIES = {
    "America/New_York": "new york|eastern|east coast|纽约|美东|美国东部|boston|washington",
    "America/Chicago": "chicago|central|芝加哥|dallas|houston",
    "America/Denver": "denver|mountain",
    "America/Los_Angeles": "los angeles|pacific|west coast|san francisco|seattle|sf|la"
    "|洛杉矶|美西|太平洋|旧金山|西雅图",
    "America/Toronto": "toronto|多伦多",
    "America/Sao_Paulo": "sao paulo|圣保罗",
    "Europe/London": "london|uk|british|伦敦|英国",
    "Europe/Dublin": "dublin",
    "Europe/Berlin": "berlin|german|germany|munich|frankfurt|柏林|德国|法兰克福",
    "Europe/Paris": "paris|central european|巴黎|法国",
    "Europe/Madrid": "madrid|马德里",
    "Europe/Rome": "rome|milan|罗马",
    "Europe/Amsterdam": "amsterdam|阿姆斯特丹",
    "Europe/Zurich": "zurich|swiss|苏黎世",
    "Europe/Stockholm": "stockholm",
    "Europe/Moscow": "moscow|莫斯科",
    "Asia/Shanghai": "beijing|china|shanghai|shenzhen|北京|中国|上海|深圳",
    "Asia/Hong_Kong": "hong kong|hk|香港",
    "Asia/Taipei": "taipei|taiwan|台北|台湾",
    "Asia/Singapore": "singapore|sg|新加坡",
    "Asia/Tokyo": "tokyo|japan|东京|日本",
    "Asia/Seoul": "seoul|korea|首尔|韩国",
    "Asia/Kolkata": "india|indian|delhi|mumbai|bangalore|印度",
    "Asia/Dubai": "dubai|迪拜",
    "Australia/Sydney": "sydney|悉尼",
    "Australia/Melbourne": "melbourne|墨尔本",
    "Pacific/Auckland": "auckland|奥克兰",
    "UTC": "格林尼治|格林威治|世界标准|协调世界",
}
# Without "time" behind them only words that cannot be anything else.
_BARE = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "eastern": "America/New_York",
    "pacific": "America/Los_Angeles",
    "uk time": "Europe/London",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore",
    "utc": "UTC",
    "gmt": "UTC",
    "zulu": "UTC",
}
# Hours from UTC, and the zone whose clocks it names for a part of the year.
_SEASONAL = {
    "est": (-5, "America/New_York"),
    "edt": (-4, "America/New_York"),
    "mst": (-7, "America/Denver"),
    "mdt": (-6, "America/Denver"),
    "cdt": (-5, "America/Chicago"),
    "pst": (-8, "America/Los_Angeles"),
    "pdt": (-7, "America/Los_Angeles"),
    "cet": (1, "Europe/Berlin"),
    "cest": (2, "Europe/Berlin"),
    "bst": (1, "Europe/London"),
    "eet": (2, "Europe/Athens"),
    "eest": (3, "Europe/Athens"),
    "aest": (10, "Australia/Sydney"),
    "aedt": (11, "Australia/Sydney"),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as a phrase names it; `hours` is set where the name holds part of the year only."""

    place: tzinfo
    hours: int | None = None

    def agrees(self, moment: datetime) -> bool:
        """Whether the name is the right one at that moment: "9am PST" in July could mean two."""
        return self.hours is None or moment.utcoffset() == timedelta(hours=self.hours)


def named(words: str) -> Zone | None:
    """The zone of lower-case words like `pst`, `london time`, 北京时间; None if not a zone."""
    if words in _SEASONAL:
        hours, place = _SEASONAL[words]
        return Zone(ZoneInfo(place), hours)
    name = NAMES.get(words)
    return Zone(ZoneInfo(name)) if name else None


def offset(text: str) -> Zone | None:
    """The zone of `z`, `+02:00`, `utc+8`, `gmt-5`; None beyond a day."""
    digits = text.removeprefix("utc").removeprefix("gmt")
    if digits in {"z", ""}:
        return Zone(ZoneInfo("UTC"))
    number = digits[1:].replace(":", "")
    hours, minutes = (number, "0") if len(number) <= 2 else (number[:-2], number[-2:])
    delta = timedelta(hours=int(hours), minutes=int(minutes))
    if delta > timedelta(hours=14) or int(minutes) > 59:
        return None
    return Zone(timezone(-delta if digits[0] == "-" else delta))


def _names() -> dict[str, str]:
    names = dict(_BARE)
    for place, words in _CITIES.items():
        for word in words.split("|"):
            names[f"{word} time" if word.isascii() else f"{word}时间"] = place
    return names


NAMES = _names()
SEASONAL = frozenset(_SEASONAL)
