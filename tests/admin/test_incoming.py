"""Incoming: the ranked list, one candidate beside its text, and what an editor makes of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.admin.conftest import make_editor
from tests.admin.forms import Fields, fields, posted_again
from tests.factories import a_case, a_deadline, a_due, load
from tests.incoming import TEXT, a_candidate, an_item, case, found_in
from tracker.clock import utc_now
from tracker.domain.vocabulary import Change
from tracker.models import (
    Candidate,
    CandidateState,
    IntakeItem,
    ItemOrigin,
    ItemState,
    Publication,
    Ultimatum,
)
from tracker.queries.incoming import became, reading_of
from tracker.services.cases.editing import publish_case
from tracker.services.intake.decide import AlreadyDecided, made_draft, open_again, put_off, reject

LIST = "/admin/incoming/"
ADD = "/admin/tracker/ultimatum/add/"


@pytest.fixture
def now() -> datetime:
    return utc_now()


@pytest.fixture
def offered(desk: Client, now: datetime) -> Candidate:
    """One candidate about no case of the record."""
    return a_candidate(an_item(now))


@pytest.fixture
def fitting(desk: Client, now: datetime) -> Candidate:
    """One that says that the date of a running case was moved."""
    load(a_case())
    item = an_item(now)
    return a_candidate(item, found_in(change=Change.EXTENDED, fits_case="open-the-river"))


def page_of(client: Client, candidate: Candidate) -> str:
    answer = client.get(f"{LIST}{candidate.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def decide(client: Client, candidate: Candidate, **posted: str) -> str:
    answer = client.post(f"{LIST}{candidate.pk}/decide/", {**posted, "next": LIST}, follow=True)
    return str(answer.content.decode())


def state(candidate: Candidate) -> tuple[str, str]:
    candidate.refresh_from_db()
    return candidate.state, candidate.reject_reason


def test_the_best_stand_first_with_all_that_is_known_of_them(
    desk: Client, fitting: Candidate, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    weak = a_candidate(an_item(now, address="https://other.example.org/", title="Weak"), found_in(score=0.2))
    IntakeItem.objects.create(
        origin=ItemOrigin.FEED,
        url="https://copy.example.org/",
        address="https://copy.example.org/",
        received_at=now,
        state=ItemState.DUPLICATE,
        duplicate_of=fitting.item,
    )
    with django_assert_num_queries(10):
        desk.get(LIST)
    answer = desk.get(LIST)
    assert [row.pk for row in answer.context["found"].rows] == [fitting.pk, weak.pk]
    page = " ".join(answer.content.decode().split())
    for words in (
        "Strong.",
        "Aldovia → Boréaland",
        "22 March 2026",
        "Weak.",
        "1 other source.",
    ):
        assert words in page
    assert "Open the river or lose the ports" in page
    queue = desk.get("/admin/").context["queues"]
    assert next(each["count"] for each in queue if each["queue"].key == "incoming") == 2


def test_what_presses_most_stands_first(desk: Client, fitting: Candidate, now: datetime) -> None:
    def ending(latest: str, score: float = 0.9) -> Candidate:
        number = Candidate.objects.count()
        found = found_in(score=score)
        assert found.deadline
        found = replace(found, deadline=replace(found.deadline, earliest=latest, latest=latest))
        return a_candidate(an_item(now, address=f"https://n{number}.example.org/"), found)

    over = ending(f"{now - timedelta(days=3):%Y-%m-%d}")
    later = ending(f"{now + timedelta(days=40):%Y-%m-%d}")
    soon = ending(f"{now + timedelta(days=1):%Y-%m-%dT%H:%M:%S}+00:00")
    fair = ending(f"{now + timedelta(days=1):%Y-%m-%d}", score=0.5)
    Candidate.objects.filter(pk=fitting.pk).update(proposal=later.proposal)
    rows = desk.get(LIST).context["found"].rows
    assert [row.pk for row in rows] == [fitting.pk, soon.pk, later.pk, over.pk, fair.pk]


def test_the_list_is_narrowed_and_what_is_put_off_comes_back(
    desk: Client, offered: Candidate, editor: User, now: datetime
) -> None:
    later = a_candidate(an_item(now, address="https://later.example.org/", origin=ItemOrigin.SUGGESTED))
    put_off(later.pk, now + timedelta(days=1), now=now)

    def shown(query: str) -> list[int]:
        return [row.pk for row in desk.get(f"{LIST}?{query}").context["found"].rows]

    assert shown("") == [offered.pk]
    assert shown("state=later") == [later.pk]
    assert shown("state=open&origin=suggested") == []
    put_off(later.pk, now + timedelta(minutes=2), now=now)
    Candidate.objects.filter(pk=later.pk).update(later_until=now)
    assert shown("origin=suggested") == [later.pk]
    reject(offered.pk, "figurative", user=editor, now=now)  # type: ignore[arg-type]  # as the form posts it
    assert shown("state=rejected") == [offered.pk]
    for query in ("state=nowhere", "origin=moon", "p=0", "p=2"):
        assert desk.get(f"{LIST}?{query}").status_code == 404


def test_each_field_leads_to_the_words_it_came_from(desk: Client, offered: Candidate) -> None:
    page = page_of(desk, offered)
    reading = reading_of(offered.pk)
    assert reading is not None
    assert "".join(each.text for each in reading.segments) == TEXT
    for mark in reading.marks:
        assert f'href="#mark-{mark.number}"' in page
        assert f'id="mark-{mark.number}"' in page
    assert 'marked-deadline">within 20 days</mark>' in page
    assert "(end of time limit)" in page
    assert 'accesskey="d"' in page


def test_once_the_text_is_gone_its_words_stay(desk: Client, offered: Candidate) -> None:
    IntakeItem.objects.update(text="", text_until=None)
    page = page_of(desk, offered)
    assert "“open the river”" in page
    assert "kept for 30 days" in page
    assert "The two have quarrelled" not in page


def test_a_text_is_shown_as_text(desk: Client, now: datetime) -> None:
    text = f"<script>alert(1)</script> {TEXT}"
    page = page_of(desk, a_candidate(an_item(now, text), found_in(text)))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_draft_is_the_form_of_a_case_filled_in(desk: Client, offered: Candidate, editor: User) -> None:
    address = f"{ADD}?candidate={offered.pk}"
    answer = desk.get(address)
    page = answer.content.decode()
    held = {name: values[-1] for name, values in Fields(page).values.items()}
    assert held["title"] == "Aldovia gives Boréaland 20 days to open the river"
    assert held["sources-0-url"] == "https://news.example.org/river"
    assert held["sources-0-published"] == "2026-03-02"
    assert held["demands-0-text"] == "open the river"
    assert held["threats-0-type"] == "blockade"
    assert (held["deadlines-0-as_stated"], held["deadlines-0-latest"]) == ("within 20 days", "2026-03-22")
    assert (held["deadlines-0-timezone"], held["deadlines-0-announced"]) == ("America/New_York", "2026-03-02")
    assert held["deadlines-0-quotes-s1"].startswith("Aldovia on Monday")
    assert "Read as a day." in page or "<strong>Read" in page, "by the reader of the form"
    assert 'class="from-mark" href="#mark-' in page
    assert "Nothing was saved" not in page

    answer = desk.post(address, {**posted_again(page), "_save": "1"}, follow=True)
    made = Ultimatum.objects.get()
    assert made.publication == Publication.DRAFT
    assert made.document["deadlines"][0]["quotes"] == {"s1": held["deadlines-0-quotes-s1"]}
    assert [party["actor"] for party in made.document["parties"]] == ["aldovia", "borealand"]
    assert state(offered) == (CandidateState.DRAFTED, "")
    assert (offered.ultimatum, offered.decided_by) == (made, editor)
    assert offered.differences == {}, "it is not published yet"
    assert "edith made a draft of it" in page_of(desk, offered)
    assert desk.get(address).status_code == 302, "it is decided"


def test_what_was_changed_until_it_was_published_is_kept(
    desk: Client, offered: Candidate, editor: User, now: datetime
) -> None:
    load(a_case())
    made_draft(offered.pk, case(), user=editor, now=now)
    offered.refresh_from_db()
    changed = offered.differences["changed"]
    assert changed["words"] == {"proposed": "within 20 days", "published": "by then"}
    assert changed["window"] == {"proposed": "2026-03-22/2026-03-22", "published": "2026-04-01/2026-04-01"}
    assert {"sender", "target", "demand", "threat"}.isdisjoint(changed)
    assert "sender" in offered.differences["compared"]
    (told,) = became()
    assert [(share.name, share.number, share.of) for share in told.fields[:3]] == [
        ("announced", 1, 1),
        ("window", 1, 1),
        ("words", 1, 1),
    ]
    assert "100 %" in desk.get(f"{LIST}became/").content.decode()


def test_publishing_a_draft_compares_it(
    desk: Client, offered: Candidate, editor: User, now: datetime
) -> None:
    deadlines = [a_deadline("d1", "2026-03-01", a_due("2026-04-01"), as_stated="by 1 April 2026")]
    load(a_case(review="draft", deadlines=deadlines))
    made = case()
    made_draft(offered.pk, made, user=editor, now=now)
    Ultimatum.objects.filter(pk=made.pk).update(review="verified")
    made.refresh_from_db()
    made.document["review"] = "verified"
    publish_case(made, now=now, editor=editor)
    offered.refresh_from_db()
    assert "words" in offered.differences["changed"]


def test_a_moved_date_is_entered_in_the_dialog_of_the_case(desk: Client, fitting: Candidate) -> None:
    copy = an_item(
        utc_now(),
        "",
        address="https://copy.example.com/river",
        publisher="Copy",
        state=ItemState.DUPLICATE,
        duplicate_of=fitting.item,
    )
    page = page_of(desk, fitting)
    assert 'value="Open the river or lose the ports"' in page, "the case it fits is chosen"
    query = f"case=open-the-river&as=move&also={copy.pk}"
    answer = desk.get(f"{LIST}{fitting.pk}/add/?{query}", follow=True)
    address, page = answer.request["PATH_INFO"], answer.content.decode()
    assert address == f"/admin/tracker/ultimatum/{case().pk}/move/"
    held = {name: values[-1] for name, values in Fields(page).values.items()}
    assert (held["as_stated"], held["announced"]) == ("within 20 days", "2026-03-02")
    assert held["url"] == "https://news.example.org/river"
    assert held["also"] == str(copy.pk)
    assert held["quote"].startswith("Aldovia on Monday")
    posted = {**posted_again(page), "_save": "1"}
    answer = desk.post(f"{address}?candidate={fitting.pk}", posted, follow=True)
    assert "Announcement added." in answer.content.decode()
    document = case().document
    added = document["deadlines"][-1]
    assert (added["change"], added["due"]["latest"]) == ("shortened", "2026-03-22")
    assert [document["sources"][key]["url"] for key in added["sources"]] == [
        "https://news.example.org/river",
        "https://copy.example.com/river",
    ]
    assert list(added["quotes"].values()) == [held["quote"]]
    assert state(fitting) == (CandidateState.ADDED, "")
    assert fitting.differences["changed"]["change"] == {"proposed": "extended", "published": "shortened"}
    public = Client().get("/ultimatums/open-the-river/").content.decode()
    assert "Aldovia on Monday told" in public, "readers see the sentence at the citation"


@pytest.mark.parametrize("given", ["", "no-such-case"])
def test_a_case_that_there_is_not_is_named(desk: Client, fitting: Candidate, given: str) -> None:
    answer = desk.get(f"{LIST}{fitting.pk}/add/", {"case": given}, follow=True)
    assert "No published case is called" in answer.content.decode()


def test_not_ours_later_and_back_again_are_one_press_each(
    desk: Client, offered: Candidate, editor: User
) -> None:
    assert "Put off: it comes back in a week." in decide(desk, offered, later="in a week")
    assert state(offered)[0] == CandidateState.LATER
    assert "Not ours: figurative." in decide(desk, offered, reason="figurative")
    assert state(offered) == (CandidateState.REJECTED, "figurative")
    assert "in the queue again" in decide(desk, offered, again="1")
    assert state(offered) == (CandidateState.INCOMING, "")
    for posted in ({"later": "never"}, {"reason": "boring"}, {}):
        assert "Nothing was decided" in decide(desk, offered, **posted)


def test_who_decides_second_is_told_who_was_first(desk: Client, offered: Candidate, now: datetime) -> None:
    first = make_editor("fiona")
    filled = fields(desk, f"{ADD}?candidate={offered.pk}")
    reject(offered.pk, "known", user=first, now=now)  # type: ignore[arg-type]  # as the form posts it
    told = decide(desk, offered, reason="too-weak")
    assert "fiona found it not ours (known already)" in told
    assert "Nothing was changed." in told
    answer = desk.post(f"{ADD}?candidate={offered.pk}", {**filled, "_save": "1"}, follow=True)
    assert "fiona found it not ours" in answer.content.decode()
    assert Ultimatum.objects.count() == 0
    with pytest.raises(AlreadyDecided):
        put_off(offered.pk, now + timedelta(days=1), now=now)
    assert state(open_again(offered.pk))[0] == CandidateState.INCOMING


def test_a_text_in_which_nothing_was_read_is_kept_and_can_be_entered_by_hand(
    desk: Client, now: datetime
) -> None:
    item = an_item(now, origin=ItemOrigin.SUGGESTED, note="Look at the third line.")
    answer = desk.get(f"{LIST}?state=unread")
    assert [row.pk for row in answer.context["found"].rows] == [item.pk]
    queue: Any = desk.get("/admin/").context["queues"]
    assert next(each["count"] for each in queue if each["queue"].key == "suggested") == 1
    page = desk.get(f"{LIST}text/{item.pk}/").content.decode()
    assert "Nothing was found." in page
    assert "Look at the third line." in page
    answer = desk.post(f"{LIST}text/{item.pk}/decide/", follow=True)
    candidate = Candidate.objects.get()
    assert answer.redirect_chain[-1][0] == f"{LIST}{candidate.pk}/"
    held = fields(desk, f"{ADD}?candidate={candidate.pk}")
    assert held["sources-0-url"] == ["https://news.example.org/river"]
    assert held["deadlines-0-as_stated"] == [""]
    assert desk.get(f"{LIST}text/{item.pk}/").status_code == 302


def test_what_there_is_not_is_404(desk: Client, offered: Candidate) -> None:
    for address in (f"{LIST}999/", f"{LIST}text/999/", f"{ADD}?candidate=999", f"{ADD}?candidate=x"):
        assert desk.get(address).status_code == 404, address
    assert desk.post(f"{LIST}999/decide/", {"reason": "known"}).status_code == 404
