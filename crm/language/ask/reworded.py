"""Changes told in other orders, put into the one that the rules know: *Acme should go to Bob*."""

from __future__ import annotations

import re

RECORD = r"(?:co|[cldqkfmtoa])-\d{1,9}"
NOW = r"(?: (?:now|from now on|from here on|going forward|as of today|please))*[.!]?"
CUT = r"(?:cut|reduced|raised|lowered|increased|trimmed)"
FELL = r"dropped|fell|shrank|came down|decreased|went down"
GREW = r"rose|grew|climbed|jumped|increased|went up"
STANDS = r"is (?:now )?(?:back )?(?:up|down)|(?:now )?(?:stands|sits|comes)"
WENT = rf"(?:{FELL}|{GREW}|{STANDS}|(?:is|got|was|has been) (?:now )?{CUT})"
MUST = r"(?:should|shall|must|will|is to|needs to|ought to) (?:now )?"
GIVEN = r"(?:assigned|given|handed(?: over)?|moved|passed)"
RENEW = r"auto[- ]?renew(?:al)?"
STEP = r"(?:follow-?up |task |to-?do )?"
TOLD = r"(?:(?:just|i|we|i've|we've) )*"
OUT = r"(?:walked|came|got|stepped) out of"
TO_ALL = r"assign \1 to \2"
ENGLISH = (
    (rf"^(.+?) {MUST}(?:belong|go|be {GIVEN}) to (@?\w+){NOW}$", TO_ALL),
    (rf"^(.+?) (?:is|are) (?:now )?(?:owned|handled|managed|run) by (@?\w+){NOW}$", TO_ALL),
    (rf"^(.+?) (?:is|are) (?:now )?(?:looked after|taken care of) by (@?\w+){NOW}$", TO_ALL),
    (rf"^(.+?) (?:now )?belongs to (@?\w+){NOW}$", TO_ALL),
    (
        (
            r"^(@?\w+) (?:takes|is taking|will take|has taken|took) over (?:the )?(.+?)"
            rf"(?: from @?\w+)?{NOW}$"
        ),
        r"assign \2 to \1",
    ),
    (rf"^let (@?\w+) (?:take|handle|own|run|have) (?:over )?(.+?){NOW}$", r"assign \2 to \1"),
    (rf"^have (@?\w+) (?:take|handle|own|run) (?:over )?(.+?){NOW}$", r"assign \2 to \1"),
    (r"^(?:move|hand|give|pass) (f-\d+) (?:over )?to (@?[a-z]+)$", TO_ALL),
    (
        (
            r"^(?:add|put|stick|slap|attach|give|apply) (?:an? |the )?(?:tag |label )?(.{2,30}?) "
            r"(?:tag|label) (?:to|on|onto|for) (.+)$"
        ),
        r"tag \2 as \1",
    ),
    (
        r"^(?:add|put|attach|apply) (?:the )?(?:tag|label) (.{2,30}?) (?:to|on|onto) (.+)$",
        r"tag \2 as \1",
    ),
    (
        (
            r"^(?:the )?(.+?) (?:deal|opportunity|opp)(?: value| amount| size)? "
            rf"(?:has |just |has just )?{WENT} (?:to|at) (.+)$"
        ),
        r"change the \1 deal to \2",
    ),
    (
        rf"^(?:deal )?({RECORD})(?: value| amount)? (?:has )?(?:just )?{WENT} (?:to|at) (.+)$",
        r"change \1 to \2",
    ),
    (
        rf"^(?:turn|switch) off (?:the )?{RENEW} (?:on|for|of) (?:the )?(.+)$",
        r"set \1 to no auto-renew",
    ),
    (
        rf"^(?:turn|switch) on (?:the )?{RENEW} (?:on|for|of) (?:the )?(.+)$",
        r"set \1 to auto-renew",
    ),
    (rf"^({RECORD})[:,] (?:turn|switch) off {RENEW}", r"set \1 to no auto-renew"),
    (rf"^({RECORD})[:,] (?:turn|switch) on {RENEW}", r"set \1 to auto-renew"),
    (
        (
            r"^(?:add|put|save|register) ([^,:]{3,40}), ([^,:]{3,40}), as an? (?:new )?contact "
            r"(?:at|for|to|with|under|of) ([^,:]{2,50})"
        ),
        r"add contact at \3: \1, \2",
    ),
    (
        (
            rf"^{TOLD}{OUT} (?:a (?:meeting|visit) (?:with|at) )?(?:the )?([^,]{{2,40}}), "
            r"(?:(?:where|and) )?(?:i |we )?(?:met|saw)(?: with)? ([^,]{2,40})"
        ),
        r"met \2 at \1",
    ),
    (rf"^{TOLD}{OUT} a (?:meeting|visit) (?:with|at) ([^,]{{2,40}})", r"met \1"),
    (
        r"^(?:i |we |i've )?(?:did|finished|completed|done|ticked off) (f-\d+)\b",
        r"close \1",
    ),
    (
        rf"^{STEP}(f-\d+) (?:is |has been |was )?(?:done|finished|completed|sorted){NOW}$",
        r"close \1",
    ),
    (
        (
            r"^(?:draw up|write up|whip up|knock up|put together|produce|raise|work up|type up) "
            r"(?=(?:an? |the |another )?(?:new )?(?:quote|quotation|offer)\b)"
        ),
        "create ",
    ),
    (
        (
            r"^(?:create|add|open|start|set up|log) an? (?:new )?(?!new |deal)([^,:]{3,30}?) "
            r"(deal|quote|contract) (for|with|at) ([^,:]+?)((?: worth| at| over|,|:).*)?$"
        ),
        r"create a \2 \3 \4, \1\5",
    ),
    (
        r"^(?:change|switch|turn|make) (f-\d+) (?:in)?to an? (call|e-?mail|meeting|task)[.!]?$",
        r"change the type of \1 to \2",
    ),
    (
        (
            r"^(?:set|change|put|raise|lower|mark|move) (.+?)'s? churn risk (?:to|as|at) "
            r"(high|medium|low)[.!]?$"
        ),
        r"set \1 to churn risk \2",
    ),
    (
        (
            r"\bsnooze (f-\d+) (?=(?:\d+|an?|one|two|three|four|five|six) (?:more )?"
            r"(?:day|week|hour|month)s?\b)"
        ),
        r"snooze \1 for ",
    ),
    (
        (
            r"^((?-i:[A-Z])(?:(?!\b(?:that|which|who|whose|companies|customers)\b)[^,?])+?) "
            r"(?:now )?(?:has|employs) (?:now )?(\d[\d,.]*) "
            r"(?:employees|people|staff)(?: now)?[.!]?$"
        ),
        r"change \1's size to \2",
    ),
    (
        r"^(?:please )?cancel (?:the )?(?:contract |agreement )?(k-\d+)[.!]?$",
        r"set \1 to cancelled",
    ),
    (r"^(?:please )?approve (?:the )?(?:quote )?(q-\d+)[.!]?$", r"set \1 to approved"),
    (
        r"^remind (?!me\b|us\b)(@?[a-z]+) (?:to |about )(.+)$",
        r"follow-up for \1: \2",
    ),
    (r"\bsnooze (f-\d+) by (?=\S+ (?:day|week|hour|month)s?\b)", r"snooze \1 for "),
)
SET = r"(?:改成|改为|设为|设成|调成|调到|调为|标为|标成|定为|变成|填成|填为|写成|换成)"
OF_RECORDS = r"(?:商机|工单|线索|报价|合同|联系人|公司|跟进|待办|任务|活动|采购|订单)"
CHINESE = (
    # 一条商机, 一张工单: what records are counted by
    (
        rf"(新建|创建|新增|添加|登记|录入|[开建加做录提记])了?一?[条张份笔项则位家](?=[^,。:]{{0,8}}{OF_RECORDS})",
        r"\1一个",
    ),
    (r"^替(?=[^,。:]{2,12}?(?:提|建|开|登记|做|新建|创建))", "给"),
    (
        (
            r"^([^,。]{2,12}?)(?:那边|这边)?(?:多了|新来了|来了|新增了|有了|换了)"
            r"(?:一?[个位])?(?:新的?)?联系人[,:]?(?:叫|是|名叫)?"
        ),
        r"给\1添加联系人:",
    ),
    (rf"^(?:把|将)?(.{{2,14}}?)的?流失风险{SET}(高|中|低)了?$", r"把\1设为流失风险\2"),
    (
        r"^([^,。:]{2,14}?)(?:来)?报修,?(?:了,?)?(?:帮我|请)?(?:建|开|提)(?:一?[个张])?工单[:,]",
        r"给\1建一个工单:",
    ),
    (
        (
            r"^([a-z]{1,2}-\d+)的?(类别|分类|优先级|阶段|金额|负责人|状态)"
            r"(?:不对|错了|写错了|填错了|搞错了|选错了)[,。]?(?:应该是|应为|应该改成|其实是|要是|是)"
        ),
        r"把\1的\2改成",
    ),
    (
        (
            r"^(?:刚才|刚刚|上面|上一?步|前面)[^,。]{0,10}?(?:弄错|搞错|误操作|点错|做错|错|不对)了?"
            r"[,。]?(?:请|帮我|麻烦)?(?:撤销|撤回|回退)(?:一下|掉)?$"
        ),
        "撤销",
    ),
    (
        r"^(?:弄错|搞错|点错|做错|写错|错)了?[,。](?:请|帮我|麻烦)?(?=(?:撤销|撤回|回退))",
        "",
    ),
    (r"(?<=[,。])公司(?:是|叫|为)", "公司"),
    (
        (
            r"^([^,。:]{2,14}?)(?:报|反馈|提|说|来)了?(?:一?个|点|下)?(?:问题|故障|毛病|投诉),?"
            r"(?:帮我|帮忙|请|麻烦|给他们?)?(?:建|开|提|创建|新建|登记)(?:一)?(?:张|个|条)?"
            r"([^,。:]{0,6}?)工单[:,](.+)$"
        ),
        r"给\1建一个\2工单:\3",
    ),
    (r"打上(?=[^,。]{1,14}标签)", "加"),
    (r"^刚?刚?(拜访|走访|回访|见|约见)完了?", r"\1了"),
    (r"^刚?刚?(跟|和|与)([^,。]{2,12}?)(聊|谈|沟通|通话|开会)完了?", r"\1\2\3了"),
    (r"(?<=[,。])渠道(?:是|为|走)", "渠道:"),
)
WAYS = tuple((re.compile(said, re.IGNORECASE), plain) for said, plain in (*ENGLISH, *CHINESE))


def reworded(words: str) -> str:
    """A change in the order that the rules know; any other text as it is."""
    for pattern, plain in WAYS:
        words = pattern.sub(plain, words)
    return words
