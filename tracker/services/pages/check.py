"""Ask for cited pages, each once a week, and note how they stand (domain.page_states).

No transaction is open while another machine is asked. Whoever takes up a page moves its next check on
first, so that a page that kills its worker is asked again later.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic, sleep
from typing import Any

from django.db import transaction

from tracker.domain.page_states import EVERY, Answer, Failure, PageState, Standing, after
from tracker.domain.quotations import Quotation
from tracker.intake.addresses import host_of
from tracker.intake.cited_text import CitedText, cited_text
from tracker.models import Page
from tracker.queries.cited_pages import cited_as, read_quotations
from tracker.services.cases.publish import locked_site_state, refresh_phases
from tracker.services.host_limit import rest, take_turn
from tracker.transports.http_client import Cause, HttpAnswer, HttpClient, NotFetched

LEASE = timedelta(minutes=15)
SECONDS = 20.0
"""How long one task goes on; what is left is for the next."""
PAUSE_SECONDS = 0.2
MOST_LOOKED_AT = 100
ACCEPT = "text/html, application/xhtml+xml, */*;q=0.1"
HTML = ("", "text/html", "application/xhtml+xml", "text/plain")

Clock = Callable[[], datetime]


def check_due(client: HttpClient, *, clock: Clock, seconds: float = SECONDS) -> int:
    """Check pages that are due, for some seconds; how many. Any number of workers may at once."""
    until, count = monotonic() + seconds, 0
    while monotonic() < until:
        page, is_waiting = _taken(clock())
        if page is not None:
            check_page(page, client, clock=clock)
            count += 1
        elif is_waiting:
            sleep(PAUSE_SECONDS)  # all that is due is on hosts that were asked within a second
        else:
            break
    return count


def _taken(now: datetime) -> tuple[Page | None, bool]:
    """A page that is due and whose host may be asked, for this worker alone; else whether some are due."""
    due = list(Page.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")[:MOST_LOOKED_AT])
    rested: set[str] = set()
    for page in due:
        host = host_of(page.address)
        if host in rested:
            continue
        rested.add(host)
        mine = Page.objects.filter(pk=page.pk, next_check_at=page.next_check_at)
        if take_turn(host, now=now) is None and mine.update(next_check_at=now + LEASE):
            return page, True
    return None, bool(due)


def check_page(page: Page, client: HttpClient, *, clock: Clock) -> None:
    """Ask for a page and note how it stands; never raises for what comes."""
    answer = ask(page.address, client)
    now = clock()
    if (
        answer.status is None
        and answer.failure is Failure.NAME
        and not _has_any_answered(page.last_failed_at)
    ):
        # More likely it is our resolver that knows no name: such a failure counts against no page.
        answer = replace(answer, failure=Failure.OTHER, detail=f"{answer.detail} No page answers at present.")
    wait = answer.headers.get("retry-after", "")
    if wait.isascii() and wait.isdigit() and len(wait) < 8:
        rest(host_of(page.address), until=now + timedelta(seconds=int(wait)), now=now)
    note_answer(page.pk, answer, now=now)


def _has_any_answered(since: datetime | None) -> bool:
    """Whether any page has answered since another failed, so that names can be looked up from here."""
    return since is None or Page.objects.filter(checked_at__gte=since, status__isnull=False).exists()


def ask(address: str, client: HttpClient) -> Answer:
    """What a page answers, read."""
    try:
        got = client.get(address, {"Accept": ACCEPT})
    except NotFetched as error:
        failure = {Cause.NAME: Failure.NAME, Cause.TLS: Failure.TLS}.get(error.cause, Failure.OTHER)
        return Answer(address, failure=failure, detail=str(error))
    is_read = got.media_type in HTML
    read = cited_text(got.body, charset=got.charset) if is_read else CitedText()
    detail = "" if is_read else f"It is a file ({got.media_type[:80]}), whose words are not read."
    return _answer(address, got, read, detail)


def _answer(address: str, got: HttpAnswer, read: CitedText, detail: str) -> Answer:
    return Answer(
        address,
        status=got.status,
        detail=detail,
        address=got.address,
        headers={name.lower(): value for name, value in got.headers.items()},
        title=read.title,
        heading=read.heading,
        texts=read.texts,
        text_hash=read.hash,
        length=len(read.article),
    )


@transaction.atomic
def note_answer(pk: int, answer: Answer, *, now: datetime) -> None:
    """Bring a page up to an answer; where readers see a difference the record has a new version."""
    page = locked_page(pk)
    if page is None:
        return  # no source leads to it any more
    cited = cited_as(page)
    before = standing_of(page)
    found = after(before, answer, words=cited.words, titles=cited.titles, now=now)
    store_standing(page, found, is_first=before.checked_at is None, now=now)


def locked_page(pk: int) -> Page | None:
    """A page, locked, and before it the row of the record: whoever writes a case locks in that order."""
    locked_site_state()
    return Page.objects.select_for_update().filter(pk=pk).first()


def store_standing(page: Page, found: Standing, *, now: datetime, is_first: bool = False) -> None:
    """Store how a page stands. The second check comes within the week, so that all spread over it."""
    was = shown_to_readers(page)
    quotations: Mapping[str, Quotation] = found.quotations
    for each in fields(found):
        if each.name != "quotations":
            setattr(page, each.name, getattr(found, each.name))
    page.accepted = list(found.accepted)
    page.reason, page.final_address = found.reason[:300], found.final_address[:2000]
    if is_first and found.state in (PageState.ALIVE, PageState.BLOCKED):
        page.next_check_at = now + EVERY * _share(page.address)
    page.quotations = {words: _stored(each) for words, each in quotations.items()}
    page.quotes_found = sum(each.is_found for each in quotations.values())
    page.quotes_missing = len(quotations) - page.quotes_found
    page.quotes_gone_at = min((each.gone_at for each in quotations.values() if each.gone_at), default=None)
    if found.state is PageState.ALIVE and not page.quotes_gone_at and not found.doubt:
        page.leads_to_copy = False
    page.save()
    tell_readers(page, was, now=now)


def standing_of(page: Page) -> Standing:
    """How a page stands, from its row."""
    return Standing(
        state=PageState(page.state),
        failures=page.failures,
        first_failed_at=page.first_failed_at,
        last_failed_at=page.last_failed_at,
        checked_at=page.checked_at,
        next_check_at=page.next_check_at,
        status=page.status,
        final_address=page.final_address,
        reason=page.reason,
        text_hash=page.text_hash,
        text_length=page.text_length,
        doubt=page.doubt,
        doubted_at=page.doubted_at,
        accepted=tuple(page.accepted),
        quotations=read_quotations(page.quotations),
    )


def shown_to_readers(page: Page) -> tuple[Any, ...]:
    """All that readers see of a page."""
    dead_since = page.first_failed_at if page.state == PageState.DEAD else None
    return (dead_since, page.archived_address, page.archived_on, page.leads_to_copy)


def tell_readers(page: Page, was: tuple[Any, ...], *, now: datetime) -> None:
    """Raise the version of the record where readers see something else of a page; nobody is mailed."""
    if shown_to_readers(page) != was:
        refresh_phases([], now=now)


def _stored(each: Quotation) -> dict[str, str | None]:
    return {
        "seen": each.seen_at.isoformat() if each.seen_at else None,
        "gone": each.gone_at.isoformat() if each.gone_at else None,
    }


def _share(address: str) -> float:
    """A part of a week, from a seventh to all of it, always the same for an address."""
    return (1 + 6 * sha256(address.encode()).digest()[0] / 255) / 7
