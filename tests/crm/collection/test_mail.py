"""Mail that is handed in: part of a timeline, or a proposal; what machines send is refused."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from crm.collection import letter
from crm.engine.command import REGISTRY
from crm.engine.errors import NotUnderstood
from crm.engine.run import Asked, run
from crm.models import Activity, Mailbox, MailMessage, Submission


def mail(number=1, text="Please call me.", **headers):
    made = EmailMessage()
    made["Message-ID"] = f"<{number}@new.example>"
    made["From"] = "Zoe Novak <zoe@new.example>"
    made["Subject"] = "Import fails"
    made["Date"] = "Fri, 20 Nov 2026 14:00:00 +0100"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@pytest.fixture
def box(world):
    world.as_("ada").says("mailbox add Office")
    return world.one(select(Mailbox.digest))


def hand_in(world, box, raw):
    read = letter.read(raw)
    call = replace(world.as_("ada").call(read.message_id, "event"), context={"letter": read})
    return run(world.store, call, Asked(REGISTRY["mail receive"], fields={"digest": box}))


def test_a_strangers_mail_becomes_a_proposal(world, box):
    hand_in(world, box, mail())
    assert world.one(select(Submission.state)) == "open"
    assert "Zoe Novak" in world.lines(world.as_("ana").says("proposal list"))


def test_a_contacts_mail_stands_on_the_timeline_at_its_own_time(world, box):
    world.as_("ana").says("contact add Zoe zoe@new.example")
    hand_in(world, box, mail())
    activity = world.one(select(Activity))
    assert (activity.type, activity.at.hour) == ("email", 13)
    assert activity.note == "Office: Import fails\nPlease call me."


def test_the_same_mail_handed_in_twice_is_kept_once(world, box):
    hand_in(world, box, mail())
    assert hand_in(world, box, mail()).is_repeat
    assert len(world.all(select(MailMessage))) == 1


def test_answers_belong_to_the_talk_of_the_first_mail(world, box):
    hand_in(world, box, mail(1))
    hand_in(world, box, mail(2, In_Reply_To="<1@new.example>"))
    hand_in(world, box, mail(3, References="<2@new.example>"))
    assert set(world.all(select(MailMessage.thread))) == {"<1@new.example>"}


def test_quotes_and_signatures_are_left_out():
    said = "Yes please.\n\nOn Monday Ana wrote:\n> Shall I call?\n"
    assert letter.read(mail(text=said)).text == "Yes please."


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Loop": "a"}],
)
def test_what_machines_send_is_refused(headers):
    with pytest.raises(NotUnderstood):
        letter.read(mail(**headers))


def test_a_nest_of_parts_is_refused():
    nest = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(300))
    raw = f"Message-ID: <9@x.example>\nFrom: a@b.example\n{nest}\nin\n".encode()
    with pytest.raises(NotUnderstood):
        letter.read(raw)


@pytest.mark.parametrize("raw", [b"", b"\x00\xff" * 99, b"From: nobody\n\nhi", b"{}"])
def test_what_is_no_mail_is_refused_with_a_sentence(raw):
    with pytest.raises(NotUnderstood):
        letter.read(raw)


def test_a_page_of_html_is_read_as_its_words():
    made = EmailMessage()
    made["Message-ID"], made["From"] = "<1@x.example>", "a@b.example"
    made.set_content("<style>p{}</style><p>Hello</p><script>x()</script><p>there</p>", "html")
    assert letter.read(made.as_bytes()).text.split() == ["Hello", "there"]
