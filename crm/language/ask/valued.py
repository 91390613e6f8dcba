"""Names, people and chosen words of a question, and what is said to be absent (rules 1, 2, 8)."""

from __future__ import annotations

from crm.language.ask import absent
from crm.language.ask.absent import WORDS
from crm.language.ask.draft import Draft, Refused
from crm.language.ask.spans import KINDS_OF_REF, Span
from crm.language.query import kinds

EITHER = (frozenset({"city", "country"}), frozenset({"team", "industry"}))


def read(draft: Draft) -> None:
    """Turn every name and value into filters; raises `Refused` for those that are not settled."""
    absent.read(draft)
    _people(draft)
    for place in draft.free("company", "contact", "user", "team", "handle", *WORDS, "title"):
        _name(draft, place)
    for place in draft.free("leaf"):
        _leaf(draft, place)
    absent.read(draft)
    for place in draft.free("field"):
        _truth(draft, place)
    for place in draft.free("ref"):
        _ref(draft, place)
    for place in draft.free("quoted"):
        _quoted(draft, place)


def _negative(draft: Draft, place: int) -> bool:
    """Whether the value is denied, by a word before it or before its field."""
    before = draft.before(place, "neg", reach=1)
    if before is None:
        near = draft.before(place, "field", reach=1)
        types = {sense.type for sense in draft.spans[place].senses}
        is_same = near is not None and types & set(draft.spans[near].all("field"))
        before = draft.before(near, "neg", reach=1) if near is not None and is_same else None
    if before is not None:
        draft.use(before)
        return True
    return False


def _people(draft: Draft) -> None:
    person = draft.about.person
    for place in draft.free("me"):
        if draft.spans[place].get("me") == "team":
            if draft.has_field("team"):
                draft.add(place, "team", "=", "mine")
                draft.use(place)
        elif person:
            if not (
                draft.spans[place].text.lower() in {"i", "me", "我"} and _is_addressed(draft, place)
            ):
                draft.add(place, person, "!=" if _negative(draft, place) else "=", "me")
            draft.use(place)


def _is_addressed(draft: Draft, place: int) -> bool:
    """Whether *I* or *me* only asks (*can I see*), or *my team* follows."""
    before = draft.spans[place - 1].text.lower() if place else ""
    return before in {"show", "give", "tell", "让", "给", "for us"} or before.endswith(
        ("show", "tell")
    )


def _name(draft: Draft, place: int) -> None:
    span = draft.spans[place]
    if span.is_used:
        return
    field, value = _reading(draft, span, place)
    if field is None:
        return
    is_negative = _negative(draft, place) or _inherits(draft, place, field)
    _hint(draft, place, field)
    if field == "lost_reason" and place and draft.spans[place - 1].text.lower() in {"over", "to"}:
        draft.use(place - 1)
    letter = kinds.field(draft.kind, field)
    if letter is not None and letter.letter == "t":
        draft.add(place, field, "not_contains" if is_negative else "contains", value)
    else:
        draft.add(place, field, "!=" if is_negative else "=", value)
    draft.use(place)


def _inherits(draft: Draft, place: int, field: str) -> bool:
    """*not in A or B*: the second value is denied with the first."""
    link = draft.before(place, "or", reach=1)
    if link is None:
        return False
    near = [item for item in draft.items if item.leaf.field == field and item.place < link]
    return (
        bool(near)
        and near[-1].leaf.op == "!="
        and not any(span.has("neg") for span in draft.spans[near[-1].place + 1 : place])
    )


def _reading(draft: Draft, span: Span, place: int) -> tuple[str | None, object]:
    contacts = _contacts(draft, span)
    companies = span.all("company")
    if span.has("user", "handle") and draft.about.person:
        users = span.all("user") or span.all("handle")
        if len(set(users)) > 1:
            raise Refused("ambiguous")
        if not contacts or not draft.has_field("contact") or span.text[:1] == "@":
            return _person_field(draft, place), users[0]
    if companies:
        if len(set(companies)) > 1:
            raise Refused("ambiguous")
        return ("name" if draft.kind == "company" else draft.resolve("company")), companies[0]
    if contacts:
        return _contact(draft, contacts)
    return _word(draft, span, place)


def _person_field(draft: Draft, place: int) -> str | None:
    if draft.has_field("approver") and _approves(draft, place):
        return "approver"
    hint = draft.before(place, "field", reach=1)
    behind = draft.after(place, "field", reach=1)
    if behind is not None and "collaborator" in draft.spans[behind].all("field"):
        hint = behind
    words = draft.spans[hint].all("field") if hint is not None else []
    named = next(
        (w for w in words if w in {"approver", "collaborator"} and draft.has_field(w)), None
    )
    if hint is not None and named:
        draft.use(hint)
    return named or draft.about.person


def _approves(draft: Draft, place: int) -> bool:
    """*approved by ines*, *waiting for approval by gus*, 由ines审批."""
    before = draft.spans[max(place - 2, 0) : place]
    is_by = bool(before) and before[-1].text.lower() == "by"
    after = draft.spans[place + 1 : place + 2]
    is_after = bool(after) and after[0].text.startswith(("审批", "批准"))
    said = {word for span in before for word in span.all("leaf")}
    return is_after or (is_by and bool(said & {"status=approved", "status=pending"}))


def _contacts(draft: Draft, span: Span) -> list[str]:
    names = list(dict.fromkeys(span.all("contact")))
    if len(names) <= 1:
        return names
    said = {company for other in draft.spans for company in other.all("company")}
    settled = [name for name in names if said & set(draft.world.companies_of(name))]
    return settled if len(settled) == 1 else names


