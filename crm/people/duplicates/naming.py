"""How two names stand to each other: the same, a short form, married, a sibling's, another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from crm.people.identity import chinese, person
from crm.people.identity.person import Name
from crm.people.identity.script import digraphs

Words = tuple[str, ...]
# Best first: the alignment of two names is the one whose two parts stand highest.
ORDER = ("same", "nick", "middle", "sound", "double", "initial", "prefix", "typo", "variant",
         "middles", "missing", "close", "alike", "different")  # fmt: skip
RANK = {label: number for number, label in enumerate(ORDER)}
FULL = frozenset({"same", "nick", "middle", "sound"})
OFTEN = 4


@dataclass(frozen=True, slots=True)
class Relation:
    """How given names and family names stand to each other, and whether the order was turned.

    `kind` is the class that other evidence is weighed by: same, near, rough, married, initial,
    weak, sibling, different or missing. `generation` is conflict, one (only one says) or "".
    """

    given: str
    family: str
    kind: str
    turned: bool = False
    generation: str = ""
    script: str = ""


def compare(one: Name, other: Name, seen: Mapping[str, int]) -> Relation:
    """Compare two names; `seen` counts the words of all names at hand (may be empty).

    A word that is written so often is a name of its own, not a typing error of another.
    """
    generation = _generation(one, other)
    if one.is_empty or other.is_empty:
        return Relation("missing", "missing", "missing", generation=generation)
    if one.han and other.han:
        return _both_chinese(one, other)
    if (one.han or other.han) and not (one.tokens and other.tokens):
        chinese_one, latin = (one, other) if one.han else (other, one)
        return _across(chinese_one, latin)
    if one.tokens == other.tokens or "".join(one.tokens) == "".join(other.tokens):
        return Relation("same", "same", "same", generation=generation)
    straight = _part(one.given, other.given, seen), _family(one.family, other.family, seen)
    turned = _aligned(one, other, seen)
    is_turned = sum(RANK[part] for part in turned) < sum(RANK[part] for part in straight)
    given, family = turned if is_turned else straight
    return Relation(given, family, _kind(given, family), is_turned, generation)


def _generation(one: Name, other: Name) -> str:
    if one.generation == other.generation:
        return ""
    return "conflict" if one.generation and other.generation else "one"


def _aligned(one: Name, other: Name, seen: Mapping[str, int]) -> tuple[str, str]:
    """The parts with the other's names turned around; names with one word turn into themselves."""
    if not other.given or not other.family:
        return "different", "different"
    return _part(one.given, other.family, seen), _family(one.family, other.given, seen)


def _kind(given: str, family: str) -> str:
    if family in {"same", "double"}:
        return _kind_of_given(given, family)
    if family in {"typo", "alike"}:
        return _kind_of_rough(given, family)
    if family == "missing":
        return "weak" if given in FULL else "different"
    return "married" if given in FULL else "different"


def _kind_of_given(given: str, family: str) -> str:
    if given == "same":
        return "same" if family == "same" else "near"
    if given in {"nick", "middle", "sound", "typo", "prefix", "middles"}:
        return "near"
    if given in {"alike", "initial", "missing"}:
        return "rough" if given == "alike" else "initial"
    return "sibling"


def _kind_of_rough(given: str, family: str) -> str:
    if given in FULL:
        return "near" if family == "typo" else "rough"
    if given in {"typo", "prefix", "alike"}:
        return "rough"
    return "weak" if given in {"initial", "missing"} else "different"


def _part(one: Words, other: Words, seen: Mapping[str, int]) -> str:
    """How two given names stand to each other."""
    if not one or not other:
        return "missing"
    joined = "".join(one), "".join(other)
    if digraphs(joined[0]) == digraphs(joined[1]):
        return "same"
    first, second = one[0], other[0]
    if len(one) != len(other) and (first == second or set(one) & set(other)):
        return "middle"
    if len(one) > 1 and len(other) > 1 and first == second:
        return _middles(one[1], other[1])
    if len(first) == 1 or len(second) == 1:
        return "initial" if first[0] == second[0] else "different"
    return _word(first, second, seen)


