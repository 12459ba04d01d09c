"""Reading what came in: fetch the page, take out its text, fold what repeats another, store candidates."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction

from tracker.domain.dates.moments import When
from tracker.domain.extraction import result
from tracker.domain.extraction.result import OtherLanguage, TooLong
from tracker.domain.near_duplicates import signature
from tracker.intake.addresses import canonical, host_of
from tracker.intake.apart import NotReadApart
from tracker.intake.page_text import PageText, page_text
from tracker.models import Candidate, Evidence, IntakeItem, ItemState, Ultimatum
from tracker.services.host_limit import rest
from tracker.services.intake.near_duplicates import similar_items, store_signature
from tracker.services.intake.scheduling import MOST_LISTED, Clock, fetch_due
from tracker.transports.http_client import NotFetched
from tracker.transports.web_pages import PageReader, WebPage

log = logging.getLogger(__name__)
MOST_CHARACTERS = 200_000
MOST_TRIES = 5
LEASE = timedelta(minutes=5)
"""How long a worker has for an item; longer than its task may run."""
WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""Between the tries to fetch a page."""
READ_STATES = (ItemState.READ, ItemState.DUPLICATE)
UNENDED = "The worker ended each time it was read."
BROKEN = "It could not be read; the log says why."


class Engine(Protocol):
    """What reads a text: services.intake.engine, or services.intake.assistant around it.

    `problem` says why a part of it did not help with the text that was read last; empty where all did.
    """

    problem: str

    def read(self, text: str, *, published: When) -> list[result.Candidate]:
        """The candidates, best first; raises `NotRead` with a reason."""
        ...


@dataclass(frozen=True, slots=True)
class Article:
    """A text and what is known of it, empty where nothing is. `published` is a date of the case format."""

    text: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""


Found = WebPage | Article | NotFetched
TextReader = Callable[..., PageText]
"""As `page_text`; in the web server a process of its own takes the text out (intake.apart)."""


def due_items(now: datetime) -> Sequence[tuple[int, str]]:
    """Keys and addresses of the items that are due, the longest first (1 query)."""
    waiting = IntakeItem.objects.filter(state=ItemState.WAITING, next_try_at__lte=now)
    return list(waiting.order_by("next_try_at", "id").values_list("pk", "url")[:MOST_LISTED])


def read_due(*, pages: PageReader, engine: Engine, clock: Clock, seconds: float) -> int:
    """Fetch and read what is due, for so many seconds: how many items."""

    def store(item: IntakeItem, found: Found, now: datetime) -> None:
        end_item(item, found, engine=engine, now=now)

    return fetch_due(
        due=due_items, claim=claim_item, fetch=fetcher(pages), store=store, clock=clock, seconds=seconds
    )


def claim_item(pk: int, now: datetime) -> IntakeItem | None:
    """Take up an item that is due; one that ended its worker too often fails."""
    with transaction.atomic():
        item = IntakeItem.objects.select_for_update().filter(pk=pk).first()
        if item is None or item.next_try_at is None or item.next_try_at > now:
            return None
        if item.tries >= MOST_TRIES:
            _end(item, ItemState.FAILED, item.reason or UNENDED)
            return None
        item.tries += 1
        item.next_try_at = now + LEASE
        item.save(update_fields=["tries", "next_try_at"])
    return item


def fetcher(pages: PageReader) -> Callable[[IntakeItem], Found]:
    """Fetches the page of an item, unless its text was handed in; returns what went wrong."""

    def fetch(item: IntakeItem) -> Found:
        if item.text:
            return handed_in(item)
        try:
            return pages.read(item.url)
        except NotFetched as error:
            return error

    return fetch


def handed_in(item: IntakeItem) -> Article:
    """The text that came with an item."""
    return Article(item.text)


def end_item(
    item: IntakeItem, found: Found, *, engine: Engine, now: datetime, text_of: TextReader = page_text
) -> None:
    """What becomes of an item whose page came, or did not; whatever it holds, no other item waits for it."""
    if isinstance(found, NotFetched):
        _fail(item, found, now=now)
        return
    try:
        if isinstance(found, WebPage):
            _read_page(item, found, engine=engine, now=now, text_of=text_of)
        else:
            read_article(item, found, engine=engine, now=now)
    except Exception as error:  # parsers of others, on what anybody sends: one page must not stop the rest
        is_said = isinstance(error, NotReadApart)
        if not is_said:
            log.exception("item %s could not be read", item.pk)
        reason = str(error) if is_said else BROKEN
        mine = IntakeItem.objects.filter(pk=item.pk)
        mine.update(state=ItemState.FAILED, reason=reason, next_try_at=None)


def _fail(item: IntakeItem, error: NotFetched, *, now: datetime) -> None:
    if error.is_final or item.tries >= MOST_TRIES:
        _end(item, ItemState.FAILED, str(error))
        return
    item.reason = str(error)[:300]
    wait = max(WAITS[item.tries - 1], min(error.retry_after or WAITS[0], WAITS[-1]))
    item.next_try_at = now + wait
    item.save(update_fields=["reason", "next_try_at"])
    if error.retry_after:
        rest(host_of(item.url), until=now + wait, now=now)


