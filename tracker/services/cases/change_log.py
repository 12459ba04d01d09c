"""Keep the stream of what changed in line with the record.

A fact keeps its place in the stream for good, whatever is corrected in it; a fact that is taken back leaves
it; a case that is taken back leaves the news of that. Called in the transaction that changes the case, so
the stream never tells of what is not there. Writers queue at the board's row first, so places are given in
the order in which transactions end.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from tracker.domain.status import changes as domain
from tracker.models import Actor, Change, Correction, Publication, Ultimatum
from tracker.models.changes import month_day
from tracker.services.outbox.retry import CALLS


def record_changes(case: Ultimatum, names: Mapping[str, str], *, now: datetime) -> None:
    """Bring the stream in line with the document of a case: all of it while published, else nothing.

    `names` are those of the actors in the document, by slug.

    A case that is published again is told anew, its corrections with it: whoever followed the stream was told
    to forget it.
    """
    if case.publication != Publication.PUBLISHED:
        _retract(case, now)
        return
    wanted = {item.key: item for item in domain.changes(case.document, names)}
    facts = Change.objects.filter(ultimatum=case).exclude(kind=domain.ChangeKind.CORRECTION)
    stored = {row.key: row for row in facts}
    gone = [row.pk for key, row in stored.items() if key not in wanted]
    if gone:
        CALLS.cancel_all(Q(occurrence__change__in=gone), reason="It was taken back.")
        facts.filter(pk__in=gone).delete()
    Change.objects.bulk_create(_place(case, item, now) for key, item in wanted.items() if key not in stored)
    changed = [row for key, row in stored.items() if key in wanted and _take(row, wanted[key])]
    Change.objects.bulk_update(changed, ["kind", "at", "told_at", "month_day", "row"])
    if not stored:
        record_corrections(case, case.corrections.order_by("pk"), now=now)


def _retract(case: Ultimatum, now: datetime) -> None:
    """Put one entry in the place of all that the stream tells of a case; nothing where it tells nothing."""
    told = Change.objects.filter(ultimatum=case)
    keys = list(told.order_by("pk").values_list("key", flat=True))
    if not keys:
        return
    CALLS.cancel_all(Q(occurrence__change__in=told), reason="It was taken back.")
    told.delete()
    # Of what was taken back twice the last time counts.
    Change.objects.filter(kind=domain.ChangeKind.RETRACTED, row__slug=case.slug).delete()
    item = domain.retraction(case.document, at=now, entries=keys)
    Change.objects.bulk_create([_place(None, item, now)])


def record_corrections(case: Ultimatum, corrections: Iterable[Correction], *, now: datetime) -> None:
    """Add corrections that were just logged to the stream."""
    corrections = list(corrections)
    if not corrections:
        return
    names = dict(Actor.objects.values_list("slug", "name"))  # of actors that are in no document any more, too
    entries = (
        domain.correction(
            case.document,
            names,
            number=item.pk,
            at=item.made_at,
            fact={"path": item.path, "reason": item.reason, "before": item.before, "after": item.after},
        )
        for item in corrections
    )
    Change.objects.bulk_create(_place(case, entry, now) for entry in entries)


def forget_corrections(case: Ultimatum, corrections: QuerySet[Correction]) -> None:
    """Take corrections out of the public log and the stream: what they corrected is as it was."""
    keys = [f"correction:{pk}" for pk in corrections.values_list("pk", flat=True)]
    told = Change.objects.filter(ultimatum=case, key__in=keys)
    CALLS.cancel_all(Q(occurrence__change__in=told), reason="It was taken back.")
    told.delete()
    corrections.delete()


def _place(case: Ultimatum | None, item: domain.CaseChange, now: datetime) -> Change:
    return Change(
        ultimatum=case,
        kind=item.kind,
        key=item.key,
        at=item.at,
        recorded_at=now,
        told_at=max(item.at, now),
        month_day=month_day(item.at),
        row=dict(item.row),
    )


def _take(row: Change, item: domain.CaseChange) -> bool:
    """Make a stored row tell what it should; whether it told something else."""
    if (row.kind, row.at, row.row) == (item.kind, item.at, item.row):
        return False
    row.kind, row.at, row.row = item.kind, item.at, dict(item.row)
    row.told_at = max(row.at, row.recorded_at)
    row.month_day = month_day(row.at)
    return True
