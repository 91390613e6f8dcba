"""The words by which records are changed: verbs, fields, and what points at a record."""

from __future__ import annotations

import re

REF = re.compile(r"(?<![A-Za-z0-9_-])(?:co|[cldqkfmtoa])-\d{1,9}(?![A-Za-z0-9_-])", re.IGNORECASE)
VERBS = (
    (
        "reopen",
        (
            r"\bre-?open(?:s|ed|ing)?\b|\bback to open\b|\bopen again\b|"
            r"重开|重新打开|重新开启|再打开|又打开|重启工单|重新开"
        ),
    ),
    (
        "lose",
        (
            r"\b(?:lost|lose|loses|losing|closed? (?:as )?lost|closed-lost|"
            r"mark(?:ed)? (?:it )?(?:as )?lost)\b|丢了|丢单|输给|丢给|输了|输掉|丢掉|"
            r"没拿下|黄了|没戏了?|泡汤了?|没成|丢失|失单|没谈成|输单|败了|没赢"
        ),
    ),
    (
        "win",
        (
            r"\b(?:won|win|wins|closed? (?:as )?won|closed-won|landed|"
            r"got signed|was signed|is signed)\b|赢了|"
            r"赢单|赢下|拿下|成交了|签下|签了|签成|谈成|拿下来"
        ),
    ),
    (
        "disqualify",
        (
            r"\b(?:disqualif(?:y|ied|ies)|junk|bin|discard|unqualified|"
            r"not a fit|dead lead)\b|作废|淘汰|不合格|判为无效|标为无效|无效|"
            r"废掉"
        ),
    ),
    (
        "convert",
        (
            r"\b(?:convert|converts|converted|turn|promote|"
            r"make) ?(?:\S+ )?(?:in)?(?:to)?\b.*|转成商机|转为商机|转化|转商机|"
            r"转换|转成|变成商机|转化为"
        ),
    ),
    (
        "send",
        (
            r"\b(?:send|sent|email|mail|dispatch|fire off|shoot|forward|ship)\b|发出去|发出|发给|"
            r"发送|寄出|寄给|发一下|发了|发过去|送出|发掉"
        ),
    ),
    (
        "snooze",
        (
            r"\b(?:snooze|postpone|delay|push|move|reschedule|defer|put off|"
            r"shift|bump)\b|延到|推到|推迟|延后|改到|延期|顺延|挪到|往后|改期|"
            r"延迟|延|推"
        ),
    ),
    (
        "done",
        (
            r"\b(?:done|complete|completed|finish|finished|close|closed|resolve|"
            r"resolved|solve|solved|fixed|tick off|ticked off|is through|"
            r"taken care of|sorted|handled)\b|做完了?|完成了?|搞定了?|办完了?|"
            r"解决了?|处理完了?|处理好了?|关闭|关掉|已完成|已解决|弄完了?|结单|"
            r"办好了?|好了|做好了?|关了|关单|修好了?|了结|闭环|处理妥"
        ),
    ),
)
COMMANDS = {
    ("ticket", "reopen"): "ticket reopen",
    ("deal", "lose"): "deal lose",
    ("deal", "win"): "deal win",
    ("lead", "disqualify"): "lead disqualify",
    ("lead", "convert"): "lead convert",
    ("quote", "send"): "quote send",
    ("followup", "snooze"): "followup snooze",
    ("followup", "done"): "followup done",
    ("ticket", "done"): "ticket resolve",
}
COMMANDS_OF = {command: verb for (_, verb), command in COMMANDS.items()}
CHANGES = re.compile(
    r"^(?:move|set|change|update|make|mark|put|push|pull|assign|"
    r"reassign|give|hand|transfer|tag|label|untag|rename|"
    r"raise|lower|increase|reduce|bump|extend|reprice|edit|switch|"
    r"correct|escalate|de-?escalate|drop|shift|delay|postpone|bring)\b|"
    r"^把|改成|改为|改到|移到|移至|推到|推迟到|延到|转给|分给|分配给|"
    r"指派给|交给|打上|打标签|贴上|(?:打|贴|加|添加|标)(?:上|个|一个)?.{1,14}标签|设为|设成|换成|更新为|标为|标记为|"
    r"调到|调整为|调为|变更为|标成|标作|定为|改作|换邮箱|换电话|换手机|升职|现在是|提到|降到|加到|涨到|推进到|"
    r"\bis an? (?:former )?(?:customer|partner|prospect) now\b|\b(?:is|are) now\b|"
    r"\b(?:moved|relocated) to\b|"
    r"\b(?:deal|opportunity|opp) (?:moves|goes|went) to\b|"
    r"\b(?:deal|opp)\b (?:now .+|.+ now)$|\bmark (?:it|them|that)\b|"
    r"进入|派给|移交给|归|降为|降至|调回|更改为|提前到|调成|换到|挪到|延期到|升级"
)
TARGET_DEAL = re.compile(r"\bdeal\b|\bopportunity\b|\bopp\b|商机|那单|这单|单子|那个单|的单|生意")
TARGET_CONTRACT = re.compile(r"\bcontract\b|\bagreement\b|合同")
CAMPAIGN = re.compile(r"\bcampaign\b|活动")
TARGET_TICKET = re.compile(r"\bticket\b|\bcase\b|\bissue\b|工单")
QUESTION = re.compile(
    r"^(?:who|what|which|how|why|when|where|show|list|find|did|do|does|"
    r"have|has|is|are|any|give me|get me|count)\b|[?]$|哪些|哪个|多少|"
    r"几个|几单|谁|吗$|的(?:跟进|待办|备注|通话|报价|记录)$|什么|为什么|有没有|怎么|列出|看看|查一下|查询|"
    r"^(?:看|查|找|列)|统计"
)
NEW = re.compile(
    r"^(?:add|create|new|log|record|remind|note|register|save|enter|"
    r"schedule|set (?:up )?an?)\b|"
    r"^(?:raise|open|file|submit|put in|start) an? (?:new )?(?:\w+[ -]){0,2}"
    r"(?:ticket|case|issue|deal|lead)\b|"
    r"^(?:draft|prepare|write|make|do) (?:an? |the )?(?:new )?(?:quote|quotation|offer)\b|"
    r"^(?:新建|新增|添加|创建|录入|登记|提醒|记)"
)
SHOW = re.compile(
    r"^(?:(?:show|open|view|display|see|get|pull up|find|look up|"
    r"bring up|give|go to|what's|what is|what about|details?(?: of| on|"
    r" for)?|info(?: on| about)?|tell|status of|how is|how's|"
    r"let me see|(?:let me )?(?:have|take) a look at|let me look at|look at|"
    r"(?:i'd like|i would like|i want|i need) to see|can i see|could i see)(?: me| us)?"
    r"(?: the| up| about)?(?: details?(?: of| on|"
    r" for)?| card(?: of| for)?| info on| status of)?(?: deal| ticket|"
    r" lead| quote| contact| company| record| follow-?up| contract|"
    r" campaign| purchase)?\s*)?(?P<ref>(?:co|"
    r"[cldqkfmtoa])-\d{1,9})(?:'s)?\s*(?:details|card|record|please|"
    r"status)?(?: (?:for (?:me|us)|please|now|again|up))*[?.!]?$|"
    r"^(?:请|麻烦|帮我|帮忙|给我|我要|我想|想)*"
    r"(?:打开|看看|看一下|看下|查看|查一下|显示|查查|看一眼|瞧瞧|调一下|翻一下|"
    r"调出|看|查|给我看看?|给我看一下|展示|找一下|打开一下|"
    r"查下)?(?:一下)?(?:商机|工单|线索|报价|联系人|公司|合同|"
    r"跟进)?\s*(?P<ref2>(?:co|[cldqkfmtoa])-\d{1,9})\s*(?:这[份张个条单笔家]?)?"
    r"(?:报价单?|工单|商机|合同|线索)?的?(?:详情|"
    r"看看|看一下|瞧瞧|情况|信息|(?:现在|目前|最近)?(?:是)?(?:怎么样了?|什么情况|什么状态|啥情况|如何了?)|状态|进展|"
    r"内容|明细|资料|卡片|给我看看|"
    r"(?:给我|帮我)?(?:打开|调出来|调一下|翻出来|看)(?:看看|看一下|一下|来)?)?[?]?$"
)
VAGUE = re.compile(
    r"^(?:close|resolve|delete|assign|reassign|move|send|cancel|win|reopen|snooze|convert|"
    r"tag|give) (?:all|every|each|both|my|our)\b|"
    r"^(?:请|帮我)?(?:给|跟|和).{1,12}(?:打个?电话|发个?邮件|开个?会)$|"
    r"^(?:move|make|set|change|mark|assign|give|push|close|delete|"
    r"update|put|send|resolve|convert|snooze|reopen|tag|win|lose|log|"
    r"add|create|edit|cancel|postpone|escalate) (?:it|this|that|them|"
    r"him|her|these|those|one|a|an|the|to|as|up)\b|^(?:把)?(?:它|他|她|"
    r"(?:这个|那个)(?!月|季|周|星期|礼拜|年)|这单|那单|其|这条|那条|那张|这张)|^(?:标为|标记为|设为|设成|改为|改成|移到|移至|转给|交给|推到|延到|推迟到)|便宜一点|便宜点|"
    r"贵一点|^(?:改一下|改改|移一下|关掉|删掉|推迟一下|发出去|转给|打折|"
    r"降价|涨价|再便宜)|^(?:解决|关闭|重开|转移|分配|推迟|延后|完成|发送|"
    r"转化|删除|升级|赢下|修改)(?:一下)?(?:工单|商机|跟进|报价|报价单|线索|合同)$|^(?:记|加|新建|添加|创建|写|发|打)(?:一?个|"
    r"一?条|下|一下|一?份|一?封)?(?:电话|会议|备注|拜访|跟进|商机|工单|"
    r"线索|联系人|报价|公司|邮件|合同|待办|提醒|活动)$|^(?:log|add|"
    r"create|new|open|make|send|schedule|write) (?:a |an |"
    r"the )?(?:new )?(?:call|meeting|note|deal|ticket|lead|contact|"
    r"quote|company|follow-?up|email|task|reminder|visit|campaign|"
    r"contract|purchase)$"
)
DENIED = re.compile(
    r"\b(?:don't|do not|didn't|did not|doesn't|won't|will not|shouldn't|should not|"
    r"can't|cannot|never|haven't|have not|hasn't|has not|isn't|is not|wasn't|was not|aren't|not)\b"
    r"|不要|(?<![类级性特分区派])别(?!家|人|的)|不用|还没|没有|未(?!来)|没(?=[赢发关解完签成转改移推])|不(?=[发关赢改移推转])"
)
# What is not done yet, or cannot be done along with the change: it is not dropped in silence.
CONDITION = re.compile(
    r"\b(?:if|unless|provided|assuming|in case|as long as|as soon as)\b|如果|要是|假如|除非|只要"
)
BESIDES = re.compile(
    r"\band (?:then |also |please )?(?:tell|restart|notify|inform|ping|email|send|call|ask|let|"
    r"remind|book|order|write|paint|celebrate|thank|schedule|prepare|print|archive|delete|"
    r"follow up|create|open|draft|log)\b"
)
UNTAG = re.compile(
    r"\b(?:drop|remove|delete|take off|clear|untag)\b.*\btags?\b|\buntag\b"
    r"|(?:去掉|删掉|删除|移除|取消|撕掉).*标签|标签.*(?:去掉|删掉|删除|移除|取消)"
)
CLOSED = re.compile(r"\b(?:was|got|been|is) closed\b(?!.*\b(?:won|lost)\b)")
RELATIVE = re.compile(
    r"\bplus\b|\bminus\b|\b(?:by|another|extra|additional) (?:about )?[$€£¥]?\d"
    r"|(?:加|减|增加|减少|涨|上调|下调|提高|降低)(?:了)?\s?[\d一二两三四五六七八九十]"
)
NAMED = re.compile(
    (
        r"^(?P<name>.+?)(?:'s)?\s+(?P<field>title|phone(?: number)?|"
        r"e-?mail(?: address)?|mobile|job title|position|city|industry|size|"
        r"owner|type|source|score|stage|amount|value|priority|category|"
        r"probability|close date|status)\s+(?:is now|is|to|=|should be|"
        r"has changed to|changed to|becomes|as)\s+(?P<value>.+)$|"
        r"^(?P<name2>.+?)的?(?P<field2>职位|职务|头衔|电话号码|手机号码|"
        r"电话|手机号|手机|邮箱|行业|城市|规模|人数|负责人|阶段|金额|优先级|"
        r"类别|概率|预计成交日|成交日期?|来源|评分|类型|状态|流失风险)(?:标成|标为|定为|改成|改为|"
        r"换成|变更为|更新为|是|变成|更改为|设为|现在是|调到|调整为|改到|"
        r"设成|变为|调成|已改为)(?P<value2>.+)$"
    ),
    re.IGNORECASE,
)
FIELDS = {
    "title": "title",
    "job title": "title",
    "position": "title",
    "职位": "title",
    "职务": "title",
    "头衔": "title",
    "phone": "phone",
    "phone number": "phone",
    "mobile": "phone",
    "电话": "phone",
    "电话号码": "phone",
    "手机": "phone",
    "手机号": "phone",
    "手机号码": "phone",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "邮箱": "email",
    "city": "city",
    "城市": "city",
    "industry": "industry",
    "行业": "industry",
    "size": "size",
    "规模": "size",
    "人数": "size",
    "type": "type",
    "类型": "type",
}
ANEW = re.compile(
    r"^(?P<name>.+?) (?:has|have|got|has got) an? (?:new|different) "
    r"(?P<field>title|job title|position"
    r"|phone(?: number)?|mobile|e-?mail(?: address)?)"
    r"(?: now)?(?::| is|,|: it's)? ?(?P<value>\S.*)$",
    re.IGNORECASE,
)
ANEW_ZH = re.compile(
    r"^(?P<name>[^,:]+?)的?(?:换|改|更换|更新)了?个?新?的?(?P<field>邮箱|电话号码|电话|手机号码|手机号|手机|职位)了?"
    r"[,:\s]*(?:改成|改为|换成|变成|新的是|现在是|是)?[:\s]*(?P<value>[^\s,改换变是]\S*)$"
)
TITLES = re.compile(
    (
        r"^(?P<name>.+?)(?:升职|升任|晋升|调任|担任|现在是|现任|改任|成为|"
        r"转任|is now|became|has become|got promoted to|was promoted to|"
        r"is promoted to|has been promoted to|now works as|"
        r"moved up to)(?:了|为|成)?[,:]?\s*(?:(?:她|他|现在)+(?:是|任)?|"
        r"现在是|现任|the |a |an |our )?\s*(?P<title>[^,]+)$"
    ),
    re.IGNORECASE,
)
