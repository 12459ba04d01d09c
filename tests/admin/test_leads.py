"""The lead of the front page in the admin: chosen, ended, taken off; never one that readers cannot see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, load
from tests.present import NOW
from tracker.clock import utc_now
from tracker.models import Lead, SiteState, Ultimatum

ADD, LIST = "/admin/tracker/lead/add/", "/admin/tracker/lead/"


@pytest.fixture(autouse=True)
def _cases(db: None) -> None:
    far = [
        a_deadline(
            "d1", f"{NOW - timedelta(days=9):%Y-%m-%d}", a_due(f"{NOW + timedelta(days=900):%Y-%m-%d}")
        )
    ]
    load(a_case("one", title="Open the gates", deadlines=far), a_case("two", deadlines=far), now=NOW)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def choose(desk: Client, slug: str, day: str = "", hour: str = "") -> Any:
    case = Ultimatum.objects.get(slug=slug)
    return desk.post(ADD, {"ultimatum": case.pk, "until_at_0": day, "until_at_1": hour})


def test_a_case_is_put_on_top_and_taken_off_and_readers_see_it_at_once(desk: Client, client: Client) -> None:
    assert "Chosen by the editors" not in text(client.get("/"))
    before = SiteState.objects.get().version
    assert choose(desk, "two").status_code == 302
    assert choose(desk, "one").status_code == 302
    assert SiteState.objects.get().version == before + 2
    one, two = Lead.objects.get(ultimatum__slug="one"), Lead.objects.get(ultimatum__slug="two")
    assert (two.until_at, one.until_at) == (one.from_at, None)
    page = text(client.get("/"))
    assert "Chosen by the editors" in page.split('class="lead-case"')[1].split("Open the gates")[0]
    posted = {"action": "take_off_now", "_selected_action": [one.pk, two.pk]}
    assert "Taken off: Open the gates" in text(desk.post(LIST, posted, follow=True))
    assert "None of these leads" in text(desk.post(LIST, posted, follow=True))
    assert "Chosen by the editors" not in text(client.get("/"))


def test_an_end_lies_ahead_and_a_lead_that_is_over_stays_as_it_was(desk: Client) -> None:
    assert "This lies in the past." in text(choose(desk, "one", "2025-01-01", "12:00:00"))
    assert choose(desk, "one", "2199-01-01", "12:00:00").status_code == 302
    lead = Lead.objects.get()
    Lead.objects.update(until_at=utc_now())
    page = text(desk.get(f"{LIST}{lead.pk}/change/"))
    assert 'name="until_at_0"' not in page
    assert 'name="ultimatum"' not in page


def test_a_draft_cannot_lead(desk: Client) -> None:
    draft = Ultimatum.objects.get(slug="one")
    Ultimatum.objects.filter(pk=draft.pk).update(publication="draft", published_at=None)
    answer = choose(desk, "one")
    assert answer.status_code == 200
    assert Lead.objects.count() == 0
