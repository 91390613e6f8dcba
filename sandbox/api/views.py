"""views.*: modals and Home tabs."""

from sandbox import screens
from sandbox.api.call import Call, method
from sandbox.values import Json, SlackError


@method("views.open")
def open_view(call: Call) -> Json:
    """Open a modal with a trigger that is fresh and unused."""
    body = call.json("view")
    trigger = call.core.tickets.redeem(_trigger(call))
    return {
        "view": screens.shown(call.core, screens.open_modal(call.core, trigger.user, _view(body)))
    }


@method("views.push")
def push(call: Call) -> Json:
    """Lay a modal over the one that the trigger came from."""
    body = call.json("view")
    trigger = call.core.tickets.redeem(_trigger(call))
    return {"view": screens.shown(call.core, screens.push(call.core, trigger.user, _view(body)))}


@method("views.update")
def update(call: Call) -> Json:
    """Replace an open modal, by view_id or external_id, only if `hash` still holds."""
    view_id, external = call.maybe("view_id"), call.maybe("external_id")
    if not view_id and not external:
        sentence = "[ERROR] missing required field: view_id"
        raise SlackError("invalid_arguments", [sentence])
    view = screens.by_id(call.core, view_id, external)
    changed = screens.update(call.core, view, _view(call.json("view")), call.maybe("hash"))
    return {"view": screens.shown(call.core, changed)}


@method("views.publish")
def publish(call: Call) -> Json:
    """Set a person's Home tab."""
    user, body = call.person("user_id"), _view(call.json("view"))
    if not call.core.options.home_tab:
        raise SlackError("not_enabled")
    view = screens.publish(call.core, user.id, body, call.maybe("hash"))
    return {"view": screens.shown(call.core, view)}


def _trigger(call: Call) -> str:
    return (
        call.maybe("trigger_id") or call.maybe("interactivity_pointer") or call.text("trigger_id")
    )


def _view(body: object) -> Json:
    if not isinstance(body, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    return body
