"""The English words of time, each with the kinds and values that the grammar works on.

An entry is one or more `kind` or `kind:value` marks; the kinds are explained in `tokens`.
"""

_ENTRIES = """
today|tdy|later today at = D:0
tomorrow|tmrw|tmr|tmw|tmo|tomoz|tommorow|tommorrow|tomorow|tomorrrow|tomorro = D:1
overmorrow|day after tomorrow|the day after tomorrow = D:2
day after tmrw|the day after tmrw|day after tmr = D:2
yesterday|yday|ystd = D:-1
day before yesterday|the day before yesterday = D:-2
tonight|tonite = D:0 P:5
last night = D:-1 P:5
now|right now = n
this time|same time|the same time = S

monday|mondays|mon = W:0
tuesday|tuesdays|tues|tue|tu = W:1
wednesday|wednesdays|weds|wed = W:2
thursday|thursdays|thurs|thur|thu|th = W:3
friday|fridays|fri|fr = W:4
saturday|saturdays|sat = W:5
sunday|sundays|sun = W:6
weekend|weekends = W:5

january|jan = M:1
february|feb = M:2
march|mar = M:3
april|apr = M:4
may = M:5
june|jun = M:6
july|jul = M:7
august|aug = M:8
september|sept|sep = M:9
october|oct = M:10
november|nov = M:11
december|dec = M:12

morning|mornings|morn|first thing|1st thing|first thing in the morning = P:1
noon|midday|noontime|lunchtime = P:2
afternoon|afternoons|arvo = P:3
evening|evenings|eve = P:4
night = P:5
midnight = G
am = A:0
pm = A:12

seconds|secs|sec = U:0
minute|minutes|mins|min|minuets = U:1
hour|hours|hrs|hr = U:2
day|days|dys = U:3
week|weeks|wks|wk = U:4
month|months|mths|mth|mos|mo = U:5
quarters|qtr = U:6
year|years|yrs|yr = U:7
working day|working days|workday|workdays = U:8
business day|business days|bus days|biz days|work days = U:8
fortnight|fortnights = U:9
quarter = Q

next|coming up next = R:1
this|current = R:0
this coming|coming|this next|upcoming|this upcoming = R:0
last|previous|prior = R:-1
week after next|the week after next|week after the next = R:2 U:4
month after next|the month after next = R:2 U:5
year after next|the year after next = R:2 U:7
final|very last = L

end|ending = E:2
start|beginning|begin = E:0
mid|middle = E:1
eod|cob|cop|end of day|end of the day|close of business|close of play|end of business = J
end of business day|end of the business day|end of the working day|end of play = J
close of day|day end|day s end|eob = J
eow|end of week|end of the week|close of week = E:2 U:4
eom|month s end = E:2 U:5
eoq|quarter s end = E:2 U:6
eoy|year s end = E:2 U:7
q1 = K:1
q2 = K:2
q3 = K:3
q4 = K:4

in|within|inside|after another = i
ago = g
from now|later|hence|from today = l
from|after|following = r
before = B
at = a
on = o
by|due|until|till|til|for|close = p
closes|closing|deadline|no later than|not later than|latest by|due by = p
due on|due at|starting|starts|ends|effective|as of = p
a|an|another = 1:1
the = t
of = c
and = &
past = j:1
to = j:-1
half = H
half an = H
couple|a couple|couple of|a couple of = N:2
o'clock|oclock|o clock = h
time|times|s time = T
sharp|exactly|prompt|on the dot = z
please|pls|plz|thanks = ,
about|around|approximately|approx|roughly|circa|ca|ish = X
sometime|some|few|several|soon|maybe|or so|or thereabouts = X
"""

SHORT_UNITS = {"s": 0, "m": 1, "h": 2, "d": 3, "w": 4, "y": 7, "q": 6, "bd": 8, "wd": 8}
# Long enough that one slip of the finger cannot make another English word out of them.
_LONG_WORDS = (
    "tomorrow yesterday tonight monday tuesday wednesday thursday friday saturday sunday january "
    "february september october november december morning afternoon evening midnight fortnight "
    "minutes months o'clock weekend august"
)
REPAIRABLE = tuple(_LONG_WORDS.split())

Mark = tuple[str, int]


def marks(text: str) -> tuple[Mark, ...]:
    """Read the marks of an entry: `D:1 P:5` is two of them."""
    found = []
    for mark in text.split():
        kind, _, value = mark.partition(":")
        found.append((kind, int(value or 0)))
    return tuple(found)


def _table() -> dict[str, tuple[Mark, ...]]:
    table: dict[str, tuple[Mark, ...]] = {}
    for line in filter(None, _ENTRIES.splitlines()):
        words, _, kinds = line.rpartition(" = ")
        for word in words.split("|"):
            table.setdefault(word, marks(kinds))
    return table


LEXICON = _table()
