"""A text or an address that somebody hands in: an editor, who sees at once what was read, or a reader."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from tracker.intake.addresses import canonical, host_of
from tracker.intake.page_text import clean
from tracker.models import UNREAD_STATES, IntakeItem, ItemOrigin, ItemState
from tracker.services.host_limit import take_turn
from tracker.services.intake.read_item import (
    Engine,
    TextReader,
    claim_item,
    end_item,
    fetcher,
    handed_in,
    note_on,
)
from tracker.transports.web_pages import PageReader


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What somebody handed in: a text, or the address of one, or both; empty texts for what they did not.

    `published` is a date of the case format.
    """

    text: str = ""
    address: str = ""
    title: str = ""
    published: str = ""
    note: str = ""
    email: str = ""


def paste(given: HandedIn, *, editor: User, engine: Engine, now: datetime) -> IntakeItem:
    """Take in what an editor pasted; a text is read at once, an address alone waits to be fetched.

    An address that came in before is the item of then, which is taken up again where nothing was read in it.
    """
    item = _take_in(given, origin=ItemOrigin.PASTED, editor=editor, now=now)
    if given.text and (claimed := claim_item(item.pk, now)) is not None:
        end_item(claimed, handed_in(claimed), engine=engine, now=now)
        return claimed
    return item


def fetch_at_once(
    item: IntakeItem, *, pages: PageReader, text_of: TextReader, engine: Engine, now: datetime
) -> None:
    """Fetch and read an item that waits, for whoever pasted its address; takes ten seconds at the most.

    Where its host was asked within this second, or does not answer, it goes on waiting, with the reason.
    """
    if take_turn(host_of(item.url), now=now) is not None:
        return
    claimed = claim_item(item.pk, now)
    if claimed is not None:
        end_item(claimed, fetcher(pages)(claimed), engine=engine, now=now, text_of=text_of)


def suggest(given: HandedIn, *, now: datetime) -> IntakeItem:
    """Take in what a reader suggests; the worker of intake fetches and reads it.

    An address that came in before is the item of then; one that fell through the sieve or failed is tried.
    """
    return _take_in(given, origin=ItemOrigin.SUGGESTED, editor=None, now=now)


@transaction.atomic
def _take_in(given: HandedIn, *, origin: ItemOrigin, editor: User | None, now: datetime) -> IntakeItem:
    address = canonical(given.address) if given.address else ""
    same = IntakeItem.objects.select_for_update().filter(address=address).first() if address else None
    item = same or IntakeItem(
        origin=origin, url=given.address, address=address, received_at=now, editor=editor
    )
    if same is None or same.state in UNREAD_STATES:
        _let_wait(item, given, now=now)
    if same is not None and same.origin == ItemOrigin.FEED and not same.candidates.exists():
        # A feed brought it and nothing was read in it: now it is for editors, as what people give is.
        item.origin, item.editor, item.received_at = origin, editor, now
    note_on(item, given.note)
    item.email = item.email or given.email
    item.save()
    if item.duplicate_of is not None and given.note:
        note_on(item.duplicate_of, given.note)
        item.duplicate_of.save(update_fields=["note"])
    return item


def _let_wait(item: IntakeItem, given: HandedIn, *, now: datetime) -> None:
    """Let an item be read, for the first time or again."""
    item.state, item.reason, item.next_try_at, item.tries = ItemState.WAITING, "", now, 0
    item.title, item.published = given.title or item.title, given.published or item.published
    item.text = clean(given.text)
    item.text_until = now + settings.KEEP_TEXTS if item.text else None
