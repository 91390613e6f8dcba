"""Which status each event word says of a kind, and which field has the day of it (rule 4)."""

from __future__ import annotations

Event = tuple[str | None, str | None]
"""A status that the word says (None: none), and the field of its day."""
EVENTS: dict[str, dict[str, Event]] = {
    "deal": {
        "won": ("won", "closed_at"),
        "lost": ("lost", "closed_at"),
        "closed": ("closed", "closed_at"),
        "created": (None, "created_at"),
        "opened": (None, "created_at"),
        "closing": (None, "close_on"),
        "due": (None, "close_on"),
        "expiring": (None, "close_on"),
        "updated": (None, "updated_at"),
        "contacted": (None, "last_touch_at"),
        "planned_next": (None, "next_step_at"),
        "signed": ("won", "closed_at"),
    },
    "ticket": {
        "resolved": ("resolved", "resolved_at"),
        "closed": ("resolved", "resolved_at"),
        "done": ("resolved", "resolved_at"),
        "opened": (None, "opened_at"),
        "created": (None, "opened_at"),
        "updated": (None, "updated_at"),
        "replied": (None, "last_reply_at"),
        "responded": (None, "first_response_at"),
        "rated": (None, "resolved_at"),
    },
    "followup": {
        "done": ("done", "done_at"),
        "resolved": ("done", "done_at"),
        "closed": ("done", "done_at"),
        "created": (None, "created_at"),
        "due": (None, "due_at"),
        "expiring": (None, "due_at"),
        "closing": (None, "due_at"),
    },
    "lead": {
        "converted": ("converted", "converted_at"),
        "disqualified": ("disqualified", "created_at"),
        "created": (None, "created_at"),
        "opened": (None, "created_at"),
        "contacted": (None, "last_touch_at"),
        "planned_next": (None, "next_step_at"),
        "rejected": ("disqualified", "created_at"),
    },
    "contact": {
        "created": (None, "created_at"),
        "contacted": (None, "last_touch_at"),
        "opened": (None, "created_at"),
    },
    "company": {
        "created": (None, "created_at"),
        "contacted": (None, "last_touch_at"),
        "bought": (None, "last_purchase_on"),
        "last_bought": (None, "last_purchase_on"),
        "expiring": (None, "contract_ends_on"),
        "opened": (None, "created_at"),
        "planned_next": (None, "next_step_at"),
        "renewing": (None, "contract_ends_on"),
        "won": (None, "created_at"),
    },
    "quote": {
        "sent": ("sent", "sent_at"),
        "accepted": ("accepted", "accepted_at"),
        "rejected": ("rejected", "created_at"),
        "expired": ("expired", "created_at"),
        "expiring": (None, "valid_until"),
        "created": (None, "created_at"),
        "signed": ("accepted", "accepted_at"),
    },
    "contract": {
        "expiring": (None, "ends_on"),
        "due": (None, "ends_on"),
        "renewing": (None, "renews_on"),
        "starting": (None, "starts_on"),
        "signed": (None, "signed_on"),
        "won": (None, "signed_on"),
        "created": (None, "signed_on"),
        "expired": ("ended", "ends_on"),
        "closed": ("ended", "ends_on"),
    },
    "purchase": {
        "bought": (None, "bought_on"),
        "created": (None, "bought_on"),
        "won": (None, "bought_on"),
        "held": (None, "bought_on"),
        "opened": (None, "bought_on"),
    },
    "activity": {
        "held": (None, "at"),
        "created": (None, "at"),
        "done": (None, "at"),
        "contacted": (None, "at"),
        "sent": (None, "at"),
        "opened": (None, "at"),
    },
    "campaign": {
        "starting": (None, "starts_on"),
        "expiring": (None, "ends_on"),
        "created": (None, "starts_on"),
        "held": (None, "starts_on"),
        "done": ("finished", "ends_on"),
        "sent": (None, "starts_on"),
    },
}
FUTURE = frozenset(
    {
        "close_on",
        "due_at",
        "ends_on",
        "renews_on",
        "valid_until",
        "contract_ends_on",
        "next_step_at",
    }
)
SAYS_WHEN = frozenset({"updated", "contacted", "replied", "responded"})
ASKED_EVENTS = frozenset(
    {"created_at", "opened_at", "closed_at", "resolved_at", "done_at", "first_response_at"}
)
