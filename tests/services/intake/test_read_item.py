"""Reading what came in: from an address to candidates with evidence, and every other end an item may have."""

import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.news_sites import HTML, Sites, article
from tests.services.intake.conftest import NOW, SetClock
from tests.webhook_receivers import Behaviour, answering
from tracker.domain.dates.moments import When
from tracker.domain.extraction.result import (
    Candidate,
    Evidence,
    FoundActor,
    FoundDeadline,
    OtherLanguage,
)
from tracker.domain.vocabulary import Change
from tracker.intake.addresses import canonical
from tracker.intake.apart import page_apart
from tracker.models import Evidence as StoredEvidence
from tracker.models import IntakeItem
from tracker.queries.incoming import suggested
from tracker.queries.work_queues import Page
from tracker.services.intake.paste import HandedIn, fetch_at_once, paste, suggest
from tracker.services.intake.read_item import read_due

pytestmark = pytest.mark.django_db
SAID = re.compile(r"(\w+) gave (\w+) (\d+ hours) to")
NEWS = (
    "Aldovia gave Borvia 48 hours to open the river to its ships, its foreign minister said on Tuesday after "
    "a night of talks that ended in nothing.\n\nThe two countries have argued over the river for years, "
    "and each side blames the other for the three barges that sank in January near the old customs house."
)


class OneSentence:
    """An engine that knows one sentence; what the real one reads is for its own tests."""

    problem = ""

    def read(self, text: str, *, published: When) -> list[Candidate]:
        if "und die" in text:
            raise OtherLanguage("It is not in English.")
        if "breaks the reader" in text:
            raise ZeroDivisionError
        return [found(match, published) for match in SAID.finditer(text)]


def found(match: re.Match[str], published: When) -> Candidate:
    fields = ("sender", "target", "deadline")
    day = str(published.first_day)
    deadline = FoundDeadline(match[3], day, day, "day", day, "published", "UTC", "seat")
    evidence = tuple(Evidence(field, *match.span(n), match[n]) for n, field in enumerate(fields, 1))
    sender, target = (FoundActor(name, name.lower()) for name in match.groups()[:2])
    return Candidate(0.9, sender, target, None, None, deadline, Change.SET, None, evidence)


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("ed", is_staff=True)


def an_item(url: str = "http://a.example/1", **more: Any) -> IntakeItem:
    given = {"origin": "feed", "received_at": NOW, "next_try_at": NOW, **more}
    return IntakeItem.objects.create(url=url, address=canonical(url), **given)


def read(there: Sites, clock: SetClock, *, seconds: float = 5.0) -> int:
    return read_due(pages=there.pages(), engine=OneSentence(), clock=clock, seconds=seconds)


def test_an_article_becomes_candidates_with_the_words_that_say_so(there: Sites, clock: SetClock) -> None:
    there.article("a.example/1", NEWS, title="Open the river")
    item = an_item(published="2026-03-10T08:00:00Z")
    assert read(there, clock) == 1
    item.refresh_from_db()
    assert (item.state, item.reason, item.title, item.publisher) == ("read", "", "Open the river", "Daily")
    assert (item.language, item.published) == ("en", "2026-03-10T08:00:00Z")
    (candidate,) = item.candidates.all()
    assert (candidate.rank, candidate.state, candidate.engine) == (1, "incoming", "rules")
    assert candidate.proposal["sender"] == {"name": "Aldovia", "slug": "aldovia"}
    assert {(each.field, each.quote) for each in candidate.evidence.all()} == {
        ("sender", "Aldovia"),
        ("target", "Borvia"),
        ("deadline", "48 hours"),
    }
    assert all(item.text[each.start : each.end] == each.quote for each in StoredEvidence.objects.all())
    assert item.read_at is not None
    assert item.text_until == item.read_at + timedelta(days=30)


