"""Companies: who buys."""

from __future__ import annotations

from crm.engine import refs
from crm.engine.call import Call
from crm.language.fields import Fresh
from crm.language.normal import name_key
from crm.models import Company


def of(call: Call, named: Company | Fresh) -> Company:
    """The company that was named, created where the person said *Create*."""
    if isinstance(named, Company):
        return named
    return refs.add(
        call.session,
        Company(
            name=named.name,
            name_key=name_key(named.name),
            owner_id=call.caller.user_id,
            created_at=call.now,
        ),
    )
