"""Whatever comes in: a clear sentence with the column and what to do, nothing half-written."""

import numpy as np
import pandas as pd
import pytest

import ml
from ml import scale
from ml.errors import BadFrame, BadModelFile, UnknownChoice
from ml.evaluate import planted


def deals(n=160, seed=1):
    return planted.signal(n, seed)[0]


def refused(frame, target="won", **options):
    with pytest.raises(BadFrame) as caught:
        ml.win.fit(frame, target, **options)
    return caught.value


def test_a_frame_without_rows_says_so():
    assert "no rows" in str(refused(deals().head(0)))


def test_a_missing_target_names_the_columns_there_are():
    problem = refused(deals(), "sold")
    assert problem.column == "sold"
    assert "visits" in str(problem)


def test_one_kind_of_outcome_asks_for_the_other():
    frame = deals().assign(won="Yes")
    assert "only one kind of outcome" in str(refused(frame))


def test_a_target_without_values_says_to_fill_it_in():
    frame = deals().assign(won=None)
    assert refused(frame).column == "won"


def test_a_target_of_many_values_asks_for_two():
    frame = deals().assign(won=[f"v{at}" for at in range(160)])
    assert "yes or no" in str(refused(frame))


def test_all_columns_missing_leaves_the_base_rate():
    frame = deals()[["won"]].assign(size=np.nan, source=None)
    model = ml.win.fit(frame, "won")
    assert not model.published
    assert model.reason == "no column can be used"
    assert {c.role for c in model.cleaning.columns} == {"target", "empty"}


def test_constant_columns_are_named_and_not_used():
    model = ml.win.fit(deals().assign(office="Berlin", floor=3), "won", algorithm="logistic")
    assert "Column 'office' is not used: constant (always 'Berlin')." in model.cleaning.lines()
    assert "floor" not in model.encoder.names


def test_text_in_a_number_column_counts_as_missing_and_is_counted():
    frame = deals(400).astype({"budget": object})
    frame.loc[:7, "budget"] = "call me"
    model = ml.win.fit(frame, "won", algorithm="logistic")
    assert "'budget' is a number (8 values are no number" in " ".join(model.cleaning.lines())


def test_infinity_and_nan_are_missing_not_numbers():
    frame = deals(400)
    frame.loc[:9, "age"] = np.inf
    frame.loc[10:19, "age"] = np.nan
    model = ml.win.fit(frame, "won", algorithm="boosting")
    said = model.predict(frame.head(30))
    assert np.isfinite(said.to_numpy()).all()
    assert said["prediction"].between(0, 1).all()


def test_dates_in_three_formats_are_one_column_of_days():
    frame = deals(300)
    days = pd.Timestamp("2024-01-31") + pd.to_timedelta(np.arange(300), unit="D")
    shapes = ["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y"]
    frame["asked"] = [day.strftime(shapes[at % 3]) for at, day in enumerate(days)]
    model = ml.win.fit(frame, "won", algorithm="logistic")
    asked = model.encoder.encode(frame).numbers[:, model.encoder.names.index("asked")]
    assert (np.diff(asked) == 1).all()


def test_two_columns_of_one_name_must_agree():
    frame = deals()
    same = pd.concat([frame, frame[["age"]]], axis=1)
    assert ml.win.fit(same, "won", algorithm="tree").n == 160
    differ = pd.concat([frame, frame[["age"]] + 1], axis=1)
    assert refused(differ).column == "age"


def test_a_thousand_columns_are_no_reason_to_fail():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(120, 1000))).rename(columns=lambda c: f"c{c}")
    frame["won"] = random.choice(["Yes", "No"], 120)
    assert not ml.win.fit(frame, "won").published


def test_chinese_headers_and_words_work_as_others_do():
    words = {"web": "网站", "fair": "展会", "partner": "伙伴", "referral": "推荐", "cold": "电话"}
    frame = deals(400)
    frame["来源"] = frame.pop("source").map(words)
    frame["赢了吗"] = frame.pop("won").map({"Yes": "是", "No": "否"})
    model = ml.win.fit(frame, "赢了吗", algorithm="logistic")
    assert model.about["labels"] == {"yes": "是", "no": "否"}
    assert "来源" in model.encoder.names


def test_unseen_words_are_scored_as_the_rest_and_told():
    frame = deals(400)
    model = ml.win.fit(frame, "won", algorithm="boosting")
    strange = frame.head(5).assign(source="television")
    assert model.encoder.unseen(strange) == {"source": ["television"]}
    assert model.predict(strange)["prediction"].between(0, 1).all()


def test_a_column_missing_at_prediction_is_named():
    model = ml.win.fit(deals(400), "won", algorithm="logistic")
    with pytest.raises(BadFrame, match="source") as caught:
        model.predict(deals().drop(columns="source"))
    assert caught.value.column == "source"


@pytest.mark.parametrize("harm", ["cut", "turned", "foreign", "binary", "absent", "empty"])
def test_a_damaged_or_foreign_model_file_is_refused(tmp_path, harm):
    path = ml.win.fit(deals(), "won", algorithm="logistic").save(tmp_path / "model")
    text = path.read_text(encoding="utf-8")
    damage = {
        "cut": lambda: path.write_text(text[: len(text) // 2], encoding="utf-8"),
        "turned": lambda: path.write_text(text.replace("intercept", "interCept"), encoding="utf-8"),
        "foreign": lambda: path.write_text('{"a": 1}\n', encoding="utf-8"),
        "binary": lambda: path.write_bytes(b"\x80\x04\x95\xff"),
        "absent": path.unlink,
        "empty": lambda: path.write_text("", encoding="utf-8"),
    }
    damage[harm]()
    with pytest.raises(BadModelFile, match="model"):
        ml.load(path)


def test_an_unknown_algorithm_or_kind_lists_those_there_are():
    with pytest.raises(UnknownChoice, match="logistic"):
        ml.win.fit(deals(), "won", algorithm="magic")
    with pytest.raises(UnknownChoice, match="yes or no"):
        ml.purchase_amount.fit(deals(), "budget", algorithm="logistic")
    with pytest.raises(UnknownChoice, match="purchase-amount"):
        ml.fit("weather", deals(), "won")


def test_a_file_that_cannot_be_scored_leaves_no_half_written_answer(tmp_path):
    model = ml.win.fit(deals(400), "won", algorithm="logistic")
    source, goal = tmp_path / "in.csv", tmp_path / "out.csv"
    deals().drop(columns="region").to_csv(source, index=False)
    with pytest.raises(BadFrame):
        scale.score_file(model, source, goal)
    assert list(tmp_path.iterdir()) == [source]


def test_amounts_that_are_words_are_refused_with_the_column():
    with pytest.raises(BadFrame, match="no amounts") as caught:
        ml.purchase_amount.fit(deals(), "source")
    assert caught.value.column == "source"


def test_a_time_that_orders_nothing_is_refused():
    assert refused(deals(), time="source").column == "source"
    assert refused(deals(), time="moment").column == "moment"


def test_records_of_one_moment_are_split_at_random():
    frame = deals(300).assign(day="2024-01-01")
    assert ml.win.fit(frame, "won", time="day").n == 300
