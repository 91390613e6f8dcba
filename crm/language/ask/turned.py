"""Word orders of spoken sentences, put into those that the rules know: *with X as the owner*."""

from __future__ import annotations

import re

from crm.language.ask.numerals import number

ROLE = r"(competitor|approver|owner|assignee|collaborator|source|campaign|category|tag|industry)"
OUT = r"(?:去掉|除掉|排除掉?|剔掉|剔除掉?|除外|刨掉|刨除|撇开|去除|筛掉|过滤掉|不算|别算)"
ENDS = r"签单|签约|签下|成交|关单|结单|签"
SOON = r"(?:预计|预期|预估|计划|打算|有望)"
OPENED = r"(?:opened|raised|reported|created|filed|submitted)"
FEW_HOURS = r"(more than|over|less than|under|at least|at most) (\S+ hours?)"
ENGLISH = (
    (rf"\bwith (\S+(?: \S+)?) as (?:the |an? |our |its |their )?{ROLE}\b", r"with \2 \1"),
    (
        rf"\b(?:that |which )?(?:have|has|having) (\S+(?: \S+)?) as (?:the |an? |its )?{ROLE}\b",
        r"with \2 \1",
    ),
    (r"\b(low|medium|high) (or|and) (low|medium|high) (churn risk|priority)\b", r"\1 \4 \2 \3 \4"),
    (r"\bneither (\w+) nor (\w+)\b", r"not \1 and not \2"),
    (
        (
            r"\b(?:did not|didn't|does not|doesn't|do not|don't) (?:come|arrive|get) (?:in )?"
            r"(via|by|through|from|over)\b"
        ),
        r"not \1",
    ),
    (r"^hw (?=many|much|long)", "how "),
    (rf"\bwhere (\S+(?: \S+)?) is (?:the |an? )?{ROLE}\b", r"with \2 \1"),
    (rf"\b(?:whose|where the) {ROLE} (?:is|are|was)\b", r"with \1"),
    (
        rf"\b{OPENED} (?:more than|over) (\S+ (?:hours?|minutes?|days?|weeks?)) ago\b",
        r"older than \1",
    ),
    (
        (
            r"\b(?:(?:are we|we are|we're) )?(?:up|competing|compete|fighting|bidding) "
            r"(?:against|with) ((?-i:[A-Z])[\w-]+)(?: (?:on|in|for)\b)?"
        ),
        r'with competitor "\1"',
    ),
    (r"\b(approval|sign-?off) from\b", r"\1 by"),
    (
        r"\b(until|till|through|up to) ((?:the )?[^,.;]{3,20}?) at the (?:very )?latest\b",
        r"\1 by \2",
    ),
    (r"\b((?:by|before|no later than) [^,.;]{3,20}?) at the (?:very )?latest\b", r"\1"),
    (
        r"\brenew(?:s|ing)? automatically (?=in |on |next |this |within |before |by )",
        "auto-renewing renewing ",
    ),
    (
        r"\b(?:the )?(?:company|account|customer) (?:record|card|page|profile) (?:of|for|on)\b",
        "the company",
    ),
    (r"\b(?:the )?(?:contact|person) (?:record|card|page|profile) (?:of|for|on)\b", "the contact"),
    (
        r"\b(?:the most|most) (.{0,40}?)\b(?:by|in|in terms of) (?:value|amount|revenue)\b",
        r"the most revenue \1",
    ),
    (r"\bby company (industry|city|country|size|type)\b", r"by \1"),
    (r"\bzero (?=\w)", "0 "),
    (r"\bphone (follow-?ups|to-?dos|reminders)\b", r"\1 of type call"),
    (
        (
            r"\blost to (?!(?:competitor|price|budget|timing)\b)"
            r"((?-i:[A-Z])[\w&.-]+)"
        ),
        r'lost with competitor "\1"',
    ),
    (r"\b(?:e-?mail|mail) (follow-?ups|to-?dos|reminders)\b", r"\1 of type emails"),
    (r"\b(e-?mail|call|meeting) (follow-?ups|to-?dos|reminders)\b", r"\2 of type \1"),
    (
        rf"\b(?:that |which )?took {FEW_HOURS} (?:to get |for )an? first (?:response|reply)",
        r"with response time \1 \2",
    ),
    (
        rf"\b(?:that |which )?took {FEW_HOURS} to (?:be )?(?:resolved?|solved?|fix|close)\b",
        r"with resolution time \1 \2",
    ),
)
TURNS = (
    *((re.compile(said, re.IGNORECASE), meant) for said, meant in ENGLISH),
    # 预计下个月签, 把低优先级的去掉
    (
        re.compile(
            rf"{SOON}(?:在|会在|于)?([^,。、的签成关结预]{{2,8}}?)(?:能|会|要|可以)?({ENDS})(?!了)"
        ),
        r"\1预计\2",
    ),
    (re.compile(rf"(?:把|将)([^,。把将]{{1,14}}?)的?(?:都|全)?{OUT}"), r",除了\1"),
    (re.compile(r"(?<=[\u4e00-\u9fff])留了(?=(?:邮箱|电话|手机|手机号|联系方式))"), "有"),
    (re.compile(r"(?<=[上本这下]周)(?=一共)"), ","),
    (
        re.compile(
            r"(?:预计)?(?:成交|签单|关单|结单)(?:日期|日|时间)(?:都|已经|已|早就|早)*"
            r"(?:过了|过去了?|过期了?)(?:的|还没[关成签][的单]?)?"
        ),
        "逾期的",
    ),
    (re.compile(r"(?<=[\u4e00-\u9fff])[两二三四]个?人(?=[手名的负])"), ""),
    (re.compile(r",([^,。的]{1,10})的?(?:除外|不要|不算|不用|别算|就不要了|就算了)$"), r",除了\1"),
    (re.compile(r"里面?有没有(?=[^,。]{1,14}的$)"), "里"),
    (re.compile(r"连((?!一)[^,。连]{2,8}?)(?:都|也)(?:还)?没有"), r"没有\1"),
    (
        re.compile(r"有(?:哪些|哪几个|什么|啥|几个)会(?:议)?(?:要开|要参加|要去)"),
        "有哪些要开的会议",
    ),
    (re.compile(r"由([^,。由]{1,8}?)(审批|批准|审核|批)(?:的|[、,])"), r"审批人\1的"),
    (re.compile(r"里[,,]?(带来|产生)(线索|商机)最多的是哪个"), r"里\2数最多的"),
    (re.compile(r"(?:采购|购买)数量,?按(产品|商品|客户|公司|月|季度)合计"), r"按\1合计采购数量"),
    (re.compile(r"要么([^,。]+),要么((?:(?!而且|并且|同时)[^,。])+)$"), r"\1或者\2"),
    (re.compile(r"数一下|数一数|点一下数"), "统计"),
    (re.compile(r"今儿个?"), "今天"),
    (re.compile(r"明儿个?"), "明天"),
    (
        re.compile(r"(?:连)?一次(?:接触|联系|沟通|拜访|互动)(?:都|也)没(?:有)?过?"),
        "从未联系过",
    ),
    (
        re.compile(
            r"^([^,。的]{2,10})的(资料|档案|名片|详情|详细信息)(?:给我|帮我)?(?:打开|调出来|翻出来|看)(?:一下|看看|来)?$"
        ),
        r"查看\1的\2",
    ),
    (
        re.compile(
            r"(?:连)?一(?:次|个|张|条|单|笔|份|封|通)([^,。一]{1,6}?)(?:都|也)(?:没有过?|没)"
        ),
        r"没有\1",
    ),
    (re.compile(r"(?<=[\u4e00-\u9fff])(?:打|给)了?(?=\d(?:分|星))"), ""),
    (re.compile(r"(?:状态|阶段)还是(?=新|草稿|待)"), "状态是"),
    (re.compile(r"做过的(?=商机|单子|项目)"), "的"),
    (re.compile(r"(?:改|做|出|修改)到第?(\d+|[一二两三四五六七八九十]+)[版稿]"), r"版本\1"),
    (re.compile(r"截止到?(?:现在|目前|今天|当前)(?=今年)"), ""),
    (
        re.compile(r"今年的?([^,。(]{2,10})[(](?:年初至今|本年至今|今年至今|YTD)[)]"),
        r"年初至今的\1",
    ),
    (
        re.compile(
            r"除了([^,。除]{1,14}?)(?:之外|以外),?(?:的)?(?:其他|其它|别的)(?:来源|渠道|地方)?的"
        ),
        r"除了\1的",
    ),
    (re.compile(r"(签)(?=下的单)"), r"赢"),
    (re.compile(r"(?<![或者])还是(?=\d)"), "是"),
    (re.compile(r"今年(?:年底|年末|底)(?=之?前)"), "年底"),
    (re.compile(r"半个?小时"), "30分钟"),
    (re.compile(r"今年(?=\d{1,2}月\d{1,2}[号日])"), ""),
    (re.compile(r"(最后|最近|上)一?次回复早于([^的,]{1,12})"), r"最后回复在\2之前"),
    (re.compile(r"(?<![我咱你您他她它人])们(?=$|[?,，？])"), ""),
    (
        re.compile(r"平均(?:花了?|用了?|花费了?|耗时)(?:多久|多长时间|多少时间|多少小时|几个小时)"),
        "平均解决时长",
    ),
    (re.compile(r"(?:各|每个|每种)(产品|商品)的?(?:采购|购买)(?:总|金)?额"), r"购买记录总额按\1"),
    (re.compile(r"每笔(?:采购|购买|订单)的?金额"), "每笔购买记录的金额"),
)
OF_THEM = re.compile(r"(?<=的)([一二两三四五六七八九十])(?:份|笔|场|项)(?=$|[?,，？])")
PERCENT = re.compile(r"百分之([一二两三四五六七八九十百零\d]{1,5})")


def turned(text: str) -> str:
    """A plain text with such parts in the order that the rules know."""
    for pattern, plain in TURNS:
        text = pattern.sub(plain, text)
    text = OF_THEM.sub(lambda match: f"{number(match[1]) or match[1]}个", text)
    return PERCENT.sub(lambda match: f"{number(match[1]) or match[1]}%", text)
