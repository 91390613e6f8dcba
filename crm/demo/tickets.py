"""The demo's tickets with their talk, scored as any message is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from crm.demo import words
from crm.engine import refs
from crm.models import Company, Ticket, TicketMessage
from nlp import sentiment

if TYPE_CHECKING:
    from crm.demo.story import Teller

TICKETS = 60
OPEN = 14
NOWHERE = "demo"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a talk."""

    text: str
    is_customer: bool
    at: datetime


def steps(teller: Teller) -> list[tuple[str, Callable[[], None]]]:
    """What is to be done, one step a ticket, the oldest first."""
    return [("Tickets", partial(_ticket, teller, number)) for number in range(TICKETS)]


def _ticket(teller: Teller, number: int) -> None:
    company = teller.companies[(number * 7) % len(teller.companies)]
    is_open = number >= TICKETS - OPEN
    days = teller.chance.randrange(1, 12) if is_open else 500 - number * 480 // TICKETS
    opened = teller.now - timedelta(days=days, minutes=teller.chance.randrange(600))
    subject, talk = _talk(teller, company, opened, is_open=is_open)
    moods = sentiment.load().score([said.text for said in talk])
    with teller.at(opened) as session:
        ticket = refs.add(
            session,
            Ticket(
                subject=subject,
                status="open" if is_open else "resolved",
                waiting_for="us" if talk[-1].is_customer else "customer",
                priority=teller.chance.choice(("low", "normal", "normal", "high")),
                company_id=company.id,
                contact_id=teller.contacts[company.id][0].id,
                assignee_id=teller.people["ben"].id if teller.chance.random() < 0.85 else None,
                team_id=teller.people["ben"].team_id,
                opened_at=opened,
                resolved_at=None if is_open else talk[-1].at,
            ),
        )
        _write(teller, session, ticket, list(zip(talk, moods, strict=True)))


def _talk(
    teller: Teller, company: Company, opened: datetime, *, is_open: bool
) -> tuple[str, list[Said]]:
    is_chinese = company.country == "CN"
    topics = words.TICKETS_ZH if is_chinese else words.TICKETS_EN
    answers = words.ANSWERS_ZH if is_chinese else words.ANSWERS_EN
    subject, first, more = teller.chance.choice(topics)
    talk = [Said(first, is_customer=True, at=opened)]
    moment = opened
    following = more[: teller.chance.randrange(1, 3)] if is_open else more
    for text, answer in zip(following, answers, strict=False):
        moment += timedelta(minutes=teller.chance.randrange(10, 150))
        talk.append(Said(answer, is_customer=False, at=moment))
        moment += timedelta(minutes=teller.chance.randrange(10, 150))
        talk.append(Said(text, is_customer=True, at=moment))
    return subject, [said for said in talk if said.at < teller.now]


def _write(
    teller: Teller,
    session: Session,
    ticket: Ticket,
    talk: list[tuple[Said, sentiment.Mood]],
) -> None:
    ben = teller.people["ben"]
    for number, (said, mood) in enumerate(talk, 1):
        session.add(
            TicketMessage(
                ticket_id=ticket.id,
                channel=NOWHERE,
                ts=f"{ticket.number}.{number:06d}",
                author=NOWHERE if said.is_customer else ben.slack_id,
                author_id=None if said.is_customer else ben.id,
                is_customer=said.is_customer,
                text=said.text,
                said_at=said.at,
                mood=mood.label if said.is_customer else None,
                mood_score=mood.score if said.is_customer else None,
                scored_at=said.at,
            )
        )
        if said.is_customer:
            ticket.mood, ticket.mood_score = mood.label, mood.score
            ticket.escalated = ticket.escalated or mood.score <= -0.5
    session.flush()
