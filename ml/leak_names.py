"""Names that only columns known after the outcome have."""

import re

from ml.frame import Column

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")


def listed(words: str) -> frozenset[str]:
    """The words of a text, apart from each other by blanks."""
    return frozenset(words.split())


# Told beforehand, whatever else the name says: an expected close date, earlier cancellations.
BEFORE = listed(
    """
    expected planned target forecasted scheduled due previous prior past earlier historical
    renewal expiry expires until before since days weeks months hours ago recency count
    number num avg average policy preferred prev frequency initial first
    """
)
# The record's own verdict, written down when it ends.
ENDING = listed(
    """
    won lost loss churned churn attrition attrited converted conversion closed close closing
    cancelled canceled cancellation cancel exited exit terminated termination deactivated
    deactivation resolved unsubscribed
    """
)
ABOUT_ENDING = listed(
    """
    date at on time day reason value amount label flag score category by stage status type
    cause comment notes is has probability month quarter year price total code prediction
    risk
    """
)
RECORD = listed(
    """
    lead deal opportunity prospect profile activity customer account subscription order
    reservation booking case ticket contract current final win churn conversion propensity
    last latest member loan
    """
)
VERDICT = frozenset(("status", "stage", "disposition", "outcome", "lifecycle"))
GRADE = frozenset(("score", "index", "quality", "grade", "rating", "rank", "profile"))
GRADED = listed(
    """
    lead deal opportunity prospect profile activity win churn conversion propensity
    """
)
LATEST = frozenset(("last", "latest", "final", "current", "recent"))
STATE = listed(
    """
    activity status stage step action state disposition event touch modified update updated
    note outcome response change changed result
    """
)
ALONE = {
    "tags": "labels are added while the record is worked on",
    "tag": "labels are added while the record is worked on",
    "status": "the record's state when the file was written",
    "stage": "the record's state when the file was written",
    "outcome": "it names the outcome",
    "result": "it names the outcome",
    "disposition": "it names the outcome",
    "resolution": "it names the outcome",
    "duration": "known only when the contact is over",
    "call duration": "known only when the contact is over",
    "probability": "a chance kept up to date until the end",
    "win probability": "a chance kept up to date until the end",
    "forecast category": "kept up to date until the end",
    "expected revenue": "contains a chance kept up to date until the end",
    "lifecycle stage": "the record's state when the file was written",
    "lifecyclestage": "the record's state when the file was written",
    "days to close": "known only after the outcome",
    "time to close": "known only after the outcome",
    "sales cycle": "known only after the outcome",
    "sales cycle length": "known only after the outcome",
    "sales cycle days": "known only after the outcome",
}
CHINESE = listed(
    """
    流失原因 流失日期 流失时间 赢单 输单 丢单 成交日期 成交时间 成交金额 关闭时间 关闭日期
    关闭原因 结束原因 取消原因 最后活动 最近活动 标签 线索评分 线索质量
    客户状态 线索状态 商机状态 当前状态 结果
    """
)
GENERIC = listed(
    """
    is has deal lead customer status stage flag label value target outcome yes no will did y
    class account user client order result type next amount purchase sales sale the of in to
    opportunity prospect contract subscription booking reservation case ticket member product
    company contact person current final last new old
    """
)


def words_of(name: str) -> list[str]:
    """'Last_NotableActivity' as ['last', 'notable', 'activity']."""
    return [word.lower() for word in WORD.findall(name)]


def after_the_fact(column: Column, kind: str, target: str) -> str | None:
    """Why the name says that the column is known only after the outcome; None if it does not."""
    words = words_of(column.name)
    plain = " ".join(words)
    if plain in ALONE and not (plain == "duration" and kind != "conversion"):
        return ALONE[plain]
    if any(part in column.name for part in CHINESE):
        return "its name says that it is known only afterwards"
    if told_before(column.name):
        return None
    held = set(words)
    # A number called "last activity" counts the days since, which was known all along.
    latest = words[:1] if column.role != "number" else []
    return _by_words(held) or _overwritten(latest, held) or _of_target(held, target)


def _by_words(held: set[str]) -> str | None:
    if held & ENDING and (held & ABOUT_ENDING or len(held) == 1):
        return "written down when the record ends"
    if held & VERDICT and held & RECORD:
        return "the record's state when the file was written"
    if len(held & (GRADE | GRADED)) >= 2 and held & GRADE and held & GRADED:
        return "a grade of the record, kept up to date until the end"
    return None


def _overwritten(first: list[str], held: set[str]) -> str | None:
    if set(first) & LATEST and held & STATE:
        return "overwritten by whatever came last"
    return None


def _of_target(held: set[str], target: str) -> str | None:
    own = {_stem(word) for word in words_of(target) if word not in GENERIC}
    if own and own <= {_stem(word) for word in held}:
        return f"its name speaks of '{target}'"
    return None


def told_before(name: str) -> bool:
    """Whether the name says that it was known beforehand: an expected close date."""
    return bool(set(words_of(name)) & BEFORE)


def _stem(word: str) -> str:
    """'churned', 'churns' → 'churn'; short words as they are."""
    if word in GENERIC:
        return word
    for ending in ("ation", "ions", "ion", "ing", "ers", "ed", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
