"""Drafts filled in for a recipient are the mails the standard library would build, and nothing else."""

import html as html_module
import re
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.transports.mime import (
    MARK_END,
    MARK_START,
    UNFIT_FOR_HEADERS,
    Draft,
    Message,
    has_marks,
    mark,
)

NOON = datetime(2025, 7, 14, 12, tzinfo=UTC)
SENDER = "Ultimata <news@example.org>"
NASTY = [
    "\r\nBcc: x@example.org\r\n\r\n",
    "\n.\n",
    "\r\n.\r\n",
    "--=_alternative--\r\n",
    "=?utf-8?q?x?=",
    "\0",
    "\x0b",
]
NASTY += [
    "Привіт, світе! ",
    "🕰️",
    "a" * 2000,
    "слово" * 300,
    " ",
    "  ",
    "\t",
    "=3D",
    "From ",
    "\u2028",
    "\u0085",
    "&<>\"'",
]
CONTENT = st.lists(st.text() | st.sampled_from(NASTY), max_size=6).map("".join)
CONTENT = CONTENT.filter(lambda text: not has_marks(text)).filter(
    lambda text: not re.search("[\ud800-\udfff]", text)
)
HEADING = CONTENT.map(lambda text: UNFIT_FOR_HEADERS.sub("", text))
HEADERS = ["Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "MIME-Version", "Message-ID"]
HEADERS += ["Subject", "To"]
VISIBLE = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="<>"), min_size=1, max_size=99
)


def draft(**changes: object) -> Draft:
    given = {"sender": SENDER, "subject": "Hello", "text": "Hello\n", "html": "<p>Hello</p>\n", "date": NOON}
    return Draft(**{**given, **changes})  # type: ignore[arg-type]


def read(data: bytes) -> EmailMessage:
    """The mail as a mail program reads it."""
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def part(message: EmailMessage, kind: str) -> str:
    """The text of one part."""
    body = message.get_body((kind,))
    assert body is not None
    assert body.defects == []
    return str(body.get_content())


@given(
    subject=HEADING,
    name=HEADING.map(lambda text: text.encode()[:45].decode(errors="ignore")),
    texts=st.tuples(CONTENT, CONTENT, CONTENT),
    htmls=st.tuples(CONTENT, CONTENT, CONTENT),
    own=CONTENT,
    link=VISIBLE,
)
@example(subject=" a  b ", name='"', texts=("", "", ""), htmls=("", "", ""), own="", link="x")
@example(subject="", name="", texts=("a ", "\n", "."), htmls=(" ", ".", ""), own="\r\n.\r\n", link=":;,")
def test_a_filled_draft_reads_as_the_message_the_standard_library_builds(
    subject: str, name: str, texts: tuple[str, str, str], htmls: tuple[str, str, str], own: str, link: str
) -> None:
    quoted = '"' + name.replace("\\", "").replace('"', "") + '" <news@example.org>'
    data = draft(
        sender=quoted,
        subject=subject,
        text=texts[0] + mark("own") + texts[1] + mark("link") + texts[2] + "\n",
        html=htmls[0] + f'<a href="{mark("link")}">' + htmls[1] + mark("own") + htmls[2] + "\n",
        headers={"List-Unsubscribe": f"<{mark('link')}>", "Auto-Submitted": "auto-generated"},
        fields=["own", "link"],
    ).address(to="ann+x@example.org", message_id="<1.2@example.org>", fields={"own": own, "link": link})

    text = lines_of_pieces(texts[0], own, texts[1], link, texts[2] + "\n")
    escaped_own, escaped_link = html_module.escape(lines_of_pieces(own)), html_module.escape(link)
    html = lines_of_pieces(htmls[0], f'<a href="{escaped_link}">', htmls[1], escaped_own, htmls[2] + "\n")
    built = EmailMessage(policy=SMTP)
    built["MIME-Version"] = "1.0"
    built.set_content(text, cte="quoted-printable")
    built.add_alternative(html, subtype="html", cte="quoted-printable")

    ours, theirs = read(data), read(built.as_bytes())
    assert part(ours, "plain") == part(theirs, "plain")
    assert part(ours, "html") == part(theirs, "html")
    assert [each.get_content_type() for each in ours.walk()] == [
        each.get_content_type() for each in theirs.walk()
    ]
    assert sorted(ours.keys()) == HEADERS
    assert ours["Subject"] == subject
    assert ours["From"].addresses[0].addr_spec == "news@example.org"
    assert len(ours["From"].addresses) == 1
    assert ours["To"] == "ann+x@example.org"
    assert ours["Message-ID"] == "<1.2@example.org>"
    assert ours["List-Unsubscribe"] == f"<{link}>"
    assert ours["Date"] == format_datetime(NOON)
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in data


