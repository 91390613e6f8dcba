import random

import pytest
from sqlalchemy import select

from crm.engine import refs
from crm.engine.search import index
from crm.models import SEARCH_STUB, SEARCH_WORD, Company, Contact, ContactPoint


def found(world, who, text):
    views = world.as_(who).says(f"find {text}").reply.views
    return [row.ref for view in views for row in getattr(view, "rows", ())]


def _contact(world, name, *points):
    def work(session):
        made = Contact(name=name, name_key=name.casefold(), created_at=world.now)
        contact = refs.add(session, made)
        for kind, value in points:
            session.add(ContactPoint(contact_id=contact.id, kind=kind, value=value))
        return refs.ref(contact)

    return world.change(work)


def test_a_name_is_found_by_any_of_its_words(world):
    assert found(world, "ana", "foster") == ["C-1"]
    assert found(world, "ana", "ROBOTICS") == ["CO-1"]
    assert found(world, "ana", "rob") == ["CO-1"]


@pytest.mark.parametrize("slip", ["fostre", "foster", "fosterr", "fostr", "gostre x"])
def test_a_typing_slip_is_forgiven(world, slip):
    assert (found(world, "ana", slip) == ["C-1"]) == (slip != "gostre x")


def test_a_long_word_may_have_two_slips(world):
    _contact(world, "Konstantinopoulos")
    assert found(world, "ana", "konstentinopoulus") == ["C-2"]


def test_accents_and_width_do_not_count(world):
    _contact(world, "Zoë Müller")
    assert found(world, "ana", "zoe muller") == ["C-2"]
    assert found(world, "ana", "ＭÜＬＬＥＲ") == ["C-2"]


@pytest.mark.parametrize(
    "typed", ["jane@acme.example", "JANE@ACME.EXAMPLE", "acme.example", "jane acme"]
)
def test_an_e_mail_is_found_whole_and_in_parts(world, typed):
    assert "C-1" in found(world, "ana", typed)


@pytest.mark.parametrize(
    "typed", ["+49 30 1234567", "030 1234567", "030/123-4567", "0049 (0)30 1234567", "1234567"]
)
def test_a_phone_is_found_in_any_format(world, typed):
    ref = _contact(world, "Kai", ("phone", "+49301234567"))
    assert found(world, "ana", typed) == [ref]


def test_every_pair_of_chinese_characters_of_a_name_is_found(world):
    rng = random.Random(3)
    letters = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
    names = {"".join(rng.choices(letters, k=rng.randrange(2, 5))) for _ in range(120)}
    held = {_contact(world, name): name for name in names}
    pairs = {name[i : i + 2] for name in names for i in range(len(name) - 1)}
    with world.store.read(1) as session:
        for pair in pairs:
            statement = select(SEARCH_WORD.c.record_id).where(
                SEARCH_WORD.c.workspace_id == 1, SEARCH_WORD.c.word == pair
            )
            ids = set(session.connection().execute(statement).scalars())
            wanted = {n for ref, n in held.items() if pair in n}
            assert len(ids) == len(wanted)


def test_words_of_notes_and_tickets_are_found_where_they_stand(busy_world):
    assert "T-1" in found(busy_world, "ada", "arm stops")
    assert "F-1" in found(busy_world, "ada", "jane")


def test_a_reference_is_found_and_a_colleagues_is_not(busy_world):
    assert found(busy_world, "ana", "D-1") == ["D-1"]
    busy_world.as_("ada").says('deal add Globex "Hidden thing" amount=1 owner=ada')
    said = [busy_world.lines(busy_world.as_("ana").says(f"find {t}")) for t in ("D-2", "D-77")]
    assert said[0].replace("D-2", "") == said[1].replace("D-77", "")
    assert found(busy_world, "ana", "hidden") == []
    assert found(busy_world, "ada", "hidden") == ["D-2"]


def test_undo_takes_the_words_out_and_redo_brings_them_back(world):
    ana = world.as_("ana")
    ana.says("company add Zephyrine")
    assert found(world, "ana", "zephyrine") == ["CO-4"]
    ana.says("undo")
    assert found(world, "ana", "zephyrine") == []
    ana.says("redo")
    assert found(world, "ana", "zephyrine") == ["CO-4"]


def test_a_changed_name_leaves_no_word_behind(world):
    def rename(session):
        session.scalars(select(Company).where(Company.name == "Globex")).one().name = "Initech"

    world.change(rename)
    assert found(world, "ana", "globex") == []
    with world.store.read(1) as session:
        stubs = select(SEARCH_STUB.c.word).where(
            SEARCH_STUB.c.workspace_id == 1, SEARCH_STUB.c.word == "globex"
        )
        assert session.connection().execute(stubs).first() is None


def _words(world):
    with world.store.read(1) as session:
        tables = (SEARCH_WORD, SEARCH_STUB)
        return [
            sorted(map(tuple, session.connection().execute(select(t).where(t.c.workspace_id == 1))))
            for t in tables
        ]


def test_an_index_built_anew_is_the_same(busy_world):
    busy_world.as_("ada").says("deal stage D-1 won")
    before = _words(busy_world)
    with busy_world.store.write(1) as session:
        assert sum(index.rebuild(session, 1)) > 5
    assert _words(busy_world) == before


