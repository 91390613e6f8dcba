"""Why a deal was lost, said in other words than the workspace's: *too pricey*, 太贵."""

from __future__ import annotations

import re

from crm.language.ask.tokens import lower
from crm.language.ask.world import World

IDEAS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bpric(?:e|es|ed|ey|ing)\b|\bexpensive\b|\bcost(?:s|ly)?\b|太贵|价格|价钱|价高|贵了|便宜",
        r"\bcompetit\w+|\brivals?\b|\b(?:an)?other (?:vendor|supplier)\b|竞争|竞品|对手|换了供应商",
        r"\bbudgets?\b|\bno money\b|\bfunding\b|预算|没钱|经费",
        r"\btiming\b|\btoo (?:early|late)\b|\bwrong time\b|时机|时间不对|太早|太晚",
        r"\bfeatures?\b|\bfunctionality\b|\bfunctions?\b|功能",
        r"\bintegrat\w*\b|\binterfaces?\b|对接|集成|接口",
        r"\bsilent\b|\bghosted\b|\bno (?:answer|response|reply)\b|没回音|没回复|失联|没消息",
        r"\b(?:no|not) deci\w*\b|\bundecided\b|未决策|没决定|没拍板|未决定",
        r"\bfrozen\b|\bfroze\b|\bon hold\b|\bcancell?ed\b|\bstopped\b|冻结|取消|叫停|搁置|暂停",
        r"\bquality\b|质量",
        r"\bdeliver\w*\b|\blead time\b|交付|交期|送货|发货",
    )
)

COMMON = frozenset({"deal", "they", "them", "thei", "with", "have", "were", "from", "itse", "lost"})


def meant(text: str, world: World) -> str | None:
    """The only reason of the workspace with the same idea as a text; None where none or several."""
    low = lower(text)
    said = [idea for idea in IDEAS if idea.search(low)]
    found = {name for phrase, name in _known(world) if any(idea.search(phrase) for idea in said)}
    found = found or {name for phrase, name in _known(world) if _stems(phrase) & _stems(low)}
    return found.pop() if len(found) == 1 else None


def _stems(text: str) -> frozenset[str]:
    """The beginnings of a text's longer words: *bakes itself* and *they bake* share one."""
    return frozenset(word[:4] for word in re.findall(r"[a-z]{4,}", text)) - COMMON


def _known(world: World) -> list[tuple[str, str]]:
    """The phrases of the world's reasons, Chinese ones without the spaces of the lexicon."""
    return [
        (phrase if phrase.isascii() else phrase.replace(" ", ""), name)
        for phrase, name in world.reasons
    ]
