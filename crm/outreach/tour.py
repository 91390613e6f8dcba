"""The tour: ten minutes in one's own DM with Rapport, on a deal that is gone afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, tuple_

from crm.engine import journal, post, refs, settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import command
from crm.engine.errors import NotFound
from crm.engine.reply import Actions, Button, Heading, Notice, Paragraph, Reply, Small, View
from crm.engine.store import Store
from crm.engine.texts import T, Term, Text, say
from crm.history import inverse, pointing
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import (
    Activity,
    Change,
    Changeset,
    Company,
    Deal,
    Delivery,
    FollowUp,
    Stage,
    Ticket,
    Tour,
    User,
)
from crm.sales import deal as deals

COMPANY = "Willow Bakery"
RULE = "tour"
# A tour takes ten minutes; one that stands still for a day was left.
LEFT_AFTER = timedelta(days=1)
HANGING: tuple[type[Any], ...] = (FollowUp, Activity, Ticket, Deal)


class Nothing(Form):
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its title, what to do, and the button that does it."""

    title: Text
    text: Text
    button: Callable[[Call, Deal], Button | None]


@command("tour", effect="change")
def begin(call: Call, form: Nothing) -> Reply:
    """Take a tour of ten minutes, on a deal that is gone afterwards."""
    del form
    tour = _tour(call)
    if tour is None or call.session.get(Deal, (call.workspace_id, tour.deal_id)) is None:
        tour = _founded(call, tour)
    _send(call, tour)
    told = T("The tour goes on in our direct messages: look at *Rapport* under Apps.")
    here = T("Here is your tour.")
    return Reply((Notice(here if call.place.is_dm else told, "success"),))


@command("tour next", effect="change", surface="button")
def next_step(call: Call, form: Nothing) -> Reply:
    """Go on to the tour's next step."""
    del form
    tour = _under_way(call)
    tour.step += 1
    call.session.flush()
    if tour.step > len(STEPS):
        return _end(call, tour)
    _send(call, tour)
    return Reply()


@command("tour end", effect="change")
def end(call: Call, form: Nothing) -> Reply:
    """End the tour and take away all that belonged to it."""
    del form
    return _end(call, _under_way(call))


def forget(store: Store, workspace_id: int, now: datetime) -> dict[str, int]:
    """End the tours that nobody went on with for a day; for the tick, which tells nobody."""
    old = select(Tour.id).where(Tour.began_at < now - LEFT_AFTER)
    with store.read(workspace_id) as session:
        ids = list(session.scalars(old))
    for tour_id in ids:
        with store.write(workspace_id) as session:
            row = session.scalars(select(Tour).where(Tour.id == tour_id)).one_or_none()
            if row is None or row.began_at >= now - LEFT_AFTER:
                continue
            made = Changeset(command="tour end", recorded_at=now, effective_at=now)
            opened = journal.open_changeset(session, made)
            call = Call(workspace_id, CLOCK, Place(), now, "clock", settings=settings.read(session))
            _end(call.bound(session, opened.id), row)
    return {"tours": len(ids)}


def _tour(call: Call) -> Tour | None:
    statement = select(Tour).where(Tour.user_id == call.caller.user_id)
    return call.session.scalars(statement).one_or_none()


def _under_way(call: Call) -> Tour:
    tour = _tour(call)
    if tour is None:
        raise NotFound(
            T("No tour is under way."),
            next_step=T("Begin one with {example}.", example="/crm tour"),
        )
    return tour


def _founded(call: Call, old: Tour | None) -> Tour:
    """A tour with a company and a deal of the person's own, instead of an old one."""
    session, me = call.session, call.caller.user_id
    assert me is not None
    company = Company(name=COMPANY, name_key=name_key(COMPANY), created_at=call.now, owner_id=me)
    refs.add(session, company)
    session.flush()
    first = _stages(call)[0]
    made = Deal(
        name=f"Ovens for {COMPANY}",
        company_id=company.id,
        owner_id=me,
        pipeline_id=first.pipeline_id,
        stage_id=first.id,
        amount=1_200_000,
        currency=call.settings.currency,
        created_at=call.now,
    )
    refs.add(session, made)
    session.flush()
    tour = old or Tour(user_id=me)
    tour.company_id, tour.deal_id, tour.step, tour.began_at = company.id, made.id, 1, call.now
    session.add(tour)
    session.flush()
    return tour


