"""How many cases stand where, kept up with what changes so that no page counts them all.

Who changes phases calls these in the same transaction, under the lock of the board's row.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Max, Q

from tracker.models import DossierTally, Phase, PhaseTally, Section
from tracker.queries.counts import week_of

_COUNTS = {section.value: Count("pk", filter=Q(shelf=section)) for section in Section}


def add_to_weeks(*, gone: Iterable[Phase] = (), come: Iterable[Phase] = ()) -> None:
    """Take deleted phases out of the weekly tallies and add new ones (at most 4 queries)."""
    changes: Counter[tuple[date, str, str]] = Counter()
    for phases, sign in ((gone, -1), (come, 1)):
        for phase in phases:
            for at, step in ((phase.from_at, sign), (phase.until_at, -sign)):
                if at is not None:
                    changes[week_of(at), phase.shelf, phase.headline or phase.status] += step
    wanted = {key: change for key, change in changes.items() if change}
    if not wanted:
        return
    known = PhaseTally.objects.filter(week__in={week for week, _shelf, _word in wanted})
    rows = {(row.week, row.shelf, row.word): row for row in known}
    for key, row in rows.items():
        row.change += wanted.get(key, 0)
    PhaseTally.objects.bulk_update([rows[key] for key in wanted if key in rows], ["change"], batch_size=500)
    PhaseTally.objects.bulk_create(
        (
            PhaseTally(week=week, shelf=shelf, word=word, change=change)
            for (week, shelf, word), change in wanted.items()
            if (week, shelf, word) not in rows
        ),
        batch_size=500,
    )
    PhaseTally.objects.filter(change=0).delete()


def count_dossiers(dossiers: Collection[int]) -> None:
    """Count the cases of these crises anew, by their ids (at most 3 queries)."""
    if not dossiers:
        return
    current = Phase.objects.current().order_by().filter(ultimatum__dossier__in=dossiers)
    found = current.values("ultimatum__dossier_id").annotate(**_COUNTS, changed_at=Max("from_at"))
    rows = [
        DossierTally(dossier_id=dossier, live=live, passed=passed, resolved=resolved, changed_at=changed_at)
        for dossier, live, passed, resolved, changed_at in found.values_list(
            "ultimatum__dossier_id", *_COUNTS, "changed_at"
        )
    ]
    DossierTally.objects.filter(dossier__in=set(dossiers) - {row.dossier_id for row in rows}).delete()
    fields = [*_COUNTS, "changed_at"]
    DossierTally.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["dossier"], update_fields=fields
    )
