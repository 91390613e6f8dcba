"""The names and signs of currencies."""

from nlp.money.values import Yuan

_CODES = (
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK "
    "JPY KRW KWD KZT MAD MOP MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD "
    "THB TND TRY TWD UAH USD VND ZAR"
)
CODES = frozenset(_CODES.split())
# Codes that are also words of English count in capitals only.
WORDS = frozenset(("TRY", "MAD", "PEN", "RON", "COP"))
DOLLARS = frozenset(("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN", "CLP"))

_NAMES = {
    "USD": "us$|usd$|us dollar|us dollars|american dollars|dollar us|美元|美金|美刀",
    "EUR": "€|euro|euros|欧元|欧",
    "GBP": "£|pound|pounds|pounds sterling|sterling|quid|英镑|镑",
    "CNY": "rmb|cn¥|renminbi|yuan|人民币|元人民币|块人民币",
    "JPY": "jp¥|yen|japanese yen|日元|日币|日圆",
    "HKD": "hk$|hong kong dollars|港币|港元|港幣",
    "TWD": "nt$|新台币|台币|新台幣|台幣",
    "SGD": "s$|sg$|singapore dollars|新加坡元|新元|新币|坡币",
    "AUD": "a$|au$|australian dollars|aussie dollars|澳元|澳币",
    "CAD": "c$|ca$|canadian dollars|加元|加币",
    "NZD": "nz$|new zealand dollars|纽币|新西兰元",
    "CHF": "swiss franc|swiss francs|sfr|fr.|瑞士法郎|瑞郎",
    "KRW": "₩|won|korean won|韩元|韩币",
    "INR": "₹|rs|rs.|rupee|rupees|卢比|印度卢比",
    "BRL": "r$|reais|real|brazilian reais|雷亚尔",
    "RUB": "₽|rouble|roubles|ruble|rubles|卢布",
    "TRY": "₺|turkish lira|里拉",
    "THB": "฿|baht|泰铢",
    "VND": "₫|dong|越南盾",
    "PLN": "zł|zloty|zlotys",
    "ILS": "₪|shekel|shekels",
    "UAH": "₴|hryvnia",
    "PHP": "₱",
    "NGN": "₦|naira",
    "MYR": "ringgit|马币|林吉特",
    "SEK": "swedish kronor|swedish krona|瑞典克朗",
    "NOK": "norwegian kroner|挪威克朗",
    "DKK": "danish kroner|丹麦克朗",
    "MOP": "澳门元|澳门币",
    "AED": "dirham|dirhams|迪拉姆",
}
_DOLLAR = frozenset(("$", "dollar", "dollars", "buck", "bucks", "刀"))
_BASE = frozenset(("元", "块", "块钱", "元整", "圆", "元钱", "塊", "塊錢"))
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_BY_NAME.update({code.lower(): code for code in CODES})
# Longest first, so that a pattern never stops at the first half of a name.
NAME_SET = frozenset((*_BY_NAME, *_DOLLAR, *_BASE, "¥"))
NAMES = tuple(sorted(NAME_SET, key=lambda name: (-len(name), name)))
LONGEST = len(NAMES[0])


def code(name: str, base: str, yuan: Yuan) -> str | None:
    """The ISO code of a lower-case name or sign; None where it is not a currency.

    元 and 块 are the base currency, $ the base if that is a dollar, ¥ what the workspace says.
    """
    if name in _BASE:
        return base
    if name in _DOLLAR:
        return base if base in DOLLARS - {"MXN", "CLP"} else "USD"
    return yuan if name == "¥" else _BY_NAME.get(name)


def is_stated(name: str) -> bool:
    """Whether the name says a currency, rather than the base's unit."""
    return bool(name) and name not in _BASE
