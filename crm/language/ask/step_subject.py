"""What a follow-up is about: behind *about* or *to*, else the words that nothing else explains."""

from __future__ import annotations

import re

from crm.language.ask.parts import Parts, times, trim
from crm.language.ask.world import World


def read(main: str, found: Parts, world: World) -> str:
    """What the follow-up is about: behind *about* or *to*, else the words left over."""
    text = main
    for start, end, _ in reversed(times(main, world)):
        text = text[:start] + " , " + text[end:]
    match = re.search(
        r"\b(?:about|regarding|re:?|to discuss|concerning|on|because of|over)\b\s+([^,\s][^,]*)",
        text,
        re.IGNORECASE,
    )
    if match:
        return trim(match[1])
    if re.search(r"[\u3400-\u9fff]", main):
        return _chinese_subject(text, found)
    match = re.match(r"\s*(?:me\s+)?(?:to\s+)?(?P<do>[a-z]+ .+)", text, re.IGNORECASE)
    verb = re.match(
        (
            r"\s*(?:to )?(?:call|phone|ring|email|e-mail|mail|meet|visit|"
            r"follow[- ]?up|contact|ping|speak|talk|check in|see)\b"
        ),
        text,
        re.IGNORECASE,
    )
    if match and not verb:
        left = trim(text.replace(",", " "))
        return re.sub(r"\s+", " ", left) if found.rest else ""
    tail = re.search(
        (
            r"\b(?:to|for)\s+((?:send|discuss|ask|check|confirm|review|get|"
            r"collect|agree|sign|talk|see|clarify|negotiate|present|go|close|"
            r"finish|hand|pick)\b[^,]*)"
        ),
        text,
        re.IGNORECASE,
    )
    return trim(tail[1]) if tail else ""


def _chinese_subject(text: str, found: Parts) -> str:
    left = text
    for span in found.spans:
        if span.has("company", "contact", "user", "ref"):
            left = left.replace(span.text, " ", 1)
    left = re.sub(
        (
            r"打(?:一?个)?电话|打给|发(?:一?封)?邮件|跟进(?:一下)?|联系(?:一下)?|"
            r"见面|拜访(?:一下)?|回访|开会|通(?:个)?电话|提醒(?:我)?|致电|"
            r"回电话?|通话|再次|记得|别忘了|约"
        ),
        " ",
        left,
    )
    left = re.sub(r"^[\s,]*(?:要|去|需要|得)?(?:给|和|跟|与|对|向|为|找|在|把|的)?[\s,]*", "", left)
    left = re.sub(r"\s*[的给和跟与,]\s*(?=\s|$|,)|(?<=\s)[的给和跟与]", " ", left)
    return trim(re.sub(r"[\s,]+", " ", left))