@pytest.mark.parametrize(
    "bait", ['"AND"', "=", "%", "'; DROP TABLE contact; --", "(a+)+$", "* OR 1=1", "x" * 3_900]
)
def test_bait_finds_nothing_and_breaks_nothing(world, bait):
    answer = world.as_("ana").says(f"find {bait}")
    assert not any(getattr(view, "rows", ()) for view in answer.reply.views)


def test_the_same_is_found_on_both_databases(store, found_company):
    world = found_company(store)
    assert found(world, "ana", "fostre") == ["C-1"]
    assert found(world, "ana", "极光") == ["CO-3"]
    assert found(world, "mei", "科技") == ["CO-3"]
    assert found(world, "ana", "jane@acme.example") == ["C-1"]


@pytest.fixture
def own_texts(busy_world):
    """Fields of the company's own, with values on a company, a lead and a contact."""
    ada = busy_world.as_("ada")
    ada.says('lead add "Kim Lee" kim@initech.com owner=ana')
    for kind in ("company", "lead", "contact"):
        ada.says(f"field add {kind} Memo type=text")
    ada.sends("company edit", company="CO-2", extra='memo="loves zucchini and 南瓜汤"')
    ada.sends("lead edit", lead="L-1", extra="memo=quinoa")
    ada.sends("contact edit", contact="C-1", extra="memo=rhubarb")
    return busy_world


def test_values_of_own_text_fields_are_found_with_their_words(own_texts):
    assert found(own_texts, "ada", "zucchini") == ["CO-2"]
    assert found(own_texts, "ada", "南瓜") == ["CO-2"]
    assert found(own_texts, "ada", "rhubarb") == ["C-1"]
    assert "loves zucchini" in own_texts.lines(own_texts.as_("ada").says("find zucchini"))


def test_an_own_text_of_a_record_that_one_may_not_see_is_not_found(own_texts):
    assert found(own_texts, "ana", "quinoa") == ["L-1"]
    own_texts.as_("ada").sends("lead edit", lead="L-1", owner="ada")
    assert found(own_texts, "ada", "quinoa") == ["L-1"]
    assert found(own_texts, "ana", "quinoa") == []


def test_an_own_text_that_was_replaced_or_undone_leaves_no_word(own_texts):
    ada = own_texts.as_("ada")
    ada.sends("company edit", company="CO-2", extra="memo=parsley")
    assert found(own_texts, "ada", "zucchini") == []
    assert found(own_texts, "ada", "parsley") == ["CO-2"]
    ada.says("undo")
    assert found(own_texts, "ada", "parsley") == []
    assert found(own_texts, "ada", "zucchini") == ["CO-2"]


def test_the_index_of_own_texts_is_built_anew_the_same(own_texts):
    before = _words(own_texts)
    with own_texts.store.write(1) as session:
        assert sum(index.rebuild(session, 1)) > 5
    assert _words(own_texts) == before


LETTERS = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧东方西南北京上海广深科技贸易"
PLACED = ("company", "contact", "ticket", "activity", "custom")


def _chinese(world, rng):
    """Made texts of Chinese in names, subjects, notes and own fields: text by reference."""
    texts = {"".join(rng.choices(LETTERS, k=rng.randrange(2, 9))) for _ in range(60)}
    ada, held = world.as_("ada"), {}
    ada.says("field add company Memo type=text")
    for n, text in enumerate(sorted(texts)):
        kind = PLACED[n % len(PLACED)]
        if kind in {"company", "contact"}:
            answer = ada.sends(f"{kind} add", name=text)
        elif kind == "ticket":
            answer = ada.sends("ticket add", company="CO-1", subject=text)
        elif kind == "activity":
            answer = ada.sends("activity log", company="CO-1", type="note", note=text)
        else:
            answer = ada.sends("company add", name=f"Firm {n}", extra=f"memo={text}")
        world.later(minutes=2)
        held[_made(world, answer)] = text
    return held


def _made(world, answer):
    return next(view.ref for view in answer.reply.views if getattr(view, "ref", None))


def test_every_two_characters_find_every_record_that_has_them(store, found_company):
    world = found_company(store)
    held = _chinese(world, random.Random(5))
    pairs = sorted({text[i : i + 2] for text in held.values() for i in range(len(text) - 1)})
    wanted = got = 0
    for pair in pairs:
        bearers = {ref for ref, text in held.items() if pair in text}
        hits = set(found(world, "ada", pair))
        wanted, got = wanted + len(bearers), got + len(bearers & hits)
        assert not {ref for ref in hits & set(held) if pair not in held[ref]}
    assert wanted > 150
    assert got == wanted


def test_what_stands_in_an_own_field_is_found_until_the_field_is_put_aside(world):
    ada = world.as_("ada")
    ada.says("field add company Region")
    ada.says("field add company Motto")
    ada.says('company edit CO-1 region="Oberpfalz" motto="Oberhand gewinnt"')
    assert found(world, "ada", "oberpfalz") == ["CO-1"]
    archived = ada.says("field archive company Region")
    assert found(world, "ada", "oberpfalz") == []
    assert found(world, "ada", "oberpfalz acme") == []
    assert found(world, "ada", "acme oberhand") == ["CO-1"]
    assert "Oberpfalz" not in world.lines(ada.says("find acme"))
    ada.presses(world.button(archived, "undo"))
    assert found(world, "ada", "oberpfalz") == ["CO-1"]
