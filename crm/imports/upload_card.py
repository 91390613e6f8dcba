"""The message about files that were sent: what an import would do, how far it is, what it did."""

from __future__ import annotations

from collections.abc import Sequence

from crm.engine.reply import Actions, Button, Card, Fact, Listing, Notice, Reply, Row, Small, View
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.imports import captions, mapping, reasons, uploads
from crm.imports.uploads import Sent
from crm.models import Upload

BAD_SHOWN = 5
MAPPED_SHOWN = 30
CELLS = 10
VENDORS = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "dynamics": "Dynamics 365",
    "zoho": "Zoho",
    "odoo": "Odoo",
    "pipedrive": "Pipedrive",
    "rapport": "Rapport",
}


def shown(upload: Upload, language: str, note: Text | None = None) -> Reply:
    """The message as it stands now, in a language; `note` is said above it."""
    files = uploads.files(upload)
    if upload.state == "rehearsed":
        return Reply((*_noted(note), *_rehearsed(upload, files, language)))
    makers = {
        "asked": _reading,
        "reading": _reading,
        "checking": _reading,
        "importing": _importing,
        "done": _done,
    }
    make = makers.get(upload.state)
    return Reply((*_noted(note), *(make(upload, files) if make else _ended(upload, files))))


def _noted(note: Text | None) -> tuple[View, ...]:
    return (Notice(note, "warning"),) if note else ()


def _reading(upload: Upload, files: list[Sent]) -> tuple[View, ...]:
    del upload
    names = Joined(tuple(each.name for each in files))
    return (Notice(T("Reading {files}; nothing is changed yet.", files=names)),)


def _ended(upload: Upload, files: list[Sent]) -> tuple[View, ...]:
    names = Joined(tuple(each.name for each in files))
    if upload.state == "cancelled":
        return (Notice(T("Cancelled: nothing of {files} was imported.", files=names)),)
    why = next((each.trouble for each in files if each.trouble), upload.error) or ""
    return (Notice(T("{files} cannot be imported: {why}", files=names, why=why), "error"),)


def _rehearsed(upload: Upload, files: list[Sent], language: str) -> tuple[View, ...]:
    """What would be done, file by file, with the ways on."""
    views: list[View] = []
    if len(files) > 1:
        views.append(Small(T("The files are imported in this order, so that links are kept.")))
    for sent in files:
        views += _one(upload, sent, language)
    unknown = mapping.names_asked(upload)
    if unknown:
        names = Joined(tuple(unknown[:10]))
        views.append(Small(T("Owners whom nobody here is called: {names}", names=names)))
    views.append(Actions(_ways(upload, files)))
    views.append(Small(T("This was a rehearsal: nothing is changed yet.")))
    return tuple(views)


def _one(upload: Upload, sent: Sent, language: str) -> list[View]:
    if sent.trouble:
        return [Notice(T("{file}: {why}", file=sent.name, why=sent.trouble), "error")]
    plan = sent.understood
    if plan is None:
        return []
    fields = mapping.shown(plan)
    read = [
        f"{header} → {captions.called(field, language)}"
        for header, field in fields
        if field != mapping.LEAVE
    ]
    left = [header for header, field in fields if field == mapping.LEAVE]
    change = Button(
        T("Change mapping"),
        "import map",
        {"upload": str(upload.id), "file": sent.name},
        is_reusable=True,
        opens=True,
    )
    buttons = (change, *([_keep(upload, sent)] if plan.guesses else []))
    card = Card(sent.name, _title(sent), (*_counts(sent),), None, buttons)
    views: list[View] = [card, Small(T("Read as: {columns}", columns=_some(read)))]
    taken = [f"{said} → {name}" for said, (_, name) in sent.words.items()]
    if taken:
        views.append(Small(T("Stages that bear another name here: {names}", names=_some(taken))))
    if left:
        views.append(Small(T("Left out: {columns}", columns=_some(left))))
    return [*views, *_bad(sent)]


