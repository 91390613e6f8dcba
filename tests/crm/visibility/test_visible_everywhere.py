"""Nobody is shown what they may not see, whatever they ask: random people, owners and settings.

Each record bears a word of its own. What a person sees is worked out here once more, from the
rules; then every reading command is asked about every record, and no answer, error, button or
count may tell of another.
"""

import random
from datetime import date
from itertools import count

import pytest
from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.command import REGISTRY
from crm.engine.errors import NotFound, RapportError
from crm.engine.reply import Listing
from crm.language import fields, names
from crm.language.fields.anything import Anything
from crm.models import (
    Activity,
    Company,
    Contact,
    Contract,
    Deal,
    FollowUp,
    Lead,
    Pipeline,
    Purchase,
    Quote,
    Role,
    Setting,
    Stage,
    Team,
    Ticket,
    User,
)

OWNER = {Ticket: "assignee_id", Activity: "user_id"}
CUSTOMERS = (Company, Contact, Purchase)
KINDS = (Company, Contact, Deal, Lead, Quote, Contract, FollowUp, Ticket, Purchase, Activity)
ASKED = 1  # so many records of a kind are asked about, by each person and command
WIDE = {"own": 0, "team": 1, "all": 2}
LISTS = {
    "deal list": Deal,
    "lead list": Lead,
    "ticket list": Ticket,
    "activity list": Activity,
    "company list": Company,
    "contact list": Contact,
    "purchase list": Purchase,
}


