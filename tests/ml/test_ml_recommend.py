"""Recommendations: the gate over popularity, new products, new customers, baskets."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from ml import recommend
from ml.errors import BadFrame
from ml.recommend.choose import rank
from ml.recommend.history import of_rows

START = pd.Timestamp("2025-01-01")
TEA = [f"tea {w}" for w in ("green", "black", "white", "oolong", "mint", "chai")]
TOOLS = [f"tool {w}" for w in ("saw", "drill", "hammer", "file", "plane", "vice")]


@lru_cache
def shop(taste, seed=5, customers=160, days=200):
    """Purchases; `taste`: the share of them that follow the customer's own kind of product."""
    rng = np.random.default_rng(seed)
    rows = []
    for c in range(customers):
        own, other = (TEA, TOOLS) if c % 2 else (TOOLS, TEA)
        for day in np.sort(rng.choice(days, 9, replace=False)):
            of = own if rng.random() < (1 + taste) / 2 else other
            rows.append((f"c{c:03d}", START + pd.Timedelta(days=int(day)), of[rng.integers(6)]))
    return pd.DataFrame(rows, columns=["customer", "at", "product"])


def kinds():
    return pd.DataFrame({"product": TEA + TOOLS, "kind": ["tea"] * 6 + ["tool"] * 6})


def test_where_customers_have_a_taste_it_is_used_and_was_better_on_later_purchases():
    answer = recommend.from_frame(shop(1.0), customer="c001", top=6)
    assert answer.attrs["reason"] == "better_than_popular"
    assert set(answer["product"]) == set(TEA)
    assert answer["reason"].str.contains(": tea|bought_before", regex=True).all()


def test_where_customers_have_no_taste_recent_popularity_is_used_and_said_so():
    answers = [recommend.from_frame(shop(0.0, seed), customer="c001") for seed in range(12)]
    plain = [a for a in answers if a.attrs["method"] == "popular"]
    assert len(plain) >= 10  # one in twenty looks better by chance
    assert {a.attrs["reason"] for a in plain} == {"not_better_than_popular"}
    assert all((a["reason"] == "popular_recently").all() for a in plain)


def test_a_product_nobody_bought_is_offered_by_its_attributes_to_those_who_like_its_kind():
    known = shop(1.0)
    known = known[known["product"] != "tea chai"]
    answer = recommend.from_frame(known, top=6, products=kinds())
    offered = answer[answer["product"] == "tea chai"]
    assert len(offered) > 0
    assert all(int(name[1:]) % 2 == 1 for name in offered["customer"])
    assert offered["reason"].str.startswith("new_product_like: tea").all()
    assert offered["customer"].nunique() > 0.8 * 80


def test_a_customer_without_purchases_gets_the_favourites_of_the_segment():
    segments = {f"c{c:03d}": "makers" for c in range(0, 160, 2)} | {"new": "makers"}
    answer = recommend.from_frame(shop(1.0), customer="new", top=6, segments=segments)
    assert set(answer["product"]) == set(TOOLS)
    assert (answer["reason"] == "segment_favourite: makers").all()


def test_a_customer_without_purchases_and_segment_gets_what_is_popular():
    answer = recommend.from_frame(shop(1.0), customer="stranger", top=2)
    assert (answer["reason"] == "no_purchases_yet: popular_recently").all()
    assert answer["rank"].tolist() == [1, 2]


def test_purchases_after_the_day_change_nothing():
    all_rows, day = shop(1.0), "2025-05-01"
    cut = all_rows[all_rows["at"] <= pd.Timestamp(day)]
    pd.testing.assert_frame_equal(
        recommend.from_frame(all_rows, until=day, top=3), recommend.from_frame(cut, top=3)
    )


def test_few_customers_get_what_is_popular_and_are_told_why():
    answer = recommend.from_frame(shop(1.0).head(40), top=2)
    assert (answer.attrs["method"], answer.attrs["reason"]) == ("popular", "few_customers_to_check")


def test_popular_counts_the_baskets_of_the_last_ninety_days():
    rows = shop(0.0)
    recent = rows[rows["at"] > rows["at"].max() - pd.Timedelta(days=90)]
    history = of_rows(rows)
    share = (recent["product"] == "tea mint").sum() / len(recent)
    assert history.popular[history.products.get_loc("tea mint")] == pytest.approx(share)


def test_hit_rate_and_ndcg_are_those_worked_out_by_hand():
    scores = -np.arange(12.0)[None, :].repeat(2, axis=0)
    relevant = np.zeros((2, 12))
    relevant[0, [0, 2]] = 1  # found at ranks 1 and 3
    relevant[1, 11] = 1  # beyond the tenth
    found = rank(scores, relevant)
    assert found.hits.tolist() == [1, 0]
    assert found.gains[0] == pytest.approx((1 + 1 / 2) / (1 + 1 / np.log2(3)))


def test_a_pair_tells_support_confidence_and_lift_and_whether_it_held_later():
    rows = []
    for i in range(400):
        day = START + pd.Timedelta(days=i % 200)
        rows += [(f"c{i}", day, p) for p in (("nail", "hammer") if i % 4 == 0 else ("rope",))]
        rows += [(f"c{i}", day, "hammer")] if i % 4 == 1 else []
    pair = recommend.together(pd.DataFrame(rows, columns=["customer", "at", "product"]))[0]
    assert (pair.product, pair.goes_with) == ("nail", "hammer")
    assert (pair.confidence, pair.later_confidence, pair.holds) == (1, 1, True)
    assert pair.support == pytest.approx(0.25, abs=0.01)
    assert pair.lift == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("column", ["customer", "at", "product"])
def test_a_missing_column_is_named(column):
    with pytest.raises(BadFrame) as refused:
        recommend.from_frame(shop(0.0).drop(columns=column))
    assert refused.value.column == column
