"""Before an editor publishes: who would be told what, found by doing it and undoing it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import make_operator
from tests.admin.forms import ADD, add_row, errors, fields
from tests.admin.test_cases import change, entered
from tests.services.outbox.test_outbox import subscribe
from tracker.clock import utc_now
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import Alert, AlertState, Delivery, Phase, Publication, Ultimatum
from tracker.services.tick import tick

NOTHING = timedelta(0)


def a_day(days: int) -> str:
    """A day so far from today."""
    return (utc_now().date() + timedelta(days=days)).isoformat()


def a_new_case(desk: Client, **changes: Any) -> dict[str, Any]:
    """A case whose date was set yesterday: known by now in every zone."""
    on = {"deadlines-0-announced": a_day(-1), "deadlines-0-as_stated": "within 31 days"}
    for bound in ("earliest", "latest"):
        on[f"deadlines-0-{bound}"] = a_day(30)
    return entered(desk, **on, **changes)


def foretold(response: Any) -> str:
    """The words of the answer."""
    assert response.status_code == 200
    page = response.content.decode()
    block = re.search(r'id="foretold"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert block, errors(response)
    return " ".join(re.sub("<[^>]+>", " ", block[1]).split())


@pytest.fixture
def readers(editor: Any) -> None:
    """Two who want all news, one of them for two reasons; one who wants outcomes alone."""
    then = utc_now() - timedelta(days=3)
    subscribe("ann@example.org", "everything", "", then)
    subscribe("ann@example.org", "dossier", "river-war", then)
    subscribe("bob@example.org", "actor", "borealand", then)
    subscribe("eve@example.org", "everything", "", then, wishes=wish_bit(AlertKind.OUTCOME, NOTHING))


def test_it_says_how_many_would_be_told_and_saves_nothing(desk: Client, readers: None) -> None:
    data = a_new_case(desk)
    response = desk.post(ADD, {**data, "_foretell": "1"})
    assert "Date set (d1): 2 subscribers would be told." in foretold(response)
    assert [model.objects.count() for model in (Ultimatum, Phase, Alert, Delivery, LogEntry)] == [0] * 5
    assert 'value="Open the river or lose the ports"' in response.content.decode()


def test_what_was_foretold_is_what_happens(desk: Client, readers: None) -> None:
    data = a_new_case(desk)
    desk.post(ADD, {**data, "_foretell": "1"})
    response = desk.post(ADD, {**data, "_publish": "1"}, follow=True)
    assert Ultimatum.objects.get().publication == Publication.PUBLISHED
    assert "Date set (d1): 2 subscribers are told at" in response.content.decode()
    tick(now=utc_now() + timedelta(minutes=6))
    told = Delivery.objects.filter(alert__kind=AlertKind.SET).values_list("subscriber__address", flat=True)
    assert sorted(told) == ["ann@example.org", "bob@example.org"]


def test_a_published_case_is_asked_about_what_was_added(desk: Client, readers: None) -> None:
    desk.post(ADD, {**a_new_case(desk), "_publish": "1"})
    case = Ultimatum.objects.get()
    data = fields(desk, change(case))
    add_row(data, "events", text="Talks began.", on=a_day(-1), kind="talks", sources="s1", key="")
    said = foretold(desk.post(change(case), {**data, "_foretell": "1"}))
    assert "Event (e1): 2 subscribers would be told." in said
    assert "d1" not in said
    assert Ultimatum.objects.get().document["events"] == []


def test_history_is_told_to_nobody(desk: Client, readers: None) -> None:
    assert "nothing here is news" in foretold(desk.post(ADD, {**entered(desk), "_foretell": "1"}))


def test_news_that_nobody_follows_is_said_to_reach_nobody(desk: Client) -> None:
    said = foretold(desk.post(ADD, {**a_new_case(desk), "_foretell": "1"}))
    assert "Date set (d1): no subscriber asked to be told." in said


def test_a_form_with_faults_shows_them_and_foretells_nothing(desk: Client, readers: None) -> None:
    response = desk.post(ADD, {**a_new_case(desk, title="Open"), "_foretell": "1"})
    assert "title" in errors(response)
    assert 'id="foretold"' not in response.content.decode()


def test_an_editor_looks_at_what_the_form_sends_to_and_calls_it_back_and_sees_no_mail(
    desk: Client, readers: None
) -> None:
    page = desk.post(ADD, {**a_new_case(desk), "_publish": "1"}, follow=True).content.decode()
    assert "until then it can be called back under Alerts" in page
    alert = Alert.objects.get(kind=AlertKind.SET)
    listing = desk.get("/admin/tracker/alert/")
    assert (listing.status_code, "cancel_alerts" in listing.content.decode()) == (200, True)
    one = desk.get(f"/admin/tracker/alert/{alert.pk}/change/").content.decode()
    assert ("mails by state" in one.lower(), "why mails failed" in one.lower()) == (True, False)
    called = {"action": "cancel_alerts", "_selected_action": [alert.pk]}
    desk.force_login(make_operator())
    assert "why mails failed" in desk.get(f"/admin/tracker/alert/{alert.pk}/change/").content.decode().lower()
    desk.force_login(User.objects.get(username="edith"))
    desk.post("/admin/tracker/alert/", called)
    assert Alert.objects.get(pk=alert.pk).state == AlertState.WITHDRAWN
