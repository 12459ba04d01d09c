"""What there is to do for editors and operators: queues of cases, of readers' reports, of what is stuck.

Each function returns how many there are and one page of them, what presses most first. Cases stand as of the
last tick.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import and_
from typing import Any, Generic, TypeVar

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast, Coalesce, Greatest, Least

from tracker.domain.case import Document
from tracker.domain.checking import Doubt
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import Quality
from tracker.models import (
    FACTS,
    Citation,
    Deadline,
    Endpoint,
    EndpointState,
    Milestone,
    Phase,
    Proposal,
    Publication,
    Report,
    ReportState,
    Section,
    Ultimatum,
)
from tracker.queries.dashboard import DashboardRow, dashboard_row
from tracker.queries.deliveries import outbox_status
from tracker.queries.status import MAIL_WAITS_SECONDS

RUNS_OUT_WITHIN = timedelta(hours=48)
STILL_OPEN_FOR = timedelta(days=7)
"""So long a passed case rests that an editor looked at and found still open."""
CHECKED_FOR = timedelta(days=1)
LOOKED_AT_EVERY = timedelta(days=30)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Queue(Generic[Row]):
    """How many things there are to do, and a page of them."""

    count: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows are wanted: so many of them, from the first of the page on."""

    first: int = 0
    most: int = 10

    @property
    def part(self) -> slice:
        """The same as Django slices rows."""
        return slice(self.first, self.first + self.most)


@dataclass(frozen=True, slots=True)
class QueuedCase:
    """A published case in a queue.

    `since`: what the queue is ordered by, when it runs out, when it passed, when it was last looked at.
    `checked_at`: when an editor last looked and found it as it was, `is_checked`: that it was within a day.
    `mail_at`: when the next mail of its
    clock is due; None where none is, or the queue does not ask.
    """

    pk: int
    row: DashboardRow
    since: datetime
    checked_at: datetime | None
    is_checked: bool
    mail_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubmittedCase:
    """A case that waits for review: who handed it in (empty: not known) and when; what it says and said.

    `public` is its document as it is public or was before it was taken back; empty where it never was.
    `is_proposal`: the case is public and goes on as it is until another editor publishes the change.
    """

    pk: int
    title: str
    by: str
    at: datetime
    document: Document
    public: Document
    is_proposal: bool = False


@dataclass(frozen=True, slots=True)
class WeakCase:
    """A published case in which a fact rests on weak sources alone."""

    pk: int
    title: str
    document: Document

    @property
    def weak_facts(self) -> dict[str, Document]:
        """These facts by their paths, as `demands[m1]`."""
        weak = {key for key, item in self.document["sources"].items() if item["quality"] == Quality.WEAK}
        found: dict[str, Document] = {}
        for part in ("demands", "threats", "deadlines", "events", "outcomes"):
            for item in self.document[part]:
                if item["sources"] and weak.issuperset(item["sources"]):
                    found[f"{part}[{item.get('id') or item.get('target') or 'all'}]"] = item
        return found


