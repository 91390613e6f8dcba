"""Forms: opened in time, changed by a choice, laid over one another, never losing words."""

from contextlib import contextmanager
from threading import Event

import pytest

from bot.slack import modals
from bot.slack.pool import THREADS
from bot.slack.wiring import Incoming
from crm.models import Company, CustomField, Deal

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def ana(world):
    """Ana, whose modals are closed afterwards."""
    yield world.ana
    world.ana.close(everything=True) if world.ana.modal() else None


@contextmanager
def busy(world):
    """All of Rapport's threads are taken; what was asked meanwhile is done afterwards."""
    ended = Event()
    for _ in range(THREADS):
        world.parts.pool.submit("busy", ended.wait)
    yield
    ended.set()
    world.settle()


def labels(person):
    """What the open form asks."""
    return {field["block_id"] for field in person.modal().raw["fields"]}


def test_a_form_opens_as_a_shell_where_it_takes_longer_than_a_moment(world, ana):
    with busy(world):
        assert ana.shortcut("new_deal").status == 200
        assert "One moment" in ana.modal().text
    assert "company" in labels(ana)


def test_a_choice_asks_what_belongs_to_it_and_keeps_what_was_typed(world):
    ada = world.ada
    assert ada.command("/crm", "field add", channel="#sales").status == 200
    assert "choices" not in labels(ada)
    ada.fill({"name": "Shoe size"})
    ada.fill({"type": "choice"})
    world.settle()
    assert "choices" in labels(ada)
    assert ada.modal().values["name"] == "Shoe size"
    assert ada.submit({"kind": "contact", "choices": "small, large"}).errors == {}
    world.settle()
    assert [field.name for field in world.rows(CustomField)][-1] == "Shoe size"


def test_a_form_that_changed_meanwhile_says_so_and_keeps_what_was_typed(world, ana):
    ana.command("/crm", "activity log", channel="#sales")
    ana.fill({"note": "They want it blue"})
    with busy(world):
        ana.fill({"type": "meeting"})
        ana.fill({"type": "call"})
    assert "what you typed is kept" in ana.modal().text
    assert {"note", "minutes"} <= labels(ana)
    assert ana.modal().values["note"] == "They want it blue"


def test_a_company_is_made_in_a_form_over_the_deal_s(world, ana):
    ana.shortcut("new_deal")
    ana.fill({"name": "Oven of the second form"})
    assert ana.press_modal("New company …").status == 200
    world.settle()
    assert ana.submit({"name": "Zwiebel Ovens", "city": "Ulm"}).errors == {}
    world.settle()
    made = world.rows(Company, Company.name == "Zwiebel Ovens")[0]
    assert ana.modal().values["name"] == "Oven of the second form"
    assert ana.submit().errors == {}
    world.settle()
    assert world.rows(Deal)[-1].company_id == made.id


def test_an_expired_trigger_offers_the_form_again_filled_in(world, ana):
    message = ana.say("#sales", "Call them about the broken crane").message
    world.settle()
    world.slack.fault("refuse", on="calls", match="views.open", count=1)
    assert ana.shortcut("follow_up", message).status == 200
    world.settle()
    offered = ana.last("#sales")
    assert "nothing is lost" in offered.text
    assert ana.press(offered, "Open the form").status == 200
    assert ana.modal().values["subject"] == "Call them about the broken crane"


def test_what_was_typed_into_a_form_that_failed_is_sent_to_be_opened_again(world, ana):
    ana.shortcut("new_deal")
    view = dict(ana.modal().raw)
    typed = {"name": {"name": {"type": "plain_text_input", "value": "Crane nearly lost"}}}
    person = {"id": "U0ANA00001"}
    body = {"user": person, "view": view | {"state": {"values": typed}}}
    wiring = world.parts.wiring
    incoming = Incoming(wiring, wiring.installations.of_workspace(world.workspace_id), body, "k")
    modals.keep(incoming, "abc123")
    world.settle()
    kept = ana.last("dm")
    assert "what you typed is kept" in kept.text
    ana.close(everything=True)
    assert ana.press(kept, "Open it again").status == 200
    assert ana.modal().values["name"] == "Crane nearly lost"
