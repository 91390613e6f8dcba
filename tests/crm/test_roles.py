"""Every cell of the table role × command (docs/reference/roles.md) is what the door does."""

import pytest

from crm.engine import catalog
from crm.engine.command import REGISTRY, spoken
from crm.engine.errors import NotAllowed, RapportError
from crm.engine.permission import ADMIN, EVERYONE, OUTSIDER, ROLES

catalog.load()
HOLDERS = {"rep": "ana", "agent": "ben", "manager": "mei", "admin": "ada", OUTSIDER: "jane"}


def is_let_in(world, handle, name):
    """Whether the door lets somebody through to a command; what is missing there comes later."""
    try:
        world.later(minutes=2).as_(handle).sends(name)
    except NotAllowed:
        return False
    except RapportError:
        return True
    return True


@pytest.mark.parametrize("role", [*ROLES, OUTSIDER])
def test_a_role_reaches_the_commands_of_its_column_and_no_other(busy_world, role):
    wrong = [
        name
        for name, command in REGISTRY.items()
        if is_let_in(busy_world, HOLDERS[role], name) is not (role in command.may)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_command_says_which_roles_may(name):
    may = REGISTRY[name].may
    assert may
    assert may <= EVERYONE
    assert ADMIN in may, "an admin may all"


def test_nothing_that_can_be_said_is_open_to_outsiders():
    assert [command.name for command in spoken() if OUTSIDER in command.may] == []


def test_several_roles_add_up(busy_world):
    assert not is_let_in(busy_world, "ana", "ticket resolve")
    busy_world.as_("ada").says("people @ana agent")
    assert is_let_in(busy_world, "ana", "ticket resolve")
    assert is_let_in(busy_world, "ana", "deal add")