def _stages(call: Call) -> list[Stage]:
    statement = select(Stage).order_by(Stage.pipeline_id, Stage.position)
    return list(call.session.scalars(statement))


def _send(call: Call, tour: Tour) -> None:
    """Post the step that is up to the person's own DM."""
    person = call.session.scalars(select(User).where(User.id == tour.user_id)).one()
    name = (RULE, f"{tour.id}:{tour.step}:{call.changeset_id}")
    post.to_person(call, person, name, "message", Reply(tuple(_views(call, tour))))


def _views(call: Call, tour: Tour) -> Iterator[View]:
    step = STEPS[tour.step - 1]
    row = call.session.get(Deal, (call.workspace_id, tour.deal_id))
    yield Heading(T("{n} of {all}: {title}", n=tour.step, all=len(STEPS), title=step.title))
    yield Paragraph(step.text)
    if row is not None and tour.step == 1:
        yield deals.card(call, row)
    done = step.button(call, row) if row is not None else None
    is_last = tour.step == len(STEPS)
    on = Button(T("Finish") if is_last else T("Next step"), "tour next", style="primary")
    ends = () if is_last else (Button(T("End the tour"), "tour end"),)
    yield Actions((*((done,) if done else ()), on, *ends))
    yield Small(T("Only you see this; all of it is taken away when the tour ends."))


def _move(call: Call, row: Deal) -> Button | None:
    stages = [stage for stage in _stages(call) if stage.outcome == "open"]
    if len(stages) < 2:
        return None
    second = stages[1]
    label = T("Move it to {stage}", stage=Term(second.name))
    return Button(label, "deal stage", {"deal": refs.ref(row), "stage": second.name})


def _remind(call: Call, row: Deal) -> Button:
    subject = say(T("Call {name} back", name=COMPANY), call.reader)
    return Button(
        T("Remind me in 10 seconds"),
        "followup add",
        {"due_at": "in 10 seconds", "subject": subject, "deal": refs.ref(row)},
    )


def _list(call: Call, row: Deal) -> Button:
    del call, row
    return Button(T("My deals"), "deal list", {"owner": "me"}, is_reusable=True)


def _undo(call: Call, row: Deal) -> Button:
    del call, row
    return Button(T("What happened here?"), "timeline", {"record": COMPANY}, is_reusable=True)


STEPS = (
    Step(
        T("A deal has a card"),
        T("This is a deal. Its card carries the next steps. Move it on: press the button below."),
        _move,
    ),
    Step(
        T("Nobody is forgotten"),
        T("A follow-up reminds you at your own time. Plan one, and see it come."),
        _remind,
    ),
    Step(
        T("Ask, and say it"),
        T("Say it here or in any channel, in commands or plain words: *my deals*, *deal list*."),
        _list,
    ),
    Step(
        T("Everything can be undone"),
        T("Every change has *Undo*, and */crm undo* takes back your last one. Nothing is lost."),
        _undo,
    ),
)


def _end(call: Call, tour: Tour) -> Reply:
    """Take back everything that hangs on the tour's deal and company, and forget the tour."""
    records = set(_records(call, tour))
    call.session.execute(delete(Tour).where(Tour.id == tour.id, Tour.user_id == tour.user_id))
    here = tuple_(Change.record_kind, Change.record_id).in_(sorted(records))
    changes = call.session.execute(select(*pointing.READ).where(here)).all()
    inverse.take_back(call.session, changes)
    pending = select(Delivery).where(
        tuple_(Delivery.record_kind, Delivery.record_id).in_(sorted(records)),
        Delivery.state.in_(("due", "held")),
    )
    for delivery in call.session.scalars(pending):
        delivery.state = "cancelled"
    call.session.flush()
    hint = T("Go on with {first}, {second} or your Home tab.", first="/deal", second="/crm help")
    views = (Notice(T("That was the tour. Its deal is gone."), "success"), Small(hint))
    return Reply(views)


def _records(call: Call, tour: Tour) -> Iterator[tuple[str, int]]:
    """The tour's company and deal, and all that was noted on them."""
    if tour.company_id is not None:
        yield "company", tour.company_id
    ids = {"company_id": tour.company_id, "deal_id": tour.deal_id}
    for model in HANGING:
        for column, value in ids.items():
            if value is not None and hasattr(model, column):
                found = select(model.id).where(getattr(model, column) == value)
                for row_id in call.session.scalars(found):
                    yield model.__tablename__, row_id
