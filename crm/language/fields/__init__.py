"""The field types: each claims its words, reads them, shows them, and has one form element."""

from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.fields.choice import Choice
from crm.language.fields.money import Money
from crm.language.fields.number import Number
from crm.language.fields.person import Person
from crm.language.fields.record import Fresh, Ref
from crm.language.fields.stage import StageName
from crm.language.fields.text import Phrase
from crm.language.fields.when import Day, Planned, When

__all__ = [
    "Choice",
    "Claim",
    "Day",
    "FieldType",
    "Fresh",
    "Money",
    "Number",
    "Person",
    "Phrase",
    "Planned",
    "Reading",
    "Ref",
    "StageName",
    "When",
]
