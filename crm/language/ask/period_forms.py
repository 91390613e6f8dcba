"""The words by which periods are said, with the builder of each."""

from __future__ import annotations

import re

from crm.language.ask.numerals import EN, ZH
from crm.language.ask.period_builders import (
    Build,
    read_ago,
    read_ahead,
    read_back,
    read_calendar,
    read_date,
    read_end,
    read_half,
    read_month,
    read_month_end,
    read_named_day,
    read_quarter,
    read_to_date,
    read_weekday,
    read_weekend,
    read_within,
    read_year,
)
from crm.language.ask.period_words import DAYS, MONTHS, UNIT, ZU

_REL = (
    r"(?:the )?(?P<w>this|last|next|previous|current|coming|prior|"
    r"upcoming|following|preceding)"
)
_YEAR = r"(?:19|20)\d\d"
BASES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)", read_date),
        (
            (
                r"(?:the )?(?P<w>today|yesterday|tomorrow)\b(?!')|"
                r"(?:the )?day before yesterday\b|(?:the )?day after tomorrow\b"
            ),
            read_named_day,
        ),
        (r"(?P<w>大前|大后|今|昨|前|明|后)(?:天|日|儿)", read_named_day),
        (rf"{_REL}(?: calendar| business)? {UNIT}", read_calendar),
        (r"(?:of|in|for) the (?P<u>year|quarter|month|week)\b(?P<w>)(?! of| to)", read_calendar),
        (
            (
                r"(?P<w>这个|这一|这|本|当|今|上上个|上上|上一个|上个|上一|上|"
                r"下下个|下下|下一个|下个|下一|下)(?P<u>周|星期|礼拜|月|季度|"
                r"季)(?!底|末|[一二三四五六日天](?!个))"
            ),
            read_calendar,
        ),
        (
            (
                r"(?P<w>今|去|明|前|后|本|上一|下一)(?P<u>年)(?!\d|底|末|[上下]半年|"
                r"[一二三四1234](?=季)|第|初至今|至今|以来|q)(?:度|内|里)?"
            ),
            read_calendar,
        ),
        (
            (
                rf"(?:in |over |during |within |from |for )?(?:the )?(?:last|past|"
                rf"previous|trailing) (?P<n>{EN}) {UNIT}"
            ),
            read_back,
        ),
        (rf"(?:in |over |during |within |for )?(?:the )?past (?P<n>){UNIT}", read_back),
        (
            (
                rf"(?:最近|近|过去|前|这|过去的|"
                rf"最近的)(?:的)?(?P<n>{ZH})\s?{ZU}(?:内|里|以来|之内|中|间)?"
            ),
            read_back,
        ),
        (r"(?:最近|近|过去)(?P<n>)(?P<u>半年|一年|半个月)(?:内|里|以来|来)?", read_back),
        (
            (
                rf"(?:in |over |during |within |for )?(?:the )?(?:next|coming|"
                rf"following|upcoming) (?P<n>{EN}) {UNIT}"
            ),
            read_ahead,
        ),
        (
            (
                rf"(?:未来|接下来|今后|往后|后面|之后|将来|接下来的|未来的|"
                rf"下)(?P<n>{ZH})\s?{ZU}(?:内|里|之内|以内)?"
            ),
            read_ahead,
        ),
        (r"(?:未来|接下来|今后)(?P<n>)(?P<u>半年)(?:内|里|之内|以内)?", read_ahead),
        (rf"(?:within|inside|in under) (?:the (?:next )?)?(?P<n>{EN}) {UNIT}", read_within),
        (rf"(?P<n>{ZH})\s?{ZU}(?:内|之内|以内|里)", read_within),
        (r"(?P<n>)(?P<u>半年)(?:内|之内|以内)", read_within),
        (rf"(?P<n>{EN}) {UNIT} ago", read_ago),
        (rf"(?P<n>{ZH})\s?{ZU}(?:前|之前|以前)", read_ago),
        (
            (
                rf"(?P<m>{MONTHS})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|"
                rf"th)?(?!\d)(?:,? (?P<y>{_YEAR}))?"
            ),
            read_date,
        ),
        (
            (
                rf"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|"
                rf"th)?(?: of)? (?P<m>{MONTHS})\b(?:,? (?P<y>{_YEAR}))?"
            ),
            read_date,
        ),
        (
            (
                rf"(?:(?P<y>{_YEAR})年)?(?P<m>\d{{1,2}}|"
                rf"[一二三四五六七八九十]{{1,2}})月(?P<d>\d{{1,2}}|"
                rf"[一二三四五六七八九十]{{1,3}})[日号]"
            ),
            read_date,
        ),
        (rf"(?P<m>{MONTHS})\b(?: of)?(?: ?(?P<y>{_YEAR}))", read_month),
        (rf"(?:(?P<y>last|this|next) )?(?P<m>{MONTHS})\b", read_month),
        (rf"(?:the )?end of (?P<m>{MONTHS})\b(?:,? (?P<y>{_YEAR}))?", read_month_end),
        (
            (
                rf"(?:(?P<y>{_YEAR}|今|去|明|前)年)?(?P<m>\d{{1,2}}|"
                rf"十[一二]?|[一二三四五六七八九])月(?:份)?[底末]"
            ),
            read_month_end,
        ),
        (
            (
                rf"(?:(?P<y>{_YEAR}|今|去|明|前)年)?(?P<m>\d{{1,2}}|"
                rf"[一二三四五六七八九]|十[一二]?)月(?:份|里)?(?![底末内]|个)"
            ),
            read_month,
        ),
        (
            (
                rf"(?:the )?(?:q(?P<q>[1-4]))(?: of)?(?: ?(?P<y>{_YEAR}|(?:this|last|"
                rf"next)(?= year)))?(?: year)?"
            ),
            read_quarter,
        ),
        (
            (
                rf"(?:the )?(?P<q>first|second|third|fourth|1st|2nd|3rd|"
                rf"4th) quarter(?: of)?(?: (?P<y>{_YEAR}|(?:this|last|"
                rf"next)(?= year)))?(?: year)?"
            ),
            read_quarter,
        ),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)?(?:第(?P<q>[一二三四1-4])(?:个)?季度?)", read_quarter),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)?(?P<q>[一二三四1-4])季度", read_quarter),
        (rf"(?P<y>{_YEAR}年?|今年|去年|明年)(?:的)?q(?P<q>[1-4])", read_quarter),
        (r"(?:(?P<y>今|去|明|\d{4})年)?(?P<h>上|下)半年(?P<hh>)", read_half),
        (
            (
                rf"(?:the )?(?P<h>first|second) half(?: of)?(?: (?:the )?(?P<y>this|"
                rf"last|next|{_YEAR})?(?: ?year)?)?(?P<hh>)"
            ),
            read_half,
        ),
        (
            (
                rf"h(?P<h>[12])(?!\w)(?:(?: of)? ?(?P<y>{_YEAR}|(?:this|last|"
                rf"next)(?= year)))?(?: year)?(?P<hh>)"
            ),
            read_half,
        ),
        (rf"(?P<y>{_YEAR})(?:年的?)? ?(?:h(?P<h>[12])(?!\w)|(?P<hh>[上下])半年)", read_half),
        (rf"(?P<y>{_YEAR})年", read_year),
        (rf"(?P<y>{_YEAR})(?![\w,.]\d|\w|%)", read_year),
        (rf"(?:on )?(?:(?P<w>next|last|this|previous|coming|past) )?(?P<d>{DAYS})\b", read_weekday),
        (
            (
                r"(?P<w>下下|上上|下|上|本|这)?个?(?:周|星期|"
                r"礼拜)(?P<d>[一二三四五六日天])(?![个周年月天])"
            ),
            read_weekday,
        ),
        (r"(?P<u>year|month|quarter|week)[ -]to[ -]date|(?P<v>[ymq])td\b", read_to_date),
        (
            (
                r"(?:so far )?(?:this )(?P<u>year|month|quarter|"
                r"week)(?P<v>) (?:so far|to date|until now|till now|up to now)"
            ),
            read_to_date,
        ),
        (r"so far (?:this )?(?P<u>year|month|quarter|week)(?P<v>)", read_to_date),
        (
            (
                r"(?:今年|本|这个|这)?(?:初)?(?P<u>年|月|季度|周|"
                r"季)(?P<v>)(?:初)?(?:至今|到现在|到目前为止|截至目前|迄今|到今天)"
            ),
            read_to_date,
        ),
        (
            (
                r"(?:今(?P<u>年)|(?:本|这个)(?P<v>月|季度|周))(?:初)?(?:至今|到现在|"
                r"到目前为止|截至目前|迄今|到今天|以来|到目前|到今日)"
            ),
            read_to_date,
        ),
        (
            r"(?:the )?end of (?:the |(?P<w>this|next|last) )?(?P<u>week|month|quarter|year)",
            read_end,
        ),
        (r"(?P<w>下个|上个|下|上|本|今|明|去|这个)?(?P<u>月|季|季度|年|周)(?:底|末)", read_end),
        (r"(?:the )?(?:(?P<w>this|next|last) )?weekend", read_weekend),
        (r"(?P<w>这|本|下|上)?个?周末", read_weekend),
    )
)
