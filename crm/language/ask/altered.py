"""Records that are changed: won, lost, moved, given away, closed, sent, or given new values."""

from __future__ import annotations

import re
from typing import Any

from crm.language.ask import parts as found_parts
from crm.language.ask.amounts import Amount
from crm.language.ask.draft import Refused
from crm.language.ask.parts import Parts, find, money, number, settle, times, trim
from crm.language.ask.world import World
from crm.language.query import kinds

REF = re.compile(r"(?<![A-Za-z0-9_-])(?:co|[cldqkfmtoa])-\d{1,9}(?![A-Za-z0-9_-])", re.IGNORECASE)
VERBS = (
    ("reopen", r"\bre-?open(?:s|ed|ing)?\b|重开|重新打开|重新开启|再打开|又打开|重启工单|重新开"),
    ("lose", r"\b(?:lost|lose|loses|losing|closed? (?:as )?lost|closed-lost|mark(?:ed)? (?:it )?(?:as )?lost)\b|丢了|丢单|输了|输掉|丢掉|没拿下|黄了|没成|丢失|失单|没谈成|输单|败了|没赢"),
    ("win", r"\b(?:won|win|wins|closed? (?:as )?won|closed-won|landed)\b|赢了|赢单|赢下|拿下|成交了|签下|签了|签成|谈成|拿下来"),
    ("disqualify", r"\b(?:disqualif(?:y|ied|ies)|junk|bin|discard|unqualified|not a fit|dead lead)\b|作废|淘汰|不合格|判为无效|标为无效|无效|废掉"),
    ("convert", r"\b(?:convert|converts|converted|turn|promote|make) ?(?:\S+ )?(?:in)?(?:to)?\b.*|转成商机|转为商机|转化|转商机|转换|转成|变成商机|转化为"),
    ("send", r"\b(?:send|sent|email|mail|dispatch|fire off)\b|发出去|发出|发给|发送|寄出|寄给|发一下|发了|发过去|送出|发掉"),
    ("snooze", r"\b(?:snooze|postpone|delay|push|move|reschedule|defer|put off|shift|bump)\b|延到|推到|推迟|延后|改到|延期|顺延|挪到|往后|改期|延迟|延|推"),
    ("done", r"\b(?:done|complete|completed|finish|finished|close|closed|resolve|resolved|solve|solved|fixed|tick off|ticked off|is through|taken care of|sorted|handled)\b|做完了?|完成了?|搞定了?|办完了?|解决了?|处理完了?|处理好了?|关闭|关掉|已完成|已解决|弄完了?|结单|办好了?|好了|做好了?|关了"),
)  # fmt: skip
COMMANDS = {
    ("ticket", "reopen"): "ticket reopen", ("deal", "lose"): "deal lose", ("deal", "win"): "deal win",
    ("lead", "disqualify"): "lead disqualify", ("lead", "convert"): "lead convert",
    ("quote", "send"): "quote send", ("followup", "snooze"): "followup snooze",
    ("followup", "done"): "followup done", ("ticket", "done"): "ticket resolve",
}  # fmt: skip
CHANGES = re.compile(
    r"^(?:move|set|change|update|make|mark|put|push|pull|assign|reassign|give|hand|transfer|tag|label|untag|rename|"
    r"raise|lower|increase|reduce|bump|extend|reprice|edit|switch|correct|escalate|de-?escalate|drop|shift|delay|postpone|bring)\b|"
    r"^把|改成|改为|改到|移到|移至|推到|推迟到|延到|转给|分给|分配给|指派给|交给|打上|打标签|贴上|设为|设成|换成|更新为|标为|标记为|调到|调整为|调为|变更为|升职|现在是|提到|降到|加到|涨到|推进到|进入|派给|移交给|归|更改为|提前到|调成|换到|挪到|延期到|升级"
)
TARGET_DEAL = re.compile(r"\bdeal\b|\bopportunity\b|\bopp\b|商机|那单|这单|单子|那个单|的单|生意")
TARGET_TICKET = re.compile(r"\bticket\b|\bcase\b|\bissue\b|工单")
QUESTION = re.compile(
    r"^(?:who|what|which|how|why|when|where|show|list|find|did|do|does|have|has|is|are|any|give me|get me|count)\b|[?]$|哪些|哪个|多少|几个|几单|谁|吗$|什么|为什么|有没有|怎么|列出|看看|查一下|查询|^(?:看|查|找|列)|统计"
)
NEW = re.compile(
    r"^(?:add|create|new|log|record|remind|note|register|save|enter|schedule)\b|^(?:新建|新增|添加|创建|录入|登记|提醒|记)"
)
SHOW = re.compile(
    r"^(?:(?:show|open|view|display|see|get|pull up|find|look up|bring up|give|go to|what's|what is|what about|details?(?: of| on| for)?|info(?: on| about)?|tell|status of|how is|how's|let me see)(?: me| us)?(?: the| up| about)?(?: details?(?: of| on| for)?| card(?: of| for)?| info on| status of)?(?: deal| ticket| lead| quote| contact| company| record| follow-?up| contract| campaign| purchase)?\s*)?(?P<ref>(?:co|[cldqkfmtoa])-\d{1,9})(?:'s)?\s*(?:details|card|record|please|status)?[?.!]?$|^(?:请)?(?:打开|看看|看一下|看下|查看|查一下|显示|调出|看|查|给我看看?|给我看一下|展示|找一下|打开一下|查下)?(?:一下)?(?:商机|工单|线索|报价|联系人|公司|合同|跟进)?\s*(?P<ref2>(?:co|[cldqkfmtoa])-\d{1,9})\s*(?:的)?(?:详情|情况|信息|怎么样了?|什么情况|现在怎么样|状态|进展|内容|明细|卡片)?[?]?$"
)
VAGUE = re.compile(
    r"^(?:move|make|set|change|mark|assign|give|push|close|delete|update|put|send|resolve|convert|snooze|reopen|tag|win|lose|log|add|create|edit|cancel|postpone|escalate) (?:it|this|that|them|him|her|these|those|one|a|an|the|to|as|up)\b|^(?:把)?(?:它|他|她|这个|那个|这单|那单|其|这条|那条|那张|这张)|便宜一点|便宜点|贵一点|^(?:改一下|改改|移一下|关掉|删掉|推迟一下|发出去|转给|打折|降价|涨价|再便宜)|^(?:记|加|新建|添加|创建|写|发|打)(?:一?个|一?条|下|一下|一?份|一?封)?(?:电话|会议|备注|拜访|跟进|商机|工单|线索|联系人|报价|公司|邮件|合同|待办|提醒|活动)$|^(?:log|add|create|new|open|make|send|schedule|write) (?:a |an |the )?(?:new )?(?:call|meeting|note|deal|ticket|lead|contact|quote|company|follow-?up|email|task|reminder|visit|campaign|contract|purchase)$"
)
NAMED = re.compile(r"^(?P<name>.+?)(?:'s)?\s+(?P<field>title|phone(?: number)?|e-?mail(?: address)?|mobile|job title|position|city|industry|size|owner|type|source|score|stage|amount|value|priority|category|probability|close date|status)\s+(?:is now|is|to|=|should be|has changed to|changed to|becomes|as)\s+(?P<value>.+)$|^(?P<name2>.+?)的?(?P<field2>职位|职务|头衔|电话号码|手机号码|电话|手机号|手机|邮箱|行业|城市|规模|人数|负责人|阶段|金额|优先级|类别|概率|预计成交日|成交日期?|来源|评分|类型|状态)(?:改成|改为|换成|变更为|更新为|是|变成|更改为|设为|现在是|调到|调整为|改到|设成|变为|调成|已改为)(?P<value2>.+)$", re.IGNORECASE)  # fmt: skip
FIELDS = {
    "title": "title", "job title": "title", "position": "title", "职位": "title", "职务": "title", "头衔": "title",
    "phone": "phone", "phone number": "phone", "mobile": "phone", "电话": "phone", "电话号码": "phone",
    "手机": "phone", "手机号": "phone", "手机号码": "phone", "email": "email", "e-mail": "email",
    "email address": "email", "邮箱": "email", "city": "city", "城市": "city", "industry": "industry",
    "行业": "industry", "size": "size", "规模": "size", "人数": "size", "type": "type", "类型": "type",
}  # fmt: skip
TITLES = re.compile(
    r"^(?P<name>.+?)(?:升职|升任|晋升|调任|担任|现在是|现任|改任|成为|转任|is now|became|has become|got promoted to|was promoted to|is promoted to|has been promoted to|now works as|moved up to)(?:了|为|成)?[,:]?\s*(?:(?:她|他|现在)+(?:是|任)?|现在是|现任|the |a |an |our )?\s*(?P<title>[^,]+)$",
    re.IGNORECASE,
)


