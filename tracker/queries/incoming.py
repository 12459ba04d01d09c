"""What came in and what was read in it, as editors see it: ranked, one by one, and what became of all."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Case, Count, F, Q, QuerySet, TextField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from tracker.domain.dates.moments import NoSuchZone, NotADate
from tracker.domain.dates.moments import When as Moment
from tracker.domain.dates.windows import Due, ImpossibleWindow, Precision
from tracker.domain.extraction.result import Candidate as Found
from tracker.domain.extraction.result import FoundDeadline
from tracker.domain.extraction.sentences import sentences
from tracker.domain.marks import Mark, Segment, segments
from tracker.models import (
    Candidate,
    CandidateState,
    IntakeItem,
    ItemOrigin,
    ItemState,
    RejectReason,
)
from tracker.queries.work_queues import Page, Queue

STRONG, FAIR = 0.7, 0.4
"""From these scores on a candidate is called strong, and fair."""
LONGEST_TITLE = 80
"""So much of a text without a title stands for one."""
LONGEST_SENTENCE = 1000
"""A quote of a citation is no longer (case_format)."""


def strength(score: float) -> str:
    """A score in a word."""
    return "strong" if score >= STRONG else "fair" if score >= FAIR else "weak"


@dataclass(frozen=True, slots=True)
class FoldedSource:
    """Another text that says the same, folded into the first: its item and where it was published."""

    pk: int
    url: str
    title: str
    publisher: str
    published: str


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One candidate: the row, what was read, and how many other texts say the same."""

    row: Candidate
    found: Found
    folded: int

    @property
    def pk(self) -> int:
        """Its number, for addresses."""
        return self.row.pk

    @property
    def strength(self) -> str:
        """Its score in a word."""
        return strength(self.row.score)

    @property
    def title(self) -> str:
        """What the text is called."""
        return title_of(self.row.item)

    @property
    def publisher(self) -> str:
        """Where it was published."""
        return publisher_of(self.row.item)

    @property
    def due(self) -> Due | None:
        """The window that the words were read as."""
        return due_of(self.found.deadline)


@dataclass(frozen=True, slots=True)
class Reading:
    """One candidate beside its text, which is in segments with marks; in none once the text is gone."""

    row: Candidate
    found: Found
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    folded: tuple[FoldedSource, ...]
    others: tuple[Candidate, ...]

    @property
    def item(self) -> IntakeItem:
        """The text it was read in."""
        return self.row.item

    def sentence_of(self, field: str) -> str:
        """The sentence that bears a field, else the words alone; empty where nothing does."""
        mark = next((each for each in self.marks if each.field == field), None)
        if mark is None:
            quotes = [each.quote for each in self.found.evidence if each.field == field]
            return quotes[0] if quotes else ""
        return sentence_around(self.item.text, mark)


def title_of(item: IntakeItem) -> str:
    """What a text is called; its first words where it has no title."""
    begins = textwrap.shorten(item.text[:400], LONGEST_TITLE, placeholder="…")
    return item.title or begins or item.url or "A text without a title"


def publisher_of(item: IntakeItem) -> str:
    """Its publisher, else the host it is from, else the feed that brought it."""
    host = (urlsplit(item.url).hostname or "").removeprefix("www.")
    return item.publisher or host or (item.feed.title if item.feed else "")


def due_of(deadline: FoundDeadline | None) -> Due | None:
    """The window of what was read; None where there is none."""
    if deadline is None or not deadline.earliest:
        return None
    try:
        last = Moment(deadline.latest) if deadline.latest else None
        precision = Precision(deadline.precision)
        assumed = deadline.timezone_from != "words"
        return Due(Moment(deadline.earliest), last, precision, deadline.timezone, assumed)
    except (NotADate, NoSuchZone, ImpossibleWindow, ValueError):
        return None


