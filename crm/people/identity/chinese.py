"""Chinese names: where the family name ends, and how a name sounds in Latin letters.

The tables of readings and of simplified characters were made from pypinyin (MIT) and OpenCC
(Apache-2.0): one reading a character, without tones; family names and characters with several
readings have tables of their own here.
"""

from __future__ import annotations

from functools import cache
from itertools import product

from crm.people.identity.script import simplified, table

COMPOUND = frozenset(table("people")["compound"].split())
FAMILIES = frozenset(table("people")["families"]) | COMPOUND
AS_FAMILY = {
    "仇": "qiu", "单": "shan", "解": "xie", "曾": "zeng", "查": "zha", "翟": "zhai", "区": "ou",
    "朴": "piao", "覃": "qin", "缪": "miao", "盖": "ge", "种": "chong", "员": "yun", "华": "hua",
    "任": "ren", "宁": "ning", "盛": "sheng", "尉迟": "yuchi", "长孙": "zhangsun",
    "万俟": "moqi", "单于": "chanyu", "乐": "yue", "燕": "yan", "那": "na", "召": "shao",
}  # fmt: skip
SEVERAL = {
    "乐": ("le", "yue"), "重": ("chong", "zhong"), "茜": ("qian", "xi"), "朝": ("chao", "zhao"),
    "长": ("chang", "zhang"), "行": ("xing", "hang"), "蔚": ("wei", "yu"), "晟": ("sheng", "cheng"),
    "曾": ("zeng", "ceng"), "翟": ("zhai", "di"), "单": ("shan", "dan"), "解": ("xie", "jie"),
    "贾": ("jia", "gu"), "柏": ("bai", "bo"), "薄": ("bo", "bao"), "娜": ("na", "nuo"),
    "盖": ("ge", "gai"), "乘": ("cheng", "sheng"), "莘": ("xin", "shen"), "洗": ("xi", "xian"),
    "褚": ("chu", "zhu"), "降": ("jiang", "xiang"), "还": ("huan", "hai"), "调": ("tiao", "diao"),
    "尉": ("wei", "yu"), "隽": ("jun", "juan"), "琛": ("chen",), "叶": ("ye", "xie"),
}  # fmt: skip


@cache
def _readings() -> dict[str, str]:
    return {sign: sound for sound, signs in table("pinyin").items() for sign in signs}


@cache
def _romanised() -> dict[str, frozenset[str]]:
    """Other writings of family names (Wade-Giles, Hong Kong, Taiwan), by their pinyin."""
    return {sound: frozenset(others.split()) for sound, others in table("romanised").items()}


def split(full: str) -> tuple[str, str]:
    """A whole Chinese name as family name and given name, simplified."""
    name = simplified(full).replace("·", "").replace(" ", "")
    cut = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    return name[:cut], name[cut:]


def family_sound(family: str) -> str:
    """A family name in pinyin, as family names are read; "" where a character is unknown."""
    return AS_FAMILY.get(family) or _spell(family)


def given_sounds(given: str) -> frozenset[str]:
    """The pinyin of a given name, joined; several where a character has several readings."""
    options = [_sounds(sign) for sign in given[:4]]
    if not all(options):
        return frozenset()
    return frozenset(u_umlaut("".join(each)) for each in product(*options))


def family_writings(sound: str) -> frozenset[str]:
    """How a family name of this pinyin is written in Latin letters anywhere, itself among them."""
    plain = u_umlaut(sound)
    return _romanised().get(plain, frozenset()) | {plain}


def u_umlaut(sound: str) -> str:
    """lü, lv and lyu written lu: passports, keyboards and files differ in nothing else."""
    return sound.replace("lv", "lu").replace("nv", "nu").replace("lyu", "lu").replace("nyu", "nu")


def _sounds(sign: str) -> tuple[str, ...]:
    known = SEVERAL.get(sign)
    if known:
        return known
    sound = _readings().get(sign)
    return (sound,) if sound else ()


def _spell(text: str) -> str:
    sounds = [_readings().get(sign, "") for sign in text]
    return u_umlaut("".join(sounds)) if all(sounds) else ""
