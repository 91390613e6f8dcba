"""Why two entries may be one person, in words: what agrees, and what speaks against it."""

from __future__ import annotations

from crm.engine.texts import T, Text
from crm.people.duplicates.compare import Pair

# Written as calls, so that the texts are found and translated.
WORDS: dict[str, Text] = {
    "email": T("same e-mail"),
    "email-typo": T("e-mail one letter apart"),
    "email-local": T("same e-mail name at another domain"),
    "email-role": T("same shared mailbox"),
    "phone": T("same phone"),
    "phone-typo": T("phone one digit apart"),
    "handle": T("same profile"),
    "name": T("same name"),
    "name-turned": T("same name in another order"),
    "name-nick": T("short form of the same name"),
    "name-initial": T("the initial fits"),
    "name-middle": T("same name but for a middle name"),
    "name-typo": T("name one letter apart"),
    "name-sound": T("same name in Chinese and in Latin letters"),
    "name-double": T("one family name contains the other"),
    "name-married": T("same given name, other family name"),
    "name-family": T("same family name, other given name"),
    "company": T("same company"),
    "company-near": T("nearly the same company"),
    "street": T("same address"),
    "born": T("same date of birth"),
    "title": T("same title"),
    "third": T("both are surely one with a third record"),
    "but-email": T("but other e-mail"),
    "but-phone": T("but other phone"),
    "but-company": T("but other company"),
    "but-street": T("but other address"),
}
THIRD = WORDS["third"]
LEVELS = {
    ("email", "same"): "email", ("email", "typo"): "email-typo", ("email", "local"): "email-local",
    ("email", "role"): "email-role", ("phone", "same"): "phone", ("phone", "typo"): "phone-typo",
    ("handle", "same"): "handle", ("company", "same"): "company",
    ("company", "near"): "company-near", ("company", "part"): "company-near",
    ("street", "same"): "street", ("born", "same"): "born", ("title", "same"): "title",
}  # fmt: skip
GIVENS = {
    "nick": "name-nick", "variant": "name-nick", "prefix": "name-nick", "middle": "name-middle",
    "initial": "name-initial", "typo": "name-typo", "sound": "name-sound",
}  # fmt: skip


def codes(pair: Pair) -> list[str]:
    """The reasons by their codes, the name first, what speaks against last."""
    found = [_name(pair)] if pair.name.kind != "missing" else []
    for key in ("email", "phone", "handle", "born", "company", "street", "title"):
        reason = LEVELS.get((key, getattr(pair, key)))
        if reason:
            found.append(reason)
    against = [
        f"but-{key}"
        for key in ("email", "phone", "company", "street")
        if str(getattr(pair, key)).startswith("different")
    ]
    return [each for each in (*found, *against) if each]


def words(pair: Pair) -> list[Text]:
    """The reasons as texts."""
    return [WORDS[code] for code in codes(pair)]


def _name(pair: Pair) -> str:
    name = pair.name
    if name.kind == "same":
        return "name-turned" if name.turned else "name"
    if name.kind == "married":
        return "name-married"
    if name.family == "double":
        return "name-double"
    if name.family == "typo":
        return "name-typo"
    return GIVENS.get(name.given, "name-family" if name.family == "same" else "")
