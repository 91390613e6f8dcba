import json

import pytest

from crm.rules.cases import KINDS, answer


def result(kind, **case):
    found = json.loads(answer(kind, json.dumps({"id": "x", **case})))
    assert found.get("error") is None
    assert found["id"] == "x"
    return found["result"]


def error(kind, line):
    found = json.loads(answer(kind, line))
    assert set(found) == {"id", "error"}
    return found["id"], found["error"]


def line(quantity, price, rate, **more):
    return {"quantity": quantity, "unit_price": price, "tax_rate": rate, **more}


MONEY = {"currency": "EUR", "tax_included": False, "rounding": "half_up", "tax_rounding": "total"}
SCHEDULE = {
    "zone": "America/New_York",
    "rule": "every day 2:30",
    "created_at": "2026-03-07T12:00:00Z",
    "until": "2026-03-10T12:00:00Z",
    "late_limit_minutes": 60,
    "downtime": [["2026-03-08T06:00:00Z", "2026-03-08T08:00:00Z"]],
    "holidays": [],
}
WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SLA = {
    "calendar": {"zone": "UTC", "hours": WEEK, "holidays": [], "special": {}},
    "policy": {
        "targets": {"high": {"first_response": 60}},
        "pauses": ["resolution"],
        "warn_percent": 75,
    },
    "events": [{"at": "2026-06-05T16:30:00Z", "type": "created", "priority": "high"}],
    "until": "2026-06-08T10:00:00Z",
}
WIN = {"revenue": 1000, "won_at": "2026-06-30T00:00:00Z", "lookback_days": 90, "half_life_days": 7}
TOUCHES = [
    {"id": "b", "campaign": "fair", "at": "2026-06-29T00:00:00Z"},
    {"id": "a", "campaign": "mail", "at": "2026-06-22T00:00:00Z"},
]


def test_a_money_case_answers_with_the_digits_of_its_currency():
    assert result("money", **MONEY, lines=[line("3", "19.99", "19")]) == {
        "lines": ["59.97"],
        "subtotal": "59.97",
        "discount": "0.00",
        "taxes": [{"rate": "19", "base": "59.97", "tax": "11.39"}],
        "net": "59.97",
        "tax": "11.39",
        "cash_rounding": "0.00",
        "total": "71.36",
    }


def test_a_money_case_takes_both_discounts_and_a_cash_step():
    lines = [line("1", "100", "8.875", discount_amount="0.10"), line("1", "50.00", "0")]
    found = result("money", **MONEY, lines=lines, discount={"percent": "10"}, cash_step="0.05")
    assert found["lines"] == ["99.90", "50.00"]
    assert found["discount"] == "14.99"
    assert [tax["rate"] for tax in found["taxes"]] == ["0", "8.875"]
    assert (found["cash_rounding"], found["total"]) == ("0.01", "142.90")


def test_a_schedule_case_lists_each_local_date_with_its_end():
    assert result("schedule", **SCHEDULE) == [
        ["2026-03-08", "2026-03-08T07:00:00Z", "late", "2026-03-08T08:00:00Z"],
        ["2026-03-09", "2026-03-09T06:30:00Z", "on_time", "2026-03-09T06:30:00Z"],
        ["2026-03-10", "2026-03-10T06:30:00Z", "on_time", "2026-03-10T06:30:00Z"],
    ]
    missed = result("schedule", **{**SCHEDULE, "late_limit_minutes": 59})
    assert missed[0] == ["2026-03-08", "2026-03-08T07:00:00Z", "missed", None]


def test_an_sla_case_lists_the_clocks():
    first, resolution = result("sla", **SLA)
    assert first == {
        "clock": "first_response",
        "started_at": "2026-06-05T16:30:00Z",
        "stopped_at": None,
        "used_seconds": 5400,
        "due_at": "2026-06-08T09:30:00Z",
        "state": "running",
        "alerts": [["warn", "2026-06-08T09:15:00Z"], ["breach", "2026-06-08T09:30:00Z"]],
    }
    assert (resolution["state"], resolution["due_at"]) == ("no_target", None)


