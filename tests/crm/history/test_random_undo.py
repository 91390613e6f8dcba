"""Whatever is done, in whatever order, can be undone in reverse (`make bench` runs 10,000)."""

from __future__ import annotations

import shutil

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.engine.errors import RapportError
from crm.engine.store import Store

STEPS = st.sampled_from(
    (
        'deal add Acme "Rollout {n}" {n}k close next fri',
        'deal add Globex "Pilot {n}" 3万',
        "deal stage D-1 proposal",
        "deal stage D-1 won",
        "deal stage D-2 lost",
        "followup add D-1 tomorrow 9am call Jane {n}",
        "followup add in 3 days write to Globex {n}",
        "followup done F-1",
        'company add "Initech {n}"',
        'contact add "Peter Gibbons {n}" company=Acme',
        "ticket add Acme cannot log in {n}",
        "ticket resolve T-1",
        "language zh",
        "undo",
        "redo",
    )
)


def test_any_sequence_of_commands_undone_in_reverse_leaves_the_start(
    found_company, world_of, picture, sqlite_template, tmp_path
):
    base = tmp_path / "base.sqlite"
    shutil.copy(sqlite_template, base)
    first = Store(f"sqlite:///{base}")
    start = picture(found_company(first))
    first.close()

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=1, max_size=8))
    def law(steps):
        copy = tmp_path / "copy.sqlite"
        shutil.copy(base, copy)
        store = Store(f"sqlite:///{copy}")
        world = world_of(store)
        for number, step in enumerate(steps, 1):
            world.later(minutes=2)
            _try(world, step.format(n=number))
        while _try(world, "undo"):
            world.later(minutes=2)
        assert picture(world) == start
        store.close()

    law()


def _try(world, text):
    try:
        world.as_("ana").says(text)
    except RapportError:
        return False
    return True
