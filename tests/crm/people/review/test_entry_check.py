"""Before somebody is saved: who is here already is offered, and the person decides."""

import pytest
from sqlalchemy import func, select

from crm.engine.errors import Conflict, NotFound
from crm.models import Company, Contact, DuplicateKey
from crm.people.review import keys


def refused(world, said):
    with pytest.raises(Conflict) as error:
        world.as_("ana").says(said)
    return error.value


def count(world, model):
    return world.one(select(func.count(model.id)))


@pytest.mark.parametrize(
    "said",
    [
        "contact add Jane Forster at Acme jane@acme.example",
        "contact add Foster Jane jane@acme.example",
        "contact add J. Foster at Acme jane@acme.example",
    ],
)
def test_a_person_who_is_here_already_is_offered(world, said):
    error = refused(world, said)
    assert [choice.fields for choice in error.choices] == [{"use": "C-1"}, {"again": "yes"}]
    assert count(world, Contact) == 1


def test_the_existing_one_is_used_and_nothing_is_added(world):
    error = refused(world, "contact add Jane Forster jane@acme.example")
    given = error.understood | dict(error.choices[0].fields)
    answer = world.as_("ana").sends("contact add", **given)
    assert "C-1" in world.lines(answer)
    assert "already" in world.lines(answer)
    assert count(world, Contact) == 1


def test_a_new_one_is_added_where_the_person_says_so(world):
    error = refused(world, "contact add Jane Forster jane@acme.example")
    given = error.understood | dict(error.choices[1].fields)
    world.as_("ana").sends("contact add", **given)
    assert count(world, Contact) == 2


@pytest.mark.parametrize(
    "said",
    [
        "contact add Peter Foster at Acme peter@acme.example",
        "contact add Jane Foster at Globex jane@globex.example",
        "contact add Tom Hill at Acme",
    ],
)
def test_a_relative_a_namesake_and_a_colleague_are_added_without_a_word(world, said):
    world.as_("ana").says(said)
    assert count(world, Contact) == 2


def test_somebody_added_a_moment_ago_by_another_is_found(world):
    world.as_("ben").says("contact add Eva Stein eva@stein.example")
    world.later(seconds=5)
    error = refused(world, "contact add Stein, Eva eva@stein.example")
    assert error.choices[0].fields == {"use": "C-2"}


def test_an_archived_contact_is_not_offered(world):
    world.change(lambda s: setattr(s.get(Contact, (1, 1)), "archived_at", world.now))
    world.as_("ana").says("contact add Jane Foster jane@acme.example")
    assert count(world, Contact) == 2


def test_a_company_under_another_legal_form_is_offered(world):
    error = refused(world, "company add ACME Robotics GmbH")
    assert error.choices[0].fields == {"use": "CO-1"}
    answer = world.as_("ana").sends("company add", name="ACME Robotics GmbH", use="CO-1")
    assert "already" in world.lines(answer)
    world.as_("ana").says("company add Acme Foods")
    assert count(world, Company) == 4


def test_an_existing_one_that_is_gone_meanwhile_is_said_so(world):
    with pytest.raises(NotFound):
        world.as_("ana").sends("contact add", name="Jane", use="C-99")


def test_keys_follow_a_change_whoever_made_it(world):
    def fresh(session):
        keys.refresh(session, 1_000)
        return set(session.scalars(select(DuplicateKey.key).where(DuplicateKey.of_id == 1)))

    before = world.change(fresh)
    world.change(lambda s: setattr(s.get(Contact, (1, 1)), "name", "Eva Stein"))
    after = world.change(fresh)
    assert before
    assert after
    assert before != after
    world.change(lambda s: setattr(s.get(Contact, (1, 1)), "archived_at", world.now))
    assert world.change(fresh) == set()