def _keep(upload: Upload, sent: Sent) -> Button:
    return Button(
        T("Keep as own fields"),
        "import map",
        {"upload": str(upload.id), "file": sent.name, "keep": "yes"},
        is_reusable=True,
    )


def _some(names: list[str]) -> Value:
    rest = len(names) - MAPPED_SHOWN
    more = (T("and {n} more", n=rest),) if rest > 0 else ()
    return Joined((*names[:MAPPED_SHOWN], *more), " · ")


def _title(sent: Sent) -> Value:
    plan = sent.understood
    assert plan is not None
    kind: Value = T("companies and contacts") if plan.kind == "partner" else Term(plan.kind)
    vendor = VENDORS.get(plan.vendor)
    if vendor is None:
        return T("{kind}, {n} rows", kind=kind, n=sent.rows)
    return T("{kind} from {vendor}, {n} rows", kind=kind, vendor=vendor, n=sent.rows)


def _counts(sent: Sent) -> tuple[Fact, ...]:
    counts = sent.counts or {}
    labels = {
        "created": T("Created"),
        "updated": T("Updated"),
        "merged": T("Merged"),
        "skipped": T("Skipped"),
        "failed": T("Failed"),
    }
    return (
        Fact(T("Rows"), sent.rows),
        *(Fact(said, counts.get(name, 0)) for name, said in labels.items()),
    )


def _bad(sent: Sent) -> list[View]:
    failed = (sent.counts or {}).get("failed", 0)
    views: list[View] = []
    if failed:
        rows = tuple(
            Row(None, T("Line {line}", line=line), (reasons.said(why),))
            for line, why in sent.bad[:BAD_SHOWN]
        )
        views.append(Listing(T("Rows that cannot be taken"), rows, failed))
    if sent.warned:
        views.append(Small(T("{n} remarks, such as links that wait.", n=sent.warned)))
    return views


def _ways(upload: Upload, files: Sequence[Sent]) -> tuple[Button, ...]:
    given = {"upload": str(upload.id)}
    ways = [Button(T("Cancel"), "import cancel", given, bundle=f"upload-{upload.id}")]
    if mapping.names_asked(upload):
        first = next((each.name for each in files if each.plan), "")
        owners = Button(
            T("Owners"), "import map", given | {"file": first}, is_reusable=True, opens=True
        )
        ways.insert(0, owners)
    if any(each.plan and not each.trouble for each in files):
        begin = Button(T("Import"), "import start", given, "primary", bundle=f"upload-{upload.id}")
        ways.insert(0, begin)
    return tuple(ways)


def _importing(upload: Upload, files: list[Sent]) -> tuple[View, ...]:
    """A bar for each file; what is done stays when the work is stopped."""
    del upload
    rows = tuple(
        Row(None, each.name, (_bar(each), _so_far(each))) for each in files if not each.trouble
    )
    return (Listing(T("Importing"), rows, len(rows)),)


def _so_far(sent: Sent) -> Text:
    return T("{n} of {total} rows", n=_done_rows(sent), total=_all(sent))


def _done_rows(sent: Sent) -> int:
    return sent.rows if sent.run is not None else 0


def _all(sent: Sent) -> int:
    return max(int((sent.plan or {}).get("rows", 0)), _done_rows(sent))


def _bar(sent: Sent) -> str:
    total = _all(sent)
    full = CELLS if not total else min(CELLS, _done_rows(sent) * CELLS // total)
    return "▓" * full + "░" * (CELLS - full)


def _done(upload: Upload, files: list[Sent]) -> tuple[View, ...]:
    """What came of it, with the way back."""
    views: list[View] = []
    for sent in files:
        if sent.trouble:
            views.append(Notice(T("{file}: {why}", file=sent.name, why=sent.trouble), "error"))
            continue
        views += [Card(sent.name, _title(sent), _counts(sent)), *_bad(sent)]
    views.insert(0, Notice(T("Imported."), "success"))
    views.append(Actions((Button(T("Undo"), "import undo", {"upload": str(upload.id)}),)))
    return tuple(views)
