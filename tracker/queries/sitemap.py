"""What search engines are told of: the public pages of the record, and when each last changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from tracker.domain.vocabulary import IN_A_LEAD
from tracker.models import Deadline, Dossier, Party, Publication, Ultimatum

MOST = 50_000
"""As many addresses as one sitemap may hold (sitemaps.org)."""
_SHOWN = Publication.PUBLISHED


@dataclass(frozen=True, slots=True)
class Place:
    """One page: the name of its address, its slug, and when it last changed."""

    name: str
    slug: str
    changed_at: datetime


def case_places(part: int) -> tuple[Place, ...]:
    """The pages of cases, in parts of `MOST` counted from 0 (1 query)."""
    rows = Ultimatum.objects.filter(publication=_SHOWN).order_by("pk").values_list("slug", "updated_at")
    return tuple(Place("case", slug, at) for slug, at in rows[part * MOST : (part + 1) * MOST])


def group_places() -> tuple[Place, ...]:
    """The pages of crises, of actors of which there is a case and of who spoke in one (2 queries)."""
    crises = Dossier.objects.filter(ultimatums__publication=_SHOWN).annotate(at=Max("ultimatums__updated_at"))
    return (
        *(Place("dossier", slug, at) for slug, at in crises.order_by("slug").values_list("slug", "at")),
        *(Place("actor", slug, at) for slug, at in sorted(_actors().items())),
    )[:MOST]


def _actors() -> dict[str, datetime]:
    """When a case of each of them last changed, by slug (1 query)."""
    leads = Party.objects.filter(role__in=IN_A_LEAD).values_list("actor__slug")
    spoke = (
        each.objects.exclude(stated_by=None).values_list("stated_by__slug") for each in (Party, Deadline)
    )
    parts = [
        each.filter(ultimatum__publication=_SHOWN).order_by().annotate(at=Max("ultimatum__updated_at"))
        for each in (leads, *spoke)
    ]
    found: dict[str, datetime] = {}
    for slug, at in parts[0].union(*parts[1:]):
        found[slug] = max(at, found.get(slug, at))
    return found


def case_parts() -> int:
    """How many parts the pages of cases have, at least one (1 query)."""
    return max(1, -(-Ultimatum.objects.filter(publication=_SHOWN).count() // MOST))
