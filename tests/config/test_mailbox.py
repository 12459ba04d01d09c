"""Mails of a site without a mail server are kept as files and shown to staff, or to this machine alone."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from pytest_django import Settings

from tests.admin.conftest import make_editor, make_operator

pytestmark = pytest.mark.django_db
BACKEND = "config.mailbox.backend.EmailBackend"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    return tmp_path / "mailbox"


def send(subject: str) -> None:
    mail = EmailMultiAlternatives(
        subject,
        "Plain words, Київ.",
        "from@example.org",
        ["to@example.org"],
        headers={"List-Help": "<https://a.b>"},
    )
    mail.attach_alternative("<p onclick='x()'>Rich <script>1</script> words</p>", "text/html")
    mail.attach("term.ics", "BEGIN:VCALENDAR", "text/calendar")
    assert get_connection(BACKEND).send_messages([mail]) == 1


def test_a_mail_is_kept_as_a_file(folder: Path) -> None:
    send("Eight days left")
    (kept,) = folder.iterdir()
    assert kept.suffix == ".eml"
    assert b"Subject: Eight days left" in kept.read_bytes()


def test_the_list_shows_the_newest_first(folder: Path, client: Client) -> None:
    send("First")
    send("Second")
    text = client.get("/mailbox/").content.decode()
    assert 0 < text.index("Second") < text.index("First")


def test_an_empty_list_says_so(folder: Path, client: Client) -> None:
    assert "No mail has been sent yet." in client.get("/mailbox/").content.decode()


def test_a_mail_shows_headers_text_and_attachments(folder: Path, client: Client) -> None:
    send("Eight days left")
    text = client.get(f"/mailbox/{next(folder.iterdir()).stem}/").content.decode()
    for wanted in ("Eight days left", "List-Help", "&lt;https://a.b&gt;", "Plain words, Київ.", "term.ics"):
        assert wanted in text
    assert "<script>1" not in text


def test_the_html_of_a_mail_is_locked_into_a_sandbox(folder: Path, client: Client) -> None:
    send("Eight days left")
    response = client.get(f"/mailbox/{next(folder.iterdir()).stem}/html")
    assert "Rich" in response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups"


@pytest.mark.parametrize("name", ["..%2f..%2fsecret-key", "20260101T000000000000-00000000", "x"])
def test_what_is_no_mail_is_not_found(folder: Path, client: Client, name: str) -> None:
    assert client.get(f"/mailbox/{name}/").status_code == 404
    assert client.get(f"/mailbox/{name}/html").status_code == 404


def test_strangers_are_sent_to_the_login_of_a_site_others_can_reach(
    folder: Path, client: Client, settings: Settings
) -> None:
    send("A secret link")
    name = next(folder.iterdir()).stem
    settings.ENV = {**settings.ENV, "ULTIMATA_HOST": "0.0.0.0"}
    for path in ("/mailbox/", f"/mailbox/{name}/", f"/mailbox/{name}/html"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (302, f"/admin/login/?next={path}")


def test_operators_may_read_it_anywhere_and_editors_may_not(
    folder: Path, client: Client, settings: Settings
) -> None:
    settings.ENV = {**settings.ENV, "ULTIMATA_HOST": "0.0.0.0"}
    send("A secret link")
    name = next(folder.iterdir()).stem
    for user, status in ((make_operator(), 200), (make_editor(), 403)):
        client.force_login(user)
        for path in ("/mailbox/", f"/mailbox/{name}/", f"/mailbox/{name}/html"):
            assert client.get(path).status_code == status
