"""Addresses of transports and what they stand for."""

from urllib.parse import urlsplit

import pytest

from tracker.transports.registry import BadTransport, smtp_settings, transport_for
from tracker.transports.smtp.connection import Security, SmtpSettings
from tracker.transports.smtp.transport import SmtpTransport
from tracker.transports.testing import BackendTransport, MemoryTransport


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("smtp://mail.example.org", SmtpSettings(host="mail.example.org")),
        ("smtp://[::1]:2525", SmtpSettings(host="::1", port=2525)),
        (
            "smtp+tls://ann%40x:p%2Fw@mail.example.org",
            SmtpSettings(
                host="mail.example.org",
                port=587,
                security=Security.STARTTLS,
                username="ann@x",
                password="p/w",
            ),
        ),
        (
            "smtp+ssl://mail.example.org/?tries=5&timeout_seconds=2.5&pipelining=off&ca_file=/etc/ca.pem",
            SmtpSettings(
                host="mail.example.org",
                port=465,
                security=Security.TLS,
                tries=5,
                timeout_seconds=2.5,
                pipelining=False,
                ca_file="/etc/ca.pem",
            ),
        ),
    ],
)
def test_an_smtp_address_gives_settings(url: str, settings: SmtpSettings) -> None:
    assert smtp_settings(urlsplit(url)) == settings


def test_helo_is_the_name_of_this_machine() -> None:
    assert (
        smtp_settings(urlsplit("smtp://mail.example.org"), helo="www.example.org").helo == "www.example.org"
    )


def test_each_address_opens_its_transport() -> None:
    assert isinstance(transport_for("smtp://mail.example.org"), SmtpTransport)
    assert isinstance(transport_for("memory://"), MemoryTransport)
    assert isinstance(
        transport_for("mailbox://", mailbox=lambda: pytest.fail("opened too early")), BackendTransport
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org",
        "gopher://mail.example.org",
        "smtps://mail.example.org",
        "mailbox://",
        "smtp://",
        "smtp://mail.example.org:x",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?tries=0",
        "smtp://mail.example.org?tries=x",
        "smtp://mail.example.org?pipelining=perhaps",
        "smtp://mail.example.org?retries=3",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadTransport):
        transport_for(url)


def test_no_password_is_shown() -> None:
    settings = smtp_settings(urlsplit("smtp://ann:secret@mail.example.org"))
    assert "secret" not in repr(settings)
    with pytest.raises(BadTransport) as caught:
        transport_for("smtp://ann:secret@mail.example.org:x")
    assert "secret" not in str(caught.value)