def lines_of_pieces(*pieces: str) -> str:
    """Pieces joined after each had its line ends made one kind; pieces do not share a CRLF."""
    return "".join(piece.replace("\r\n", "\n").replace("\r", "\n") for piece in pieces)


@given(st.text(), st.text(), st.text())
def test_any_text_in_a_header_is_refused_or_stays_in_its_header(subject: str, name: str, value: str) -> None:
    try:
        data = draft(
            subject=subject,
            sender=f"{name} <news@example.org>",
            headers={"X-Note": f"a {mark('note')}"},
            fields=["note"],
        ).address(to="a@example.org", message_id="<1@example.org>", fields={"note": value})
    except ValueError:
        return
    mail = read(data)
    assert len(mail.keys()) == 8
    assert mail["Subject"] == subject
    assert mail["X-Note"] == f"a {value}"
    assert [each.addr_spec for each in mail["From"].addresses] == ["news@example.org"]


@pytest.mark.parametrize(
    "name", ["Ultimata", "Ultimata — сповіщення", 'Say "hello", world', "a" * 45, "ж" * 22, "=?x?="]
)
def test_the_name_of_the_sender_survives(name: str) -> None:
    quoted = name.replace('"', '\\"')
    data = draft(sender=f'"{quoted}" <news@example.org>').address(
        to="a@example.org", message_id="<1@example.org>"
    )
    (address,) = read(data)["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "news@example.org")
    assert max(map(len, data.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "character", ["\r", "\n", "\0", "\t", "\x1f", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"]
)
@pytest.mark.parametrize("where", ["subject", "sender", "headers"])
def test_characters_that_could_end_a_header_are_refused(where: str, character: str) -> None:
    text = f"a{character}b"
    value: object = {"subject": text, "sender": f"{text} <n@example.org>", "headers": {"List-Id": text}}[
        where
    ]
    with pytest.raises(ValueError, match=rf"U\+{ord(character):04X}"):
        draft(**{where: value})


def test_the_language_of_a_mail_can_be_named() -> None:
    made = draft(headers={"Content-Language": "uk"}).address(to="a@example.org", message_id="<1@example.org>")
    assert b"\r\nContent-Language: uk\r\n" in made


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"headers": {"Bcc": "x@example.org"}}, "made from the message"),
        ({"headers": {"Content-Type": "text/plain"}}, "made from the message"),
        ({"headers": {"X Y": "a"}}, "not the name"),
        ({"headers": {"X-Y:": "a"}}, "not the name"),
        ({"headers": {"List-Id": "Ж <l.example.org>"}}, "beyond ASCII"),
        ({"headers": {"List-Id": ""}}, "1 to"),
        ({"headers": {"List-Id": "a" * 1000}}, "1 to"),
        ({"sender": "Ultimata"}, "From"),
        ({"sender": "ж" * 23 + " <a@example.org>"}, "longer than 45"),
        ({"sender": "a@example.org, b@example.org"}, "From"),
        ({"date": datetime(2025, 7, 14, 12)}, "zone"),  # noqa: DTZ001 -- the fault itself
        ({"subject": mark("a"), "fields": ["a"]}, "same for all"),
        ({"text": mark("a")}, "not among its fields"),
        ({"fields": ["a"]}, "stand nowhere"),
        ({"text": MARK_START + "a b" + MARK_END}, "broken"),
        ({"html": MARK_END}, "broken"),
        ({"text": "\ud800"}, "surrogate"),
    ],
)
def test_a_draft_says_what_is_wrong(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        draft(**changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"to": "a@example.org\r\nBcc: b@example.org"}, "one line"),
        ({"to": "a@example.org, b@example.org"}, "one @"),
        ({"message_id": "1@example.org"}, "left@right"),
        ({"message_id": "<1@example.org>\r\nBcc: x@example.org"}, "left@right"),
        ({"message_id": f"<{'1' * 300}@example.org>"}, "left@right"),
        ({"fields": {}}, "wanted are link"),
        ({"fields": {"link": "a", "more": "b"}}, "wanted are link"),
        ({"fields": {"link": "a b"}}, "cannot stand in a header"),
        ({"fields": {"link": "a>, <mailto:x@example.org"}}, "cannot stand in a header"),
        ({"fields": {"link": "a\r\nBcc: x"}}, "cannot stand in a header"),
        ({"fields": {"link": ""}}, "cannot stand in a header"),
        ({"fields": {"link": "a" * 300}}, "cannot stand in a header"),
        ({"fields": {"link": mark("link")}}, "cannot stand in a header"),
    ],
)
def test_addressing_says_what_is_wrong(changes: dict[str, object], why: str) -> None:
    given = {
        "to": "a@example.org",
        "message_id": "<1@example.org>",
        "fields": {"link": "https://example.org/"},
    }
    marked = draft(headers={"List-Unsubscribe": f"<{mark('link')}>"}, fields=["link"])
    with pytest.raises(ValueError, match=why):
        marked.address(**{**given, **changes})  # type: ignore[arg-type]


