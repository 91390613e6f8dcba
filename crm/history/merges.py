"""Undoing a merge, and undoing that: more than the journal's inverse, whatever came later."""

from __future__ import annotations

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.reply import Notice, View
from crm.engine.texts import T
from crm.models import Changeset
from crm.people import duplicate
from crm.people.merging import merge


def take_back(call: Call, target: Changeset) -> tuple[View, ...] | None:
    """Take a merge back, or merge again what was taken back; None for any other changeset."""
    made = merge.of_changeset(call.session, target.id)
    if made is not None:
        return duplicate.told(call, made, merge.unmerge(call, made))
    undone = merge.taken_back_in(call.session, target.id)
    if undone is None:
        return None
    again = merge.again(call, undone)
    kept = call.session.get(refs.MODELS[again.kind], (again.workspace_id, again.kept_id))
    assert kept is not None
    return (Notice(T("{ref} is one again.", ref=refs.ref(kept)), "success"),)
