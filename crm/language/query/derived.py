"""The fields that no column holds, each defined once, as SQL that both databases read alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, and_, case, exists, false, func, null, or_, select
from sqlalchemy.orm import aliased

from crm.engine import permission
from crm.language.query.scene import Scene
from crm.language.query.stored import Gathered, Latest
from crm.models import (
    Activity,
    Campaign,
    CampaignMember,
    Change,
    Changeset,
    Company,
    Consent,
    Contact,
    Contract,
    Deal,
    FollowUp,
    Numbered,
    Purchase,
    Ticket,
    User,
)

# A note says something about a customer; the others are talk with them.
TOUCHES = ("call", "email", "meeting")

DAY = 86_400


def scalar(statement: Any, of: type[Numbered]) -> Any:
    """A select of one value as a column of a record's row."""
    return statement.correlate(of).scalar_subquery()


def gathered(
    letter: str,
    of: type[Numbered],
    link: Any,
    rows: Callable[[Scene, Any], Select[Any]],
    figure: Any,
) -> Gathered:
    """The field of a figure over what `rows` selects of a record, by its `link` to it."""
    table = link.class_

    def one(scene: Scene) -> Any:
        same = (table.workspace_id == of.workspace_id, link == of.id)
        return scalar(rows(scene, figure).where(*same), of)

    return Gathered(letter, one, of, link, rows, figure, is_count=letter == "n")


def counted(of: type[Numbered], link: Any, rows: Callable[[Scene, Any], Select[Any]]) -> Gathered:
    """The field that counts what `rows` selects of a record, by its `link` to it."""
    return gathered("n", of, link, rows, func.count())


def _about(rows: type[Any], of: type[Numbered]) -> Any:
    """The condition that a row is about a record, by its own link or by the record's kind."""
    link = getattr(rows, f"{of.__tablename__}_id", None)
    if link is not None:
        return and_(rows.workspace_id == of.workspace_id, link == of.id)
    return and_(
        rows.workspace_id == of.workspace_id,
        rows.record_kind == of.__tablename__,
        rows.record_id == of.id,
    )


def _talk(of: type[Numbered], what: Any) -> Any:
    kept = (Activity.type.in_(TOUCHES), Activity.archived_at.is_(None))
    return select(what).where(_about(Activity, of), *kept)


def _touching(of: type[Numbered]) -> tuple[Any, Callable[[Scene, Any], Select[Any]]]:
    """The touches of a kind of records: by which link, and the select of a column of them."""
    own = getattr(Activity, f"{of.__tablename__}_id", None)
    kept = [Activity.type.in_(TOUCHES), Activity.archived_at.is_(None)]
    if own is None:
        kept.append(Activity.record_kind == of.__tablename__)
    link = Activity.record_id if own is None else own
    return link, lambda _, what: select(what).select_from(Activity).where(*kept)


def touches(of: type[Numbered]) -> Gathered:
    """How often the customer was called, written to or met about a record."""
    return counted(of, *_touching(of))


def last_touch_at(of: type[Any]) -> Latest:
    """The newest touch; a record begins as touched when it was created, so it is never empty."""

    def newest(_: Scene) -> Any:
        found = scalar(_talk(of, func.max(Activity.at)), of)
        return case((found > of.created_at, found), else_=of.created_at)

    return Latest("a", newest, of, of.created_at, *_touching(of), Activity.at)


def next_step_at(of: type[Numbered]) -> Gathered:
    """When the next open follow-up is due; empty where there is none."""
    own = getattr(FollowUp, f"{of.__tablename__}_id", None)
    kept = [FollowUp.status == "open"]
    if own is None:
        kept.append(FollowUp.record_kind == of.__tablename__)
    link = FollowUp.record_id if own is None else own

    def rows(_: Scene, what: Any) -> Select[Any]:
        return select(what).select_from(FollowUp).where(*kept)

    return gathered("a", of, link, rows, func.min(FollowUp.due_at))


def _changes(of: type[Numbered], *conditions: Any) -> Gathered:
    """How many journaled changes of a record keep some conditions; those taken back do not count.

    What an undo restores is no change of its own; what a redo brings back is one.
    """
    undone = aliased(Changeset)
    is_redo = exists().where(
        undone.workspace_id == Changeset.workspace_id,
        undone.id == Changeset.undoes_id,
        undone.undoes_id.is_not(None),
    )
    within = and_(
        Changeset.workspace_id == Change.workspace_id, Changeset.id == Change.changeset_id
    )

    def rows(_: Scene, what: Any) -> Select[Any]:
        return (
            select(what)
            .select_from(Change)
            .join(Changeset, within)
            .where(
                Change.table_name == of.__tablename__,
                Change.before.is_not(null()),  # what was made is no change, and read fast
                Changeset.undone_by_id.is_(None),
                or_(Changeset.undoes_id.is_(None), is_redo),
                *conditions,
            )
        )

    return counted(of, Change.row_id, rows)