def test_a_field_cannot_bring_marks_of_its_own() -> None:
    with pytest.raises(ValueError, match="stand for marks"):
        draft(text=mark("a"), fields=["a"]).address(
            to="a@example.org", message_id="<1@example.org>", fields={"a": mark("a")}
        )


def test_a_mark_that_an_html_tool_percent_encoded_is_filled_in_all_the_same() -> None:
    marked = draft(html='<a href="%EE%80%80link%EE%80%81">x</a> %EE%80%80other%EE%80%81', fields=["link"])
    data = marked.address(
        to="a@example.org", message_id="<1@example.org>", fields={"link": "https://a.example/?b&c"}
    )
    assert (
        part(read(data), "html") == '<a href="https://a.example/?b&amp;c">x</a> %EE%80%80other%EE%80%81\r\n'
    )


def test_a_message_is_a_draft_for_one() -> None:
    message = Message(
        to="ann@пошта.укр",
        sender=SENDER,
        envelope_sender="back@example.org",
        subject="Ultimatum: 50 днів",
        text="Text",
        html="<p>Html</p>",
        message_id="<1@example.org>",
        date=datetime(2025, 7, 14, 15, tzinfo=timezone(timedelta(hours=3))),
        headers={"Auto-Submitted": "auto-generated"},
    )
    assert message.as_bytes() == (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="=_alternative"\r\n'
        b"From: Ultimata <news@example.org>\r\n"
        b"Subject: =?utf-8?b?VWx0aW1hdHVtOiA1MCDQtNC90ZbQsg==?=\r\n"
        b"Date: Mon, 14 Jul 2025 15:00:00 +0300\r\nAuto-Submitted: auto-generated\r\n"
        b"To: ann@xn--80a1acn3a.xn--j1amh\r\nMessage-ID: <1@example.org>\r\n"
        b'\r\n--=_alternative\r\nContent-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nText\r\n"
        b'\r\n--=_alternative\r\nContent-Type: text/html; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Html</p>\r\n"
        b"\r\n--=_alternative--\r\n"
    )
