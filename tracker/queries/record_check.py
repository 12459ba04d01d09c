"""The cases of the record as they are checked for what contradicts itself (domain.checking)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tracker.domain.case import Document
from tracker.domain.checking import Checked, Doubt, doubts_about
from tracker.domain.dates.moments import When
from tracker.domain.status.record import Record
from tracker.models import Publication, Ultimatum
from tracker.queries.streaming import streamed

AT_ONCE = 200


def checked(document: Document, crisis: Any, *, now: datetime, looked_at: datetime | None = None) -> Checked:
    """A valid document with its crisis, which has `started` and `ended` as texts; None: without one."""
    started, ended = (getattr(crisis, name, None) for name in ("started", "ended"))
    return Checked(
        Record.from_document(document),
        now,
        When(started) if started else None,
        When(ended) if ended else None,
        looked_at,
    )


def doubts_of_record(*, now: datetime) -> Iterator[tuple[str, Doubt]]:
    """All that is doubtful about published cases, by their slugs (1 query)."""
    cases = Ultimatum.objects.filter(publication=Publication.PUBLISHED).select_related("dossier")
    columns = cases.order_by("slug").only("slug", "document", "checked_at", "dossier")
    for case in streamed(columns, at_once=AT_ONCE):
        found = checked(case.document, case.dossier, now=now, looked_at=case.checked_at)
        for doubt in doubts_about(found):
            yield case.slug, doubt
