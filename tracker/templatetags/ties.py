"""The words of TIES 4.0, and how our vocabulary exports into it: tables made by asking the domain."""

from dataclasses import dataclass

from django import template
from django.utils import formats
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.domain.statistics.ties import FINAL_OUTCOMES, TiesEnd, ties_end
from tracker.domain.status.outcomes import Headline, headline, ties_code
from tracker.domain.vocabulary import FollowThrough, Kind, Response

register = template.Library()

ENDS = {
    TiesEnd.FULL: _("The target complied in full"),
    TiesEnd.PARTIAL: _("The target complied in part"),
    TiesEnd.NEGOTIATED: _("Negotiated settlement"),
    TiesEnd.GAVE_IN: _("The sender gave in"),
    TiesEnd.STALEMATE: pgettext_lazy("outcome", "Stalemate"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one pair of the two axes reads as, and its code in TIES (None: it has no word for it)."""

    headline: Headline
    code: int | None


@dataclass(frozen=True, slots=True)
class CodingLine:
    """One follow-through with its cells, one for each response."""

    follow_through: FollowThrough
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One final outcome of TIES."""

    code: int
    end: TiesEnd
    after_imposition: bool


@register.filter
def end_text(end: TiesEnd) -> str:
    """How a threat ended, in words."""
    return str(ENDS[end])


@register.filter
def share_text(share: float) -> str:
    """A share between 0 and 1 in percent with one decimal: `27.6%`."""
    return gettext("%(share)s%%") % {"share": formats.number_format(share * 100, 1)}


@register.simple_tag
def coding_lines() -> tuple[CodingLine, ...]:
    """The coding rule: for an ultimatum whose date has passed, not settled and not lifted."""
    return tuple(
        CodingLine(follow, tuple(_cell(response, follow) for response in Response))
        for follow in FollowThrough
    )


@register.simple_tag
def coding_exceptions() -> dict[str, int | None]:
    """What settling, lifting and time change in the code, by name."""
    nothing, imposed = FollowThrough.NOT_IMPOSED, FollowThrough.IMPOSED
    none = Response.NONE
    return {
        "settled": ties_code(none, nothing, settled=True, deadline_passed=True),
        "settled_imposed": ties_code(none, imposed, settled=True, deadline_passed=True),
        "lifted": ties_code(none, imposed, settled=False, deadline_passed=True, lifted=True),
        "early": ties_code(none, nothing, settled=False, deadline_passed=False),
    }


@register.simple_tag
def ties_codes() -> tuple[Code, ...]:
    """Every final outcome of TIES with its meaning."""
    return tuple(Code(code, ties_end(code), code > FINAL_OUTCOMES[4]) for code in FINAL_OUTCOMES)


def _cell(response: Response, follow: FollowThrough) -> Cell:
    word = headline(Kind.ULTIMATUM, response, follow, settled=False)
    return Cell(word, ties_code(response, follow, settled=False, deadline_passed=True))
