"""What contradicts itself in each case, kept with the case for the front page of the admin."""

from collections.abc import Iterable
from datetime import datetime

from tracker.domain.checking import Doubt, contradictions_in
from tracker.models import Ultimatum
from tracker.queries.record_check import checked
from tracker.queries.streaming import streamed

AT_ONCE = 200
FIELDS = ("doubts", "gravity")


def keep_doubts(case: Ultimatum, *, now: datetime) -> None:
    """Set what its document has doubtful; saves nothing."""
    doubts = contradictions_in(checked(case.document, case.dossier, now=now))
    case.doubts, case.gravity = [each.as_data() for each in doubts], _worst(doubts)


def check_again(*, now: datetime) -> int:
    """Look at every case once more, by the rules and the crises of today; returns how many changed."""
    changed = []
    cases = Ultimatum.objects.exclude(document={}).select_related("dossier").order_by("pk")
    for case in streamed(cases, at_once=AT_ONCE):
        before = case.doubts
        keep_doubts(case, now=now)
        if case.doubts != before:
            changed.append(case)
    Ultimatum.objects.bulk_update(changed, FIELDS, batch_size=AT_ONCE)
    return len(changed)


def _worst(doubts: Iterable[Doubt]) -> int:
    """The rank of the gravest, 0 for none."""
    return max((doubt.severity.rank for doubt in doubts), default=0)
