"""The table kind × command: every record can be added, shown, changed, listed, put aside, told."""

import pytest

from crm.engine import catalog
from crm.engine.command import REGISTRY
from crm.engine.reply import Card
from crm.language.fields.anything import Anything

catalog.load()
# What stands in for a command of the table where a record's own word is another.
WORDS = {
    "company": {"history": "timeline"},
    "contact": {"history": "timeline"},
    "lead": {"history": "timeline"},
    "product": {"history": "timeline"},
    "purchase": {"history": "timeline"},
    "activity": {"add": "activity log", "history": "timeline"},
}
PARTS = {
    "contact point": ("add", "remove"),
    "address": ("set", "show", "remove"),
    "attachment": ("add", "show", "remove"),
    "preference": ("set", "show", "remove"),
    "consent": ("give", "withdraw", "show"),
    "tag": ("add", "remove", "list"),
    "field": ("add", "list", "archive"),
    "watch": ("", "stop", "list"),
}
VERBS = ("add", "show", "edit", "list", "archive", "restore", "history")
MADE = {
    "company": ('company add "Polar Works"', "CO-4"),
    "contact": ("contact add Kim Lee kim@polar.example", "C-2"),
    "lead": ('lead add "Kim Lee" kim@polar.example', "L-1"),
    "product": ('product add "Sensor kit" 250 USD', "P-1"),
    "purchase": ("purchase add CO-1 P-1", "O-1"),
    "activity": ("log note CO-1 they like the offer", "A-1"),
}
EDITS = {"activity": "note=Changed"}


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("verb", VERBS)
def test_each_record_has_each_command(kind, verb):
    assert WORDS[kind].get(verb, f"{kind} {verb}") in REGISTRY


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_a_record_has_its_commands(part):
    assert [verb for verb in PARTS[part] if f"{part} {verb}".strip() not in REGISTRY] == []


@pytest.mark.parametrize("kind", MADE)
def test_a_record_lives_through_all_of_them_and_its_history_tells(world, kind):
    ana = world.as_("ana")
    if kind == "purchase":
        ana.says(MADE["product"][0])
    said, ref = MADE[kind]
    made = ana.says(said)
    assert any(isinstance(view, Card) and view.ref == ref for view in made.reply.views)
    world.later(minutes=2)
    ana.says(f"{kind} edit {ref} {EDITS.get(kind, 'note=Changed')}")
    assert ref in world.lines(ana.says(f"{kind} show {ref}"))
    assert ref in world.lines(ana.says(f"{kind} list"))
    ana.says(f"{kind} archive {ref}")
    assert f"{ref}\n" not in world.lines(ana.says(f"{kind} list"))
    ana.says(f"{kind} restore {ref}")
    told = world.lines(ana.says(f"timeline {ref}"))
    assert "Changed" in told
    assert "Ana Ruiz" in told


def test_every_record_that_people_name_has_a_timeline():
    spec = REGISTRY["timeline"].form.specs()["record"]
    assert isinstance(spec.type, Anything)


def test_a_product_s_history_tells_who_bought_it_and_a_source_its_channel(world):
    ana = world.as_("ana")
    ana.says('product add "Sensor kit" 250 USD')
    ana.says("purchase add CO-1 P-1")
    assert "Bought for $250" in world.lines(ana.says("timeline P-1"))


def test_the_reference_of_a_merged_record_opens_the_one_that_was_kept(world):
    ana = world.as_("ana")
    ana.says("contact add Eva Stein title=CFO")
    world.later(minutes=5)
    ana.says("contact add Kim Lee title=CTO")
    ana.says("merge C-2 C-3")
    shown = world.lines(ana.says("contact show C-3"))
    assert shown.startswith("C-2")
    assert "Merged from\nC-3" in shown
    ana.says("contact edit C-3 note=kept")
    assert "kept" in world.lines(ana.says("contact show C-2"))
    assert "Timeline of C-2" in world.lines(ana.says("timeline C-3"))
    ana.says("duplicate unmerge C-3")
    assert world.lines(ana.says("contact show C-3")).startswith("C-3")