class Town:
    """People of two teams, and records of everybody's, each with its own word."""

    def __init__(self, world, seed):
        self.world, self.chance = world, random.Random(seed)
        self.words, self._next = {}, count()
        self.settings = {
            f"visibility_{role}": self.chance.choice(("own", "team", "all"))
            for role in ("rep", "agent", "manager")
        }
        self.settings["visibility_customers"] = self.chance.choice(("shared", "owned"))
        world.change(self._make)

    def _make(self, session):
        for name, value in self.settings.items():
            session.add(Setting(name=name, value=value))
        other = Team(name="Other")
        session.add(other)
        session.flush()
        for number in range(3):
            person = User(
                slack_id=f"U0X{number}",
                handle=f"x{number}",
                name=f"Person {number}",
                zone="UTC",
                locale="en-US",
                team_id=self.chance.choice((1, other.id, None)),
            )
            session.add(person)
            session.flush()
            for role in self.chance.sample(("rep", "agent", "manager"), self.chance.randint(1, 2)):
                session.add(Role(user_id=person.id, name=role))
        self.people = session.scalars(select(User).where(~User.is_outsider)).all()
        roles = session.execute(select(Role.user_id, Role.name)).all()
        self.roles = {p.id: {name for who, name in roles if who == p.id} for p in self.people}
        self.pipeline = session.scalars(select(Pipeline)).first()
        self.stage = session.scalars(select(Stage).order_by(Stage.id)).first()
        self.rows = {kind: [] for kind in KINDS}
        for kind in KINDS:
            for owner in (*self.people, None):
                self._row(session, kind, owner)

    def _row(self, session, kind, owner):
        if kind is FollowUp and owner is None:
            return
        word = f"zeb{next(self._next)}ra"
        row = kind(**self._values(kind, word), **{OWNER.get(kind, "owner_id"): owner and owner.id})
        self.rows[kind].append(refs.add(session, row))
        self.words[word] = row

    def _values(self, kind, word):
        now, some = self.world.now, self._some
        named = {"name": f"Kiwi {word}", "name_key": f"kiwi {word}", "created_at": now}
        money = {"amount": 100, "currency": "USD", "created_at": now, "note": f"kiwi {word}"}
        place = {"pipeline_id": self.pipeline.id, "stage_id": self.stage.id}
        about = self.chance.choice([Lead, Quote, Contract, Deal, None])
        parent = self.chance.choice(self.rows[about]) if about and self.rows[about] else None
        of = {"record_kind": parent.__tablename__, "record_id": parent.id} if parent else {}
        if isinstance(parent, Deal):
            of = {"deal_id": parent.id}
        return {
            Company: named,
            Contact: named,
            Deal: money | place | {"name": f"Kiwi {word}"} | some("company_id", Company),
            Lead: named,
            Quote: money | some("deal_id", Deal),
            Contract: money | {"company_id": self.rows[Company][0].id if self.rows[Company] else 1},
            FollowUp: {"subject": f"Kiwi {word}", "due_at": now, "created_at": now}
            | some("deal_id", Deal),
            Ticket: {"subject": f"Kiwi {word}", "opened_at": now},
            Purchase: money | {"bought_on": date(2026, 11, 2)},
            Activity: {"type": "note", "note": f"Kiwi {word}", "at": now, **of},
        }[kind]

    def some(self, kind):
        """A few records of a kind."""
        rows = self.rows.get(kind, ())
        return self.chance.sample(rows, min(ASKED, len(rows)))

    def _some(self, column, kind):
        rows = self.rows[kind]
        return {column: self.chance.choice(rows).id} if rows else {}

    def sees(self, person, row):
        """The rules, once more."""
        roles = self.roles[person.id] or {"rep"}
        if "admin" in roles:
            return True
        kind = type(row)
        if kind in CUSTOMERS and self.settings["visibility_customers"] == "shared":
            return True
        if kind is Ticket and "agent" in roles:
            return True
        far = max((self.settings[f"visibility_{role}"] for role in roles), key=WIDE.get)
        if kind is Activity:
            return far == "all" or row.user_id == person.id or self._parent_seen(person, row)
        owner = next(
            (p for p in self.people if p.id == getattr(row, OWNER.get(kind, "owner_id"))), None
        )
        if far == "all" or owner is None or owner.id == person.id:
            return True
        return far == "team" and person.team_id is not None and owner.team_id == person.team_id

    def _parent_seen(self, person, row):
        parents = [one for one in self.rows[Deal] if one.id == row.deal_id]
        for kind in (Lead, Quote, Contract, Ticket):
            if row.record_kind == kind.__tablename__:
                parents += [one for one in self.rows[kind] if one.id == row.record_id]
        return all(self.sees(person, parent) for parent in parents)

    def named(self, person):
        """What a record that a person sees tells with itself: its customer, a deal's next step."""
        mine = [row for rows in self.rows.values() for row in rows if self.sees(person, row)]
        ids = {getattr(row, "company_id", None) for row in mine}
        deals = {row.id for row in mine if isinstance(row, Deal)}
        steps = [row for row in self.rows[FollowUp] if row.deal_id in deals]
        return {*steps, *(row for row in self.rows[Company] if row.id in ids)}

    def hidden(self, person):
        """The words of what a person may not see."""
        return {word for word, row in self.words.items() if not self.sees(person, row)}


def asked(town, command):
    """The fields to ask a command with: none, and each record in each field that takes one."""
    yield {}
    for spec in command.form.specs().values():
        kinds = ()
        if isinstance(spec.type, Anything):
            kinds = KINDS
        elif isinstance(spec.type, fields.Ref):
            kinds = (spec.type.model,)
        for kind in kinds:
            for row in town.some(kind):
                yield {spec.name: refs.ref(row)}
    if command.name in {"find", "why not"}:
        yield {next(iter(command.form.specs())): "kiwi"}


def told(world, speaker, command, given):
    """All that an answer or an error says, its buttons' fields included."""
    try:
        answer = speaker.sends(command, **given)
    except RapportError as error:
        return f"{error.text} {error.next_step} {error.choices} {error.ways}", None
    return world.lines(answer) + repr(answer.reply), answer.reply


