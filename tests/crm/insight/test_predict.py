import pandas as pd
import pytest

from crm.engine.errors import Missing, NotUnderstood, TooEarly
from crm.engine.texts import Reader, say
from crm.insight import models
from ml import purchase_amount, textbook

WEIGHTS = {"age": 0.5, "income": 0.2, "purchase_history": 0.1}
SAID = "predict purchase-amount age=25 income=5000 purchase_history=3"


@pytest.fixture
def folder(tmp_path):
    """Where the models of this installation are."""
    models.use(tmp_path)
    return tmp_path


@pytest.fixture
def model(folder):
    """The textbook's model: intercept 10, weights .5, .2 and .1."""
    return textbook.from_coefficients(10, WEIGHTS).save(folder / "purchase-amount")


def test_the_textbook_model_answers_1022_8(world, model):
    answer = world.as_("ana").says(SAID)
    assert "Prediction\n1022.8" in world.lines(answer)
    assert "Unvalidated" in world.lines(answer)
    assert not answer.is_posted


def test_it_is_asked_in_chinese_and_in_any_order_too(world, model):
    answer = world.as_("mei").says("预测 购买金额 purchase_history=3, income=5,000, AGE=25")
    assert "预测值\n1022.8" in world.lines(answer, "zh")


def test_a_fitted_model_answers_with_its_interval_and_the_usual_amount(world, folder):
    rows = [(age, age * 100.0, age % 7, 10 + age) for age in range(20, 70)]
    frame = pd.DataFrame(rows, columns=[*WEIGHTS, "amount"])
    fitted = purchase_amount.fit(frame, "amount", algorithm="linear")
    fitted.save(folder / "purchase-amount")
    said = world.lines(world.as_("ana").says(SAID.replace("5000", "2500")))
    for label in ("Prediction", "Interval", "Usual amount"):
        assert label in said
    assert "linear, fitted on 50 rows" in said


@pytest.mark.parametrize(
    ("said", "error", "key"),
    [
        ("predict purchase-amount age=30", Missing, "Missing: {names}."),
        ("predict purchase-amount", Missing, "Missing: {names}."),
        (SAID + " height=3", NotUnderstood, "The model does not know {name}."),
        (SAID.replace("25", "old"), NotUnderstood, "“{text}” is not a figure for {name}."),
        (SAID.replace("25", "nan"), NotUnderstood, "“{text}” is not a figure for {name}."),
        (SAID.replace("25", "1e999"), NotUnderstood, "“{text}” is not a figure for {name}."),
        (SAID + " and so on", NotUnderstood, "I could not place “{words}”."),
    ],
)
def test_wrong_figures_are_answered_with_the_columns_that_are_needed(
    world, model, said, error, key
):
    with pytest.raises(error) as refused:
        world.as_("ana").says(said)
    assert refused.value.text.key == key
    assert "purchase_history" in say(refused.value.next_step, Reader())


def _truncate(path):
    path.write_bytes(path.read_bytes()[:-20])


def _flip(path):
    path.write_bytes(path.read_bytes().replace(b"0.2", b"0.3"))


def _age(path):
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 0', 1))


@pytest.mark.parametrize("damage", [_truncate, _flip, _age, lambda path: path.write_bytes(b"\x80")])
def test_a_model_that_cannot_be_read_is_no_model(world, model, damage):
    damage(model)
    with pytest.raises(TooEarly) as refused:
        world.as_("ana").says(SAID)
    assert "rapport fit purchase-amount" in say(refused.value.next_step, Reader())


def test_without_a_model_the_answer_says_how_to_fit_one(world, folder):
    with pytest.raises(TooEarly) as refused:
        world.as_("ana").says("predict churn age=3")
    assert "rapport fit churn" in say(refused.value.next_step, Reader())


def test_a_model_that_is_fitted_anew_is_read_anew(world, model):
    world.as_("ana").says(SAID)
    textbook.from_coefficients(1000, WEIGHTS).save(model)
    assert "Prediction\n2012.8" in world.lines(world.as_("ana").says(SAID))


def test_a_kind_that_does_not_exist_lists_those_that_do(world, model):
    with pytest.raises((Missing, NotUnderstood)):
        world.as_("ana").says("predict weather age=3")
