"""vCards and signatures as fields of a contact: what is written, and nothing that is not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.engine.errors import Unchecked
from crm.people import pasted

NOW = datetime(2026, 11, 20, tzinfo=UTC)
FOUR = """BEGIN:VCARD
VERSION:4.0
N:Frost;Joan;Marie;Dr.;
FN:Dr. Joan Frost
ORG:Polar Robots\\, Inc.;R&D
TITLE:Head of Pur
 chasing
item1.EMAIL;TYPE=work:joan@polar.example
EMAIL;PREF=1:j.frost@polar.example
TEL;TYPE=work,fax:+49 30 1111
TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+49-30-901820;ext=5555
ADR;TYPE=WORK:;;Main St 1;Berlin;;10115;Germany
NOTE:Met at the fair\\nlikes tea
END:VCARD"""
TWO = """```BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E4=BC=9F
TEL;CELL:13800138000
END:VCARD```"""
SIGNED = """Please call me.
Best regards,
Hans van der Berg
Senior Sales Manager
BergTech GmbH · Hauptstr. 1 · 10115 Berlin
Tel: 030 901820
h.berg@bergtech.de"""
CHINESE = """此致
王伟
采购经理
上海明远科技有限公司
手机：138 0013 8000
wang.wei@mingyuan.cn"""


def read(text):
    return pasted.read(text, NOW, "UTC", "USD")


def test_a_card_of_version_4_is_read_by_its_standard():
    found = read(FOUR)
    note = found.pop("note").splitlines()
    assert found == {
        "name": "Dr. Joan Frost",
        "title": "Head of Purchasing",
        "company": "Polar Robots, Inc.",
        "email": "j.frost@polar.example",
        "phone": "+49-30-901820",
        "city": "Berlin",
        "country": "Germany",
    }
    assert note[:3] == ["Met at the fair", "likes tea", "joan@polar.example"]


def test_a_phones_old_card_in_chinese_is_read():
    assert read(TWO) == {"name": "王伟", "phone": "13800138000"}


def test_a_signature_is_read_line_by_line():
    assert read(SIGNED) == {
        "name": "Hans van der Berg",
        "title": "Senior Sales Manager",
        "company": "BergTech GmbH",
        "email": "h.berg@bergtech.de",
        "phone": "+4930901820",
    }
    assert read(CHINESE) == {
        "name": "王伟",
        "title": "采购经理",
        "company": "上海明远科技有限公司",
        "email": "wang.wei@mingyuan.cn",
        "phone": "+8613800138000",
    }


def test_a_text_without_an_address_is_no_signature():
    assert read("Best regards\nJane Foster\nHead of Purchasing") == {}


@pytest.mark.parametrize("card", [FOUR, SIGNED])
def test_a_pasted_card_is_shown_filled_in_and_saves_nothing_by_itself(world, card):
    with pytest.raises(Unchecked) as asked:
        world.as_("ana").says(f"contact add {card}")
    (form,) = (way for way in asked.value.ways if way.opens)
    assert form.fields["company"].startswith("new:")
    answer = world.as_("ana").sends("contact add", **form.fields)
    shown = world.lines(answer)
    assert form.fields["name"] in shown
    assert form.fields["email"] in shown


def test_words_of_one_line_are_read_as_before(world):
    shown = world.lines(world.as_("ana").says("contact add Kim Lee kim@new.example"))
    assert "Kim Lee" in shown


@settings(max_examples=200, deadline=200, derandomize=True)
@given(st.text(max_size=3_000))
def test_any_text_is_read_without_a_fault(text):
    for each in (text, f"BEGIN:VCARD\n{text}\nEND:VCARD"):
        assert all(isinstance(value, str) for value in read(each).values())