def leaks(town, person):
    """Every command that told a person of something hidden, with what was asked."""
    hidden, speaker = town.hidden(person), town.world.as_(person.handle)
    named = town.named(person)
    found = []
    for command in REGISTRY.values():
        if command.effect != "read" or command.name in {"import", "import list", "export"}:
            continue
        for given in asked(town, command):
            said, reply = told(town.world, speaker, command.name, given)
            found += [
                (command.name, given, word)
                for word in hidden
                if word in said
                and (town.words[word] not in named or of_itself(town.words[word], command, given))
            ]
            if reply is not None and not given and command.name in LISTS:
                found += miscounted(town, person, command.name, reply)
    return found


def of_itself(row, command, given):
    """Whether a command speaks of this very record, and not of one that names it."""
    return command.name.startswith(row.__tablename__) or refs.ref(row) in given.values()


def miscounted(town, person, name, reply):
    """A list whose total is not what the person sees."""
    (listing,) = (view for view in reply.views if isinstance(view, Listing))
    with town.world.store.read(1) as session:
        rows = session.scalars(select(LISTS[name])).all()
    known = {row.id for row in town.rows[LISTS[name]]}
    mine = [row for row in rows if row.id not in known or town.sees(person, row)]
    return [] if listing.total == len(mine) else [(name, listing.total, len(mine))]


@pytest.mark.parametrize("seed", range(2))
def test_no_answer_tells_of_what_one_may_not_see(store, found_company, seed):
    town = Town(found_company(store), seed)
    for person in town.chance.sample(town.people, 4):
        assert leaks(town, person)[:20] == [], (person.handle, town.roles[person.id], town.settings)


def test_nothing_hidden_can_be_changed_or_typed_ahead(store, found_company):
    town = Town(found_company(store), 3)
    for person in town.people:
        speaker, hidden = town.world.as_(person.handle), town.hidden(person)
        for word in town.chance.sample(sorted(hidden), min(6, len(hidden))):
            row = town.words[word]
            kind = row.__tablename__
            for name in (f"{kind} edit", f"{kind} archive", "tag add", "watch"):
                given = {kind if kind in name else "record": refs.ref(row), "tag": "x", "note": "x"}
                specs = REGISTRY[name].form.specs() if name in REGISTRY else {}
                given = {field: text for field, text in given.items() if field in specs}
                if specs:
                    with pytest.raises(RapportError) as refused:
                        speaker.sends(name, **given)
                    assert word not in f"{refused.value.text} {refused.value.choices}"
        with town.world.store.read(1) as session:
            for kind in names.NAMED & set(KINDS):
                near = names.find(session, speaker.caller, kind, "kiwi")
                near += names.nearest(session, speaker.caller, kind, "kiwi zeb")
                assert not [row for row in near if any(word in row.name for word in hidden)]


def test_an_outsider_sees_no_row_and_no_column(store, found_company):
    town = Town(found_company(store), 1)
    jane = town.world.as_("jane").caller
    with town.world.store.read(1) as session:
        for kind in KINDS:
            for statement in (select(kind), select(kind.id), select(kind.number)):
                seen = permission.visible(statement, jane, kind)
                assert session.execute(seen).all() == []
    for command in REGISTRY.values():
        if command.effect == "read" and "outsider" not in command.may:
            said, reply = told(town.world, town.world.as_("jane"), command.name, {})
            assert reply is None
            assert "zeb" not in said


def test_a_setting_opens_and_closes_what_a_role_sees(world):
    world.as_("ada").says('deal add Acme "Secret rollout" amount=1 owner=@ada')
    assert "Secret" not in world.lines(world.as_("ana").says("deal list"))
    world.as_("ada").says("settings visibility_rep all")
    assert "Secret" in world.lines(world.as_("ana").says("deal list"))
    world.as_("ada").says("settings visibility_rep own")
    world.as_("ada").says("settings visibility_customers owned")
    world.as_("ada").says("company edit Globex owner=@ada")
    with pytest.raises(NotFound):
        world.as_("ana").says("company show CO-2")
    assert "Globex" not in world.lines(world.as_("ana").says("company list"))