def push_count() -> Gathered:
    """How often the expected close of a deal was moved to a later day."""
    before, after = (side["close_on"].as_string() for side in (Change.before, Change.after))
    return _changes(Deal, before < after)


def reopened() -> Gathered:
    """How often a ticket was opened again after it was resolved."""
    before, after = (side["status"].as_string() for side in (Change.before, Change.after))
    return _changes(Ticket, before == "resolved", after == "open")


def updated_at(of: type[Numbered]) -> Any:
    """When a record or a part of it was last changed, by business time."""
    statement = (
        select(func.max(Changeset.effective_at))
        .join(
            Change,
            and_(
                Changeset.workspace_id == Change.workspace_id, Changeset.id == Change.changeset_id
            ),
        )
        .where(
            Change.workspace_id == of.workspace_id,
            Change.record_kind == of.__tablename__,
            Change.record_id == of.id,
        )
    )
    return lambda _: scalar(statement, of)


def open_of(of: type[Numbered], kind: type[Any]) -> Gathered:
    """How many open deals or tickets a company has, among those that the reader may see."""

    def rows(scene: Scene, what: Any) -> Select[Any]:
        statement = select(what).select_from(kind).where(kind.status == "open")
        return permission.visible(statement, scene.caller, kind)

    return counted(of, getattr(kind, f"{of.__tablename__}_id"), rows)


def bought(of: type[Numbered], what: Any, *conditions: Any) -> Any:
    """A figure over the purchases of a company or contact."""
    link = getattr(Purchase, f"{of.__tablename__}_id")
    statement = select(what).where(
        Purchase.workspace_id == of.workspace_id, link == of.id, *conditions
    )
    return scalar(statement, of)


def purchases(of: type[Numbered]) -> Gathered:
    """How many purchases there were."""
    link = getattr(Purchase, f"{of.__tablename__}_id")
    return counted(of, link, lambda _, what: select(what).select_from(Purchase))


def spent(of: type[Numbered]) -> Any:
    """The sum of all purchases in the base currency, in minor units; nothing bought is 0."""

    def total(scene: Scene) -> Any:
        found = bought(of, func.sum(Purchase.amount), Purchase.currency == scene.currency)
        return func.coalesce(found, 0)

    return total


def last_purchase_on(of: type[Numbered]) -> Any:
    """The day of the newest purchase."""
    return lambda _: bought(of, func.max(Purchase.bought_on))


def consents(_: Scene) -> Any:
    """Whether a contact agreed to marketing: the newest word counts, silence is no."""
    newest = (
        select(Consent.is_given)
        .where(
            Consent.workspace_id == Contact.workspace_id,
            Consent.contact_id == Contact.id,
            Consent.purpose == "marketing",
        )
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    return func.coalesce(scalar(newest, Contact), false())


def contract_ends_on(scene: Scene) -> Any:
    """The day on which the last of a company's active contracts ends, of those one may see."""
    statement = select(func.max(Contract.ends_on)).where(
        Contract.workspace_id == Company.workspace_id,
        Contract.company_id == Company.id,
        Contract.status == "active",
        Contract.archived_at.is_(None),
    )
    return scalar(permission.visible(statement, scene.caller, Contract), Company)


def reached(*conditions: Any) -> Any:
    """How many contacts and leads a campaign has, among those that keep some conditions."""
    statement = select(func.count(CampaignMember.id)).where(
        CampaignMember.workspace_id == Campaign.workspace_id,
        CampaignMember.campaign_id == Campaign.id,
        *conditions,
    )
    return lambda _: scalar(statement, Campaign)


def response_rate(scene: Scene) -> Any:
    """The share of a campaign's members that answered, 0 to 100; empty without members."""
    answered = reached(CampaignMember.replied_at.is_not(None))(scene)
    return answered * 100.0 / func.nullif(reached()(scene), 0)


def team_of(person: Any) -> Any:
    """The team of a record's owner."""
    found = select(User.team_id).where(User.id == person).correlate_except(User)
    return lambda _: found.scalar_subquery()
