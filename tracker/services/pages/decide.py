"""What editors decide about a cited page."""

from datetime import datetime

from django.db import transaction

from tracker.domain.page_states import accepted
from tracker.models import Page
from tracker.services.pages.check import (
    locked_page,
    shown_to_readers,
    standing_of,
    store_standing,
    tell_readers,
)


def look_again(page: Page, *, now: datetime) -> None:
    """Have the next worker ask for the page, and look for a copy where there is none."""
    Page.objects.filter(pk=page.pk).update(next_check_at=now)
    Page.objects.filter(pk=page.pk, archived_address="", copy_next_at__isnull=False).update(copy_next_at=now)


@transaction.atomic
def accept_page(page: Page, *, now: datetime) -> None:
    """An editor saw that the page is there and says what is quoted: no alarm for the same again."""
    stored = locked_page(page.pk)
    if stored:
        store_standing(stored, accepted(standing_of(stored), now=now), now=now)


@transaction.atomic
def lead_to_copy(page: Page, *, now: datetime) -> bool:
    """Readers are led to the copy from now on; whether there is one."""
    stored = locked_page(page.pk)
    if stored is None or not stored.archived_address:
        return False
    was = shown_to_readers(stored)
    stored.leads_to_copy = True
    stored.save(update_fields=["leads_to_copy"])
    tell_readers(stored, was, now=now)
    return True
