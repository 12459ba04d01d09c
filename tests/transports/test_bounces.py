"""What is read from reports of mail servers, from those that follow the rules and the others."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.transports.bounces import Action, Bounce, read_report

REPORTS = Path(__file__).parent / "reports"
KEY, ANN, OURS = "b-17-abc@bounce.example.org", "ann@example.net", "<d17@example.org>"
SAMPLES: list[bytes] = [path.read_bytes() for path in sorted(REPORTS.glob("*.eml"))]


def report(name: str) -> tuple[Bounce, ...]:
    return read_report((REPORTS / f"{name}.eml").read_bytes())


# name, action, status, then: permanent, about the address, the mailbox is full
ONE_RECIPIENT = [
    ("no-such-user", "failed", "5.1.1", True, True, False),
    ("no-such-domain", "failed", "5.1.2", True, True, False),
    ("disabled", "failed", "5.2.1", True, True, False),
    ("mailbox-full", "failed", "5.2.2", False, False, True),
    ("mailbox-full-in-words", "failed", "5.2.2", False, False, True),
    ("unknown-in-words", "failed", "5.1.1", True, True, False),
    ("status-in-diagnostic", "failed", "5.7.1", True, False, False),
    ("delayed", "delayed", "4.4.1", False, False, False),
    ("given-up", "failed", "4.4.7", False, False, False),
    ("delivered", "delivered", "2.0.0", False, False, False),
    ("relayed", "relayed", "2.0.0", False, False, False),
    ("alias", "failed", "5.1.1", True, True, False),
    ("without-copy", "failed", "5.1.1", True, True, False),
    ("global", "failed", "5.1.1", True, True, False),
    ("lower-case-fields", "failed", "5.1.1", True, True, False),
    ("truncated", "failed", "5.1.1", True, True, False),
    ("exim", "failed", "5.1.1", True, True, False),
    ("qmail", "failed", "5.2.2", False, False, True),
    ("words-only", "failed", "5.1.1", True, True, False),
    ("complaint", "complaint", "", False, False, False),
    ("our-spf", "failed", "5.1.0", True, False, False),
    ("our-rate", "failed", "5.2.1", True, False, False),
    ("our-address-listed", "failed", "5.7.1", True, False, False),
    ("our-sender-refused", "failed", "5.1.8", True, False, False),
    ("our-dmarc", "failed", "5.1.1", True, False, False),
    ("quota-as-unknown", "failed", "5.1.1", True, False, False),
    ("status-says-nothing", "failed", "5.1.0", True, True, False),
    ("server-named-antispam", "failed", "5.1.1", True, True, False),
    ("in-russian", "failed", "5.1.1", True, True, False),
    ("in-ukrainian", "failed", "5.1.1", True, True, False),
    ("in-russian-delayed", "delayed", "4.7.1", False, False, False),
    ("junk-mail-report", "complaint", "", False, False, False),
]


@pytest.mark.parametrize(("name", "action", "status", "permanent", "address", "full"), ONE_RECIPIENT)
def test_a_report_on_one_recipient(
    name: str, action: str, status: str, permanent: bool, address: bool, full: bool
) -> None:
    (bounce,) = report(name)
    assert (bounce.action, bounce.status) == (Action(action), status)
    assert (bounce.recipient, bounce.key) == (ANN, KEY)
    assert bounce.message_id == ("" if name in ("without-copy", "truncated", "words-only") else OURS)
    assert (bounce.is_permanent, bounce.is_about_the_address, bounce.is_full) == (permanent, address, full)


@pytest.mark.parametrize(("name", "action", "_s", "_p", "_a", "_f"), ONE_RECIPIENT)
def test_a_report_says_whether_it_is_about_us(
    name: str, action: str, _s: str, _p: bool, _a: bool, _f: bool
) -> None:
    ours = {"our-spf", "our-address-listed", "our-sender-refused", "our-dmarc", "status-in-diagnostic"}
    assert report(name)[0].is_about_us is (name in ours)


def test_a_report_on_two_recipients_tells_them_apart() -> None:
    assert [(each.recipient, each.action, each.status) for each in report("two-recipients")] == [
        ("ann@example.net", Action.FAILED, "5.1.1"),
        ("bob@example.net", Action.DELAYED, "4.2.2"),
    ]


def test_the_diagnostic_is_what_the_other_server_said_on_one_line() -> None:
    assert report("status-in-diagnostic")[0].diagnostic == (
        "550-5.7.1 Our system has detected that this message is likely unsolicited mail."
    )
    assert report("qmail")[0].diagnostic == "Remote host said: 552 Mailbox quota exceeded"


def test_a_forged_report_names_none_of_our_keys() -> None:
    (bounce,) = report("forged")
    assert (bounce.message_id, bounce.key) == ("<made-up@elsewhere.example>", "postmaster@example.org")


def test_a_complaint_without_the_recipient_still_names_the_mail() -> None:
    (bounce,) = report("complaint-redacted")
    assert (bounce.action, bounce.recipient, bounce.message_id, bounce.key) == (
        Action.COMPLAINT,
        "",
        OURS,
        KEY,
    )


@pytest.mark.parametrize(
    "name", ["out-of-office", "away-with-copy", "a-person", "not-spam", "no-action", "cut-before-the-fields"]
)
def test_other_mail_reports_nothing(name: str) -> None:
    assert report(name) == ()


@given(st.data())
def test_any_bytes_are_read_without_a_fault(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SAMPLES) | st.binary())
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(start + 40, len(sample))))
    mangled = sample[:start] + data.draw(st.binary(max_size=40)) + sample[end:]
    for bounce in read_report(mangled):
        assert bounce.diagnostic.isprintable()
        assert len(bounce.diagnostic) <= 300
        assert bounce.recipient.isascii()


def test_a_huge_report_is_read_in_time() -> None:
    group = b"\nFinal-Recipient: rfc822; ann@example.net\nAction: failed\nStatus: 5.1.1\n"
    head = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n"
    assert len(read_report(head + group * 100_000)) == 20
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)
    )
    assert read_report(nested) == ()
