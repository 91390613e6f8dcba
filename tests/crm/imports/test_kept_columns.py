"""Columns that no field of ours takes become fields of the workspace's own; words, stages."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from crm.engine import job
from crm.engine.errors import NotUnderstood
from crm.imports import export, mapping, plan, stages
from crm.imports import run as imports
from crm.models import CustomField, CustomValue, Deal, Stage

HEAD = "Account ID,Account Name,Employees,Region__c,Renewal,Seats,Volume,Portal,Remark,Nothing\n"
ROWS = (
    'A1,Nordwind,12,North,31.12.2026,40,"€ 1.200,50",https://a.example/x,007,\n'
    "A2,Suedsturm,20,South,01.02.2027,7,€ 900,https://a.example/y,x 1,\n"
    "A3,Ostwall,30,North,15.03.2027,1,€ 80,https://a.example/z,b,\n"
    "A4,Westend,40,North,16.03.2027,1,€ 81,https://a.example/q,c,\n"
)
TYPES = {
    "Renewal": "date",
    "Seats": "number",
    "Volume": "money",
    "Portal": "link",
    "Remark": "text",
}


def planned(folder, text, chosen=None, name="accounts.csv"):
    """A file, and how it is understood with a person's choices."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path, plan.make(path, mapping=chosen)


def take_in(world, path, made):
    """Import a planned file to its end; its report and the changeset to undo."""
    with world.store.write(1) as session:
        call = world.as_("ada").call().bound(session, None)
        started, run = imports.start(call, path, made)
    job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started.id)
    with world.store.read(1) as session:
        return imports.report(session, run.id)


def own(world, name="Nordwind"):
    """The own fields of a company, as an export says them."""
    with world.store.read(1) as session:
        (row,) = [r for r in export.rows(session, "company") if r["name"] == name]
    return {e["field"]: (e["type"], e["value"], e.get("currency")) for e in row["custom"]}


def test_each_column_that_nothing_takes_is_offered_with_the_type_of_all_its_cells(tmp_path):
    _, made = planned(tmp_path, HEAD + ROWS)
    assert mapping.guessed(made) == TYPES
    assert made.columns["own:choice"] == [3]


def test_chosen_columns_are_kept_with_their_values_and_again_changes_nothing(world, tmp_path):
    path, made = planned(tmp_path, HEAD + ROWS)
    path, made = planned(tmp_path, HEAD + ROWS, mapping.as_own_fields(made))
    assert take_in(world, path, made).created == 4
    assert own(world) == {
        "Region": ("choice", "North", None),
        "Renewal": ("date", "2026-12-31", None),
        "Seats": ("number", "40", None),
        "Volume": ("money", "1200.50", "EUR"),
        "Portal": ("link", "https://a.example/x", None),
        "Remark": ("text", "007", None),
    }
    assert take_in(world, path, made).skipped == 4


def test_columns_that_are_kept_later_are_filled_in_and_changed_cells_replace_theirs(
    world, tmp_path
):
    path, made = planned(tmp_path, HEAD + ROWS)
    take_in(world, path, made)
    assert set(own(world)) == {"Region"}
    path, made = planned(tmp_path, HEAD + ROWS, mapping.as_own_fields(made))
    assert take_in(world, path, made).updated == 4
    assert own(world)["Seats"] == ("number", "40", None)
    other = (HEAD + ROWS).replace(",7,€", ",8,€")
    path, made = planned(tmp_path, other, mapping.as_own_fields(planned(tmp_path, other)[1]))
    assert take_in(world, path, made).updated == 1
    assert own(world, "Suedsturm")["Seats"] == ("number", "8", None)


def test_undo_takes_values_and_fields_back(world, tmp_path):
    path, made = planned(tmp_path, HEAD + ROWS)
    path, made = planned(tmp_path, HEAD + ROWS, mapping.as_own_fields(made))
    changeset = take_in(world, path, made).changeset
    world.as_("ada").says(f"undo {changeset}")
    worker = job.Worker(world.store, "test", lambda: world.now, pause=0)
    with world.store.read(1) as session:
        waiting = job.waiting(session, world.now)
    for each in waiting:
        worker.work(1, each)
    with world.store.read(1) as session:
        assert session.scalars(select(CustomValue)).all() == []
        assert session.scalars(select(CustomField)).all() == []


def test_undo_keeps_the_fields_to_which_a_row_changed_since_points_and_names_them(world, tmp_path):
    path, made = planned(tmp_path, HEAD + ROWS)
    path, made = planned(tmp_path, HEAD + ROWS, mapping.as_own_fields(made))
    changeset = take_in(world, path, made).changeset
    before = own(world)
    world.as_("ada").says("company edit Nordwind industry=Wood")
    said = world.as_("ada").says(f"undo {changeset}")
    assert own(world) == before
    with world.store.read(1) as session:
        assert set(session.scalars(select(CustomField.name))) == set(before)
    assert "custom field Seats" in str(said)


def test_a_cell_that_is_not_of_the_chosen_type_fails_its_row_with_column_and_value(world, tmp_path):
    path, made = planned(tmp_path, HEAD + ROWS, {"Remark": "own:number"})
    assert made.columns["own:number"] == [8]
    with world.store.read(1) as session:
        call = world.as_("ada").call().bound(session, None)
        found = imports.rehearse(session, path, made, call)
    assert [(bad.line, bad.reason) for bad in found.bad] == [
        (3, "Remark: “x 1” is no number"),
        (4, "Remark: “b” is no number"),
        (5, "Remark: “c” is no number"),
    ]


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Angebot", "Proposal"),
        ("Vertragsverhandlung", "Negotiation"),
        ("Propuesta", "Proposal"),
        ("Négociation", "Negotiation"),
        ("报价", "Proposal"),
        ("商务谈判", "Negotiation"),
        ("Gewonnen", "Won"),
        ("Perdido", "Lost"),
        ("Erstkontakt", "Qualified"),
    ],
)
def test_words_for_stages_of_other_languages_are_understood(world, tmp_path, word, stage):
    path, made = planned(tmp_path, f"Deal Name,Deal Stage\nLoom,{word}\n", name="deals.csv")
    take_in(world, path, made)
    with world.store.read(1) as session:
        assert session.scalar(select(Stage.name).join(Deal).where(Deal.name == "Loom")) == stage


def test_a_word_that_a_person_gave_a_stage_means_that_stage(world, tmp_path):
    path, made = planned(tmp_path, "Deal Name,Deal Stage\nLoom,Erstkontakt\n", name="deals.csv")
    with world.store.read(1) as session:
        made = replace(made, stages=stages.named(session, ["Erstkontakt=negotiation"]))
        with pytest.raises(NotUnderstood, match="no stage"):
            stages.named(session, ["Angebot=nowhere"])
    assert take_in(world, path, made).warnings == []
    with world.store.read(1) as session:
        name = session.scalar(select(Stage.name).join(Deal).where(Deal.name == "Loom"))
    assert name == "Negotiation"
