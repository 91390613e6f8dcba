"""Posts taken in: noted with the contact who wrote them, or proposed; each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Annotated

from sqlalchemy import select

from crm.collection.arrival import Arrived, take_in
from crm.collection.social.message import Adapter, SocialPost, Unreadable
from crm.engine import journal
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import ADMIN
from crm.engine.reply import Reply
from crm.language import fields
from crm.language.form import Form
from crm.models import ContactPoint, SocialMessage, User
from crm.people.identity import handle


@dataclass(slots=True)
class Received:
    """What became of the posts: new, known before, and what could not be read."""

    taken: int = 0
    repeated: int = 0
    bad: list[Unreadable] = field(default_factory=list)


class Posts(Form):
    """Who hears of strangers; the posts come from the call's context `adapter`."""

    owner: Annotated[User, fields.Person()]


@command("social receive", may=frozenset({ADMIN}), effect="change", surface="inside")
def receive(call: Call, form: Posts) -> Reply:
    """Take in messages and comments of a social network."""
    journal.came_from(call.session, "social")
    adapter: Adapter = call.context["adapter"]
    counts: Received = call.context["received"]
    for post in adapter.posts(call.now):
        if isinstance(post, Unreadable):
            counts.bad.append(post)
        elif _is_known(call, post):
            counts.repeated += 1
        else:
            _keep(call, post, form.owner.id)
            counts.taken += 1
    return Reply()


def _is_known(call: Call, post: SocialPost) -> bool:
    same = (SocialMessage.network == post.network, SocialMessage.message_id == post.id)
    return call.session.scalar(select(SocialMessage.id).where(*same).limit(1)) is not None


def _keep(call: Call, post: SocialPost, owner_id: int) -> None:
    author = handle.key(post.author, post.network) or f"{post.network}:{post.author.lstrip('@')}"
    said = post.text if post.url is None else f"{post.text}\n{post.url}".strip()
    values = {"name": post.name, "social": author, "message": said[:4_000]}
    digest = hashlib.sha256(f"{post.network}:{post.id}".encode()).hexdigest()
    arrived = Arrived(
        post.network,
        owner_id,
        values,
        digest,
        "note",
        post.at,
        origin="social",
        contact_id=_contact(call, author, post.author),
    )
    sent, noted = take_in(call, arrived)
    call.session.add(
        SocialMessage(
            network=post.network,
            message_id=post.id,
            kind=post.kind,
            author=author,
            name=post.name,
            text=post.text,
            url=post.url,
            at=post.at,
            activity_id=noted.id if noted else None,
            submission_id=sent.id,
        )
    )
    call.session.flush()


def _contact(call: Call, author: str, said: str) -> int | None:
    """The contact of a handle, in any of the writings in which people keep it."""
    network, _, bare = author.partition(":")
    places = [f"{site}/{ahead}{bare}" for site, ahead in _places(network)]
    writings = {author, said} if "/" in said else {author}
    for place in places:
        writings |= {place, f"https://{place}", f"https://www.{place}", f"https://{place}/"}
    statement = (
        select(ContactPoint.contact_id)
        .where(ContactPoint.kind == "social", ContactPoint.value.in_(sorted(writings)))
        .order_by(ContactPoint.id)
        .limit(1)
    )
    return call.session.scalar(statement)


def _places(network: str) -> list[tuple[str, str]]:
    ahead = {"linkedin": "in/"}.get(network, "")
    return [(site, ahead) for site, name in handle.SITES.items() if name == network]
