"""What the author wrote here: a message without quoted history and without its signature."""

import re

LIMIT = 40_000

_QUOTED = re.compile(r"^\s{0,8}(?:>|&gt;|\|)")
_HISTORY = re.compile(
    r"^\s{0,8}(?:"
    r"on\s.{3,120}\swrote:"
    r"|-{2,}\s?(?:original message|forwarded message|ursprüngliche nachricht).{0,20}"
    r"|from:\s.{1,120}|发件人[:：].{1,120}|寄件者[:：].{1,120}"
    r"|在\s?.{3,80}写道[:：]|.{3,80}\s?于.{3,60}写道[:：]"
    r"|_{8,}|={8,}"
    r"|-{2,}\s?(?:原始邮件|转发的邮件|转发邮件).{0,20}"
    r")\s*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s{0,8}(?:(?:kind|best|warm|many thanks and|with best|with kind|warmest)\s)?"
    r"(?:regards|wishes|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|cheers|thanks"
    r"|thank you|thx|best|br|kr|此致|祝好|顺颂商祺|敬礼|谢谢)[\s,.!，。！]{0,4}$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\s{0,8}(?:sent from my \S.{0,40}|get outlook for .{2,30}"
    r"|发自我的.{1,30}|从我的.{1,20}发送)\s*$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^\s{0,4}(?:--|—|–)\s?$")
_SIGNATURE_LINES = 8
_SENTENCE = re.compile(r"[.!?。！？]\s*$")


def body(text: str) -> str:
    """Return the words of the author; the whole text where nothing else would be left."""
    lines = text[:LIMIT].splitlines()
    kept = _before_history(lines)
    kept = [line for line in kept if not _QUOTED.match(line) and not _DEVICE.match(line)]
    kept = kept[: _signature(kept)]
    bare = "\n".join(line.rstrip() for line in kept).strip()
    return bare or text[:LIMIT].strip()


def _before_history(lines: list[str]) -> list[str]:
    """Cut at the first line that introduces an earlier message, unless it comes first."""
    for at, line in enumerate(lines):
        if _HISTORY.match(line[:300]) and any(above.strip() for above in lines[:at]):
            return lines[:at]
    return lines


def _signature(lines: list[str]) -> int:
    """Return the line at which the signature begins, or how many lines there are."""
    for at, line in enumerate(lines):
        if at and _DASHES.match(line):
            return at
        if at and _CLOSING.match(line[:60]) and _is_name_block(lines[at + 1 :]):
            return at
    return len(lines)


def _is_name_block(below: list[str]) -> bool:
    rest = [line for line in below[: 4 * _SIGNATURE_LINES] if line.strip()]
    if len(below) > 4 * _SIGNATURE_LINES:
        return False
    short = all(len(line) < 80 and not _SENTENCE.search(line) for line in rest)
    return 0 < len(rest) <= _SIGNATURE_LINES and short
