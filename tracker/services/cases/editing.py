"""What editors do with a case beside storing it: check, hand in, publish, take back, remove."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, count, islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from tracker.case_format.faults import MOST_FAULTS, Finding, first_at_each_place, name_of
from tracker.case_format.rules import Names, case_rules
from tracker.case_format.schema import case_shape
from tracker.domain.case import Document
from tracker.domain.vocabulary import ActorType, Change, Review, Role
from tracker.models import Actor, Dossier, Publication, Ultimatum
from tracker.services.alerts.corrections import has_readers_to_tell
from tracker.services.cases.four_eyes import check_four_eyes
from tracker.services.cases.publish import refresh_case, refresh_facets, refresh_phases
from tracker.services.cases.publishings import note_publishing
from tracker.services.cases.readings import windows_not_read
from tracker.services.intake.decide import note_published

UNDATED = (Change.WITHDRAWN, Change.SUSPENDED, Change.PROPOSED)
"""Changes after which no date is in force, so that none needs to be named."""
LONGEST_SLUG, LONGEST_SIDE, MOST_MATTER = 60, 12, 3
STOP_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        "a an and as at be before by down face for from give gives had has have if in into is it its lose "
        "must no not of off on or out over see take that the their them then there to under until up while "
        "will with within",
    )
)


class StillNotified(Exception):
    """Readers were told of a case and not yet that it was taken back."""

    def __init__(self) -> None:
        super().__init__(
            "Readers were told of this case. Take it back to draft, which tells them so, and delete it when "
            "those mails have left"
        )


class NotReady(Exception):
    """The case has faults; the message names each with its path."""

    def __init__(self, document: Document, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "; ".join(
                f"{name_of(item.place, document)}: found {item.found}; allowed: {item.allowed}"
                for item in findings
            )
        )


def case_findings(document: Document, names: Names | None = None) -> list[Finding]:
    """Everything the loader would find wrong with a case beside the stored ones (3 queries to know those)."""
    plain = dict(document)
    names = names or known_names()
    names = replace(names, cases={*names.cases, str(plain.get("slug"))})
    rules = islice(case_rules(plain, str(plain.get("slug")), names), MOST_FAULTS)
    return first_at_each_place([*case_shape(plain), *rules])


def known_names(*, new_actors: Collection[str] = ()) -> Names:
    """What a case may name: what is stored (3 queries), and the slugs of actors that come along with it."""
    actors = list(Actor.objects.values_list("slug", "type", "represents"))
    return Names(
        {*(slug for slug, _, _ in actors), *new_actors},
        set(Dossier.objects.values_list("slug", flat=True)),
        set(Ultimatum.objects.values_list("slug", flat=True)),
        {slug for slug, type_, represents in actors if type_ == ActorType.PERSON and represents is None},
    )


def draft_findings(document: Document, names: Names | None = None) -> list[Finding]:
    """What a draft may not have either: all that is wrong; what is missing or too short can come later.

    A window is whole or not there: half of one cannot be stored.
    """
    return [item for item in case_findings(document, names) if not item.is_gap or "due" in item.place]


def public_findings(
    document: Document,
    names: Names | None = None,
    *,
    no_date: Collection[str],
    public: Document | None = None,
) -> list[Finding]:
    """What keeps a case from the public: all that is wrong or missing, and what nobody has answered for.

    `no_date` are the ids of deadlines of which an editor has said that their words bear no date; `public` is
    the case as it is published, whose windows were answered for before.
    """
    found = case_findings(document, names)
    if not any(item.place[:1] == ("deadlines",) for item in found):
        found += windows_not_read(document, public)
    if document["review"] == Review.DRAFT:
        wanted = "verified or partial: a draft is not published"
        found.append(Finding(("review",), "a case whose facts nobody has checked (draft)", wanted))
    for at, item in enumerate(document["deadlines"]):
        if item["due"] is None and item["change"] not in UNDATED and item["id"] not in no_date:
            wanted = "a window; or the answer that no date can be derived from these words"
            found.append(Finding(("deadlines", at, "no_date"), "words without a window", wanted))
    return first_at_each_place(found)


def free_slug(document: Document, *, own: str = "") -> str:
    """A short name that no other case has, in the pattern of the record: sender, target, matter, year.

    `own` is the name that the case has, which is free for it.
    """
    parties = [(item["actor"], item["role"]) for item in document["parties"]]
    codes = dict(Actor.objects.filter(slug__in=[slug for slug, _ in parties]).values_list("slug", "code"))
    sides = []
    for roles in ([Role.SENDER], [Role.TARGET, Role.PARTY]):
        slug = next((actor for actor, role in parties if role in roles), "")
        sides.append(codes.get(slug, "").lower() or slug if len(slug) > LONGEST_SIDE else slug)
    said = {word for slug, _ in parties for word in slug.split("-")}
    words = re.findall("[a-z0-9]+", slugify(document["title"]))
    matter = [word for word in words if word not in said and word not in STOP_WORDS][:MOST_MATTER]
    year = next((item["announced"][:4] for item in document["deadlines"]), "")
    base = "-".join(filter(None, [*sides, *matter, year]))[:LONGEST_SLUG].strip("-") or "case"
    taken = set(Ultimatum.objects.filter(slug__startswith=base).values_list("slug", flat=True)) - {own}
    return next(slug for slug in chain([base], (f"{base}-{at}" for at in count(2))) if slug not in taken)


def incomplete_drafts() -> dict[str, list[Finding]]:
    """What unpublished cases still miss of the case format, by their slugs; complete ones are left out."""
    drafts = Ultimatum.objects.exclude(publication=Publication.PUBLISHED).order_by("slug")
    names = known_names()
    found = {case.slug: case_findings(case.document, names) for case in drafts.only("slug", "document")}
    return {slug: findings for slug, findings in found.items() if findings}


def rewritten_deadlines(before: Document, after: Document) -> tuple[str, ...]:
    """The ids of deadlines that `after` tells differently or no longer; a new one rewrites nothing."""
    now = {item["id"]: item for item in after["deadlines"]}
    return tuple(item["id"] for item in before["deadlines"] if now.get(item["id"]) != item)


@transaction.atomic
def submit_case(case: Ultimatum, *, now: datetime, editor: User | None = None) -> None:
    """A draft is handed in for review. Raises `NotReady`; a published case stays published."""
    _refuse(case, case_findings(case.document))
    if case.publication == Publication.DRAFT:
        case.publication, case.updated_at = Publication.IN_REVIEW, now
        case.submitted_at, case.submitted_by = now, editor
        case.save(update_fields=["publication", "updated_at", "submitted_at", "submitted_by"])


@transaction.atomic
def publish_case(
    case: Ultimatum, *, now: datetime, no_date: Collection[str] = (), editor: User | None = None
) -> None:
    """Show a case to the public; one that was published before keeps its first instant.

    `no_date` are the ids of deadlines whose words, an editor says, bear no date. `editor` may take it back
    for a while. Raises `NotReady`, and `FourEyes` where that is asked for.
    """
    # Windows of a case that was public before were answered for, or asked about when they were changed since.
    public = case.document if case.published_at else None
    _refuse(case, public_findings(case.document, no_date=no_date, public=public))
    if case.publication != Publication.PUBLISHED:
        check_four_eyes(case.written_by, editor)
        stood, before_revision = (case.publication, case.published_at), case.revision
        case.publication = Publication.PUBLISHED
        case.published_at = case.published_at or now
        case.last_public = {}
        case.save(update_fields=["publication", "published_at", "last_public"])
        refresh_case(case, now=now)
        note_published(case)
        if editor:
            note_publishing(
                case,
                editor=editor,
                now=now,
                before={},
                before_revision=before_revision,
                publication=stood[0],
                published_at=stood[1],
            )


@transaction.atomic
def check_case(case: Ultimatum, *, now: datetime) -> None:
    """Note that an editor looked whether a case still holds, which readers are shown; of others nothing."""
    if case.publication == Publication.PUBLISHED:
        case.checked_at = now
        case.save(update_fields=["checked_at"])
        refresh_phases([], now=now)  # a new version of the record: the page is to be fetched anew


@transaction.atomic
def withdraw_case(case: Ultimatum, *, now: datetime) -> None:
    """Take a published case back to draft: it leaves the public pages, its log stays."""
    if case.publication == Publication.PUBLISHED:
        case.publication, case.last_public = Publication.DRAFT, case.document
        case.save(update_fields=["publication", "last_public"])
        refresh_case(case, now=now)


@transaction.atomic
def remove_case(case: Ultimatum, *, now: datetime) -> None:
    """Delete a case with all its parts; cases that were related to it no longer are.

    Raises `StillNotified` while somebody is to be told that it was taken back.
    """
    if has_readers_to_tell(case):
        raise StillNotified
    withdraw_case(case, now=now)
    neighbours = list(Ultimatum.objects.filter(relations__other=case))
    case.delete()
    for neighbour in neighbours:
        refresh_case(neighbour, now=now)


def refresh_actor(actor: Actor, *, now: datetime) -> None:
    """Bring what the pages store of an actor's name up to date."""
    cases = Ultimatum.objects.filter(Q(parties__actor=actor) | Q(parties__stated_by=actor)).distinct()
    refresh_phases(cases, now=now)
    refresh_facets()


def refresh_dossier(dossier: Dossier, *, now: datetime) -> None:
    """Bring what the pages store of the title of a dossier up to date, and let them be fetched anew."""
    refresh_phases(dossier.ultimatums.all(), now=now)
    refresh_facets()


def _refuse(case: Ultimatum, findings: Sequence[Finding]) -> None:
    if findings:
        raise NotReady(case.document, findings)