def open_at(now: datetime) -> Q:
    """What waits for an editor: what nobody decided, and what was put off until by now."""
    return Q(state=CandidateState.INCOMING) | Q(state=CandidateState.LATER, later_until__lte=now)


FILTERS = ("open", "later", "drafted", "added", "rejected")
"""What the list can be narrowed to, beside texts in which nothing was read."""


def incoming(*, now: datetime, page: Page, state: str = "open", origin: str = "") -> Queue[IncomingRow]:
    """Candidates, the most pressing first; decided ones by when they were decided (3 queries).

    Strong ones come before fair and weak ones; of those, windows that are not over, then what changes a case
    of the record, then what ends next, then what came last.
    """
    wanted = {
        "open": open_at(now),
        "later": Q(state=CandidateState.LATER, later_until__gt=now),
    }.get(state, Q(state=state))
    found = Candidate.objects.filter(wanted)
    if origin:
        found = found.filter(item__origin=origin)
    is_open = state in ("open", "later")
    ordered = _by_urgency(found, now) if is_open else found.order_by("-decided_at", "-id")
    rows = _with_item(ordered)[page.part]
    return Queue(found.count(), _rows(list(rows)))


def _by_urgency(found: QuerySet[Candidate], now: datetime) -> QuerySet[Candidate]:
    is_strong = Case(When(score__gte=STRONG, then=2), When(score__gte=FAIR, then=1), default=0)
    until = Cast(
        KT("proposal__deadline__latest"), TextField()
    )  # an ISO 8601 day or instant: a text that sorts by time
    is_over = Case(When(until__lt=f"{now:%Y-%m-%d}", then=1), default=0)
    is_new = Case(When(fits_case=None, then=1), default=0)
    return found.annotate(until=until).order_by(
        is_strong.desc(), is_over, is_new, F("until").asc(nulls_last=True), "-id"
    )


def queue(*, now: datetime, page: Page) -> Queue[IncomingRow]:
    """What waits for an editor, the most pressing first (3 queries)."""
    return incoming(now=now, page=page)


def _rows(rows: Sequence[Candidate]) -> tuple[IncomingRow, ...]:
    folded = IntakeItem.objects.filter(duplicate_of__in={row.item_id for row in rows})
    counts = dict(folded.order_by().values_list("duplicate_of").annotate(Count("pk"))) if rows else {}
    return tuple(IncomingRow(row, read_back(row.proposal), counts.get(row.item_id, 0)) for row in rows)


def _with_item(found: QuerySet[Candidate]) -> QuerySet[Candidate]:
    related = ("item__feed", "fits_case", "ultimatum", "decided_by")
    return found.select_related(*related).defer(
        "item__text",
        "item__signature",
        "item__summary",
        "fits_case__document",
        "fits_case__last_public",
        "ultimatum__document",
        "ultimatum__last_public",
    )


def read_back(proposal: Mapping[str, Any]) -> Found:
    """What is stored of a candidate, as values."""
    return Found.from_json(proposal)


def unread(*, now: datetime, page: Page) -> Queue[IntakeItem]:  # noqa: ARG001 -- as the others
    """Texts that people gave in which nothing was read, or that wait to be, the newest first (2 queries)."""
    given = (ItemOrigin.PASTED, ItemOrigin.SUGGESTED)
    found = IntakeItem.objects.filter(origin__in=given, candidates=None, duplicate_of=None)
    rows = found.select_related("feed", "editor").defer("signature").order_by("-received_at", "-id")
    return Queue(found.count(), tuple(rows[page.part]))


def suggested(*, now: datetime, page: Page) -> Queue[IntakeItem]:  # noqa: ARG001 -- as the others
    """What readers suggested and nothing was read in, the longest waiting first (2 queries)."""
    found = IntakeItem.objects.filter(origin=ItemOrigin.SUGGESTED, candidates=None, duplicate_of=None)
    found = found.exclude(state=ItemState.WAITING)
    rows = found.defer("signature").order_by("received_at", "id")
    return Queue(found.count(), tuple(rows[page.part]))