def test_an_sla_case_can_change_its_calendar():
    closed = {"zone": "UTC", "hours": {}, "special": {"2026-06-08": [["20:00", "24:00"]]}}
    change = {"at": "2026-06-06T00:00:00Z", "type": "calendar", "calendar": closed}
    first = result("sla", **{**SLA, "events": [*SLA["events"], change]})[0]
    assert first["due_at"] == "2026-06-08T20:30:00Z"


def test_an_attribution_case_answers_every_model():
    found = result("attribution", **WIN, touches=TOUCHES)
    assert list(found) == ["first", "last", "linear", "position", "decay"]
    assert found["decay"] == {
        "touches": [["a", 333], ["b", 667]],
        "campaigns": {"mail": 333, "fair": 667},
    }
    nobody = result("attribution", **WIN, touches=[])
    assert nobody["first"] == {"touches": [], "campaigns": {"(none)": 1000}}


def test_unknown_fields_are_ignored_and_nulls_are_absent():
    found = result(
        "money", **MONEY, lines=[line("1", "1", "0", note="?")], colour=1, cash_step=None
    )
    assert found["total"] == "1.00"


def test_numbers_outside_strings_are_read_exactly():
    lines = '[{"quantity": 1, "unit_price": 1.005, "tax_rate": 0}]'
    exact = f'{{"id": 7, "currency": "EUR", "lines": {lines}}}'
    assert json.loads(answer("money", exact)) == {
        "id": 7,
        "result": result("money", **MONEY, lines=[line("1", "1.005", "0")]),
    }
    assert json.loads(answer("money", exact))["result"]["total"] == "1.01"


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("money", {"currency": "XXY"}, "unknown currency"),
        ("money", {"rounding": "down"}, "rounding"),
        ("money", {"lines": [line("one", "1", "0")]}, "lines.0.quantity: 'one' is no decimal"),
        ("money", {"lines": [line("1", "NaN", "0")]}, "no decimal"),
        ("money", {"lines": [{"quantity": "1", "unit_price": "1"}]}, "tax_rate"),
        ("money", {"lines": [], "discount": {"amount": "0.001"}}, "more than 2 decimals"),
        ("schedule", {**SCHEDULE, "zone": "Mars/Base"}, "unknown zone"),
        ("schedule", {**SCHEDULE, "rule": "now and then"}, "rule"),
        ("schedule", {**SCHEDULE, "until": "2026-03-10T12:00:00"}, "until"),
        ("schedule", {**SCHEDULE, "late_limit_minutes": -1}, "late_limit_minutes"),
        ("schedule", {**SCHEDULE, "holidays": ["2026-02-30"]}, "day"),
        ("sla", {**SLA, "events": []}, "creation"),
        ("sla", {**SLA, "calendar": {"zone": "UTC", "hours": {"mon": [["9", "17"]]}}}, "wall time"),
        (
            "sla",
            {**SLA, "calendar": {"zone": "UTC", "hours": {"mon": [["17:00", "09:00"]]}}},
            "period",
        ),
        ("sla", {**SLA, "policy": {"targets": {}, "warn_percent": "101"}}, "warn_percent"),
        ("schedule", {**SCHEDULE, "until": "9999-99-10T12:00:00Z"}, "until"),
        ("attribution", {**WIN, "touches": TOUCHES, "revenue": "1.5"}, "whole"),
        ("attribution", {**WIN, "touches": TOUCHES, "half_life_days": "0"}, "half_life"),
    ],
)
def test_a_bad_case_answers_its_id_and_the_reason(kind, changed, said):
    base = {**MONEY, "lines": []} if kind == "money" else {}
    name, reason = error(kind, json.dumps({"id": "bad", **base, **changed}))
    assert name == "bad"
    assert said in reason


def test_the_end_of_the_calendar_is_a_bad_case_and_no_crash():
    late = [{**SLA["events"][0], "at": "9999-12-31T00:00:00Z"}]
    case = {"id": "late", **SLA, "events": late, "until": "9999-12-31T00:00:00Z"}
    assert error("sla", json.dumps(case))[0] == "late"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("line", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"revenue": NaN}'])
def test_what_is_no_case_at_all_answers_without_an_id(kind, line):
    assert error(kind, line)[0] is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_case_answers_with_its_id(kind):
    assert error(kind, '{"id": ["any", 1]}')[0] == ["any", 1]


def test_an_unknown_kind_is_the_callers_mistake():
    with pytest.raises(KeyError):
        answer("weather", "{}")