def read(words: str, low: str, world: World) -> dict[str, Any] | None:
    """A change to a record that is there already; None where the sentence is none."""
    show = SHOW.match(low)
    if show:
        ref = (show["ref"] or show["ref2"]).upper()
        return {"command": f"{found_parts.kind_of(ref)} show", "fields": {"ref": ref}}
    if QUESTION.search(low) or NEW.match(low):
        return None
    if (
        REF.search(low)
        and not re.match(r"^(?:remind|follow[- ]?up|提醒|note|log|add (?:a )?note|备注)", low)
        and not re.search(r"备注|笔记|note (?:on|to|for)", low)
    ):
        return _by_ref(words, low, world)
    return _detail(words, world) or _by_name(words, low, world)


def vague(low: str) -> dict[str, Any] | None:
    """Refuse a change that names no record."""
    if VAGUE.search(low) and not QUESTION.search(low):
        raise Refused("ambiguous")
    return None


def _by_ref(words: str, low: str, world: World) -> dict[str, Any] | None:
    refs = REF.findall(low)
    if len(set(refs)) > 1:
        raise Refused("ambiguous")
    ref = refs[0].upper()
    kind = found_parts.kind_of(ref)
    text = REF.sub(" ", words)
    command = _command(kind, text.lower())
    fields: dict[str, Any] = {"ref": ref}
    if command is None:
        _assign_all(kind, text, fields, world)
        if len(fields) == 1:
            raise Refused("ambiguous")
        return {"command": f"{kind} change", "fields": fields}
    _reason(command, text, fields, world)
    return {"command": command, "fields": fields}


