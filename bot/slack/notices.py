"""What the admins of a workspace are told about Rapport itself."""

from __future__ import annotations

from sqlalchemy import select

from bot.slack.installations import Installed
from bot.slack.wiring import Wiring
from crm.engine import post
from crm.engine.call import CLOCK, Call, Place
from crm.engine.permission import ADMIN
from crm.engine.reply import Reply
from crm.models import Role, User
from crm.people.user import LOCAL_ADMIN


def to_admins(wiring: Wiring, installed: Installed, name: tuple[str, str], reply: Reply) -> None:
    """Send a reply to every admin's DM; `name` is (rule, occurrence), by which it is sent once."""
    now = wiring.clock()
    call = Call(installed.workspace_id, CLOCK, Place(), now, "event")
    with wiring.store.write(installed.workspace_id) as session:
        admins = (
            select(User)
            .join(Role, (Role.user_id == User.id) & (Role.workspace_id == User.workspace_id))
            .where(Role.name == ADMIN, User.is_active.is_(True), User.slack_id != LOCAL_ADMIN)
        )
        for person in session.scalars(admins):
            occurrence = (name[0], f"{name[1]}:{person.id}")
            post.to_person(call.bound(session, None), person, occurrence, "alert", reply)
    wiring.nudge()
