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
    (rf"\bwhere (\S+(?: \S+)?) is (?:the |an? )?{ROLE}\b", r"with \2 \1"),
    (rf"\b(?:whose|where the) {ROLE} (?:is|are|was)\b", r"with \1"),
    (
        rf"\b{OPENED} (?:more than|over) (\S+ (?:hours?|minutes?|days?|weeks?)) ago\b",
        r"older than \1",
    ),
    (r"\bby company (industry|city|country|size|type)\b", r"by \1"),
    (r"\bzero (?=\w)", "0 "),
    (r"\bphone (follow-?ups|to-?dos|reminders)\b", r"\1 of type call"),
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
