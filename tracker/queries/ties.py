"""What followed threats of economic sanctions, by TIES 4.0: a base rate to set our record beside."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from tracker.domain.dates.moments import When
from tracker.domain.statistics.ties import TiesEnd, ties_end
from tracker.models import Reference


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the coded threats ended so; `share` is between 0 and 1."""

    end: TiesEnd
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class BaseRates:
    """The figures of the table with where they are from.

    `threatened` counts the cases with a threat, `imposed` and `coded` those of them that were carried out and
    that have a final outcome; `rates` are over the coded ones, in the order of `TiesEnd`.
    """

    title: str
    version: str
    citation: str
    licence: str
    first_year: int
    last_year: int
    cases: int
    threatened: int
    imposed: int
    coded: int
    rates: tuple[Rate, ...]

    def rate(self, end: TiesEnd) -> Rate:
        """The rate of one end."""
        return next(rate for rate in self.rates if rate.end is end)


def base_rates(*, at: datetime) -> BaseRates | None:
    """The base rates (3 queries; 1 where no table was imported).

    None where no table was imported, none of its threats has a coded outcome, or it was published later.
    """
    reference = Reference.objects.filter(slug="ties").first()
    if reference is None or When(reference.published).starts_at > at:
        return None
    cases = reference.cases.all()
    whole = cases.aggregate(count=Count("pk"), first=Min("started"), last=Max("started"))
    grouped = cases.filter(threatened=True).order_by().values_list("imposed", "final_outcome")
    threatened = imposed = 0
    ends: Counter[TiesEnd] = Counter()
    for was_imposed, outcome, count in grouped.annotate(count=Count("pk")):
        threatened += count
        imposed += count if was_imposed else 0
        if outcome is not None:
            ends[ties_end(outcome)] += count
    coded = ends.total()
    if not coded:
        return None
    return BaseRates(
        title=reference.title,
        version=reference.version,
        citation=reference.citation,
        licence=reference.licence,
        first_year=When(whole["first"]).first_day.year,
        last_year=When(whole["last"]).first_day.year,
        cases=whole["count"],
        threatened=threatened,
        imposed=imposed,
        coded=coded,
        rates=tuple(Rate(end, ends[end], ends[end] / coded) for end in TiesEnd),
    )