def _read_page(
    item: IntakeItem, page: WebPage, *, engine: Engine, now: datetime, text_of: TextReader
) -> None:
    led_to = canonical(page.address)
    if led_to != item.address:
        same = IntakeItem.objects.filter(address=led_to, state__in=READ_STATES).first()
        if same is not None:
            _fold(item, same, "Its address leads to the same page.")
            return
    text = text_of(page.body, charset=page.charset, address=page.address)
    article = Article(text.text, text.title, text.publisher, text.day, text.language)
    read_article(item, article, engine=engine, now=now)


def read_article(item: IntakeItem, article: Article, *, engine: Engine, now: datetime) -> None:
    """Read a text and end its item: candidates with evidence, or a state with a reason."""
    _describe(item, article)
    if not article.text:
        _end(item, ItemState.NO_TEXT, "No text was found in the page.")
        return
    if len(article.text) > MOST_CHARACTERS:
        reason = f"The text has {len(article.text):,} characters; at most {MOST_CHARACTERS:,} are read."
        _end(item, ItemState.TOO_LONG, reason)
        return
    try:
        found = engine.read(article.text, published=When(item.published or now.date().isoformat()))
    except OtherLanguage as error:
        _end(item, ItemState.OTHER_LANGUAGE, str(error))
    except TooLong as error:
        _end(item, ItemState.TOO_LONG, str(error))
    else:
        _conclude(item, article.text, found, problem=engine.problem, now=now)


def _describe(item: IntakeItem, article: Article) -> None:
    """Add what the page says of itself; what the feed or the editor said stays."""
    item.title = item.title or article.title[:500]
    item.publisher = item.publisher or article.publisher[:200]
    item.published = item.published or article.published
    item.language = article.language[:8] or item.language


@transaction.atomic
def _conclude(
    item: IntakeItem, text: str, found: Sequence[result.Candidate], *, problem: str, now: datetime
) -> None:
    signed = signature(text)
    near = similar_items(signed, besides=item.pk, now=now)
    first = next((each for each in near if _says_nothing_new(found, each)), None)
    if first is not None:
        _fold(item, IntakeItem.objects.get(pk=first), "Nearly the same text came in before.")
        return
    item.text, item.text_until, item.read_at = text, now + settings.KEEP_TEXTS, now
    store_signature(item, signed)
    store_candidates(item, found)
    _end(item, ItemState.READ, problem)


def _says_nothing_new(found: Sequence[result.Candidate], first: int) -> bool:
    """Whether all that was read in a text was read in another: who, whom, the words of the date, the change.

    A wire's update repeats most of what it updates; with another date it is news.
    """
    stored = Candidate.objects.filter(item=first).values_list("proposal", flat=True)
    known = {_gist(result.Candidate.from_json(each)) for each in stored}
    return {_gist(each) for each in found} <= known


def _gist(candidate: result.Candidate) -> tuple[str | None, ...]:
    sender, target, deadline = candidate.sender, candidate.target, candidate.deadline
    return (
        sender.slug if sender else None,
        target.slug if target else None,
        deadline.as_stated.casefold() if deadline else None,
        candidate.change.value,
    )


def store_candidates(item: IntakeItem, found: Sequence[result.Candidate]) -> list[Candidate]:
    """Store what was read in an item, instead of what an earlier reading left open (4 queries)."""
    item.candidates.all().delete()
    slugs = {each.fits_case for each in found if each.fits_case}
    cases = dict(Ultimatum.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    rows = Candidate.objects.bulk_create(
        Candidate(
            item=item,
            rank=rank,
            score=min(max(each.score, 0.0), 1.0),
            proposal=each.as_json(),
            engine=each.engine,
            fits_case_id=cases.get(each.fits_case or ""),
        )
        for rank, each in enumerate(found, 1)
    )
    Evidence.objects.bulk_create(
        Evidence(
            candidate=row,
            field=each.field,
            start=each.start,
            end=each.end,
            quote=each.quote,
            engine=each.engine,
        )
        for row, candidate in zip(rows, found, strict=True)
        for each in candidate.evidence
    )
    return rows


BETWEEN_NOTES = "\n\n"


def _fold(item: IntakeItem, first: IntakeItem, reason: str) -> None:
    """Make an item a further source of the one that came first."""
    shown = first.duplicate_of or first
    item.duplicate_of, item.text, item.text_until = shown, "", None
    if item.note:
        note_on(shown, item.note)
        shown.save(update_fields=["note"])
    _end(item, ItemState.DUPLICATE, reason)


def note_on(item: IntakeItem, note: str) -> None:
    """Add what a reader wrote to what others wrote of the same text, each once; nothing is saved."""
    if note and note not in item.note.split(BETWEEN_NOTES):
        item.note = BETWEEN_NOTES.join(filter(None, (item.note, note)))


def _end(item: IntakeItem, state: ItemState, reason: str) -> None:
    item.state, item.reason, item.next_try_at = state, reason[:300], None
    item.save()
