"""What the tables of intake refuse, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tracker.models import Candidate, Evidence, Feed, IntakeItem

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def an_item(**more: Any) -> IntakeItem:
    given: dict[str, Any] = {"origin": "pasted", "received_at": NOW, "state": "read", **more}
    return IntakeItem.objects.create(**given)


def refused(name: str, make: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("intake_item_state_is_known", {"state": "lost"}),
        ("intake_item_origin_is_known", {"origin": "found"}),
        ("intake_item_waits_for_an_instant", {"state": "waiting"}),
        ("intake_item_waits_for_an_instant", {"state": "read", "next_try_at": NOW}),
        ("intake_item_unread_has_a_reason", {"state": "failed"}),
        ("intake_item_duplicate_names_the_first", {"state": "duplicate"}),
        ("intake_item_text_has_an_end", {"text": "Open the river."}),
    ],
)
def test_items_that_contradict_themselves(name: str, fields: dict[str, Any]) -> None:
    refused(name, lambda: an_item(**fields))


def test_an_article_comes_in_once_by_its_address_and_by_its_guid() -> None:
    feed = Feed.objects.create(address="https://a.example/feed", next_poll_at=NOW, added_at=NOW)
    an_item(address="https://a.example/1", feed=feed, guid="1")
    an_item(), an_item()  # texts without an address
    with pytest.raises(IntegrityError), transaction.atomic():
        an_item(address="https://a.example/1")
    with pytest.raises(IntegrityError), transaction.atomic():
        an_item(address="https://a.example/2", feed=feed, guid="1")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("candidate_state_is_known", {"state": "lost", "decided_at": NOW}),
        ("candidate_score_is_a_share", {"score": 1.5}),
        ("candidate_rank_counts_from_one", {"rank": 0}),
        ("candidate_rejected_has_a_reason", {"state": "rejected", "decided_at": NOW}),
        ("candidate_later_has_an_instant", {"state": "later"}),
        ("candidate_is_decided_at_an_instant", {"state": "drafted"}),
        ("candidate_is_decided_at_an_instant", {"decided_at": NOW}),
    ],
)
def test_candidates_that_contradict_themselves(name: str, fields: dict[str, Any]) -> None:
    given = {"item": an_item(), "rank": 1, "score": 0.5, "proposal": {}, **fields}
    refused(name, lambda: Candidate.objects.create(**given))


def test_a_quote_is_as_long_as_its_place_in_characters() -> None:
    text = "Відкрийте річку 🛶 до п’ятниці."
    item = an_item(text=text, text_until=NOW + timedelta(days=30))
    candidate = Candidate.objects.create(item=item, rank=1, score=0.5, proposal={})
    given = {"candidate": candidate, "field": "deadline"}
    Evidence.objects.create(**given, start=16, end=30, quote=text[16:30])
    name = "evidence_quote_is_as_long_as_its_place"
    refused(name, lambda: Evidence.objects.create(**given, start=16, end=31, quote=text[16:30]))
    refused("evidence_quotes_something", lambda: Evidence.objects.create(**given, start=3, end=3, quote=""))
