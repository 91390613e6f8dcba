"""Ways to reach a person: e-mail addresses and phone numbers, checked and in one writing."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Run, Words

SLACK_LINK = re.compile(r"<(?:mailto|tel):([^|>]+)(?:\|[^>]*)?>")
PHONE_LIKE = re.compile(r"(?:\+|00)[0-9][0-9()./ -]{5,24}")
REGIONS = {"en": "US", "zh": "CN"}


class Email(FieldType[str]):
    """An e-mail address, in lower case where case does not count; no mail server is asked."""

    rank = 12

    def parse(self, text: str, reading: Reading) -> str:
        """The address; raises `NotUnderstood` with what is wrong with it."""
        del reading
        said = _plain(text)
        try:
            return validate_email(said, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise NotUnderstood(
                T("“{text}” is not an e-mail address.", text=said[:80]),
                next_step=T("Write it like {example}.", example="jane@acme.com"),
            ) from error

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The first word with an @ inside."""
        for run in words.runs(longest=1):
            if not run.is_quoted and "@" in _plain(run.text)[1:]:
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None


class Phone(FieldType[str]):
    """A phone number in its international writing (E.164).

    The workspace's language says where a number without its country code belongs.
    """

    rank = 13

    def parse(self, text: str, reading: Reading) -> str:
        """The number as `+493012345`; raises `NotUnderstood` where no such number can exist."""
        said = _plain(text)
        try:
            number = phonenumbers.parse(said, REGIONS[reading.settings.language])
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise NotUnderstood(
                T("“{text}” is not a phone number.", text=said[:60]),
                next_step=T("Write it like {example}.", example="+1 212 555 0100"),
            )
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The longest run of words that begins with + or 00 and holds digits."""
        for run in words.runs(longest=6):
            if _is_phone_like(run):
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None


def _plain(text: str) -> str:
    """The address itself, where Slack has made a link of it."""
    linked = SLACK_LINK.fullmatch(text.strip())
    return linked[1] if linked else text.strip()


def _is_phone_like(run: Run) -> bool:
    return not run.is_quoted and bool(PHONE_LIKE.fullmatch(_plain(run.text)))
