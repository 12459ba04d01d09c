"""What editors decide about what came in: a draft, a part of a case, not ours, later; and what became of it.

A candidate is decided once. Who comes second is told who decided and what (`AlreadyDecided`), and nothing of
the first decision is lost.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from tracker.domain.proposal_differences import OF_A_MOVE, differences
from tracker.models import (
    OPEN_CANDIDATES,
    Candidate,
    CandidateState,
    IntakeItem,
    Publication,
    RejectReason,
    Ultimatum,
)

NOTHING_READ: Mapping[str, Any] = {
    "score": 0.0,
    "sender": None,
    "target": None,
    "demand": None,
    "threat": None,
    "deadline": None,
    "change": "set",
    "fits_case": None,
    "evidence": [],
}
"""The proposal of a text in which nothing was found, so that it can be decided about like others."""
BY_HAND = "none"
"""The engine of such a proposal."""
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=92)


class AlreadyDecided(Exception):
    """Somebody decided about the candidate before; the message says who, what and when."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        super().__init__(f"{decision_text(candidate)} Nothing was changed.")


def decision_text(candidate: Candidate) -> str:
    """Who decided what and when, as a sentence; empty for what is open."""
    if candidate.decided_at is None:
        return ""
    who = candidate.decided_by.get_username() if candidate.decided_by else "Somebody"
    at = candidate.decided_at
    return f"{who} {_what(candidate)} on {at.day} {at:%B %Y} at {at:%H:%M} UTC."


def _what(candidate: Candidate) -> str:
    which = f"“{candidate.ultimatum}”" if candidate.ultimatum else "a case that was deleted since"
    match candidate.state:
        case CandidateState.DRAFTED:
            return f"made a draft of it, {which}"
        case CandidateState.ADDED:
            return f"added it to {which}"
        case _:
            return f"found it not ours ({str(RejectReason(candidate.reject_reason).label).lower()})"


@transaction.atomic
def candidate_of(item: IntakeItem) -> Candidate:
    """The best candidate of an item; an empty one, stored, where nothing was found in it."""
    IntakeItem.objects.select_for_update().get(pk=item.pk)
    found = item.candidates.order_by("rank").first()
    if found is not None:
        return found
    values = {"score": 0.0, "proposal": NOTHING_READ, "engine": BY_HAND}
    return Candidate.objects.create(item=item, rank=1, **values)


@transaction.atomic
def reject(pk: int, reason: RejectReason, *, user: User, now: datetime) -> Candidate:
    """Not ours, and why. Raises `AlreadyDecided`."""
    candidate = _open(pk)
    candidate.reject_reason = reason
    return _decided(candidate, CandidateState.REJECTED, user=user, now=now)


@transaction.atomic
def put_off(pk: int, until: datetime, *, now: datetime) -> Candidate:
    """Look again at an instant: then it is in the queue anew. Raises `AlreadyDecided` and `ValueError`."""
    if not now + SOONEST <= until <= now + LATEST:
        raise ValueError(f"{until:%Y-%m-%d} is not between tomorrow and three months from now")
    candidate = _open(pk)
    candidate.state, candidate.later_until = CandidateState.LATER, until
    candidate.save(update_fields=["state", "later_until"])
    return candidate


@transaction.atomic
def made_draft(pk: int, case: Ultimatum, *, user: User, now: datetime) -> Candidate:
    """A case was made of it. Raises `AlreadyDecided`."""
    candidate = _open(pk)
    candidate.ultimatum = case
    decided = _decided(candidate, CandidateState.DRAFTED, user=user, now=now)
    if case.publication == Publication.PUBLISHED:
        note_published(case)
    return decided


@transaction.atomic
def added_to(pk: int, case: Ultimatum, *, is_move: bool, user: User, now: datetime) -> Candidate:
    """It was entered in a case that is public, as an announcement or otherwise. Raises `AlreadyDecided`."""
    candidate = _open(pk)
    candidate.ultimatum = case
    if is_move:
        candidate.differences = differences(candidate.proposal, case.document, OF_A_MOVE)
    return _decided(candidate, CandidateState.ADDED, user=user, now=now)


@transaction.atomic
def open_again(pk: int) -> Candidate:
    """Take a decision back: it is in the queue anew. What was entered meanwhile stays."""
    candidate = Candidate.objects.select_for_update().get(pk=pk)
    candidate.state, candidate.reject_reason, candidate.later_until = CandidateState.INCOMING, "", None
    candidate.decided_at = candidate.decided_by = candidate.ultimatum = None
    candidate.differences = {}
    candidate.save()
    return candidate


def note_published(case: Ultimatum) -> None:
    """Keep what an editor changed of what was proposed, once a case made of it is public (1 query)."""
    for candidate in case.candidates.filter(state=CandidateState.DRAFTED):
        candidate.differences = differences(candidate.proposal, case.document)
        candidate.save(update_fields=["differences"])


def _open(pk: int) -> Candidate:
    """The candidate, its row locked; raises `AlreadyDecided`."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=pk)
    if candidate.state not in OPEN_CANDIDATES:
        raise AlreadyDecided(candidate)
    return candidate


def _decided(candidate: Candidate, state: CandidateState, *, user: User, now: datetime) -> Candidate:
    candidate.state, candidate.later_until = state, None
    candidate.decided_at, candidate.decided_by = now, user
    candidate.save()
    return candidate
