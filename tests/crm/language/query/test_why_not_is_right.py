"""Random pairs of filter and record: the first filter that excludes, and nothing given away."""

from __future__ import annotations

import random

import pytest

from crm.language.query import excluded, records
from crm.language.query.filter import All, Any_, Leaf
from crm.models import Deal

ASKERS = (("ann", "admin"), ("ann", "rep"), ("bob", "manager"), ("carol", "rep"))


def a_leaf(rng, plain, kind):
    row = rng.choice(plain.rows[records.MODELS[kind]])
    name = rng.choice(sorted(records.FIELDS[kind]))
    letter = records.FIELDS[kind][name].letter
    value = next(iter(plain.values(row, name)), None)
    if value in (None, "") or rng.random() < 0.2:
        return Leaf(name, rng.choice(("empty", "not_empty")))
    op = rng.choice(("=", "!=") if letter in "twrcuy" else ("=", "<", ">=", "!="))
    return Leaf(name, op, written(value))


def written(value):
    if isinstance(value, tuple):
        return {"amount": value[0] / (1 if value[1] == "JPY" else 100), "currency": value[1]}
    return str(value)[:10] if hasattr(value, "year") else value


def a_question(rng, plain):
    kind = rng.choice(sorted(records.MODELS))
    nodes = [a_leaf(rng, plain, kind) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.2:
        nodes.append(Any_((a_leaf(rng, plain, kind), All((a_leaf(rng, plain, kind),)))))
    return kind, nodes


def asked(store, plain, kind, nodes, row_id):
    with store.read(1) as session:
        try:
            return excluded.first(session, kind, nodes, row_id, plain.scene)
        except LookupError as error:
            return type(error), len(error.args)


def wanted(plain, row, nodes):
    if row is None or not plain.sees(row):
        return LookupError, 1
    return next((place for place, node in enumerate(nodes) if not plain.keeps(row, node)), None)


def check(both, plain_of, count, record_property):
    """Every pair is asked on each database; what is told of an unseen record is told of none."""
    rng = random.Random(11)
    plains = [plain_of(*who) for who in ASKERS]
    unseen, wrong, leaks = 0, [], []
    for _ in range(count):
        plain = rng.choice(plains)
        kind, nodes = a_question(rng, plain)
        row = rng.choice([*plain.rows[records.MODELS[kind]], None])
        right = wanted(plain, row, nodes)
        is_unseen = right == (LookupError, 1)
        unseen += is_unseen
        for store in both:
            if asked(store, plain, kind, nodes, row.id if row else 10**6) != right:
                (leaks if is_unseen else wrong).append((store.url.drivername, kind, nodes, row))
    for name, found in (("wrong", wrong), ("leaks", leaks)):
        record_property(name, len(found))
    record_property("tried", count)
    assert not wrong + leaks
    return unseen


def test_200_random_pairs_are_explained_right(both, plain_of, record_property):
    assert check(both, plain_of, 200, record_property) > 4


@pytest.mark.night
def test_2000_random_pairs_are_explained_right(both, plain_of, record_property):
    assert check(both, plain_of, 2_000, record_property) > 40


def test_no_value_of_an_unseen_record_is_told(both, plain_of):
    plain = plain_of("carol", "rep")
    hidden = next(row for row in plain.rows[Deal] if not plain.sees(row) and row.amount)
    with both[0].read(1) as session:
        told = excluded.value(session, "deal", "amount", hidden.id, plain.scene)
        none = excluded.value(session, "deal", "amount", 10**6, plain.scene)
    assert told is none is None
