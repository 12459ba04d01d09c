"""The queue of sources, and what an editor decides about a page."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.admin.forms import fields
from tests.admin.test_cases import change
from tests.admin.test_overview import queues, text
from tests.factories import a_case, a_source, load
from tracker.clock import utc_now
from tracker.models import Page, SiteState, Ultimatum

DAY = timedelta(days=1)
COPY = {"archived_address": "https://web.archive.org/web/2/x", "archived_on": date(2026, 3, 2)}


@pytest.fixture
def now() -> datetime:
    return utc_now()


@pytest.fixture
def cited(editor: Any, now: datetime) -> None:
    """A public case whose first page is without our words, the second dead, the third doubtful."""
    sources = {f"s{at}": a_source(name) for at, name in enumerate(("first", "second", "third", "fourth"), 1)}
    case = a_case(sources=sources)
    case["deadlines"][0]["sources"] = [*sources]
    load(case, now=now)
    quotations = {"by then": {"seen": now.isoformat(), "gone": (now - 2 * DAY).isoformat()}}
    gone = {"quotations": quotations, "quotes_missing": 1, "quotes_gone_at": now - 2 * DAY}
    dead = {"state": "dead", "failures": 3, "first_failed_at": now - 9 * DAY, "reason": "It answered 404."}
    doubtful = {"doubt": "front-page", "doubted_at": now - DAY, "reason": "It leads to the front page now."}
    later = {"next_check_at": now + DAY}
    for name, known in {
        "first": {**gone, **COPY, **later},
        "second": {**dead, **later},
        "third": doubtful,
    }.items():
        Page.objects.filter(address__endswith=f"/{name}").update(**known)


def page(name: str) -> Page:
    return Page.objects.get(address__endswith=f"/{name}")


def decide(desk: Client, name: str, decision: str) -> str:
    address = f"/admin/tracker/page/{page(name).pk}/decide/"
    answer = desk.post(address, {"decision": decision, "next": "/admin/#sources"}, follow=True)
    assert answer.redirect_chain == [("/admin/#sources", 302)]
    return answer.content.decode()


def names(desk: Client) -> list[str]:
    return [row.address.rpartition("/")[2] for row in queues(desk)["sources"][1]]


def test_the_queue_says_what_happened_to_which_source_of_which_case(desk: Client, cited: None) -> None:
    assert names(desk) == ["first", "second", "third"]
    said = text(desk, "sources")
    assert "The words we quote have been gone for 2 days: “by then”" in said
    assert "Archived 2 Mar 2026 ." in said
    assert "Dead for 1 week, 2 days. It answered 404. No copy is known." in said
    assert "Doubtful for 1 day. It leads to the front page now." in said
    assert "Example: Report second Dead for" in said
    assert said.count("Cited in Open the river or lose the ports .") == 3
    assert said.count("Use the archived copy") == 1
    assert said.count("Replace the address") == 3


def test_one_press_decides(desk: Client, cited: None, now: datetime, settings: Any) -> None:
    version = SiteState.objects.get().version
    assert "Readers are led to the copy" in decide(desk, "first", "copy")
    assert (page("first").leads_to_copy, SiteState.objects.get().version) == (True, version + 1)
    assert "No copy of" in decide(desk, "second", "copy")
    assert "the same is no alarm any more" in decide(desk, "third", "fine")
    assert (page("third").state, page("third").accepted) == ("alive", ["front-page"])
    assert names(desk) == ["second"]
    assert "Pages are not checked here" in decide(desk, "second", "look-again")
    settings.CHECK_PAGES = True
    assert "is looked at within a minute or two" in decide(desk, "second", "look-again")
    assert now <= page("second").next_check_at <= utc_now()
    assert LogEntry.objects.filter(content_type__model="page").count() == 5
    assert desk.post(f"/admin/tracker/page/{page('first').pk}/decide/", {"decision": "x"}).status_code == 400


def test_the_list_filters_and_has_the_same_actions(desk: Client, cited: None) -> None:
    address = "/admin/tracker/page/"
    for query, count in (
        ("", 4),
        ("needs=editor", 3),
        ("needs=no-copy", 3),
        ("needs=gone-words", 1),
        ("state=dead", 1),
        ("q=third", 1),
    ):
        shown = desk.get(f"{address}?{query}").content.decode()
        assert shown.count('name="_selected_action"') == count, query
    chosen = {"action": "accept", "_selected_action": [page("second").pk]}
    desk.post(address, chosen)
    assert (page("second").state, page("second").accepted) == ("alive", ["gone"])
    detail = desk.get(f"{address}{page('first').pk}/change/").content.decode()
    assert "“by then”" in detail
    assert "Open the river or lose the ports" in detail


def test_a_copy_is_entered_in_the_form_of_the_case_and_half_of_one_is_refused(
    desk: Client, cited: None
) -> None:
    case = Ultimatum.objects.get()
    copy = {"sources-0-archived_address": "https://archive.ph/AbCdE", "only_wording": "on"}
    half = desk.post(change(case), {**fields(desk, change(case)), **copy})
    assert half.status_code == 200
    assert "sources.s1.archived.on" not in half.content.decode(), "said beside its field"
    whole = {**fields(desk, change(case)), **copy, "sources-0-archived_on": "2025-07-28"}
    response = desk.post(change(case), whole)
    assert response.status_code == 302, response.content.decode()
    case.refresh_from_db()
    assert case.document["sources"]["s1"]["archived"] == {
        "url": "https://archive.ph/AbCdE",
        "on": "2025-07-28",
    }