def _middles(one: str, other: str) -> str:
    short = min(len(one), len(other))
    if short == 1:
        return "middle" if one[0] == other[0] else "middles"
    return "same" if OSA.distance(one, other) <= 1 else "middles"


def _word(one: str, other: str, seen: Mapping[str, int]) -> str:
    distance = OSA.distance(one, other, score_cutoff=3)
    shorter = min(len(one), len(other))
    close = distance <= (2 if shorter >= 7 else 1) and shorter >= 3
    if person.same_given(one, other):
        return "variant" if distance <= 2 and shorter >= 4 else "nick"
    if close:
        return "close" if _are_names(one, other, seen) else "typo"
    if shorter >= 3 and (one.startswith(other) or other.startswith(one)):
        return "close" if max(len(one), len(other)) - shorter == 1 else "prefix"
    return "alike" if _alike(one, other) and not _are_names(one, other, seen) else "different"


def _alike(one: str, other: str) -> bool:
    """More than one error apart, and still more alike than different."""
    shorter = min(len(one), len(other))
    return shorter >= 4 and OSA.normalized_similarity(one, other, score_cutoff=0.6) > 0


def _are_names(one: str, other: str, seen: Mapping[str, int]) -> bool:
    return all(person.is_known(word) or seen.get(word, 0) >= OFTEN for word in (one, other))


def _family(one: Words, other: Words, seen: Mapping[str, int]) -> str:
    """How two family names stand to each other."""
    if not one or not other:
        return "missing"
    joined = digraphs("".join(one)), digraphs("".join(other))
    if joined[0] == joined[1]:
        return "same"
    mine, yours = (
        {w for w in part if w not in person.PARTICLES and len(w) > 1} for part in (one, other)
    )
    if mine & yours and (mine <= yours or yours <= mine):
        return "same" if mine == yours else "double"
    distance = OSA.distance(*joined, score_cutoff=3)
    shorter = min(map(len, joined))
    if distance <= (2 if shorter >= 8 else 1) and shorter >= 3:
        rare = min(seen.get("".join(part), 0) for part in (one, other)) < OFTEN
        return "typo" if rare else "close"
    return "alike" if _alike(*joined) else "different"


def _both_chinese(one: Name, other: Name) -> Relation:
    if one.han == other.han:
        return Relation("same", "same", "same", script="han")
    if sorted(one.han) == sorted(other.han):
        return Relation("same", "same", "same", turned=True, script="han")
    family = "same" if one.han_family == other.han_family else "different"
    given = _han_given(one.han_given, other.han_given)
    if family == "same":
        kind = "near" if given == "sound" else "sibling"
    else:
        kind = "married" if given == "same" and len(one.han_given) > 1 else "different"
    return Relation(given, family, kind, script="han")


def _han_given(one: str, other: str) -> str:
    if one == other:
        return "same"
    if len(one) == len(other) and chinese.given_sounds(one) & chinese.given_sounds(other):
        return "sound"
    return "close" if set(one) & set(other) else "different"


def _across(han: Name, latin: Name) -> Relation:
    """A name in characters against one in Latin letters: by its sound."""
    if person.sounds(han) & person.sounds(latin):
        return Relation("sound", "same", "near", script="sound")
    families = chinese.family_writings(chinese.family_sound(han.han_family))
    words = latin.tokens
    here = next((word for word in words if word in families), None)
    if here is None:
        return Relation("different", "different", "different", script="sound")
    rest = [word for word in words if word != here] or [here]
    given = _heard("".join(rest), han.han_given)
    kind = {"sound": "near", "initial": "initial"}.get(given, "sibling")
    return Relation(given, "same", kind, script="sound")


def _heard(said: str, given: str) -> str:
    sounds = chinese.given_sounds(given)
    if said in sounds:
        return "sound"
    if len(said) <= 2 and any(sound.startswith(said[0]) for sound in sounds):
        return "initial"
    return "english" if person.is_known(said) else "different"
