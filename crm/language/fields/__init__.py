"""The field types: each claims its words, reads them, shows them, and has one form element."""

from crm.language.fields.anything import Anything
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.fields.choice import Choice, Language
from crm.language.fields.contact import Email, Phone
from crm.language.fields.figures import Figures
from crm.language.fields.money import Money
from crm.language.fields.number import Number
from crm.language.fields.person import People, Person
from crm.language.fields.record import Fresh, Ref
from crm.language.fields.recurring import Recurring
from crm.language.fields.stage import StageName
from crm.language.fields.text import Hidden, Phrase, Word
from crm.language.fields.when import Day, Planned, When
from crm.language.fields.zone import Zone

__all__ = [
    "Anything",
    "Choice",
    "Claim",
    "Day",
    "Email",
    "FieldType",
    "Figures",
    "Fresh",
    "Hidden",
    "Language",
    "Money",
    "Number",
    "People",
    "Person",
    "Phone",
    "Phrase",
    "Planned",
    "Reading",
    "Recurring",
    "Ref",
    "StageName",
    "When",
    "Word",
    "Zone",
]
