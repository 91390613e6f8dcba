"""The conventions for money, time, SLA and attribution, as pure functions.

Nothing here knows Slack, SQL, the clock on the wall or the machine's zone: moments, zones
and calendars come in as arguments. The whole product calls these functions, and nothing
computes such a thing a second time.

* `money`: a priced document, spreading, conversion, margin.
* `schedule`: recurring rules, their occurrences, and what downtime does to them.
* `calendar`: business time and working days.
* `sla`: the clocks of a ticket.
* `attribution`: a won amount over the touches before it.
* `cases`: one JSON case in, one JSON result out, for checks from outside.
"""