def reading_of(pk: int) -> Reading | None:
    """One candidate with its text (4 queries)."""
    related = ("item__feed", "item__editor", "fits_case", "ultimatum", "decided_by")
    row = Candidate.objects.select_related(*related).filter(pk=pk).first()
    if row is None:
        return None
    text = row.item.text
    stored = row.evidence.order_by("start", "end", "id")
    marks = tuple(
        Mark(number, each.field, each.start, each.end)
        for number, each in enumerate(stored, 1)
        if text[each.start : each.end] == each.quote
    )
    others = tuple(Candidate.objects.filter(item=row.item_id).exclude(pk=pk).order_by("rank"))
    return Reading(
        row,
        read_back(row.proposal),
        tuple(segments(text, marks)) if text else (),
        marks,
        folded_into(row.item),
        others,
    )


def folded_into(item: IntakeItem) -> tuple[FoldedSource, ...]:
    """The other places where the same text was published (1 query)."""
    found = IntakeItem.objects.filter(duplicate_of=item).exclude(url="").order_by("received_at", "id")
    rows = found.select_related("feed").defer("text", "signature", "summary")
    return tuple(FoldedSource(row.pk, row.url, row.title, publisher_of(row), row.published) for row in rows)


def sentence_around(text: str, mark: Mark) -> str:
    """The sentence of a text that a mark begins in, on one line, as long as a quote may be."""
    for each in sentences(text):
        if each.start <= mark.start < each.end:
            return " ".join(text[each.start : max(each.end, mark.end)].split())[:LONGEST_SENTENCE].strip()
    return text[mark.start : mark.end]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    name: str
    number: int
    of: int

    @property
    def percent(self) -> int:
        """As a whole number."""
        return round(100 * self.number / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class Became:
    """What became of what one engine offered: decisions, reasons, and the fields that editors changed."""

    engine: str
    offered: int
    decided: int
    decisions: tuple[Share, ...]
    reasons: tuple[Share, ...]
    compared: int
    fields: tuple[Share, ...]


def became() -> tuple[Became, ...]:
    """What became of what was offered, by engine (3 queries)."""
    engines = Candidate.objects.order_by().values_list("engine", "state").annotate(Count("pk"))
    states: dict[str, Counter[str]] = {}
    for engine, state, number in engines:
        states.setdefault(engine, Counter())[state] += number
    rejected = Candidate.objects.filter(state=CandidateState.REJECTED).order_by()
    reasons: dict[str, Counter[str]] = {}
    for engine, reason, number in rejected.values_list("engine", "reject_reason").annotate(Count("pk")):
        reasons.setdefault(engine, Counter())[reason] += number
    accepted = Candidate.objects.filter(state__in=(CandidateState.DRAFTED, CandidateState.ADDED))
    compared: dict[str, list[Mapping[str, Any]]] = {}
    for engine, found in accepted.order_by().values_list("engine", "differences"):
        if found:
            compared.setdefault(engine, []).append(found)
    return tuple(
        _became(engine, states[engine], reasons.get(engine, Counter()), compared.get(engine, []))
        for engine in sorted(states)
    )


def _became(
    engine: str, states: Counter[str], reasons: Counter[str], compared: Sequence[Mapping[str, Any]]
) -> Became:
    ends = (CandidateState.DRAFTED, CandidateState.ADDED, CandidateState.REJECTED)
    decided = sum(states[each] for each in ends)
    asked = Counter(name for each in compared for name in each["compared"])
    changed = Counter(name for each in compared for name in each["changed"])
    return Became(
        engine,
        states.total(),
        decided,
        tuple(Share(str(each.label), states[each], decided) for each in ends),
        tuple(_most(Share(str(each.label), reasons[each], states[ends[2]]) for each in RejectReason)),
        len(compared),
        tuple(_most(Share(name, changed[name], number) for name, number in asked.items())),
    )


def _most(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.number, share.name))