def test_a_text_on_another_site_is_folded_into_the_first_and_news_is_not(
    there: Sites, clock: SetClock
) -> None:
    there.article("a.example/1", NEWS)
    first = an_item()
    read(there, clock)
    there.article("b.example/copy", f"By our correspondent.\n\n{NEWS}")
    there.article("c.example/update", NEWS.replace("48 hours", "24 hours"))
    there.article("d.example/cake", NEWS.replace("Aldovia gave Borvia 48 hours to", "Nobody wants to"))
    copy, update, less = (
        an_item(f"http://{each}") for each in ("b.example/copy", "c.example/update", "d.example/cake")
    )
    assert read(there, clock) == 3
    for item in (copy, update, less):
        item.refresh_from_db()
    assert (copy.state, copy.duplicate_of, copy.text) == ("duplicate", first, "")
    assert copy.reason == "Nearly the same text came in before."
    assert update.state == "read", "another date is news"
    assert (less.state, less.duplicate_of_id in (first.pk, update.pk)) == ("duplicate", True)


def test_after_thirty_days_the_same_text_is_news_again(there: Sites, clock: SetClock) -> None:
    there.article("a.example/1", NEWS)
    an_item()
    read(there, clock)
    clock.at += timedelta(days=31)
    there.article("b.example/2", NEWS)
    again = an_item("http://b.example/2")
    read(there, clock)
    again.refresh_from_db()
    assert again.state == "read"


def test_an_address_that_leads_to_a_page_that_was_read_is_folded(there: Sites, clock: SetClock) -> None:
    there.article("a.example/1", NEWS)
    first = an_item()
    read(there, clock)
    there.answers["short.example/x"] = answering(302, b"", Location="http://a.example/1?utm_source=x")
    there.answers["a.example/1?utm_source=x"] = there.answers["a.example/1"]
    short = an_item("http://short.example/x")
    read(there, clock)
    short.refresh_from_db()
    assert (short.state, short.duplicate_of) == ("duplicate", first)


BOMB = gzip.compress(b"x" * 9_000_000)
GERMAN = article("Das Schiff und die Stadt. " * 9)
BREAKING = article("It breaks the reader. " * 9)
LONG = article("\n\n".join(f"Paragraph {n} of a text that is long beyond all measure." for n in range(5000)))


@pytest.mark.parametrize(
    ("behave", "state", "said"),
    [
        (answering(404, b""), "failed", "a.example answered 404 instead of a page."),
        (answering(200, b"%PDF", Content_Type="application/pdf"), "failed", "a file (application/pdf)"),
        (answering(200, b"x" * 3_000_000, **HTML), "failed", "too large"),
        (answering(200, BOMB, Content_Encoding="gzip", **HTML), "failed", "too large"),
        (answering(302, b"", Location="http://127.0.0.1/"), "failed", "not its IP address"),
        (answering(302, b"", Location="/1"), "failed", "leads on more than 5 times"),
        (answering(200, b"<html><body></body></html>", **HTML), "no-text", "No text was found in the page."),
        (answering(200, b"\x00\xff\xfe" * 99, **HTML), "no-text", "No text was found in the page."),
        (answering(200, GERMAN.encode(), **HTML), "other-language", "not in English"),
        (answering(200, LONG.encode(), **HTML), "too-long", "characters; at most 200,000 are read."),
        (answering(200, BREAKING.encode(), **HTML), "failed", "the log says why"),
    ],
)
def test_every_other_end_has_a_reason_and_stops_no_other(
    there: Sites, clock: SetClock, behave: Behaviour, state: str, said: str
) -> None:
    there.answers["a.example/1"] = behave
    there.article("b.example/2", NEWS)
    bad, good = an_item(), an_item("http://b.example/2")
    assert read(there, clock) == 2
    for item in (bad, good):
        item.refresh_from_db()
    assert (bad.state, good.state) == (state, "read")
    assert said in bad.reason
    assert bad.text == ""


def test_a_page_that_does_not_answer_is_tried_again_and_then_failed(there: Sites, clock: SetClock) -> None:
    there.answers["a.example/1"] = answering(503, b"", Retry_After="1800")
    item = an_item()
    waits = []
    for _ in range(4):
        assert read(there, clock) == 1
        item.refresh_from_db()
        assert item.next_try_at is not None
        waits.append(round((item.next_try_at - clock.at) / timedelta(minutes=1)))
        clock.at = item.next_try_at
    assert waits == [30, 60, 360, 1440]
    assert (item.state, item.reason) == ("waiting", "a.example answered 503 instead of a page.")
    read(there, clock)
    item.refresh_from_db()
    assert (item.state, item.tries) == ("failed", 5)


