"""Leaked columns are refused with the reason; honest ones stay."""

import numpy as np
import pandas as pd
import pytest

import ml
from ml.evaluate import planted
from ml.evaluate.figure import DATA
from ml.frame import Column
from ml.leak_names import after_the_fact

LEAKED = """Last Activity|Last Notable Activity|Tags|Lead Quality|Lead Profile|lead_score
Asymmetrique Activity Index|Churn Reason|churn_date|ChurnScore|Customer Status|close_date
close_value|closed_at|loss_reason|lost_reason|cancellation_reason|win_probability|IsWon
LastModifiedDate|reservation_status|deal_status|final_stage|Attrition_Flag|days_to_close
成交日期|流失原因|线索状态|is_closed|current_stage|lifecyclestage"""
HONEST = """Total Time Spent on Website|TotalVisits|Lead Source|Lead Origin|tenure|Contract
What is your current occupation|expected_close_date|previous_cancellations|marital_status
days_since_last_activity|CreditScore|engage_date|sales_agent|account_manager|account_type
MonthlyCharges|num_activities|last_purchase_amount|DaySinceLastOrder|first_contact_date
deal_size|lead_time|customer_segment|employees|product|region|deposit_type|activity_count
HasCrCard|IsActiveMember|Complain|order_count|contract_length|recency|average_order_value
行业|来源|注册资本|PaymentMethod|PaperlessBilling|satisfaction|age|renewal_date|industry"""


def names(text):
    return [name for line in text.splitlines() for name in line.split("|")]


@pytest.mark.parametrize("name", names(LEAKED))
def test_a_name_known_only_afterwards_is_refused(name):
    kind = "churn" if "hurn" in name or "ttrition" in name else "win"
    assert after_the_fact(Column(name, "category"), kind, "target")


@pytest.mark.parametrize("name", names(HONEST))
def test_an_honest_name_is_not_refused(name):
    for kind, target in (("win", "deal_stage"), ("churn", "Churn"), ("conversion", "Converted")):
        assert after_the_fact(Column(name, "category"), kind, target) is None


def test_a_name_that_shares_a_word_with_the_target_is_no_leak():
    for name, target in (
        ("Opportunity Amount", "Opportunity Result"),
        ("Contract", "Contract Signed"),
    ):
        assert after_the_fact(Column(name, "category"), "win", target) is None
    assert after_the_fact(Column("contract_signed_on", "date"), "win", "Contract Signed")


def test_days_since_the_last_activity_are_a_number_and_stay():
    assert after_the_fact(Column("Last Activity", "number"), "churn", "Churn") is None
    assert after_the_fact(Column("Last Activity", "date"), "churn", "Churn")


def deals(n=600, seed=4):
    return planted.signal(n, seed)[0]


def test_a_column_that_copies_the_outcome_is_too_good_to_be_true():
    frame = deals()
    won = (frame["won"] == "Yes").to_numpy()
    wrong = np.random.default_rng(1).random(len(frame)) < 0.04
    frame["paperwork"] = np.where(won ^ wrong, "signed", "none")
    frame["points"] = won * 3 + np.random.default_rng(2).normal(size=len(frame))
    model = ml.win.fit(frame, "won")
    assert set(model.refused_columns) == {"paperwork", "points"}
    assert "too good to be true" in " ".join(model.cleaning.lines())


def test_a_column_filled_in_only_for_one_outcome_is_refused():
    frame = deals()
    filled = (frame["won"] == "Yes") & (np.arange(len(frame)) % 2 == 0)
    frame["rebate"] = np.where(filled, 5.0 + np.arange(len(frame)) % 7, np.nan)
    assert ml.win.fit(frame, "won").refused_columns == ("rebate",)


def test_dates_after_the_record_are_refused_and_earlier_ones_are_not():
    frame = deals()
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(len(frame)), unit="D")
    random = np.random.default_rng(3)
    frame["created"] = day
    frame["invoice"] = day + pd.to_timedelta(random.integers(1, 90, len(frame)), unit="D")
    frame["expected_close"] = frame["invoice"]
    frame["met"] = day - pd.to_timedelta(random.integers(1, 90, len(frame)), unit="D")
    model = ml.win.fit(frame, "won", time="created")
    assert model.refused_columns == ("invoice",)
    assert "met" in {c.name for c in model.cleaning.columns if c.role == "date"}


def test_strong_but_honest_columns_stay():
    frame = planted.signal(2_000, 5, strength=2.5)[0]
    assert ml.win.fit(frame, "won").refused_columns == ()


def test_the_leads_lose_their_nine_leaks_and_nothing_else():
    path = DATA / "xeducation_leads.csv"
    if not path.exists():
        pytest.skip("the development data is not beside this repository")
    drawn = pd.read_csv(path).sample(400, random_state=1)
    refused = ml.conversion.fit(drawn, "Converted").refused_columns
    assert len(refused) == 9
    assert {"Tags", "Last Activity", "Asymmetrique Profile Score"} <= set(refused)
