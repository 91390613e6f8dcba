"""The quick way to read a number with its country says what phonenumbers says."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber

from crm.people.identity import plain_number

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@settings(max_examples=3_000, deadline=None)
@given(st.sampled_from(CODES), st.from_regex(r"[1-9][0-9]{3,14}", fullmatch=True))
def test_any_number_is_as_valid_as_phonenumbers_says(code: int, national: str) -> None:
    number = PhoneNumber(country_code=code, national_number=int(national))
    assert plain_number.is_valid(code, national) == phonenumbers.is_valid_number(number)


@settings(max_examples=2_000, deadline=None)
@given(st.sampled_from(CODES), st.data())
def test_numbers_near_real_ones_are_too(code: int, data: st.DataObject) -> None:
    region = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code][0]
    kinds = [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
    example = phonenumbers.example_number_for_type(region, data.draw(st.sampled_from(kinds)))
    if example is None:
        return
    digits = list(str(example.national_number))
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(1, len(digits) - 1))
        digits[place] = data.draw(st.sampled_from("0123456789"))
    national = "".join(digits)
    number = PhoneNumber(country_code=code, national_number=int(national))
    assert plain_number.is_valid(code, national) == phonenumbers.is_valid_number(number)


@settings(max_examples=1_000, deadline=None)
@given(st.from_regex(r"\+[1-9][0-9]{0,14}([ .-][0-9]{1,4}){0,3}", fullmatch=True))
def test_what_is_read_is_the_number_that_phonenumbers_reads(text: str) -> None:
    read = plain_number.read(text)
    if read is not None:
        parsed = phonenumbers.parse(text, None)
        assert phonenumbers.is_valid_number(parsed)
        form = phonenumbers.PhoneNumberFormat.E164
        assert read == phonenumbers.format_number(parsed, form)


@pytest.mark.parametrize("text", ["030 123456", "+0 123", "+49 030 123456", "+49", "+49 30 12 a"])
def test_what_is_not_plain_is_left_to_phonenumbers(text: str) -> None:
    assert plain_number.read(text) is None
