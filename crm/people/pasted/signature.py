"""A signature at the end of a message: who wrote it, what they do, where, how they are reached."""

from __future__ import annotations

import re
from datetime import datetime

from crm.people import introduction
from crm.people.identity import email as addresses
from nlp import entities

LONGEST = 2_000
MOST_LINES = 14
SIGN_OFF = re.compile(
    r"^\W{0,4}(?:--|—|best(?: regards| wishes)?|(?:kind|warm|many) regards|regards|cheers|thanks"
    r"|thank you|sincerely|yours(?: sincerely| truly)?|mit freundlichen gr[üu](?:ß|ss)en"
    r"|viele gr[üu](?:ß|ss)e|cordialement|saludos|此致|敬礼|祝好|顺颂商祺|谢谢)\W{0,4}$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:[|·•/｜]|\s[-–—]\s|,\s|，)\s*")
LABEL = re.compile(
    r"^\W{0,3}(?:e-?mail|mail|tel(?:ephone)?|phone|mobile|mob|cell|fax|web|www|t|m|p|e|w"
    r"|电话|手机|邮箱|传真|网址|地址|微信)\b\.?\s*[:：]?",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"^\s*(?P<field>title|position|job title|role|职位|职务)\s*[:：]\s*(?P<value>\S.{0,98})$",
    re.IGNORECASE,
)
JOB = re.compile(
    r"\b(?:manager|director|head|chief|officer|president|founder|owner|partner|engineer|developer"
    r"|consultant|analyst|architect|assistant|coordinator|specialist|executive|representative"
    r"|buyer|purchasing|sales|marketing|lead|professor|counsel|leiter(?:in)?|gesch[äa]ftsf[üu]hrer"
    r"(?:in)?|C[EFTOIM]O|VP|SVP|EVP)\b|经理|总监|总裁|董事|主任|工程师|顾问|主管|助理|代表|专员|负责人",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"\b(?:inc|llc|ltd|limited|corp|corporation|gmbh|ag|kg|se|s\.?a\.?|s\.?r\.?l\.?|b\.?v\.?|plc"
    r"|pty|co|group|holdings?|partners|labs|technologies|solutions|systems|university)\b\.?$"
    r"|(?:公司|集团|科技|银行|大学|有限|股份)",
    re.IGNORECASE,
)
NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Dipl|Ing)\.?\s+){0,2}"
    r"(?:[^\W\d_a-z][\w'’.-]{0,30})(?:\s+(?:(?:van|von|de|der|den|da|di|la|le|bin|al)\s+){0,2}"
    r"[^\W\d_a-z][\w'’.-]{0,30}){1,3}(?:,?\s(?:PhD|MBA|MD|Jr\.?|Sr\.?))?"
)
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?")


def read(text: str, now: datetime, zone: str, currency: str) -> dict[str, str]:
    """The fields of a new contact in a signature; empty where no address and no number is."""
    words = text[:LONGEST]
    setting = entities.Setting(now=now, zone=zone, base_currency=currency)
    found = introduction.read(words, now, zone, currency)
    found = {NAMES.get(name, name): value for name, value in found.items()}
    if "phone" not in found:
        found |= _national(words, setting, found.get("email", ""))
    if not found.keys() & {"email", "phone"}:
        return {}
    guessed = "name" in found and not _is_written(words, found["name"])
    for field, value in _lines(words, found.get("email", "")).items():
        if field not in found or (field == "name" and guessed):
            found[field] = value
    return found


NAMES = {"company_name": "company"}


def looks(text: str) -> bool:
    """Whether a text without a command is a signature: short lines, one of them an address."""
    lines = [line for line in text.splitlines() if line.strip()]
    is_short = 2 <= len(lines) <= MOST_LINES and all(len(line) <= 120 for line in lines)
    return is_short and re.search(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w", text) is not None


def _is_written(text: str, name: str) -> bool:
    return name.casefold() in text.casefold()


def _national(text: str, setting: entities.Setting, address: str) -> dict[str, str]:
    """A number without its country's code, read by the country of the address."""
    region = REGIONS.get(address.rpartition(".")[2].lower())
    if region is None:
        return {}
    here = entities.Setting(setting.now, setting.zone, setting.base_currency, region=region)
    numbers = (one for one in entities.find(text, here) if one.kind == "phone")
    first = next(numbers, None)
    return {"phone": first.value} if first else {}


REGIONS = {
    "de": "DE", "at": "AT", "ch": "CH", "fr": "FR", "uk": "GB", "es": "ES", "it": "IT", "nl": "NL",
    "cn": "CN", "jp": "JP", "kr": "KR", "in": "IN", "au": "AU", "ca": "CA", "us": "US", "br": "BR",
    "com": "US", "se": "SE", "no": "NO", "dk": "DK", "pl": "PL", "be": "BE",
}  # fmt: skip


def _lines(text: str, address: str) -> dict[str, str]:
    """Name, title and company by what their lines look like, the signature's lines first."""
    found: dict[str, str] = {}
    for line in _signed(text):
        said = LABELLED.match(line)
        if said is not None:
            found.setdefault("title", said["value"].strip())
            continue
        if "@" in line or LABEL.match(line):
            continue
        for part in filter(None, BETWEEN.split(line.strip(" *_>\t"))):
            field = _kind(part, address, found)
            if field is not None:
                found.setdefault(field, part.strip(" *_"))
    return found


def _signed(text: str) -> list[str]:
    """The lines below the sign-off, or all of them."""
    lines = [line for line in text.splitlines() if line.strip()]
    offs = [place for place, line in enumerate(lines) if SIGN_OFF.match(line)]
    return (lines[offs[-1] + 1 :] if offs else lines)[:MOST_LINES]


def _kind(part: str, address: str, found: dict[str, str]) -> str | None:
    said = part.strip(" *_")
    if len(said) > 80 or sum(char.isdigit() for char in said) > 3:
        return None
    if "name" not in found and _is_name(said) and not FIRM.search(said):
        return "name"
    if FIRM.search(said) or _is_of_domain(said, address):
        return "company"
    return "title" if JOB.search(said) and len(said.split()) <= 8 else None


def _is_name(said: str) -> bool:
    if HAN_NAME.fullmatch(said):
        return JOB.search(said) is None
    return NAME.fullmatch(said) is not None and JOB.search(said) is None


def _is_of_domain(said: str, address: str) -> bool:
    """Whether a line is what the address's domain is called: Acme Robotics at acme-robotics.com."""
    if not address or addresses.is_free(address):
        return False
    domain = address.rpartition("@")[2].split(".")[0].lower().replace("-", "")
    plain = "".join(char for char in said.casefold() if char.isalnum())
    return len(domain) > 2 and (plain == domain or (plain.startswith(domain) and len(said) < 50))
