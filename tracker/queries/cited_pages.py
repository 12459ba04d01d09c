"""What is known of the pages that cases cite: for readers, for editors, for the check of a page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum
from django.db.models import When as Then

from tracker.domain.case import LISTS, Copy, Document, Source
from tracker.domain.dates.moments import When, instant_or_none
from tracker.domain.page_states import PageShares, PageState
from tracker.domain.quotations import Quotation
from tracker.models import Page, Publication
from tracker.models import Source as SourceRow
from tracker.queries.work_queues import Page as Rows
from tracker.queries.work_queues import Queue


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What readers are told of the page of a source: since when it is gone (None: it is not), and its copy.

    `prefers_copy`: an editor decided that its title leads to the copy though the page is there.
    """

    dead_since: datetime | None = None
    copy: Copy | None = None
    prefers_copy: bool = False


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source with what is known of its page now; on a page of the past nothing is said of that."""

    source: Source
    dead_since: datetime | None = None
    copy: Copy | None = None
    leads_to_copy: bool = False

    @property
    def address(self) -> str:
        """Where its title leads."""
        return self.copy.url if self.copy and self.leads_to_copy else self.source.url


NOTHING_KNOWN = SourcePage()


def listed_sources(
    sources: Iterable[Source], pages: Mapping[str, SourcePage] | None
) -> tuple[ListedSource, ...]:
    """Sources with their pages; `pages` is None on a page of the past."""
    if pages is None:
        return tuple(ListedSource(source) for source in sources)
    return tuple(_listed(source, pages.get(source.key, NOTHING_KNOWN)) for source in sources)


def _listed(source: Source, page: SourcePage) -> ListedSource:
    copy = source.archived or page.copy
    leads = page.dead_since is not None or page.prefers_copy
    return ListedSource(source, page.dead_since, copy, leads_to_copy=leads and copy is not None)


def source_pages(ultimatum: int) -> dict[str, SourcePage]:
    """What readers are told of the pages of a case, by the keys of its sources (1 query)."""
    told = Q(page__state=PageState.DEAD) | ~Q(page__archived_address="")
    rows = SourceRow.objects.filter(told, ultimatum=ultimatum, page__isnull=False).values_list(
        "key",
        "page__state",
        "page__first_failed_at",
        "page__archived_address",
        "page__archived_on",
        "page__leads_to_copy",
    )
    found = {}
    for key, state, since, address, on, leads in rows.order_by():
        dead_since = since if state == PageState.DEAD else None
        copy = Copy(address, When(on.isoformat())) if on else None
        found[key] = SourcePage(dead_since, copy, prefers_copy=leads)
    return found


def copies_of_pages() -> dict[str, dict[str, dict[str, str]]]:
    """The copies that were found of pages, as files write them: by case and key of the source (1 query)."""
    rows = SourceRow.objects.filter(page__isnull=False).exclude(page__archived_address="").order_by()
    found: dict[str, dict[str, dict[str, str]]] = {}
    for slug, key, address, on in rows.values_list(
        "ultimatum__slug", "key", "page__archived_address", "page__archived_on"
    ):
        found.setdefault(slug, {})[key] = {"url": address, "on": f"{on}"}
    return found


# -- for the check of a page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitedAs:
    """As what a page is cited: the words that are quoted from it, its titles, the first day it is dated."""

    words: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    day: date | None = None


def cited_as(page: Page) -> CitedAs:
    """What public cases quote from a page (1 query)."""
    rows = page.sources.filter(ultimatum__publication=Publication.PUBLISHED)
    words: dict[str, None] = {}
    titles, days = [], []
    for key, title, published, document in rows.values_list(
        "key", "title", "published", "ultimatum__document"
    ):
        words.update(dict.fromkeys(quoted_words(document, key)))
        titles.append(title)
        if published:
            days.append(When(published).first_day)
    return CitedAs(tuple(words), tuple(titles), min(days, default=None))


def quoted_words(document: Document, key: str) -> Iterator[str]:
    """The words that a case quotes from one of its sources: as they were said, and sentences beside facts."""
    for part in LISTS:
        for item in document[part]:
            if key in item.get("sources", ()):
                yield from filter(None, (item.get("as_stated"), item.get("quotes", {}).get(key)))


def read_quotations(stored: Mapping[str, Mapping[str, str | None]]) -> dict[str, Quotation]:
    """From what a page stores."""
    return {
        words: Quotation(instant_or_none(each.get("seen")), instant_or_none(each.get("gone")))
        for words, each in stored.items()
    }


# -- for editors -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitingCase:
    """A public case that cites a page, and as what."""

    pk: int
    title: str
    source_title: str
    publisher: str


@dataclass(frozen=True, slots=True)
class PageToMend:
    """A page that needs an editor: what happened (`what`: gone-words, dead or a doubt) and since when."""

    pk: int
    address: str
    what: str
    since: datetime | None
    reason: str
    gone: tuple[str, ...]
    """The quoted words that are gone."""
    copy: Copy | None
    cases: tuple[CitingCase, ...]

    @property
    def name(self) -> str:
        """Publisher and title, as a case cites it; the address of one that no public case cites now."""
        first = next(iter(self.cases), None)
        return f"{first.publisher}: {first.source_title}" if first else self.address


def pages_to_mend() -> QuerySet[Page]:
    """Pages without the words we quote, dead or doubtful; not those whose copy an editor chose instead."""
    needs = Q(quotes_gone_at__isnull=False) | Q(state=PageState.DEAD) | ~Q(doubt="")
    return Page.objects.filter(needs, leads_to_copy=False)


def sources_to_mend(*, now: datetime, page: Rows) -> Queue[PageToMend]:  # noqa: ARG001 -- as the other queues
    """These pages: quoted words gone first, then dead, then doubtful; the newest first (3 queries)."""
    found = pages_to_mend()
    gone, dead = Q(quotes_gone_at__isnull=False), Q(state=PageState.DEAD)
    rank = Case(Then(gone, then=0), Then(dead, then=1), default=2, output_field=IntegerField())
    since = Case(Then(gone, then="quotes_gone_at"), Then(dead, then="first_failed_at"), default="doubted_at")
    rows = list(found.annotate(rank=rank, since=since).order_by("rank", "-since", "id")[page.part])
    citing: dict[int, list[CitingCase]] = {row.pk: [] for row in rows}
    sources = SourceRow.objects.filter(page__in=rows, ultimatum__publication=Publication.PUBLISHED)
    columns = ("page", "ultimatum", "ultimatum__title", "title", "publisher")
    for pk, *case in sources.order_by("ultimatum", "position").values_list(*columns):
        citing[pk].append(CitingCase(*case))
    return Queue(found.count(), tuple(_to_mend(row, citing[row.pk]) for row in rows))


def what_happened(page: Page) -> str:
    """What there is to see to on a page, the gravest: gone-words, dead, a doubt; empty where nothing is."""
    if page.quotes_gone_at:
        return "gone-words"
    return PageState.DEAD.value if page.state == PageState.DEAD else page.doubt


def gone_words(page: Page) -> tuple[str, ...]:
    """The quoted words that are gone from a page."""
    return tuple(words for words, each in read_quotations(page.quotations).items() if each.gone_at)


def _to_mend(page: Page, cases: list[CitingCase]) -> PageToMend:
    on = page.archived_on
    copy = Copy(page.archived_address, When(on.isoformat())) if on else None
    since: datetime | None = page.since  # type: ignore[attr-defined]  # annotated
    what = what_happened(page)
    return PageToMend(page.pk, page.address, what, since, page.reason, gone_words(page), copy, tuple(cases))


# -- shares ----------------------------------------------------------------------------------------------


def page_shares() -> PageShares:
    """How the pages of public cases stand (2 queries)."""
    states = dict(Page.objects.order_by().values_list("state").annotate(number=Count("pk")))
    sums = Page.objects.aggregate(
        archived=Count("pk", filter=~Q(archived_address="")),
        found=Sum("quotes_found", default=0),
        missing=Sum("quotes_missing", default=0),
    )
    return PageShares(
        sum(states.values()),
        {state: states.get(state.value, 0) for state in PageState},
        sums["archived"],
        sums["found"] + sums["missing"],
        sums["found"],
    )
