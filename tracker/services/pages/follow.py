"""Which pages there are: those that sources of public cases lead to, and no others."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

import idna
from django.db import transaction
from django.db.models import Exists, OuterRef

from tracker.domain.archived_copies import CopyState, is_copy
from tracker.domain.dates.moments import When
from tracker.models import Page, Publication, Source, Ultimatum
from tracker.models.cited_pages import ADDRESS_LENGTH

_SAFE = "!$%&'()*+,/:;=?@[]~"
_PORTS = {"http": 80, "https": 443}


def page_address(url: str) -> str:
    """The one address of a page: ASCII, host in small letters, no usual port, no fragment."""
    parts = urlsplit(url.strip())
    host = _ascii((parts.hostname or "").removesuffix("."))
    is_usual = parts.port in (None, _PORTS.get(parts.scheme))
    netloc = host if is_usual else f"{host}:{parts.port}"
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return f"[{host}]" if ":" in host else host


@transaction.atomic
def follow_sources(*, now: datetime, cases: Collection[Ultimatum] | None = None) -> None:
    """Give each source of a public case its page, and drop the pages that no source leads to any more.

    Of these cases, or of all. A source of another case leads to a page that is there already: what is known
    of it stays while a case is taken back and worked on. 3 queries where nothing changed.
    """
    unlinked = Source.objects.filter(page=None)
    if cases is None:
        unlinked = unlinked.filter(ultimatum__publication=Publication.PUBLISHED)
    else:
        unlinked = unlinked.filter(ultimatum__in=[case.pk for case in cases])
    sources = list(
        unlinked.select_related("ultimatum").only(
            "url", "archived_address", "archived_on", "ultimatum__publication"
        )
    )
    if sources:
        _link(sources, now=now)
    Page.objects.filter(~Exists(Source.objects.filter(page=OuterRef("pk")))).delete()


def _link(sources: Collection[Source], *, now: datetime) -> None:
    found = {source.pk: page_address(source.url) for source in sources}
    addresses = {pk: address for pk, address in found.items() if len(address) <= ADDRESS_LENGTH}
    public = {
        addresses[source.pk]
        for source in sources
        if source.pk in addresses and source.ultimatum.publication == Publication.PUBLISHED
    }
    Page.objects.bulk_create(
        (_new(address, now) for address in sorted(public)), ignore_conflicts=True, batch_size=200
    )
    pages = {page.address: page for page in Page.objects.filter(address__in=set(addresses.values()))}
    linked = []
    for source in sources:
        source.page = pages.get(addresses.get(source.pk, ""))
        if source.page:
            linked.append(source)
            _take_copy(source.page, source)
    Source.objects.bulk_update(linked, ["page"], batch_size=200)
    alarmed = [page.pk for page in pages.values() if page.quotes_gone_at]
    if alarmed:  # what is quoted may have changed with the case
        Page.objects.filter(pk__in=alarmed).update(next_check_at=now)


def _new(address: str, now: datetime) -> Page:
    """A page that nobody asked for yet; of one that is a copy itself no copy is looked for."""
    if is_copy(address):
        return Page(address=address, next_check_at=now, copy_state=CopyState.NOT_WANTED)
    return Page(address=address, next_check_at=now, copy_next_at=now)


def _take_copy(page: Page, source: Source) -> None:
    """A copy that an editor or a file names needs no looking for."""
    if source.archived_address and not page.archived_address:
        page.archived_address = source.archived_address
        page.archived_on = When(source.archived_on).first_day
        page.copy_state, page.copy_next_at = CopyState.FOUND, None
        page.save(update_fields=["archived_address", "archived_on", "copy_state", "copy_next_at"])
