import pytest

from bot.slack import words
from crm.engine import catalog

catalog.load()


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<mailto:jane@acme.example|jane@acme.example>", "jane@acme.example"),
        ("see <https://acme.example/x?a=1&amp;b=2>", "see https://acme.example/x?a=1&b=2"),
        ("<tel:+12125550100|+1 212>", "+12125550100"),
        (
            "owner <@U0ANA00001|ana> in <#C0SALES001|sales>",
            "owner <@U0ANA00001|ana> in <#C0SALES001|sales>",
        ),
        ("nul\x00 and \u202eback", "nul and back"),
    ],
)
def test_slacks_markup_is_read_as_it_was_typed(sent, typed):
    assert words.plain(sent) == typed


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/deal", "add Acme 12k", "deal add Acme 12k"),
        ("/crm", "deal add Acme", "deal add Acme"),
        ("/deal", " ", "deal list"),
        ("/crm", "", "help"),
        ("/quote", "", "help quote"),
    ],
)
def test_a_slash_command_is_the_same_words_without_crm(command, text, said):
    assert words.of_slash(command, text) == said


def test_share_is_a_flag_and_not_a_word():
    assert words.shared("deal list --share won") == ("deal list won", True)
    assert words.shared("deal add Acme shared-desk") == ("deal add Acme shared-desk", False)


def test_a_mention_is_taken_out_and_none_but_it_is_a_call_for_help():
    assert words.of_mention("<@UBOT> deal list", "UBOT") == "deal list"
    assert words.of_mention("<@UBOT|rapport>: ", "UBOT") == "help"


@pytest.mark.parametrize("text", ["!!!", "! ", "wow!", "!5", ""])
def test_an_exclamation_is_no_command(text):
    assert words.of_bang(text) is None


def test_a_bang_before_a_word_is_a_command():
    assert words.of_bang("!followup tomorrow") == "followup tomorrow"
    assert words.of_bang("!跟进 明天") == "跟进 明天"
