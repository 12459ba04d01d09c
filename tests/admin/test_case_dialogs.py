"""Pages of a published case: they moved the date, something happened, we had it wrong."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, an_event, load
from tests.webhook_receivers import answering, receiver
from tracker.admin.case_dialogs import proposed_change, summary_of
from tracker.domain.case import read_due
from tracker.domain.vocabulary import Change
from tracker.models import Correction, Ultimatum

SAID = {"as_stated": "until 8 April 2026", "announced": "2026-03-05", "language": "en", "cited": ["s1"]}
TYPED = {"earliest": "2026-04-09", "latest": "2026-04-09", "precision": "day"}


@pytest.fixture
def case(desk: Client) -> Ultimatum:
    """A published case for 1 April 2026."""
    load(a_case(events=[an_event("e1", "2026-03-05")]))
    return Ultimatum.objects.get()


def at(case: Ultimatum, page: str) -> str:
    return f"/admin/tracker/ultimatum/{case.pk}/{page}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_new_announcement_is_read_and_called_what_the_dates_say(desk: Client, case: Ultimatum) -> None:
    page = text_of(desk.post(at(case, "move"), {**SAID, "_foretell": "1"}))
    assert "(7 days later): extended." in page.lower()
    assert "Nothing was saved." in page
    assert len(Ultimatum.objects.get().document["deadlines"]) == 1
    response = desk.post(at(case, "move"), SAID)
    assert response.status_code == 302, text_of(response)
    added = Ultimatum.objects.get().document["deadlines"][1]
    assert (added["id"], added["change"], added["replaces"]) == ("d2", "extended", "d1")
    assert (added["due"]["earliest"], added["due"]["timezone"]) == ("2026-04-08", "America/New_York")
    assert Correction.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"as_stated": "very soon"}, "No time limit was found in these words"),
        ({"announced": "2026-02-30"}, "does not exist"),
        ({"timezone": "Mars/Base"}, "Mars/Base"),
        ({"earliest": "2026-04-09"}, "Needed for a window that is typed."),
        (
            {"earliest": "2026-04-09", "latest": "2026-04-09", "precision": "day"},
            "another window than the words",
        ),
        ({"cited": []}, "At least one source is needed"),
    ],
)
def test_what_is_wrong_with_an_announcement_is_said(
    desk: Client, case: Ultimatum, more: dict[str, Any], said: str
) -> None:
    response = desk.post(at(case, "move"), {**SAID, **more})
    assert (response.status_code, said in text_of(response)) == (200, True), text_of(response)
    assert Ultimatum.objects.get().document == case.document


def test_a_window_is_typed_with_its_reason_and_a_withdrawal_has_none(desk: Client, case: Ultimatum) -> None:
    typed = {
        "as_stated": "after the feast",
        "earliest": "2026-04-09",
        "latest": "2026-04-09",
        "precision": "day",
    }
    response = desk.post(at(case, "move"), {**SAID, **typed, "overruled": "The feast ends then."})
    assert response.status_code == 302, text_of(response)
    again = {**SAID, "as_stated": "we take it back", "announced": "2026-03-06", "change": "withdrawn"}
    response = desk.post(at(case, "move"), again)
    assert response.status_code == 302, text_of(response)
    _, moved, withdrawn = Ultimatum.objects.get().document["deadlines"]
    assert (moved["overruled"], moved["due"]["earliest"]) == ("The feast ends then.", "2026-04-09")
    assert (withdrawn["due"], withdrawn["replaces"]) == (None, "d2")


def test_what_was_typed_elsewhere_comes_along_in_the_address(desk: Client, case: Ultimatum) -> None:
    page = text_of(desk.get(at(case, "move"), {"as_stated": "until <b>May", "url": "https://example.org/x"}))
    assert 'value="until &lt;b&gt;May"' in page
    assert 'value="https://example.org/x"' in page


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, "2026-04-01", Change.SET),
        ("2026-04-01", "2026-04-02", Change.EXTENDED),
        ("2026-04-01", "2026-03-31", Change.SHORTENED),
        ("2026-04-01", "2026-04-01", Change.CLARIFIED),
        ("2026-04-01", None, Change.CLARIFIED),
    ],
)
def test_the_change_that_the_dates_propose(before: str | None, after: str | None, change: Change) -> None:
    due = [read_due(a_due(day)) if day else None for day in (before, after)]
    assert proposed_change(("d1", due[0]) if before else None, due[1]) is change


def test_a_change_is_told_from_old_to_new_with_how_far_it_moved() -> None:
    old, new = (read_due(a_due(day)) for day in ("2026-04-01", "2026-03-31"))
    assert "(1 day earlier): Shortened." in summary_of(old, new, Change.SHORTENED)


def test_an_event_is_added_at_its_place(desk: Client, case: Ultimatum) -> None:
    source = {"url": "https://example.org/new", "publisher": "N", "source_title": "T", "quality": "wire"}
    event = {"text": "They met in the harbour.", "on": "2026-03-03", "kind": "talks", **source}
    response = desk.post(at(case, "event"), event)
    assert response.status_code == 302, text_of(response)
    document = Ultimatum.objects.get().document
    assert [item["id"] for item in document["events"]] == ["e2", "e1"]
    assert document["sources"][document["events"][0]["sources"][0]]["title"] == "T"


def test_what_lies_ahead_is_scheduled_and_then_dropped(desk: Client, case: Ultimatum) -> None:
    assert 'name="follows"' not in text_of(desk.get(at(case, "event")))
    event = {"text": "The senate votes.", "on": "2026-05-04", "kind": "other", "cited": ["s1"]}
    desk.post(at(case, "event"), {**event, "scheduled": "2026-03-04"})
    assert "2026-05-04: The senate votes." in text_of(desk.get(at(case, "event")))
    dropped = {**event, "text": "There will be no vote.", "on": "2026-03-06", "follows": "e2"}
    response = desk.post(at(case, "event"), dropped)
    assert response.status_code == 302, text_of(response)
    events = Ultimatum.objects.get().document["events"]
    assert [(item["id"], item.get("follows")) for item in events] == [
        ("e2", None),
        ("e1", None),
        ("e3", "e2"),
    ]
    assert Correction.objects.count() == 0


def test_an_address_alone_is_a_source_where_its_page_says_what_it_is(
    desk: Client, case: Ultimatum, settings: Any
) -> None:
    settings.WEBHOOKS_LOCAL = True
    event = {"text": "They met in the harbour.", "on": "2026-03-03", "kind": "talks"}
    article = answering(200, b"<title>They met</title>", Content_Type="text/html")
    with receiver(article, is_tls=False) as there:
        event["url"] = f"http://127.0.0.1:{there.port}/article"
        there.behave = answering(404)
        page = text_of(desk.post(at(case, "event"), event))
        assert "answered 404 instead of a page. Type what is missing" in page
        there.behave = article
        assert desk.post(at(case, "event"), event).status_code == 302
    document = Ultimatum.objects.get().document
    assert document["sources"][document["events"][0]["sources"][0]]["title"] == "They met"


def test_a_mistake_is_corrected_with_its_reason(desk: Client, case: Ultimatum) -> None:
    wrong = {"fact": "demands[m1].text", "now": "Open the whole river."}
    assert "This field is required." in text_of(desk.post(at(case, "correct"), wrong))
    response = desk.post(at(case, "correct"), {**wrong, "reason": "We left a word out."})
    assert response.status_code == 302, text_of(response)
    entry = Correction.objects.get()
    assert (entry.path, entry.reason) == ("demands[m1]", "We left a word out.")
    assert Ultimatum.objects.get().document["demands"][0]["text"] == "Open the whole river."


def test_words_are_not_corrected_away_from_their_window(desk: Client, case: Ultimatum) -> None:
    wrong = {"fact": "deadlines[d1].as_stated", "now": "by 5 May 2026", "reason": "Misheard."}
    assert "another window than the words say" in text_of(desk.post(at(case, "correct"), wrong))
    assert Correction.objects.count() == 0


@pytest.mark.parametrize("dialog", ["move", "event", "correct"])
def test_the_form_leads_to_each_page_and_editors_alone_have_them(
    desk: Client, case: Ultimatum, dialog: str
) -> None:
    form = desk.get(f"/admin/tracker/ultimatum/{case.pk}/change/").content.decode()
    assert f'href="{at(case, dialog)}?next=' in form
    assert desk.get(at(case, dialog)).status_code == 200
    desk.force_login(User.objects.create_user("reader", is_staff=True))
    assert desk.get(at(case, dialog)).status_code == 403


def test_an_announcement_finds_its_place_among_others(desk: Client, case: Ultimatum) -> None:
    load(a_case(deadlines=[*case.document["deadlines"], a_deadline("d2", "2026-03-09", None, "proposed")]))
    desk.post(at(case, "move"), SAID)
    ids = [item["id"] for item in Ultimatum.objects.get().document["deadlines"]]
    assert ids == ["d1", "d3", "d2"]


@pytest.mark.parametrize(
    ("words", "change", "latest"),
    [
        ("by two weeks", "extended", "2026-04-15"),
        ("by three days", "shortened", "2026-03-29"),
        ("extended by a month", "", "2026-05-01"),
        ("brought forward by 48 hours", "", "2026-03-30"),
        ("another ten days", "", "2026-04-11"),
        ("within two weeks", "extended", "2026-03-19"),
    ],
)
def test_a_length_by_which_the_date_moves_counts_from_the_date_in_force(
    desk: Client, case: Ultimatum, words: str, change: str, latest: str
) -> None:
    page = text_of(
        desk.get(at(case, "move"), {"as_stated": words, "announced": "2026-03-05", "change": change})
    )
    assert "As the words read:" in page
    response = desk.post(at(case, "move"), {**SAID, "as_stated": words, "change": change})
    assert response.status_code == 302, text_of(response)
    assert Ultimatum.objects.get().document["deadlines"][1]["due"]["latest"] == latest


def test_a_length_without_its_direction_is_asked_about(desk: Client, case: Ultimatum) -> None:
    page = text_of(desk.post(at(case, "move"), {**SAID, "as_stated": "by two weeks"}))
    assert "say here in which direction" in page
    assert len(Ultimatum.objects.get().document["deadlines"]) == 1