def _contact(draft: Draft, names: list[str]) -> tuple[str | None, object]:
    said = {company for other in draft.spans for company in other.all("company")}
    owners = draft.world.companies_of(names[0])
    if len(names) > 1 or (len(owners) > 1 and len(said & set(owners)) != 1):
        raise Refused("ambiguous")
    return ("name" if draft.kind in {"contact", "lead"} else draft.resolve("contact")), names[0]


def _word(draft: Draft, span: Span, place: int) -> tuple[str | None, object]:
    options = [
        (sense.type, sense.value)
        for sense in span.senses
        if sense.type in (*WORDS, "team", "title")
    ]
    hints = _hints(draft, place)
    hinted = [(name, value) for name, value in options if name in hints]
    if not hints and any(pair <= {name for name, _ in options} for pair in EITHER):
        raise Refused("ambiguous")
    own = [(name, value) for name, value in options if draft.has_field(name)]
    own = hinted or own or [(name, value) for name, value in options if draft.resolve(name)]
    if not own:
        return None, None
    if not hinted and _means_choice(draft, span):
        return None, None
    name, value = own[0]
    if name == "lost_reason" and draft.kind == "deal" and not draft.filtered("status"):
        _lose(draft, place)
    return draft.resolve(name), value


def _means_choice(draft: Draft, span: Span) -> bool:
    """Whether a closed choice of the kind is meant rather than a word of the world."""
    return (
        False if draft.kind in {"deal", "lead"} else span.has("leafkind") and not span.has("source")
    )


def _lose(draft: Draft, place: int) -> None:
    events = [p for p in draft.free("event") if "lost" in draft.spans[p].all("event")]
    if not events:
        return
    draft.add(place, "status", "=", "lost")
    draft.use(*events)


def _hints(draft: Draft, place: int) -> set[str]:
    near = (draft.before(place, "field", reach=1), draft.after(place, "field", reach=1))
    return {word for p in near if p is not None for word in draft.spans[p].all("field")}


def _hint(draft: Draft, place: int, field: str) -> None:
    """A field word beside its value is accounted for."""
    name = field.rpartition(".")[2]
    for near in (draft.before(place, "field", reach=1), draft.after(place, "field", reach=1)):
        if near is not None:
            words = {part for word in draft.spans[near].all("field") for part in word.split("|")}
            if name in words or (name == "contact" and "title" in words):
                draft.use(near)
    kind = draft.before(place, "kind", reach=1)
    if kind is not None and draft.spans[kind].get("kind") == name:
        draft.use(kind)


def _leaf(draft: Draft, place: int) -> None:
    span = draft.spans[place]
    if span.is_used:
        return
    for option in (part for word in span.all("leaf") for part in word.split("|")):
        if _take(draft, place, option):
            draft.use(place)
            return


def _take(draft: Draft, place: int, option: str) -> bool:
    name, sign, value = _parts(option)
    if name == "?":
        name = next(
            (
                n
                for n in ("priority", "churn_risk")
                if n in _hints(draft, place) and draft.resolve(n)
            ),
            "",
        )
        name = name or ("priority" if draft.kind == "ticket" else "")
    if name == "?person":
        name = draft.about.person or ""
    path = draft.resolve(name) if name else None
    found = kinds.field(draft.kind, path) if path else None
    if path is None or found is None or (found.choices and value not in found.choices):
        return False
    if found.name == "status" and (draft.filtered("status") or "." in path):
        return draft.filtered("status")
    if name == "mood" and draft.kind in {"quote", "contract"}:
        return False
    _put(draft, place, path, sign, value)
    _hint(draft, place, path)
    return True


def _truth(draft: Draft, place: int) -> None:
    """*contracts that renew automatically*: a yes or no that is said is a yes."""
    name = draft.spans[place].all("field")[0]
    found = kinds.field(draft.kind, name)
    if found is not None and found.letter == "y" and not draft.filtered(name):
        draft.add(place, name, "=", value=True)
        draft.use(place)


def _parts(option: str) -> tuple[str, str, str]:
    sign = ">" if ">" in option else "="
    name, _, value = option.partition(sign)
    return name, sign, value


def _put(draft: Draft, place: int, path: str, sign: str, value: str) -> None:
    is_negative = _negative(draft, place) or _inherits(draft, place, path)
    if value == "null":
        draft.add(place, path, "not_empty" if is_negative else "empty")
    elif value in {"true", "false"}:
        draft.add(place, path, "=", (value == "true") != is_negative)
    elif value.isdigit():
        is_zero = is_negative == (sign == ">")
        draft.add(place, path, "=" if is_zero else ">", 0)
    else:
        draft.add(place, path, "!=" if is_negative else "=", value)


def _ref(draft: Draft, place: int) -> None:
    """A record that is named by its ref: of the kind itself, or linked."""
    ref = str(draft.spans[place].get("ref")).upper()
    kind = KINDS_OF_REF.get(ref.partition("-")[0].lower(), "")
    name = "ref" if kind == draft.kind else kind
    if not draft.has_field(name):
        raise Refused("ambiguous")
    draft.add(place, name, "=", ref)
    draft.use(place)


def _quoted(draft: Draft, place: int) -> None:
    name = draft.about.text
    if name is None:
        raise Refused("ambiguous")
    draft.add(place, name, "contains", draft.spans[place].get("quoted"))
    draft.use(place)
