"""What search engines are told of: the public pages of the record, and when each last changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from tracker.models import Actor, Dossier, Publication, Ultimatum
from tracker.queries.filters import IN_A_LEAD

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
    """The pages of crises and actors of which there is a case (2 queries)."""
    crises = Dossier.objects.filter(ultimatums__publication=_SHOWN).annotate(at=Max("ultimatums__updated_at"))
    leads = Actor.objects.filter(parts__role__in=IN_A_LEAD, parts__ultimatum__publication=_SHOWN)
    actors = leads.annotate(at=Max("parts__ultimatum__updated_at"))
    return (
        *(Place("dossier", slug, at) for slug, at in crises.order_by("slug").values_list("slug", "at")),
        *(Place("actor", slug, at) for slug, at in actors.order_by("slug").values_list("slug", "at")),
    )[:MOST]


def case_parts() -> int:
    """How many parts the pages of cases have, at least one (1 query)."""
    return max(1, -(-Ultimatum.objects.filter(publication=_SHOWN).count() // MOST))
