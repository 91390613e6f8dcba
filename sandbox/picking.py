"""Files that a person picks in a form: what Slack lets through, and what the app is told."""

import base64
import mimetypes

from sandbox.core import Core
from sandbox.rules.limits import INPUT_FILE_BYTES, INPUT_FILES
from sandbox.values import ControlError, Json
from sandbox.workspace import shapes
from sandbox.workspace.inputs import Input
from sandbox.workspace.model import File, Person


def files(core: Core, person: Person, found: Input, value: object) -> list[Json]:
    """The file objects of what is picked: {name, text or content (base64)}, one or several.

    One that the form has already stays as it is. Raises ControlError where Slack's own page
    refuses the choice.
    """
    wanted: list[Json] = value if isinstance(value, list) else []
    if isinstance(value, dict):
        wanted = [value]
    most = int(found.element.get("max_files", INPUT_FILES))
    if len(wanted) > most:
        raise ControlError(f"Only {most} files can be added.", 409)
    return [_file(core, person, found, one) for one in wanted]


def _file(core: Core, person: Person, found: Input, wanted: Json) -> Json:
    known = core.workspace.files.get(str(wanted.get("id")))
    if known is not None:
        return shapes.file(core.base, known)
    made = uploaded(core, person, wanted)
    endings = [str(one).lower() for one in found.element.get("filetypes") or ()]
    if endings and made.name.rpartition(".")[2].lower() not in endings:
        raise ControlError(f"{made.name} is not one of: {', '.join(endings)}.", 409)
    if len(made.data) > INPUT_FILE_BYTES:
        raise ControlError(f"{made.name} is larger than 10 MB.", 409)
    made.done = True
    core.workspace.files[made.id] = made
    core.workspace.touch("file", made.id)
    return shapes.file(core.base, made)


def uploaded(core: Core, person: Person, wanted: Json) -> File:
    """A new file of {name, text or content (base64)}, shared nowhere yet."""
    name = str(wanted["name"])
    has_bytes = "content" in wanted
    data = base64.b64decode(wanted["content"]) if has_bytes else str(wanted["text"]).encode()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    now = int(core.clock.now())
    return File(core.workspace.ids.new("F"), name, name, kind, len(data), person.id, now, data)
