"""What editors do with a case beside storing it: check, hand in, publish, take back, remove."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Q

from tracker.domain.record import Document
from tracker.intake.case_files.faults import MOST_FAULTS, Finding, first_at_each_place, name_of
from tracker.intake.case_files.rules import Names, case_rules
from tracker.intake.case_files.shape import case_shape
from tracker.models import Actor, Dossier, Publication, Ultimatum
from tracker.services.publishing import refresh_case, refresh_facets, refresh_phases


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


def case_findings(document: Document) -> list[Finding]:
    """Everything the loader would find wrong with a case beside the stored ones (3 queries)."""
    plain = dict(document)
    names = Names(
        set(Actor.objects.values_list("slug", flat=True)),
        set(Dossier.objects.values_list("slug", flat=True)),
        set(Ultimatum.objects.values_list("slug", flat=True)) | {str(plain.get("slug"))},
    )
    rules = islice(case_rules(plain, str(plain.get("slug")), names), MOST_FAULTS)
    return first_at_each_place([*case_shape(plain), *rules])


def rewritten_deadlines(before: Document, after: Document) -> tuple[str, ...]:
    """The ids of deadlines that `after` tells differently or no longer; a new one rewrites nothing."""
    now = {item["id"]: item for item in after["deadlines"]}
    return tuple(item["id"] for item in before["deadlines"] if now.get(item["id"]) != item)


@transaction.atomic
def submit_case(case: Ultimatum, *, now: datetime) -> None:
    """A draft is handed in for review. Raises `NotReady`; a published case stays published."""
    _check(case)
    if case.publication == Publication.DRAFT:
        case.publication, case.updated_at = Publication.IN_REVIEW, now
        case.save(update_fields=["publication", "updated_at"])


@transaction.atomic
def publish_case(case: Ultimatum, *, now: datetime) -> None:
    """Show a case to the public; one that was published before keeps its first instant. Raises `NotReady`."""
    _check(case)
    if case.publication != Publication.PUBLISHED:
        case.publication = Publication.PUBLISHED
        case.published_at = case.published_at or now
        case.save(update_fields=["publication", "published_at"])
        refresh_case(case, now=now)


@transaction.atomic
def withdraw_case(case: Ultimatum, *, now: datetime) -> None:
    """Take a published case back to draft: it leaves the public pages, its log stays."""
    if case.publication == Publication.PUBLISHED:
        case.publication = Publication.DRAFT
        case.save(update_fields=["publication"])
        refresh_case(case, now=now)


@transaction.atomic
def remove_case(case: Ultimatum, *, now: datetime) -> None:
    """Delete a case with all its parts; cases that were related to it no longer are."""
    withdraw_case(case, now=now)
    neighbours = list(Ultimatum.objects.filter(relations__other=case))
    case.delete()
    for neighbour in neighbours:
        refresh_case(neighbour, now=now)


def refresh_actor(actor: Actor, *, now: datetime) -> None:
    """Bring what the pages store of an actor's name up to date."""
    cases = Ultimatum.objects.filter(
        Q(parties__actor=actor) | Q(parties__stated_by=actor), publication=Publication.PUBLISHED
    )
    refresh_phases(cases.distinct(), now=now)
    refresh_facets()


def refresh_dossier(*, now: datetime) -> None:
    """Bring what the pages store of the titles of dossiers up to date, and let them be fetched anew."""
    refresh_phases([], now=now)
    refresh_facets()


def _check(case: Ultimatum) -> None:
    findings = case_findings(case.document)
    if findings:
        raise NotReady(case.document, findings)
