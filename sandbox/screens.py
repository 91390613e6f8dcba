"""Modals and Home tabs on people's screens: the stack of each person, updates and hashes."""

from secrets import token_hex

from sandbox.api.call import need
from sandbox.core import Core
from sandbox.posting import check_files, named
from sandbox.rules import check_view
from sandbox.rules.limits import STACK
from sandbox.values import Json, SlackError
from sandbox.workspace import inputs, shapes
from sandbox.workspace.model import View


def shown(core: Core, view: View) -> Json:
    """The view as Slack gives it to the app, with what the person has put in."""
    values = inputs.state(view.body["blocks"], view.values)
    return shapes.view(core.workspace, view, values)


def top(core: Core, user: str) -> View | None:
    """The modal that a person looks at."""
    stack = core.workspace.stacks.get(user)
    return core.workspace.views[stack[-1]] if stack else None


def open_modal(core: Core, user: str, body: Json) -> View:
    """Begin a new stack with this modal; raises SlackError."""
    checked = _checked(core, body, "modal")
    _check_external(core, checked, None)
    close_all(core, user)
    return _put(core, user, checked, None)


def push(core: Core, user: str, body: Json) -> View:
    """Lay a modal over those that are open; raises SlackError (`push_limit_reached`)."""
    under = top(core, user)
    if under is None:
        raise SlackError("not_found")
    if len(core.workspace.stacks[user]) >= STACK:
        raise SlackError("push_limit_reached")
    checked = _checked(core, body, "modal")
    _check_external(core, checked, None)
    return _put(core, user, checked, under)


def update(core: Core, view: View, body: Json, expected: str | None) -> View:
    """Replace a view's content; what was put in stays where the ids stay. Raises SlackError."""
    if expected and expected != view.hash:
        raise SlackError("hash_conflict")
    checked = _checked(core, body, str(view.body["type"]))
    _check_external(core, checked, view)
    view.body, view.hash = checked, _hash(core)
    view.errors, view.problem = {}, ""
    kept = {(i.block_id, i.action_id) for i in inputs.inputs(checked["blocks"])}
    view.values = {
        block: {a: v for a, v in chosen.items() if (block, a) in kept}
        for block, chosen in view.values.items()
    }
    touch(core, view)
    return view


def publish(core: Core, user: str, body: Json, expected: str | None) -> View:
    """Set a person's Home tab; raises SlackError."""
    current = core.workspace.views.get(core.workspace.homes.get(user, ""))
    if current is not None:
        return update(core, current, body, expected)
    checked = _checked(core, body, "home")
    name = core.workspace.ids.new("V")
    view = View(name, user, checked, _hash(core), name)
    core.workspace.views[name] = view
    core.workspace.homes[user] = name
    core.workspace.touch("home", user)
    touch(core, view)
    return view


def by_id(core: Core, view_id: str | None, external_id: str | None) -> View:
    """An open view by one of its ids; raises `not_found`."""
    if view_id:
        found = core.workspace.views.get(view_id)
    else:
        views = core.workspace.views.values()
        found = next((v for v in views if v.body.get("external_id") == external_id), None)
    if found is None:
        raise SlackError("not_found")
    return found


def close(core: Core, user: str) -> View | None:
    """Close the uppermost modal and return it."""
    stack = core.workspace.stacks.get(user)
    if not stack:
        return None
    view = core.workspace.views.pop(stack.pop())
    core.workspace.touch("stack", user)
    touch(core, view)
    return view


def close_all(core: Core, user: str) -> list[View]:
    """Close every modal of a person, the uppermost first."""
    closed = []
    while view := close(core, user):
        closed.append(view)
    return closed


def touch(core: Core, view: View) -> None:
    """Note that a view changed."""
    core.workspace.touch("view", view.id, view.user)


def _put(core: Core, user: str, body: Json, under: View | None) -> View:
    name = core.workspace.ids.new("V")
    root = under.root if under else name
    view = View(name, user, body, _hash(core), root, under.id if under else None)
    core.workspace.views[name] = view
    core.workspace.stacks.setdefault(user, []).append(name)
    core.workspace.touch("stack", user)
    touch(core, view)
    return view


def _checked(core: Core, body: object, kind: str) -> Json:
    checked = check_view(body, kind)
    check_files(core, checked["blocks"])
    if any(found.type == "file_input" for found in inputs.inputs(checked["blocks"])):
        need(core.options, ("files:read",))
    return {**checked, "blocks": named(core, checked["blocks"])}


def _check_external(core: Core, body: Json, own: View | None) -> None:
    wanted = body.get("external_id")
    if wanted and any(
        v.body.get("external_id") == wanted and v is not own for v in core.workspace.views.values()
    ):
        raise SlackError("duplicate_external_id")


def _hash(core: Core) -> str:
    return f"{int(core.clock.now())}.{token_hex(4)}"
