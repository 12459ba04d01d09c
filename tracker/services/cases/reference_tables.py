"""Reference tables: stored whole in the place of what was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tracker.intake.ties import TiesCase
from tracker.models import Reference, ReferenceCase
from tracker.services.cases.publish import locked_site_state


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a table wherever its figures stand."""

    slug: str
    title: str
    version: str
    citation: str
    licence: str
    published: str


TIES = About(
    slug="ties",
    title="Threat and Imposition of Economic Sanctions (TIES)",
    version="4.0",
    citation=(
        "T. Clifton Morgan, Navin Bapat and Yoshiharu Kobayashi (2014): Threat and imposition of "
        "economic sanctions 1945–2005: Updating the TIES dataset. "
        "Conflict Management and Peace Science 31(5), 541–558. doi:10.1177/0738894213520379"
    ),
    licence="No licence was seen with the table: its figures are cited, the table is not passed on.",
    published="2014",
)


@transaction.atomic
def store_ties(cases: Sequence[TiesCase], *, digest: str, now: datetime) -> bool:
    """Make the stored table hold exactly these cases; whether anything changed. Pages show it at once."""
    if Reference.objects.filter(slug=TIES.slug, digest=digest, version=TIES.version).exists():
        return False
    Reference.objects.filter(slug=TIES.slug).delete()
    reference = Reference.objects.create(
        slug=TIES.slug,
        title=TIES.title,
        version=TIES.version,
        citation=TIES.citation,
        licence=TIES.licence,
        published=TIES.published,
        digest=digest,
        imported_at=now,
    )
    ReferenceCase.objects.bulk_create(
        (
            ReferenceCase(
                reference=reference,
                external_id=case.caseid,
                started=case.started,
                threatened=case.threatened,
                imposed=case.imposed,
                final_outcome=case.final_outcome,
            )
            for case in cases
        ),
        batch_size=500,
    )
    board = locked_site_state()
    board.version += 1
    board.save(update_fields=["version"])
    return True
