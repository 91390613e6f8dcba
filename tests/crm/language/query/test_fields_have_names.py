"""What people are told of a filter is in their own words."""

import pytest

from crm.engine.texts import LANGUAGES
from crm.language.query.kinds import KINDS
from crm.language.vocabulary import vocabulary


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_can_be_asked_for_has_a_name(language):
    known = vocabulary(language).fields
    asked = {name for kind in KINDS.values() for name in kind.fields}
    assert sorted(asked - known.keys()) == []