def test_an_item_that_ends_its_worker_fails_after_five_times(there: Sites, clock: SetClock) -> None:
    item = an_item(tries=5)
    assert read(there, clock) == 0
    item.refresh_from_db()
    assert (item.state, item.reason) == ("failed", "The worker ended each time it was read.")
    assert there.asked == []


def test_a_pasted_text_is_read_at_once(there: Sites, clock: SetClock, editor: User) -> None:
    given = HandedIn(
        text=f"\x00{NEWS}\r\n", address="https://a.example/1?utm_source=mail", published="2026-03-09"
    )
    item = paste(given, editor=editor, engine=OneSentence(), now=NOW)
    assert (item.state, item.origin, item.editor, item.text) == ("read", "pasted", editor, NEWS)
    assert [each.proposal["deadline"]["earliest"] for each in item.candidates.all()] == ["2026-03-09"]
    again = paste(HandedIn(address="http://a.example/1"), editor=editor, engine=OneSentence(), now=NOW)
    assert (again.pk, again.state) == (item.pk, "read")


def test_a_pasted_address_is_fetched_at_once_and_read_apart(there: Sites, editor: User) -> None:
    there.article("a.example/1", NEWS)
    fallen = an_item(state="sieved-out", reason="It names no actor.", next_try_at=None)
    item = paste(HandedIn(address="http://a.example/1"), editor=editor, engine=OneSentence(), now=NOW)
    assert (item.pk, item.state) == (fallen.pk, "waiting"), "an editor wants it, whatever the sieve said"
    fetch_at_once(item, pages=there.pages(), text_of=page_apart, engine=OneSentence(), now=NOW)
    item.refresh_from_db()
    assert (item.state, item.candidates.count()) == ("read", 1)


def test_what_a_reader_suggests_is_read_by_the_worker(there: Sites, clock: SetClock) -> None:
    there.article("a.example/1", NEWS)
    by_address = suggest(HandedIn(address="http://a.example/1", note="See", email="r@example.org"), now=NOW)
    by_text = suggest(HandedIn(text=NEWS.replace("48", "12"), note="Heard it"), now=NOW)
    again = suggest(HandedIn(address="https://a.example/1/", note="Me too"), now=NOW)
    assert again.pk == by_address.pk
    assert read(there, clock) == 2
    for item in (by_address, by_text):
        item.refresh_from_db()
        assert (item.state, item.origin, item.candidates.count()) == ("read", "suggested", 1)
    assert (by_address.note, by_address.email) == ("See\n\nMe too", "r@example.org")


def test_a_suggestion_is_for_editors_though_a_feed_listed_it(there: Sites, clock: SetClock) -> None:
    fallen = an_item(state="sieved-out", reason="It names no actor.", next_try_at=None)
    assert fallen.origin == "feed"
    item = suggest(HandedIn(address="http://a.example/1", note="A deadline"), now=NOW)
    assert (item.pk, item.origin, item.received_at) == (fallen.pk, "suggested", NOW)
    assert read(there, clock) == 1
    item.refresh_from_db()
    assert item.state == "failed"
    assert [each.pk for each in suggested(now=NOW, page=Page()).rows] == [item.pk]


def test_notes_on_a_copy_stand_with_the_text_shown(there: Sites, clock: SetClock) -> None:
    there.article("a.example/1", NEWS)
    there.article("b.example/1", NEWS)
    shown = suggest(HandedIn(address="http://a.example/1", note="First"), now=NOW)
    assert read(there, clock) == 1
    copy = suggest(HandedIn(address="http://b.example/1", note="Second"), now=NOW)
    assert read(there, clock) == 1
    copy.refresh_from_db()
    assert copy.duplicate_of == shown
    suggest(HandedIn(address="http://b.example/1", note="Third"), now=NOW)
    shown.refresh_from_db()
    assert shown.note == "First\n\nSecond\n\nThird"