def _command(kind: str, low: str) -> str | None:
    for verb, pattern in VERBS:
        command = COMMANDS.get((kind, verb))
        if command and re.search(pattern, low) and not (verb == "done" and "not " in low):
            return command
    return None


def _reason(command: str, text: str, fields: dict[str, Any], world: World) -> None:
    """What was said with an outcome: a reason of the world, a new day, or free words."""
    if command == "followup snooze":
        found = times(text, world)
        if not found:
            raise Refused("ambiguous")
        fields["due_at"] = found[-1][2]
        return
    if command in {"followup done", "lead convert", "quote send", "deal win"}:
        return
    if command == "deal lose":
        reason = find(text, world).one("lost_reason")
        if reason:
            fields["lost_reason"] = reason
            return
    note = _after(text)
    if note:
        fields["note"] = note


def _after(text: str) -> str:
    """The free words behind a comma, a colon or *because*."""
    match = re.search(
        r"(?:[,:;]|\s[-–—]\s|\b(?:because of|because|due to|since|as|reason:?|over|they|on|to|for)\b|因为|由于|原因是?|理由是?)\s*(.+)$",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return ""
    start = (
        match.start(1)
        if match[0][:1] in ",:;" or not match[0].lower().startswith("they")
        else match.start()
    )
    words = re.sub(
        r"^(?:because of|because|since|due to|as|reason:?|因为|由于|原因是?|理由是?)[:\s]*",
        "",
        text[start:].strip(),
        flags=re.IGNORECASE,
    )
    return trim(words) if len(words) < 4 else words.strip(" .,")


def _by_name(words: str, low: str, world: World) -> dict[str, Any] | None:
    """The deal, ticket, company or contact that a change names without a ref."""
    verb = next((v for v in ("lose", "win") if re.search(dict(VERBS)[v], low)), None)
    is_change = bool(CHANGES.search(low))
    if not is_change and verb is None:
        return None
    found = find(words, world)
    if not (found.names.get("company") or found.names.get("contact")):
        if is_change and found.names.get("tag") is None and verb is None:
            return _nameless(low)
        return None
    settle(found, world)
    fields: dict[str, Any] = {}
    for name in ("company", "contact"):
        one = found.one(name)
        if one:
            fields[name] = one
    return _named(words, low, verb, found, fields, world)


def _nameless(low: str) -> dict[str, Any] | None:
    if re.match(r"^(?:move|set|change|update|make|mark|assign|reassign|give|push|tag)\b|^把", low):
        raise Refused("ambiguous")
    return None


def _named(
    words: str, low: str, verb: str | None, found: Parts, fields: dict[str, Any], world: World
) -> dict[str, Any] | None:
    if verb and (
        TARGET_DEAL.search(low)
        or re.search(
            r"^(?:we |i |just )*(?:won|lost)\b|(?:赢了|丢了|输了|拿下了?|签下了?|黄了)", low
        )
    ):
        command = f"deal {verb}"
        _reason(command, words, fields, world)
        return {"command": command, "fields": fields}
    kind = (
        "ticket"
        if TARGET_TICKET.search(low)
        else "deal"
        if _is_deal(low, found)
        else "contact"
        if "contact" in fields and "company" not in fields
        else "company"
    )
    if kind == "ticket" and re.search(dict(VERBS)["done"], low):
        return {"command": "ticket resolve", "fields": fields}
    known = dict(fields)
    _assign_all(kind, words, fields, world)
    if fields == known:
        return None
    return {"command": f"{kind} change", "fields": fields}


def _is_deal(low: str, found: Parts) -> bool:
    return bool(TARGET_DEAL.search(low) or found.names.get("stage"))


def _detail(words: str, world: World) -> dict[str, Any] | None:
    """*change Omar's title to CIO*, 黄蕾的电话改成…, 徐倩升职了,现在是…."""
    text = re.sub(
        r"^(?:please )?(?:change|set|update|correct|make|edit|把)\s*",
        "",
        words,
        flags=re.IGNORECASE,
    )
    match = NAMED.match(text)
    if match:
        word = (match["field"] or match["field2"]).lower()
        name, value = match["name"] or match["name2"], match["value"] or match["value2"]
        return _set(name, FIELDS.get(word), value, world)
    title = TITLES.match(text)
    return _set(title["name"], "title", title["title"], world) if title else None


def _set(name: str, field: str | None, value: str, world: World) -> dict[str, Any] | None:
    if field is None:
        return None
    found = find(name, world)
    if not (found.names.get("contact") or found.names.get("company")):
        return None
    settle(found, world)
    kind = "contact" if found.names.get("contact") else "company"
    if kinds.field(kind, field) is None:
        return None
    fields: dict[str, Any] = {kind: found.one(kind)}
    fields[field] = _plain(field, value, world)
    return {"command": f"{kind} change", "fields": fields}


def _plain(field: str, value: str, world: World) -> Any:
    value = value.strip(" .,!")
    if field == "phone":
        return re.sub(r"[\s().-]", "", value)
    if field == "size":
        amounts = find(value, world).amounts
        return number(amounts[0].low) if amounts else value
    if field in {"city", "industry"}:
        return find(value, world).one(field) or value
    if field == "type":
        leaf = [w for span in find(value, world).spans for w in span.all("leafkind")]
        return leaf[0].partition("=")[2] if leaf else value
    return re.sub(r"^(?:the|a|an) ", "", value, flags=re.IGNORECASE)


def _assign_all(kind: str, text: str, fields: dict[str, Any], world: World) -> None:
    """Every new value that a text names, in the fields of a kind."""
    found = find(text, world)
    for word in (
        "stage",
        "pipeline",
        "product",
        "category",
        "tag",
        "source",
        "city",
        "industry",
        "competitor",
    ):
        names = found.names.get(word)
        if names and kinds.field(kind, word) and word not in fields:
            if word == "pipeline" and found.names.get("stage"):
                continue
            fields[word] = names[-1]
    users = found.names.get("user")
    if users and kinds.KINDS[kind].person:
        fields[str(kinds.KINDS[kind].person)] = users[-1]
    elif (
        re.search(r"\b(?:to|for) me\b|\bmine\b|给我|归我", text.lower())
        and kinds.KINDS[kind].person
    ):
        fields[str(kinds.KINDS[kind].person)] = "me"
    _days(kind, text, fields, world)
    for amount in found.amounts:
        assign(kind, amount, fields, world, text)
    _choices(kind, found, fields)


def _days(kind: str, text: str, fields: dict[str, Any], world: World) -> None:
    name = {
        "deal": "close_on",
        "followup": "due_at",
        "quote": "valid_until",
        "contract": "ends_on",
        "campaign": "ends_on",
    }.get(kind)
    said = times(text, world)
    if name and said:
        if kind == "contract":
            low = text.lower()
            name = (
                "starts_on"
                if re.search(r"start|开始|起", low)
                else "renews_on"
                if re.search(r"renew|续", low)
                else name
            )
        fields[name] = said[-1][2] if kind == "followup" else said[-1][2][:10]


def _choices(kind: str, found: Parts, fields: dict[str, Any]) -> None:
    for option in (part for leaf in found.leaves for part in leaf.split("|")):
        name, _, value = option.partition("=")
        if name == "?" and kind == "ticket":
            name = "priority"
        field = kinds.field(kind, name)
        if field is None or name in fields or ">" in option:
            continue
        if name == "status" and value == "open":
            continue
        if field.letter == "y":
            fields[name] = value == "true"
        elif value in field.choices:
            fields[name] = value
    types = [
        w for span in found.spans for w in span.all("leafkind") if w.startswith("company:type=")
    ]
    if kind == "company" and types and "type" not in fields and len(fields) == 1:
        fields["type"] = types[0].partition("=")[2]


def assign(kind: str, amount: Amount, fields: dict[str, Any], world: World, text: str) -> None:
    """Put a figure into the field that its unit and words name."""
    low = text.lower()
    if amount.op not in {"=", "<=", ">="}:
        raise Refused("ambiguous")
    if amount.unit == "%" or re.search(r"打.?折|[一二三四五六七八九\d]折", low):
        name = next(
            (n for n in ("discount", "probability", "response_rate") if kinds.field(kind, n)), None
        )
        if name:
            fields[name] = number(amount.low)
        return
    for cue, name in (("score", "score"), ("评分", "score"), ("employees", "size"), ("员工", "size"), ("budget", "budget"), ("预算", "budget"), ("version", "version")):  # fmt: skip
        if cue in low and kinds.field(kind, name):
            fields[name] = number(amount.low)
            return
    money_field = kinds.KINDS[kind].money
    is_quantity = kinds.field(kind, "quantity") and not amount.is_money and not amount.is_scaled
    if (
        is_quantity
        and "quantity" not in fields
        and (
            amount.unit in {"piece", "time", "people", "day", "hour"}
            or (amount.low < 1000 and amount.unit is None)
        )
    ):
        fields["quantity"] = number(amount.low)
    elif money_field and amount.unit in {None, "piece"} and kind != "company":
        fields[money_field if kind != "campaign" else "budget"] = money(amount, world)
