"""A wrong second word gets the nearest command of its noun."""

import pytest

from crm.engine.errors import NotUnderstood
from crm.engine.texts import Reader, say


@pytest.mark.parametrize(
    ("said", "meant"), [("deal ad Acme", "/deal add"), ("deal lsit", "/deal list")]
)
def test_a_misspelt_verb_gets_the_nearest_command(world, said, meant):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ana").says(said)
    assert refused.value.next_step
    assert meant in say(refused.value.next_step, Reader())
