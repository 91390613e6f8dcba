"""A file holds what its asker sees, whatever happens between the asking and the sending."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.engine import owed, refs
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import NotAllowed
from crm.engine.run import Asked, run
from crm.imports import export, uploads
from crm.models import Changeset, Company, Consent, Contact, Deal, Lead, Setting, Stage, User

OWNED = (Company, Contact, Deal, Lead)
# Who owns what each of these people sees: Ana and Mei are of one team, Ada and Jane of none.
TEAM = {None, "ana", "ben", "mei"}
SEEN = {"own": {None, "ana"}, "team": TEAM, "all": TEAM | {"ada"}}


@pytest.fixture
def town(world, tmp_path):
    """A record of each kind for each owner, customers owned; files go to a folder of the test."""
    uploads.use(tmp_path)

    def work(session):
        session.add(Setting(name="visibility_customers", value="owned"))
        people = [*session.scalars(select(User).where(~User.is_outsider)), None]
        company = session.scalars(select(Company)).first()
        stage = session.scalars(select(Stage)).first()
        for owner in people:
            for model in OWNED:
                name = f"{model.__tablename__} of {owner.handle if owner else None}"
                row = model(name=name, owner_id=owner and owner.id, created_at=world.now)
                if model is Deal:
                    row.company_id, row.pipeline_id = company.id, stage.pipeline_id
                    row.stage_id = stage.id
                else:
                    row.name_key = name
                refs.add(session, row)
                session.flush()
                if model is Contact:
                    session.add(Consent(contact_id=row.id, purpose="news", is_given=True,
                                        at=world.now))  # fmt: skip
        session.flush()

    world.change(work)
    return world


def ask(world, handle, words="export all json"):
    """What follows from asking for a file."""
    (following,) = world.as_(handle).says(words).reply.then
    return following


def fetch(world, following):
    """Run what follows, as the process that was asked or a tick does; the records by kind."""
    call = Call(1, CLOCK, Place(), world.now, "event", following.key, world.settings())
    answer = run(world.store, call, Asked(REGISTRY[following.command], fields=following.fields))
    if answer.is_repeat:
        return None
    path = max(uploads.folder(1, 0).glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
    return json.loads(Path(path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("far", SEEN)
def test_a_file_of_everything_holds_what_the_asker_sees(town, far):
    town.change(lambda session: session.add(Setting(name="visibility_rep", value=far)))
    found = fetch(town, ask(town, "ana"))
    for kind in ("company", "contact", "deal", "lead"):
        assert {row["owner"] for row in found[kind]} == SEEN[far], kind
    consents = {row["contact"] for row in found["consent"]}
    assert consents == {f"contact of {owner}" for owner in SEEN[far]}


def test_external_people_get_no_file_and_import_none(town):
    for words in ("export all", "export contacts csv", "import", "import list"):
        with pytest.raises(NotAllowed):
            town.as_("jane").says(words)


def test_a_file_that_a_crash_kept_from_being_made_is_still_owed(town):
    ask(town, "ana", "export deals json")
    with town.store.read(1) as session:
        (waiting,) = owed.lying(session, town.now + timedelta(minutes=1))
    assert fetch(town, waiting)
    assert fetch(town, waiting) is None
    with town.store.read(1) as session:
        assert owed.lying(session, town.now + timedelta(minutes=1)) == []


def test_rights_count_as_they_are_when_the_file_is_made(town):
    following = ask(town, "ana", "export contacts json")
    town.change(lambda session: session.add(Setting(name="visibility_rep", value="all")))
    assert {row["owner"] for row in fetch(town, following)} == SEEN["all"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@x", "  =1", "＝1+1", "\t=1", "\rx", "=1"]
)
def test_no_cell_begins_a_formula(text):
    assert export.safe(text) == f"'{text}"


def test_numbers_stay_numbers():
    assert [export.safe(each) for each in (-5.2, "-5.2", "+49301234", None, "a=b")] == [
        "-5.2", "-5.2", "+49301234", "", "a=b",
    ]  # fmt: skip


def test_what_a_program_changes_is_marked_as_its_word(world):
    call = world.as_("ana").call(source="api")
    run(world.store, call, Asked(REGISTRY["company add"], fields={"name": "Initech"}))
    newest = select(Changeset).where(Changeset.command == "company add")
    assert world.one(newest).origin == "api"
    world.as_("ana").says("company add Umbrella")
    assert [each.origin for each in world.all(newest.order_by(Changeset.id))] == ["api", "person"]
