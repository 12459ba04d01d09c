"""From the parts of a case to what the public pages read.

Whatever writes a case calls `refresh_case` in the same transaction: the document is rewritten, the phases
follow from it, and the board's tally and version move with them. Nothing else writes these tables.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from tracker.domain import standing as domain
from tracker.domain.conduct import conduct
from tracker.domain.record import Record
from tracker.domain.rows import row_of
from tracker.domain.text import plain
from tracker.domain.vocabulary import Role
from tracker.models import SHELF_OF, Actor, Board, Party, Phase, Publication, Ultimatum
from tracker.queries.documents import document_of
from tracker.services.alerting import plan_for_record
from tracker.services.changing import record_changes

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Where what has no date sorts: after everything that has one."""


@transaction.atomic
def refresh_case(ultimatum: Ultimatum, *, now: datetime) -> None:
    """Rewrite what is derived from one case: document, phases, tally, facets, changes, planned alerts."""
    before = ultimatum.document if ultimatum.phases.exists() else {}
    ultimatum.document = document_of(ultimatum)
    ultimatum.updated_at = now
    ultimatum.revision += 1
    ultimatum.save(update_fields=["document", "updated_at", "revision"])
    refresh_phases([ultimatum], now=now)
    refresh_facets()
    record_changes(ultimatum, now=now)
    grace = timedelta(seconds=settings.NEWS_GRACE_SECONDS)
    plan_for_record(ultimatum, before, now=now, grace=grace)


@transaction.atomic
def refresh_phases(ultimatums: Iterable[Ultimatum], *, now: datetime) -> None:
    """Replace the phases of these cases by what their documents say; unpublished ones have none."""
    board = locked_board()
    ultimatums = list(ultimatums)
    names = dict(Actor.objects.values_list("slug", "name"))
    old = Phase.objects.filter(ultimatum__in=ultimatums)
    gone = tally_of(old.current())
    old.delete()
    rows = [
        row
        for ultimatum in ultimatums
        if ultimatum.publication == Publication.PUBLISHED
        for row in phase_rows(ultimatum, names, now=now)
    ]
    Phase.objects.bulk_create(rows, batch_size=500)
    come = tally_of(row for row in rows if row.is_current)
    move_tally(board, gone=gone, come=come)


def phase_rows(ultimatum: Ultimatum, names: Mapping[str, str], *, now: datetime) -> list[Phase]:
    """The phases of one case, not saved yet; `names` maps the slugs of actors to their names."""
    record = Record.from_document(ultimatum.document)
    return [_row(ultimatum, phase, names, now) for phase in domain.phases(record)]


def locked_board() -> Board:
    """The one row of the board, locked until the transaction ends: writers queue here."""
    Board.objects.get_or_create(id=1)
    return Board.objects.select_for_update().get(id=1)


def move_tally(board: Board, *, gone: Counter[tuple[str, str]], come: Counter[tuple[str, str]]) -> None:
    """Take what left its place from the tally, add what came, and raise the version of the record."""
    counts = Counter(
        {(shelf, headline): n for shelf, of in board.tally.items() for headline, n in of.items()}
    )
    counts.update(come)
    counts.subtract(gone)
    tally: dict[str, dict[str, int]] = {}
    for (shelf, word), number in sorted(counts.items()):
        if number:
            tally.setdefault(shelf, {})[word] = number
    board.tally = tally
    board.version += 1
    board.save(update_fields=["tally", "version"])


def tally_of(phases: Iterable[Phase]) -> Counter[tuple[str, str]]:
    """How many of these phases stand on which shelf, under which headline or, unresolved, status."""
    return Counter((phase.shelf, phase.headline or phase.status) for phase in phases)


@transaction.atomic
def refresh_facets() -> None:
    """Rewrite what the dashboard can be filtered by, each with the instant from which it was known."""
    board = locked_board()
    published = Phase.objects.values("ultimatum").annotate(since=Min("from_at"))
    since = {row["ultimatum"]: row["since"] for row in published}
    found: dict[str, dict[str, tuple[str, datetime]]] = {"sender": {}, "target": {}, "dossier": {}}

    def note(facet: str, slug: str, name: str, known_at: datetime) -> None:
        earlier = found[facet].get(slug)
        if earlier is None or known_at < earlier[1]:
            found[facet][slug] = (name, known_at)

    parties = Party.objects.filter(role__in=[Role.SENDER, Role.TARGET], ultimatum__in=since)
    for case, role, slug, name, joined in parties.values_list(
        "ultimatum", "role", "actor__slug", "actor__name", "since_at"
    ):
        note(role, slug, name, max(since[case], joined) if joined else since[case])
    for case, slug, title in Ultimatum.objects.filter(pk__in=since).values_list(
        "pk", "dossier__slug", "dossier__title"
    ):
        note("dossier", slug, title, since[case])
    board.facets = {
        facet: sorted(
            ([slug, name, at.isoformat()] for slug, (name, at) in items.items()), key=lambda item: item[1]
        )
        for facet, items in found.items()
    }
    board.save(update_fields=["facets"])


def _row(ultimatum: Ultimatum, phase: domain.Phase, names: Mapping[str, str], now: datetime) -> Phase:
    at = phase.standing
    record, row = at.record, row_of(at, names)
    headlines = row["headlines"]
    words = [record.title, *row["senders"], *row["targets"]]
    words += [item.text for item in record.demands] + [item.text for item in record.threats]
    words += [names[party.stated_by] for party in record.parties if party.stated_by]
    facts = conduct(at)
    return Phase(
        ultimatum=ultimatum,
        from_at=phase.from_at,
        until_at=phase.until_at,
        status=at.status,
        shelf=SHELF_OF[at.status],
        headline=headlines[0] if len(headlines) == 1 else "mixed" if headlines else "",
        sort_at=_sort_at(phase),
        is_current=phase.from_at <= now and (phase.until_at is None or now < phase.until_at),
        search=plain("\n".join(words)),
        row=row,
        conduct=facts.as_data(),
        limit=(facts.limit_class or "") if facts.counts else "",
    )


def _sort_at(phase: domain.Phase) -> datetime:
    at = phase.standing
    window = at.window
    if at.status is domain.Status.RUNNING and window:
        return window.earliest_at
    if at.status is domain.Status.OPEN and window:
        return window.latest_at or FAR
    if at.status is domain.Status.RESOLVED and at.resolved_on:
        return at.resolved_on.starts_at
    return phase.from_at if SHELF_OF[at.status] != "live" else FAR
