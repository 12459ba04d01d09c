"""Texts that came in and what was read in them, made by hand: each field is quoted from the text."""

from datetime import datetime, timedelta
from typing import Any

from tracker.domain.extraction.result import (
    Candidate as Found,
)
from tracker.domain.extraction.result import (
    Evidence as FoundEvidence,
)
from tracker.domain.extraction.result import (
    FoundActor,
    FoundDeadline,
    FoundDemand,
    FoundThreat,
)
from tracker.domain.vocabulary import Change, DemandType, ThreatType
from tracker.models import Candidate, Evidence, IntakeItem, ItemOrigin, ItemState, Ultimatum

TEXT = (
    "PORT ALDO, March 2 - Aldovia on Monday told Boréaland to open the river within 20 days.\n"
    "If it does not, Aldovia will close its ports to ships from Boréaland.\n"
    "The two have quarrelled over the river for years."
)
EVIDENCE = {
    "sender": "Aldovia",
    "target": "Boréaland",
    "demand": "open the river",
    "threat": "will close its ports",
    "deadline": "within 20 days",
    "announced": "on Monday",
}


def an_item(now: datetime, text: str = TEXT, **values: Any) -> IntakeItem:
    """An article that was read, of 2 March 2026."""
    address = values.pop("address", "https://news.example.org/river")
    given: dict[str, Any] = {
        "origin": ItemOrigin.FEED,
        "url": address,
        "address": address,
        "title": "Aldovia gives Boréaland 20 days to open the river",
        "publisher": "Example News",
        "published": "2026-03-02",
        "language": "en",
        "received_at": now,
        "state": ItemState.READ,
        "text": text,
        "text_until": now + timedelta(days=30) if text else None,
    }
    return IntakeItem.objects.create(**{**given, **values})


def found_in(text: str = TEXT, *, evidence: dict[str, str] = EVIDENCE, **values: Any) -> Found:
    """What is read in a text; each quote is at its first place."""
    given: dict[str, Any] = {
        "score": 0.8,
        "sender": FoundActor("Aldovia", "aldovia"),
        "target": FoundActor("Boréaland", "borealand"),
        "demand": FoundDemand("open the river", DemandType.OPEN_PASSAGE),
        "threat": FoundThreat("close its ports to ships from Boréaland", (ThreatType.BLOCKADE,)),
        "deadline": FoundDeadline(
            "within 20 days",
            "2026-03-22",
            "2026-03-22",
            "day",
            "2026-03-02",
            "sentence",
            "America/New_York",
            "seat",
        ),
        "change": Change.SET,
        "fits_case": None,
    }
    places = tuple(
        FoundEvidence(field, text.index(quote), text.index(quote) + len(quote), quote)
        for field, quote in evidence.items()
    )
    return Found(**{**given, **values}, evidence=places)


def a_candidate(item: IntakeItem, *founds: Found) -> Candidate:
    """The best of what was read in an item."""
    rows = [_stored(item, rank, each) for rank, each in enumerate(founds or (found_in(item.text),), 1)]
    return rows[0]


def _stored(item: IntakeItem, rank: int, found: Found) -> Candidate:
    fits = Ultimatum.objects.filter(slug=found.fits_case or "").first()
    proposal = found.as_json()
    row = Candidate.objects.create(item=item, rank=rank, score=found.score, proposal=proposal, fits_case=fits)
    Evidence.objects.bulk_create(
        Evidence(candidate=row, field=each.field, start=each.start, end=each.end, quote=each.quote)
        for each in found.evidence
    )
    return row


def case(slug: str = "open-the-river") -> Ultimatum:
    """The stored case."""
    return Ultimatum.objects.get(slug=slug)
