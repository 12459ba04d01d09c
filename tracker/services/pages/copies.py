"""Copies of cited pages in the Wayback Machine: looked up, asked for where keys are set, and verified.

Nothing waits for them: a case is published with or without.
"""

from datetime import datetime, timedelta
from time import monotonic, sleep

from django.db import transaction

from tracker.domain.archived_copies import (
    Copy,
    CopyStanding,
    CopyState,
    Mode,
    after_job,
    after_lookup,
    after_saving,
)
from tracker.domain.page_states import PageState
from tracker.models import Page
from tracker.queries.cited_pages import cited_as
from tracker.services.host_limit import rest, take_turn
from tracker.services.pages.check import (
    LEASE,
    MOST_LOOKED_AT,
    PAUSE_SECONDS,
    SECONDS,
    Clock,
    locked_page,
    shown_to_readers,
    tell_readers,
)
from tracker.transports.wayback import Wayback

LOOKING, SAVING = "the archive", "saving in the archive"
"""Names under which requests are counted (services.host_limit)."""
BETWEEN_SAVINGS = timedelta(seconds=10)
"""Save Page Now takes six a minute of one account."""


def look_for_copies(archive: Wayback, mode: Mode, *, clock: Clock, seconds: float = SECONDS) -> int:
    """Take the next step for each copy that is due, for some seconds; how many. Workers share the pace."""
    until, count = monotonic() + seconds, 0
    due = Page.objects.filter(copy_next_at__lte=clock()).order_by("copy_next_at", "pk")
    for page in due[:MOST_LOOKED_AT]:
        step = _step(page, mode)
        if (step == "save" and not _may_save(clock())) or not _may_ask(clock, until):
            continue
        now = clock()
        mine = Page.objects.filter(pk=page.pk, copy_next_at=page.copy_next_at)
        if mine.update(copy_next_at=now + LEASE):
            note_copy(page.pk, _taken(page, step, archive, mode, now=now), now=clock())
            count += 1
    return count


def _may_ask(clock: Clock, until: float) -> bool:
    """Wait for the turn to ask the archive; False where it does not come in time."""
    while monotonic() < until:
        if take_turn(LOOKING, now=clock()) is None:
            return True
        sleep(PAUSE_SECONDS)
    return False


def _step(page: Page, mode: Mode) -> str:
    if page.copy_state == CopyState.SAVING:
        return "job"
    wants = mode is Mode.SAVE and page.copy_state == CopyState.MISSING
    return "save" if wants and page.state != PageState.DEAD else "look up"


def _may_save(now: datetime) -> bool:
    if take_turn(SAVING, now=now) is not None:
        return False
    rest(SAVING, until=now + BETWEEN_SAVINGS, now=now)
    return True


def _taken(page: Page, step: str, archive: Wayback, mode: Mode, *, now: datetime) -> CopyStanding:
    """Where the copy stands after the step; asks the archive."""
    before = copy_standing(page)
    if step == "job":
        return after_job(before, archive.job(page.copy_job), now=now)
    if step == "save":
        return after_saving(before, archive.save(page.address), now=now)
    day = page.archived_on or cited_as(page).day or now.date()
    is_there = page.state != PageState.DEAD
    return after_lookup(before, archive.closest(page.address, day), mode, is_there=is_there, now=now)


def copy_standing(page: Page) -> CopyStanding:
    """Where the copy of a page stands, from its row."""
    on = page.archived_on
    return CopyStanding(
        CopyState(page.copy_state),
        Copy(page.archived_address, on) if on else None,
        page.copy_job,
        page.copy_tries,
        page.copy_next_at,
        page.copy_reason,
    )


@transaction.atomic
def note_copy(pk: int, found: CopyStanding, *, now: datetime) -> None:
    """Store where a copy stands; where readers see a difference the record has a new version."""
    page = locked_page(pk)
    if page is None:
        return
    was = shown_to_readers(page)
    page.copy_state, page.copy_job, page.copy_tries = found.state, found.job, found.tries
    page.copy_next_at, page.copy_reason = found.next_at, found.reason[:300]
    page.archived_address = found.copy.address if found.copy else ""
    page.archived_on = found.copy.on if found.copy else None
    page.leads_to_copy = page.leads_to_copy and found.copy is not None
    page.save()
    tell_readers(page, was, now=now)
