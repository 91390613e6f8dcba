"""What people type by mistake or on purpose: a plain answer each, and nothing broken."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from crm.engine import buttons
from crm.engine.errors import NotFound
from crm.models import ButtonToken, Company, Deal, Delivery, User, Workspace

ODD_NAMES = ("北风 🚀 GmbH", "شركة النور", "a\u202etxt.exe", "O'Neil & <Söhne>")


@pytest.fixture
def ana(living):
    """Ana, in a workspace that knows Acme."""
    assert living.person("ana").command("/company", "add Acme").status == 200
    living.settle()
    return living.person("ana")


def answer(living, person, command, text):
    """What a person is told; every answer is a sentence, and none names a stack."""
    done = person.command(command, text, channel="#sales")
    assert done.status == 200
    living.settle()
    said = done.text or person.last("#sales").text
    assert said
    assert "Traceback" not in said
    assert "went wrong" not in said
    return said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('add Acme "Impossible" close 2026-02-30', "30"),
        ('add Acme "Impossible" close 1999-01-01', "past"),
        ('add Acme "Impossible" amount=12kk', "amount"),
        ('add Acme "Impossible" amount=1e999', "amount"),
        ('add Acme "Impossible" amount=nan', "amount"),
        ('add Acme "Impossible" amount=99999999999999999999999', "amount"),
    ],
)
def test_impossible_days_and_amounts_are_named_and_open_no_deal(living, ana, words, told):
    assert told in answer(living, ana, "/deal", words)
    assert living.rows(Deal) == []


@pytest.mark.parametrize("words", ["flie list", "deal lits", "xyzzy", "deal add --force"])
def test_unknown_words_get_a_way_on(living, ana, words):
    said = answer(living, ana, "/crm", words)
    assert "/crm" in said or "Did you mean" in said or "form" in said


@pytest.mark.parametrize("command", ["/deal", "/crm", "/company"])
def test_forty_thousand_characters_are_answered_in_time(living, ana, command):
    said = answer(living, ana, command, "add " + "long " * 8_000)
    assert len(said) < 4_000


@pytest.mark.parametrize("name", ODD_NAMES)
def test_names_of_every_script_are_kept_and_shown(living, ana, name):
    answer(living, ana, "/company", f'add "{name}"')
    kept = living.rows(Company)[-1].name
    assert kept.replace("\u202e", "") == name.replace("\u202e", "")


def test_a_nul_byte_is_dropped_and_does_no_harm(living, ana):
    answer(living, ana, "/company", 'add "Nul\x00Byte"')
    assert "\x00" not in living.rows(Company)[-1].name


def test_an_ambiguous_name_is_asked_about_with_at_most_five_buttons(living, ana):
    for number in range(7):
        answer(living, ana, "/company", f'add "Northern Lights {number}"')
    said = ana.command("/deal", 'add company="Northern Lights" name=Rollout', channel="#sales")
    offered = [a for a in said.message.actions.values() if "Northern" in str(a)]
    assert 2 <= len(offered) <= 5
    assert living.rows(Deal) == []


def test_ids_that_are_not_here_are_not_found(living, ana):
    for ref in ("D-999", "D-0", "D-99999999999999999999", "T-1"):
        assert living.rows(Deal) == []
        answer(living, ana, "/deal", f"show {ref}")
        answer(living, ana, "/deal", f"stage {ref} won")


def test_an_expired_button_says_so_and_does_nothing(living, ana):
    answer(living, ana, "/deal", 'add Acme "Old card" 12k')
    card = ana.last("#sales")
    long_ago = living.parts.clock() - timedelta(days=1)
    with living.parts.store.write(living.workspace_id) as session:
        session.execute(update(ButtonToken).values(expires_at=long_ago))
    ana.press(card, "Undo")
    living.settle()
    assert "has expired; nothing was changed" in ana.last("#sales").text
    assert len(living.rows(Deal)) == 1


def test_a_record_that_was_undone_is_not_there_any_more(living, ana):
    answer(living, ana, "/deal", 'add Acme "Gone" 12k')
    ana.command("/crm", "undo")
    living.settle()
    assert "D-1" in answer(living, ana, "/deal", "stage D-1 won")
    assert living.rows(Deal) == []


def test_an_archived_channel_ends_the_delivery_and_tells_its_owner(living, ana):
    side = living.slack.add_channel("side", members=["ana"])
    living.settle()
    ana.command("/company", 'add "Known here"', channel="#side")
    living.settle()
    living.slack.options(events=[])
    living.slack.channel("side", "archive")
    living.parts.router.take(
        "command",
        {
            "command": "/deal",
            "text": 'add Acme "Too late" 12k',
            "user_id": "U0ANA00001",
            "team_id": "T0HOME0001",
            "channel_id": side,
            "trigger_id": "late",
        },
    )
    living.settle()
    row = living.rows(Delivery, Delivery.channel == side)[-1]
    assert (row.state, row.error) == ("failed", "is_archived")
    (told,) = living.rows(Delivery, Delivery.rule == f"undelivered:{side}")
    (person,) = living.rows(User, User.handle == "ana")
    assert (told.user_id, told.kind) == (person.id, "alert")


def test_another_workspaces_button_is_not_found_here(living, ana):
    answer(living, ana, "/deal", 'add Acme "Ours" 12k')
    card = ana.last("#sales")
    with living.parts.store.write(None) as session:
        other = Workspace(handle="other", name="Other", created_at=living.parts.clock())
        session.add(other)
        session.flush()
        strange = other.id
    with living.parts.store.read(strange) as session:
        token = next(key for key in card.actions if not key.startswith("~"))
        with pytest.raises(NotFound):
            buttons.look(session, token, None, living.parts.clock())
