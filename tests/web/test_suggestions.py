"""Suggesting a deadline over HTTP: what is taken in, what is refused, and that nothing is kept by halves."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import load
from tests.filled import shared_record
from tests.web.reading import read
from tracker.clock import utc_now
from tracker.models import Attempt, IntakeItem
from tracker.services.rate_limit import ASKS_PER_NETWORK
from tracker.web.pages.suggest import LONGEST_TEXT
from tracker.web.subscriptions.decorators import opening_stamp

pytestmark = pytest.mark.django_db
FORM = "/suggest/"
THANKS = f"{FORM}thanks/"


_record = shared_record(load)


def filled(*, open_for: timedelta = timedelta(seconds=30), **changes: Any) -> dict[str, Any]:
    """What a browser sends of a form that was filled in; None takes a field out."""
    data = {
        "source": "https://example.org/news?id=1&page=2",
        "text": "",
        "note": "",
        "address": "",
        "website": "",
        "opened": opening_stamp(utc_now() - open_for),
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def test_an_address_waits_for_the_worker_with_the_note_and_is_thanked_for(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(8):
        answer = client.post(FORM, filled(note="The river, again.", address=" Ann@Example.org "))
    assert (answer.status_code, answer["Location"]) == (303, THANKS)
    item = IntakeItem.objects.get()
    assert (item.origin, item.state, item.url) == (
        "suggested",
        "waiting",
        "https://example.org/news?id=1&page=2",
    )
    assert (item.note, item.email) == ("The river, again.", "Ann@example.org")
    assert "Your suggestion is with the editors." in read(client.get(THANKS).content).text
    assert not answer.cookies
    client.post(FORM, filled())
    assert IntakeItem.objects.count() == 1, "one address is one item"


def test_a_text_can_be_given_instead(client: Client) -> None:
    client.post(FORM, filled(source="", text="Aldovia gave Boréaland\r\n20 days."))
    item = IntakeItem.objects.get()
    assert (item.url, item.text.split()) == ("", ["Aldovia", "gave", "Boréaland", "20", "days."])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": ""}, "Give the address of an article, or paste the text below."),
        ({"source": None}, "Give the address of an article"),
        ({"source": "", "text": "x" * (LONGEST_TEXT + 1)}, f"at most {LONGEST_TEXT} characters"),
        ({"note": "x" * 2001}, "at most 2000 characters (it has 2001)"),
        ({"source": f"https://example.org/{'x' * 1000}"}, "at most 1000 characters"),
        ({"note": "\0"}, "Null characters are not allowed."),
        ({"source": "javascript:alert(1)"}, "this is one with the scheme &#x27;javascript&#x27;"),
        ({"source": "example.org"}, "without a scheme"),
        ({"source": "https://ann:secret@example.org/"}, "user name or password"),
        ({"address": "ann"}, "An address has an @"),
        ({"opened": "1:forged"}, "The form lay open for too long."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    client: Client, changes: dict[str, Any], told: str
) -> None:
    answer = client.post(FORM, filled(**changes))
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not IntakeItem.objects.exists()


def test_programs_are_stopped_as_at_other_forms(client: Client) -> None:
    answer = client.post(FORM, filled(open_for=timedelta(seconds=1)))
    assert "That was faster than people type." in answer.content.decode()
    answer = client.post(FORM, filled(website="https://spam.example"))
    assert (answer.status_code, answer["Location"]) == (303, THANKS)
    answer = Client(enforce_csrf_checks=True).post(FORM, filled(), headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not IntakeItem.objects.exists()
    for at in range(ASKS_PER_NETWORK):
        answer = client.post(FORM, filled(source=f"https://example.org/{at}"))
    assert (answer.status_code, int(answer["Retry-After"]) > 3000) == (429, True)
    assert "suggest" in set(Attempt.objects.values_list("form", flat=True))


def test_pages_are_private_set_no_cookie_and_are_linked(client: Client) -> None:
    for path in (FORM, THANKS):
        answer = client.get(path)
        assert answer.status_code == 200
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not answer.cookies
        assert client.get(f"{path}?sender=aldovia").status_code == 400
    assert client.put(FORM).status_code == 405
    nothing = client.get("/?q=nothing-at-all").content
    assert "Is it missing from the record?" in read(nothing).text
    assert read(nothing).links.count(FORM) == 2, "in the empty list and in the footer"