@dataclass(frozen=True, slots=True)
class DoubtfulCase:
    """A published case with what contradicts itself in it, the gravest first."""

    pk: int
    title: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """An error a reader reported."""

    pk: int
    case_pk: int
    case_title: str
    shown: str
    right: str
    source_url: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something that does not leave: `mails` (how many wait), `parked` (how many) or one `endpoint`."""

    what: str
    since: datetime | None
    number: int = 0
    pk: int | None = None
    name: str = ""


def running_out(*, now: datetime, page: Page) -> Queue[QueuedCase]:
    """Cases that run out within 48 hours, the next first, with their next mail (3 queries)."""
    running = [Status.RUNNING, Status.OPEN]
    found = Phase.objects.current().filter(
        status__in=running, shelf=Section.LIVE, sort_at__gt=now, sort_at__lte=now + RUNS_OUT_WITHIN
    )
    queue = _cases(found.order_by("sort_at", "id"), F("sort_at"), now=now, page=page)
    due = Milestone.objects.filter(ultimatum__in=[case.pk for case in queue.rows], due_at__gt=now)
    mails = dict(due.order_by().values_list("ultimatum").annotate(at=Min("due_at")))
    return Queue(queue.count, tuple(replace(case, mail_at=mails.get(case.pk)) for case in queue.rows))


def passed(*, now: datetime, page: Page) -> Queue[QueuedCase]:
    """Cases that passed or were withdrawn with their outcome open, the longest first (2 queries).

    One that an editor found still open rests for a week.
    """
    found = _passed().exclude(ultimatum__checked_at__gt=now - STILL_OPEN_FOR)
    # A phase of its own begins with an outcome that nobody could find; the date had passed before.
    over = Deadline.objects.filter(ultimatum=OuterRef("ultimatum"), latest_at__lte=now).order_by("-latest_at")
    date = Least("sort_at", Coalesce(Subquery(over.values("latest_at")[:1]), "sort_at"))
    since = Case(When(status=Status.PASSED, then=date), default="sort_at")
    return _cases(found.order_by(since, "id"), since, now=now, page=page)


def resting(*, now: datetime) -> int:
    """How many cases passed with their outcome open and were looked at within a week (1 query)."""
    return _passed().filter(ultimatum__checked_at__gt=now - STILL_OPEN_FOR).count()


def not_looked_at(*, now: datetime, page: Page) -> Queue[QueuedCase]:
    """Running cases that nobody edited or looked at for 30 days, the longest first (2 queries)."""
    before = now - LOOKED_AT_EVERY
    found = Phase.objects.current().filter(shelf=Section.LIVE, ultimatum__updated_at__lte=before)
    found = found.exclude(ultimatum__checked_at__gt=before)
    seen = Greatest("ultimatum__updated_at", Coalesce("ultimatum__checked_at", "ultimatum__updated_at"))
    return _cases(found.order_by(seen, "id"), seen, now=now, page=page)


def _passed() -> QuerySet[Phase]:
    return Phase.objects.current().filter(shelf=Section.PASSED)


def _cases(found: QuerySet[Phase], since: Any, *, now: datetime, page: Page) -> Queue[QueuedCase]:
    rows = found.annotate(text=Cast("row", TextField()), since=since).values_list(
        "ultimatum", "status", "text", "since", "ultimatum__checked_at"
    )
    cases = (
        QueuedCase(
            pk,
            dashboard_row(status, text, at=now),
            at,
            checked_at,
            is_checked=checked_at is not None and now - checked_at < CHECKED_FOR,
        )
        for pk, status, text, at, checked_at in rows[page.part]
    )
    return Queue(found.count(), tuple(cases))


def stands_now(case: Ultimatum, *, now: datetime) -> DashboardRow | None:
    """Where one case stands (1 query); None where it is not public."""
    rows = case.phases.filter(is_current=True).annotate(text=Cast("row", TextField()))
    row = rows.values_list("status", "text").first()
    return dashboard_row(*row, at=now) if row else None


def in_review(*, now: datetime, page: Page) -> Queue[SubmittedCase]:  # noqa: ARG001 -- as the others
    """Cases, and changes of public ones, that wait for an editor; the longest first (3 queries)."""
    proposed = list(Proposal.objects.values_list("ultimatum", flat=True))  # few; each part goes by an index
    found = Ultimatum.objects.filter(Q(publication=Publication.IN_REVIEW) | Q(pk__in=proposed))
    at = Coalesce("proposal__at", "submitted_at", "updated_at")
    columns = ("pk", "title", "submitted_by__username", "document", "last_public")
    proposal = ("proposal__pk", "proposal__editor__username", "proposal__document")
    rows = found.annotate(at=at).order_by("at", "id").values_list("at", *columns, *proposal)
    cases = (
        SubmittedCase(pk, title, proposer, at, changed, document, is_proposal=True)
        if proposal_pk
        else SubmittedCase(pk, title, by or "", at, document, public)
        for at, pk, title, by, document, public, proposal_pk, proposer, changed in rows[page.part]
    )
    return Queue(found.count(), tuple(cases))


def open_reports(*, now: datetime, page: Page) -> Queue[OpenReport]:  # noqa: ARG001 -- as the others
    """Readers' reports that nobody decided, the longest open first (2 queries)."""
    found = Report.objects.filter(state=ReportState.OPEN)
    columns = ("pk", "ultimatum", "ultimatum__title", "shown", "right", "source_url", "received_at")
    rows = found.order_by("received_at", "id").values_list(*columns)[page.part]
    return Queue(found.count(), tuple(OpenReport(*row) for row in rows))


def weak_alone(*, now: datetime, page: Page) -> Queue[WeakCase]:  # noqa: ARG001 -- as the others
    """Published cases in which weak sources stand alone under a fact, the newest change first (2 queries)."""
    better = Citation.objects.exclude(source__quality=Quality.WEAK)
    stands_alone = reduce(and_, (~Exists(better.filter(**{fact: OuterRef(fact)})) for fact in FACTS))
    weak = Citation.objects.filter(
        stands_alone, source__quality=Quality.WEAK, source__ultimatum__publication=Publication.PUBLISHED
    )
    found = Ultimatum.objects.filter(pk__in=weak.order_by().values("source__ultimatum"))
    rows = found.order_by("-updated_at", "id").values_list("pk", "title", "document")[page.part]
    return Queue(found.count(), tuple(WeakCase(*row) for row in rows))


def contradictory(*, now: datetime, page: Page) -> Queue[DoubtfulCase]:  # noqa: ARG001 -- as the others
    """Published cases whose facts contradict each other, the gravest first (2 queries)."""
    found = Ultimatum.objects.filter(publication=Publication.PUBLISHED, gravity__gt=0)
    rows = found.order_by("-gravity", "-updated_at", "id").values_list("pk", "title", "doubts")[page.part]
    cases = (DoubtfulCase(pk, title, tuple(map(Doubt.from_data, doubts))) for pk, title, doubts in rows)
    return Queue(found.count(), tuple(cases))


def stuck(*, now: datetime, page: Page) -> Queue[Stuck]:
    """Mails that wait for over ten minutes or need a human, and endpoints that fail (11 queries)."""
    mails = outbox_status(now=now)
    rows = []
    since = mails.waiting_since
    if since and (now - since).total_seconds() > MAIL_WAITS_SECONDS:
        rows.append(Stuck("mails", since, mails.waiting))
    if mails.parked:
        rows.append(Stuck("parked", None, mails.parked))
    rows += _failing_endpoints()
    return Queue(len(rows), tuple(rows[page.part]))


def _failing_endpoints() -> Iterable[Stuck]:
    failing = Endpoint.objects.filter(state=EndpointState.ACTIVE, failing_since__isnull=False)
    for each in failing.order_by("failing_since", "id"):
        yield Stuck("endpoint", each.failing_since, each.failures, each.pk, str(each))
