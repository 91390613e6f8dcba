"""Random filters, answered by both databases and by plain Python: all three must agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.language.query import compile as compiled
from crm.language.query import records
from crm.language.query.filter import All, Any_, Leaf

ASKERS = (("ann", "admin"), ("ann", "rep"), ("bob", "manager"), ("carol", "rep"))
OPERATORS = {
    "t": ("=", "!=", "contains", "not_contains", "in", "not_in", "empty", "not_empty"),
    "c": ("=", "!=", "in", "not_in", "empty", "not_empty"),
    "n": ("=", "!=", "<", "<=", ">", ">=", "between", "not_between", "in", "empty", "not_empty"),
    "y": ("=", "!="),
    "r": ("=", "!=", "in", "not_in", "empty", "not_empty"),
    "m": ("=", "!=", "<", "<=", ">", ">=", "between", "not_between", "empty", "not_empty"),
}
LIKE = {"w": "t", "u": "c", "d": "n", "a": "n", "p": "n", "h": "n"}
ODD = ("AND", "=", "%", "_", "'; DROP TABLE deal; --", "(a+)+$", "é", "极光", "物", "a", "\\")


@st.composite
def leaves(draw, plain, kind, depth=0):
    names = sorted(records.FIELDS[kind])
    name = draw(st.sampled_from([*names, "ref"]))
    model = records.MODELS[kind]
    row = draw(st.sampled_from(plain.rows[model]))
    field = records.field(kind, name)
    is_link = type(field).__name__ == "Linked" and name in records.MODELS
    if is_link and depth < 1 and draw(st.booleans()):
        inner = draw(leaves(plain, name, depth=1))
        return Leaf(f"{name}.{inner.field}", inner.op, inner.value)
    letter = field.letter
    op = draw(st.sampled_from(OPERATORS[LIKE.get(letter, letter)]))
    return Leaf(name, op, draw(values(plain, row, name, letter, op)))


@st.composite
def values(draw, plain, row, name, letter, op):
    if op in ("empty", "not_empty"):
        return None
    near = [one(draw, value, letter) for value in plain.values(row, name) if value is not None]
    other = "D-99999" if name == "ref" else odd(draw, letter)
    if op in ("in", "not_in"):
        return [*near, other]
    if op in ("between", "not_between"):
        return [near[0] if near else other, odd(draw, letter)]
    return draw(st.sampled_from([*near, other]))


def one(draw, value, letter):
    if letter == "a":
        return draw(st.sampled_from([value.date().isoformat(), minute(value)]))
    if letter == "d":
        return value.isoformat()
    if letter == "m":
        amount = value[0] / (1 if value[1] == "JPY" else 100)
        return {"amount": amount, "currency": value[1]}
    if letter == "t" and len(value) > 3 and draw(st.booleans()):
        return value[1:3].upper()
    return value


def minute(value):
    return value.replace(tzinfo=None, second=0, microsecond=0).isoformat()


def odd(draw, letter):
    day = draw(st.dates(min_value=_DAY - timedelta(300), max_value=_DAY + timedelta(300)))
    return {
        "a": day.isoformat(),
        "d": day.isoformat(),
        "m": draw(st.sampled_from([0, 1000, 25_000.5, 10**25])),
        "n": draw(st.sampled_from([0, 1, 2.5, -3, 100, 10**30])),
        "p": draw(st.sampled_from([0, 20, 50])),
        "h": draw(st.sampled_from([0, 0.25, 24, 72])),
        "y": draw(st.booleans()),
        "r": draw(st.sampled_from(("Globex", *ODD))),
        "u": draw(st.sampled_from(("ann", "nobody", "'"))),
    }.get(letter, draw(st.sampled_from(ODD)))


_DAY = date(2026, 3, 11)


@st.composite
def questions(draw, plain):
    kind = draw(st.sampled_from(sorted(records.MODELS)))
    nodes = []
    for _ in range(draw(st.integers(1, 3))):
        leaf = draw(leaves(plain, kind))
        if draw(st.integers(0, 3)) == 0:
            pair = All((draw(leaves(plain, kind)), draw(leaves(plain, kind))))
            nodes.append(Any_((leaf, pair)))
        else:
            nodes.append(leaf)
    return kind, tuple(nodes)


def differing(both, plain, kind, nodes):
    """The databases whose answer is not the plain one."""
    model = records.MODELS[kind]
    wanted = plain.list(model, nodes)
    for store in both:
        with store.read(1) as session:
            statement = compiled.rows(kind, nodes, plain.scene, model.id).order_by(model.id)
            if list(session.scalars(statement)) != wanted:
                yield store.url.drivername, kind, nodes


def check(both, plains, count, record_property):
    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def tried(data):
        plain = data.draw(st.sampled_from(plains))
        kind, nodes = data.draw(questions(plain))
        wrong.extend(differing(both, plain, kind, nodes))
        answered.append(kind)

    answered, wrong = [], []
    tried()
    record_property("tried", len(answered))
    record_property("wrong", len(wrong))
    assert not wrong
    return len(answered)


@pytest.fixture(scope="module")
def plains(plain_of):
    return [plain_of(*who) for who in ASKERS]


def test_200_random_filters_are_answered_as_plain_python_answers_them(
    both, plains, record_property
):
    assert check(both, plains, 200, record_property) >= 200


@pytest.mark.night
def test_2000_random_filters_are_answered_as_plain_python_answers_them(
    both, plains, record_property
):
    assert check(both, plains, 2_000, record_property) >= 2_000


@pytest.mark.parametrize("kind", sorted(records.MODELS))
def test_every_field_of_every_kind_is_answered_right(both, plains, kind):
    for name in records.FIELDS[kind]:
        assert not list(differing(both, plains[0], kind, (Leaf(name, "not_empty"),)))
        assert not list(differing(both, plains[1], kind, (Leaf(name, "empty"),)))
    assert "company" in records.FIELDS[kind] or "name" in records.FIELDS[kind]
