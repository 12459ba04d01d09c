"""From the parts of a case to what the public pages read.

Whatever writes a case calls `refresh_case` in the same transaction: the document is rewritten, the phases
follow from it, and the board's tally and version move with them. Nothing else writes these tables.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce, Greatest

from tracker.domain.statistics.conduct import conduct
from tracker.domain.status import standing as domain
from tracker.domain.status.record import Record
from tracker.domain.status.rows import row_of
from tracker.domain.text import plain
from tracker.domain.vocabulary import Role
from tracker.models import SECTION_OF, Dossier, Party, Phase, Publication, SiteState, Ultimatum
from tracker.queries.documents import NamesOfActors, document_of, names_of_actors
from tracker.services.alerts.planning import plan_for_record
from tracker.services.cases.change_log import record_changes
from tracker.services.cases.checking import FIELDS as DOUBTS
from tracker.services.cases.checking import keep_doubts
from tracker.services.cases.counts import add_to_weeks, count_dossiers
from tracker.services.cases.search import find_cases, outdated_cases
from tracker.services.pages.follow import follow_sources

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Where what has no date sorts: after everything that has one."""


@transaction.atomic
def refresh_case(ultimatum: Ultimatum, *, now: datetime) -> None:
    """Rewrite what is derived from one case: document, phases, tally, facets, pages, changes, alerts."""
    before = ultimatum.document if ultimatum.phases.exists() else {}
    ultimatum.document = document_of(ultimatum)
    ultimatum.updated_at = now
    ultimatum.revision += 1
    actors = names_of_actors([ultimatum.document])
    keep_doubts(ultimatum, now=now)
    ultimatum.save(update_fields=["document", "updated_at", "revision", *DOUBTS])
    board = locked_site_state()
    _replace_phases(board, [ultimatum], actors, now=now)
    if before and before["dossier"] != ultimatum.document["dossier"]:
        count_dossiers(set(Dossier.objects.filter(slug=before["dossier"]).values_list("pk", flat=True)))
    _replace_facets(board, _facets_of(before) | _facets_of(ultimatum.document))
    follow_sources(now=now, cases=[ultimatum])
    record_changes(ultimatum, actors.names, now=now)
    grace = timedelta(seconds=settings.NEWS_GRACE_SECONDS)
    plan_for_record(ultimatum, before, now=now, grace=grace)


def fill_search(*, now: datetime) -> int:
    """Write the next cases whose texts are stored in an older format anew; how many (1 query without any)."""
    if not outdated_cases().exists():
        return 0
    with transaction.atomic():
        cases = list(outdated_cases())
        refresh_phases(cases, now=now)
    return len(cases)


@transaction.atomic
def refresh_phases(ultimatums: Iterable[Ultimatum], *, now: datetime) -> None:
    """Replace the phases of these cases, and what they are found by, by what their documents say.

    Unpublished ones have no phases, and only editors find them.
    """
    ultimatums = list(ultimatums)
    _replace_phases(
        locked_site_state(), ultimatums, names_of_actors(each.document for each in ultimatums), now=now
    )


def _replace_phases(
    board: SiteState, ultimatums: Sequence[Ultimatum], actors: NamesOfActors, *, now: datetime
) -> None:
    stored = Phase.objects.filter(ultimatum__in=ultimatums)
    old = list(stored.only("shelf", "headline", "status", "from_at", "until_at", "is_current"))
    if old:
        stored.delete()
    rows = [
        row
        for ultimatum in ultimatums
        if ultimatum.publication == Publication.PUBLISHED
        for row in phase_rows(ultimatum, actors.names, now=now, version=board.version + 1)
    ]
    Phase.objects.bulk_create(rows, batch_size=500)
    find_cases(ultimatums, actors)
    add_to_weeks(gone=old, come=rows)
    count_dossiers({item.dossier_id for item in ultimatums if item.dossier_id is not None})
    gone, come = (tally_of(row for row in phases if row.is_current) for phases in (old, rows))
    move_tally(board, gone=gone, come=come)


def phase_rows(
    ultimatum: Ultimatum,
    names: Mapping[str, str],
    *,
    now: datetime,
    version: int,
) -> list[Phase]:
    """The phases of one case, not saved yet; `names` maps the slugs of actors to their names.

    `version` is that of the record with them, which `move_tally` is about to raise it to.
    """
    record = Record.from_document(ultimatum.document)
    return [_row(ultimatum, phase, names, now=now, version=version) for phase in domain.phases(record)]


def locked_site_state() -> SiteState:
    """The one row of the board, locked until the transaction ends: writers queue here."""
    return SiteState.objects.select_for_update().get_or_create(id=1)[0]


