"""How long what came in is kept."""

from datetime import timedelta
from typing import Any

import pytest

from tests.pruning import prune_all
from tests.services.intake.conftest import NOW
from tracker.models import Candidate, Evidence, IntakeItem, TextBand

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = "Open the river within 48 hours."


def an_item(state: str, **more: Any) -> IntakeItem:
    reason = "" if state in ("read", "waiting", "duplicate") else "It names no actor."
    given = {"origin": "feed", "received_at": NOW, "reason": reason, **more}
    return IntakeItem.objects.create(state=state, **given)


def a_candidate(item: IntakeItem, **more: Any) -> Candidate:
    made = Candidate.objects.create(item=item, rank=1, score=0.5, proposal={}, **more)
    Evidence.objects.create(candidate=made, field="deadline", start=15, end=31, quote=TEXT[15:31])
    return made


def test_what_came_in_goes_at_its_age_and_what_waits_for_a_decision_stays() -> None:
    kept = {"text": TEXT, "text_until": NOW + 30 * DAY, "signature": b"1"}
    wanted, rejected, empty = an_item("read", **kept), an_item("read", **kept), an_item("read", **kept)
    TextBand.objects.create(item=wanted, key=1)
    a_candidate(wanted)
    a_candidate(rejected, state="rejected", reject_reason="known", decided_at=NOW + DAY)
    an_item("duplicate", duplicate_of=wanted), an_item("duplicate", duplicate_of=empty)
    an_item("sieved-out"), an_item("waiting", next_try_at=NOW)
    an_item("failed", origin="suggested", email="r@example.org")
    assert prune_all(now=NOW + 7 * DAY) == {}
    assert prune_all(now=NOW + 8 * DAY) == {"unread articles": 1}
    assert prune_all(now=NOW + 31 * DAY) == {
        "texts": 3,
        "bands of texts": 1,
        "articles": 3,  # the one without candidates, what said the same, and what a reader suggested
    }
    wanted.refresh_from_db()
    assert (wanted.text, bytes(wanted.signature), wanted.candidates.get().evidence.get().quote) == (
        "",
        b"",
        TEXT[15:31],
    )
    assert prune_all(now=NOW + 367 * DAY) == {"candidates": 1, "articles": 1}
    assert prune_all(now=NOW + 4000 * DAY) == {}
    assert sorted(IntakeItem.objects.values_list("state", flat=True)) == ["duplicate", "read", "waiting"]


def test_the_address_of_a_reader_is_forgotten_after_thirty_days() -> None:
    item = an_item("read", origin="suggested", email="r@example.org")
    a_candidate(item)
    prune_all(now=NOW + 30 * DAY)
    item.refresh_from_db()
    assert item.email == "r@example.org"
    assert prune_all(now=NOW + 31 * DAY)["addresses on suggestions"] == 1
    item.refresh_from_db()
    assert item.email == ""
