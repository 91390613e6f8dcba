"""Currencies: the minor digits of ISO 4217, and amounts as text."""

from decimal import Decimal
from fractions import Fraction

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP"
    " BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD"
    " FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD"
    " KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN"
    " NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL"
    " SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST"
    " XCD XCG YER ZAR ZMW ZWG ZWL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_BY_CODE = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}


class UnknownCurrency(ValueError):
    """The code is no currency of ISO 4217."""


class NotWholeUnits(ValueError):
    """An amount has more decimals than its currency, so that it cannot be paid."""


def digits(currency: str) -> int:
    """How many decimals the currency's minor unit has. Raises `UnknownCurrency`."""
    if currency not in _BY_CODE:
        raise UnknownCurrency(f"unknown currency {currency!r}, expected a code like EUR")
    return _BY_CODE[currency]


def units_per_one(currency: str) -> int:
    """How many minor units make one of the currency, such as 100. Raises `UnknownCurrency`."""
    return int(10 ** digits(currency))


def minor_units(amount: Decimal, currency: str) -> int:
    """An exact amount in whole minor units. Raises `NotWholeUnits`, `UnknownCurrency`."""
    units = Fraction(amount) * units_per_one(currency)
    if units.denominator != 1:
        raise NotWholeUnits(f"{amount} {currency} has more than {digits(currency)} decimals")
    return units.numerator


def amount_text(units: int, currency: str) -> str:
    """Minor units as a plain number with exactly the currency's digits, such as `-0.05`."""
    places = digits(currency)
    whole, part = divmod(abs(units), units_per_one(currency))
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{part:0{places}}" if places else f"{sign}{whole}"