def move_tally(board: SiteState, *, gone: Counter[tuple[str, str]], come: Counter[tuple[str, str]]) -> None:
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


Facet = tuple[str, str]
"""What can be filtered by: sender, target or dossier, and its slug."""


@transaction.atomic
def refresh_facets(changed: Collection[Facet] | None = None) -> None:
    """Rewrite what the dashboard can be filtered by, each with the instant from which it was known.

    All of it, or what is named as changed; the rest then stays as it is.
    """
    _replace_facets(locked_site_state(), changed)


def _replace_facets(board: SiteState, changed: Collection[Facet] | None) -> None:
    facets: dict[str, list[list[str]]] = {}
    for name, found in _known_facets(changed).items():
        gone = {slug for facet, slug in changed if facet == name} if changed is not None else None
        rest = [] if gone is None else [item for item in board.facets.get(name, ()) if item[0] not in gone]
        facets[name] = sorted([*rest, *found], key=lambda item: item[1])
    if facets != board.facets:
        board.facets = facets
        board.save(update_fields=["facets"])


def _facets_of(document: Mapping[str, Any]) -> set[Facet]:
    """What a case can be found by."""
    if not document:
        return set()
    leads = (Role.SENDER.value, Role.TARGET.value)
    parties = {(item["role"], item["actor"]) for item in document["parties"] if item["role"] in leads}
    return {*parties, ("dossier", document["dossier"])}


def _known_facets(changed: Collection[Facet] | None) -> dict[str, list[list[str]]]:
    """The slug, the name and the first instant of each sender, target and crisis of a case (2 queries)."""
    found: dict[str, list[list[str]]] = {"sender": [], "target": [], "dossier": []}
    began = F("ultimatum__phases__from_at")
    parties = Party.objects.filter(role__in=[Role.SENDER, Role.TARGET], ultimatum__phases__isnull=False)
    crises = Dossier.objects.filter(ultimatums__phases__isnull=False)
    if changed is not None:
        parties = parties.filter(actor__slug__in={slug for facet, slug in changed if facet != "dossier"})
        crises = crises.filter(slug__in={slug for facet, slug in changed if facet == "dossier"})
    actors = parties.order_by().values_list("role", "actor__slug", "actor__name")
    for role, slug, name, since in actors.annotate(since=Min(Greatest(began, Coalesce("since_at", began)))):
        found[role].append([slug, name, since.isoformat()])
    dossiers = crises.order_by().values_list("slug", "title")
    for slug, title, since in dossiers.annotate(since=Min("ultimatums__phases__from_at")):
        found["dossier"].append([slug, title, since.isoformat()])
    if changed is None:
        return found
    return {name: [item for item in of if (name, item[0]) in changed] for name, of in found.items()}


def _row(
    ultimatum: Ultimatum,
    phase: domain.CasePhase,
    names: Mapping[str, str],
    *,
    now: datetime,
    version: int,
) -> Phase:
    at = phase.standing
    record, row = at.record, row_of(at, names)
    headlines = row["headlines"]
    spoke = {item.stated_by for part in (record.parties, record.deadlines) for item in part}
    facts = conduct(at)
    return Phase(
        ultimatum=ultimatum,
        from_at=phase.from_at,
        until_at=phase.until_at,
        status=at.status,
        shelf=SECTION_OF[at.status],
        headline=headlines[0] if len(headlines) == 1 else "mixed" if headlines else "",
        sort_at=_sort_at(phase),
        is_current=phase.from_at <= now and (phase.until_at is None or now < phase.until_at),
        announced_at=at.step.deadlines[0].announced.starts_at if at.step else None,
        due_at=at.due.earliest.starts_at if at.due else None,
        moves=at.moves,
        by_sender=_sort_key(row["senders"]),
        by_target=_sort_key(row["targets"]),
        speakers="".join(f"|{slug}|" for slug in sorted(slug for slug in spoke if slug)),
        row=row,
        conduct=facts.as_data(),
        limit=(facts.limit_class or "") if facts.counts else "",
        version=version,
    )


def _sort_key(names: Sequence[str]) -> str:
    """The first name as both databases sort it alike: folded, without blanks and signs."""
    return "".join(letter for letter in plain(names[0]) if letter.isalnum()) if names else ""


def _sort_at(phase: domain.CasePhase) -> datetime:
    at = phase.standing
    window = at.window
    if at.status is domain.Status.RUNNING and window:
        return window.earliest_at
    if at.status is domain.Status.OPEN and window:
        return window.latest_at or FAR
    if at.status is domain.Status.RESOLVED and at.resolved_on:
        return at.resolved_on.starts_at
    return phase.from_at if SECTION_OF[at.status] != "live" else FAR
