import pytest

from nlp.text_body import body
from nlp.text_mask import COVER, mask
from nlp.text_sentences import sentences

CARD = "4111 1111 1111 1111"
TOKEN = "xox" + "b-1234567890-abcdefghij"


def test_quoted_history_is_left_out() -> None:
    text = "Still broken.\n\nOn Mon, 2 Mar 2026, Ben <ben@example.com> wrote:\n> Please try again."
    assert body(text) == "Still broken."


def test_chinese_history_is_left_out() -> None:
    assert body("还是不行。\n发件人: 小李\n请再试一次。") == "还是不行。"


def test_a_signature_is_left_out() -> None:
    text = "The invoice is wrong.\n\nBest regards,\nJane Foster\nAcme Ltd\n+1 555 0100"
    assert body(text) == "The invoice is wrong."


def test_thanks_inside_a_message_is_no_signature() -> None:
    text = "Thanks\nThe export works now. We are happy."
    assert body(text) == text


def test_a_message_that_is_all_quote_is_kept() -> None:
    assert body("> can you confirm?") == "> can you confirm?"


@pytest.mark.parametrize(
    ("text", "kind", "gone"),
    [
        (f"my card is {CARD} thanks", "card", "4111 1111"),
        ("password: hunter2!x", "password", "hunter2"),
        ("密码是abc12345", "password", "abc12345"),
        (f"the bot uses {TOKEN}", "token", TOKEN),
        ("api key = 9f8e7d6c5b4a39281706", "token", "9f8e7d6c"),
    ],
)
def test_secrets_are_covered(text: str, kind: str, gone: str) -> None:
    masked = mask(text)
    assert [secret.kind for secret in masked.secrets] == [kind]
    assert gone not in masked.text
    assert COVER in masked.text


@pytest.mark.parametrize(
    "text",
    [
        "order 4111 1111 1111 1112 is late",
        "my password is wrong",
        "call 0049 30 1234567",
        "the token expired yesterday",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert mask(text).text == text


def test_sentences_are_cut_in_both_languages() -> None:
    text = "Dr. Lee called at 3.30 pm. It failed! 为什么？我们等了三天。"
    assert [one.text for one in sentences(text)] == [
        "Dr. Lee called at 3.30 pm.",
        "It failed!",
        "为什么？",
        "我们等了三天。",
    ]


def test_a_sentence_knows_its_place() -> None:
    text = "  One.\n\nTwo?  "
    assert all(text[one.start : one.end] == one.text for one in sentences(text))
