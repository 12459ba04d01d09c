"""Reporting an error over HTTP: what is taken, what is refused, and that nothing is kept by halves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import a_case, a_deadline, a_due, load
from tests.filled import shared_record
from tests.pruning import prune_all
from tests.web.reading import read
from tracker.clock import utc_now
from tracker.models import Attempt, Report, Ultimatum
from tracker.services.cases.editing import withdraw_case
from tracker.services.rate_limit import ASKS_PER_NETWORK
from tracker.services.retention import REPORTER_ADDRESS_RETENTION
from tracker.web.subscriptions.decorators import opening_stamp

pytestmark = pytest.mark.django_db
FORM = "/ultimatums/open-the-river/report/"
THANKS = f"{FORM}thanks/"


_record = shared_record(lambda: load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01"))])))


def filled(*, open_for: timedelta = timedelta(seconds=30), **changes: Any) -> dict[str, Any]:
    """What a browser sends of a form that was filled in; None takes a field out."""
    data = {
        "shown": "1 April 2026",
        "right": "2 April 2026",
        "source": "https://example.org/letter?id=1&page=2",
        "note": "",
        "address": "",
        "website": "",
        "opened": opening_stamp(utc_now() - open_for),
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def test_report_is_kept_as_written_and_thanked_for(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        answer = client.post(FORM, filled(note="Line one.\r\nLine two.", address=" Ann@Example.org "))
    assert (answer.status_code, answer["Location"]) == (303, THANKS)
    row = Report.objects.get()
    assert (row.ultimatum.slug, row.shown, row.right) == ("open-the-river", "1 April 2026", "2 April 2026")
    assert row.source_url == "https://example.org/letter?id=1&page=2"
    assert (row.note, row.email) == ("Line one.\r\nLine two.", "Ann@example.org")
    assert (row.state, row.decided_at, row.decided_by, row.seen_as_of) == ("open", None, None, "")
    page = read(client.get(THANKS).content)
    assert "Your report is in the editors' queue" in page.text
    assert "/ultimatums/open-the-river/" in page.links
    assert not answer.cookies


def test_report_of_a_page_about_the_past_keeps_its_instant(client: Client) -> None:
    case = read(client.get("/ultimatums/open-the-river/?as_of=2026-03-05").content)
    assert f"{FORM}?as_of=2026-03-05" in case.links
    answer = client.post(f"{FORM}?as_of=2026-03-05", filled())
    assert answer["Location"] == f"{THANKS}?as_of=2026-03-05"
    assert Report.objects.get().seen_as_of == "2026-03-05"
    assert client.get(answer["Location"]).status_code == 200
    assert FORM in read(client.get("/ultimatums/open-the-river/").content).links


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"shown": ""}, "This field is required."),
        ({"right": None}, "This field is required."),
        ({"source": " "}, "This field is required."),
        ({"shown": "x" * 10_000}, "at most 500 characters (it has 10000)"),
        ({"right": "x" * 501}, "at most 500 characters (it has 501)"),
        ({"note": "x" * 10_000}, "at most 2000 characters (it has 10000)"),
        ({"source": f"https://example.org/{'x' * 10_000}"}, "at most 1000 characters"),
        ({"shown": "a\0b"}, "Null characters are not allowed."),
        ({"note": "\0"}, "Null characters are not allowed."),
        ({"source": "https://example.org/\0"}, "Null characters are not allowed."),
        ({"address": "ann\0@example.org"}, "Null characters are not allowed."),
        ({"source": "javascript:alert(1)"}, "this is one with the scheme &#x27;javascript&#x27;"),
        ({"source": "data:text/html,<b>x</b>"}, "https:// or http://"),
        ({"source": "//example.org/a"}, "without a scheme"),
        ({"source": "example.org"}, "without a scheme"),
        ({"source": "https://ann:secret@example.org/"}, "user name or password"),
        ({"source": "https://exa mple.org/"}, "with a blank"),
        ({"source": 'https://example.org/"><script>'}, "a character that no address holds"),
        ({"address": "ann"}, "An address has an @"),
        ({"opened": ""}, "The form lay open for too long."),
        ({"opened": "1:forged"}, "The form lay open for too long."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    client: Client, changes: dict[str, Any], told: str
) -> None:
    answer = client.post(FORM, filled(**changes))
    page = answer.content.decode()
    assert (answer.status_code, told in page) == (422, True)
    assert not Report.objects.exists()
    if "right" not in changes:
        assert 'value="2 April 2026"' in page  # what was right stays typed


def test_form_sent_faster_than_people_type_is_refused(client: Client) -> None:
    answer = client.post(FORM, filled(open_for=timedelta(seconds=1)))
    assert "That was faster than people type." in answer.content.decode()
    assert not Report.objects.exists()


def test_whoever_falls_into_the_trap_is_answered_alike_and_nothing_is_kept(client: Client) -> None:
    answer = client.post(FORM, filled(website="https://spam.example"))
    assert (answer.status_code, answer["Location"]) == (303, THANKS)
    assert not Report.objects.exists()


def test_network_that_reports_too_often_waits(client: Client) -> None:
    for _ in range(ASKS_PER_NETWORK):
        assert client.post(FORM, filled()).status_code == 303
    answer = client.post(FORM, filled())
    assert (answer.status_code, int(answer["Retry-After"]) > 3000) == (429, True)
    assert Report.objects.count() == ASKS_PER_NETWORK
    assert set(Attempt.objects.values_list("form", flat=True)) == {"report"}
    assert client.post(FORM, filled(), REMOTE_ADDR="203.0.113.9").status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_report_from_another_site_is_refused(headers: dict[str, str], status: int) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, filled(), headers=headers)
    assert answer.status_code == status
    assert Report.objects.exists() == (status == 303)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ultimatums/none/report/", 404),
        (f"{FORM}?as_of=2026-02-28", 404),  # not announced by then
        (f"{FORM}?as_of=nonsense", 400),
        (f"{FORM}?as_of=2026-03-05&as_of=2026-03-06", 400),
        (f"{FORM}?sender=aldovia", 400),
        ("/ultimatums/none/report/thanks/", 404),
    ],
)
def test_case_or_instant_that_is_not_there(client: Client, address: str, status: int) -> None:
    for answer in (client.get(address), client.post(address, filled())):
        assert answer.status_code in (status, 405)
    assert not Report.objects.exists()


def test_case_that_was_withdrawn_cannot_be_reported(client: Client) -> None:
    withdraw_case(Ultimatum.objects.get(), now=utc_now())
    assert client.get(FORM).status_code == 410


def test_pages_are_private_and_set_no_cookie(client: Client) -> None:
    for path in (FORM, THANKS):
        answer = client.get(path)
        assert answer.status_code == 200
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not answer.cookies
    assert client.put(FORM).status_code == 405
    assert client.post(THANKS).status_code == 405


def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    page = client.post(FORM, filled(shown="<script>alert(1)</script>", source="x")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_address_is_forgotten_thirty_days_after_the_decision(client: Client) -> None:
    now = utc_now()
    for _ in range(3):
        client.post(FORM, filled(address="ann@example.org"))
    first, second, _third = Report.objects.order_by("id")
    Report.objects.filter(pk=first.pk).update(
        state="declined", decided_at=now - REPORTER_ADDRESS_RETENTION - timedelta(1)
    )
    Report.objects.filter(pk=second.pk).update(state="accepted", decided_at=now - timedelta(29))
    assert prune_all(now=now)["addresses on reports"] == 1
    assert list(Report.objects.order_by("id").values_list("email", flat=True)) == [
        "",
        "ann@example.org",
        "ann@example.org",
    ]
