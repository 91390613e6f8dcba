import pytest

from crm.engine.errors import Conflict, NotFound, NotUnderstood


@pytest.fixture
def kept(world):
    ana = world.as_("ana")
    ana.says('deal add Acme "CRM rollout" amount=12000 close_on=2026-12-04')
    ana.says('view save "Big ones" deals amount>10k sort=-amount')
    world.later(minutes=3)
    return world


def rows(answer):
    return [row.ref for row in answer.reply.views[0].rows]


def test_a_view_is_shown_by_its_name_with_the_readers_rights(kept):
    kept.as_("ada").says('deal add Globex "Secret" amount=90000 owner=ada')
    assert rows(kept.as_("ana").says("view show big ones")) == ["D-1"]
    assert rows(kept.as_("ada").says("view Big ones")) == ["D-2", "D-1"]


def test_views_are_listed_with_what_they_ask(kept):
    said = kept.lines(kept.as_("ana").says("views"))
    assert "Big ones" in said
    assert "over $10,000" in said


def test_a_name_is_taken_once_and_a_nonsense_view_not_at_all(kept):
    with pytest.raises(Conflict):
        kept.as_("ana").says('view save "BIG ones" deals amount>1k')
    with pytest.raises(NotUnderstood):
        kept.as_("ana").says('view save "x" tickets amount>1k')
    with pytest.raises(NotFound):
        kept.as_("ana").says("view show nothing")


def test_an_answer_offers_to_keep_its_list(kept):
    answer = kept.as_("ana").says("deal list amount>5k")
    button = kept.button(answer, "view save")
    assert button.fields["of"] == "deal"
    kept.as_("ana").sends("view save", **button.fields, name="Fives")
    assert rows(kept.as_("ana").says("view Fives")) == ["D-1"]
