"""The track record in shapes and words: places of dots and of the curve, what a choice means.

Lengths along an axis are percentages, so nothing is squashed on a narrow screen; marks are in pixels.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log1p
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from tracker.domain.dates.distances import Distance
from tracker.domain.statistics.comparison import ComparedLine, Measure
from tracker.domain.statistics.conduct import Result
from tracker.domain.statistics.estimates import Curve, Share
from tracker.domain.statistics.method import VERSION
from tracker.domain.statistics.track_record import MOST_MOVES, Choice, CurveLine, TrackRecordLine
from tracker.templatetags.labels import label
from tracker.templatetags.slots import piece
from tracker.templatetags.terms import term
from tracker.templatetags.times import drift_text

register = template.Library()

CURVE_TICKS = (0, 1, 7, 30, 90, 365, 1095, 3650, 10950)
"""Days at which the axis of the curve may have a tick."""
MINOR_TICKS = (1, 90, 1095)
"""Those left out where there is little room."""
SHORTEST_CURVE = 30.0
FEWEST_DRAWN = 3


BY_THE_TABLE = ("sender", "target", "speaker")
"""What the table of all cases can be narrowed to by itself."""
TABLE_NAMES = {"within": "outcome_within"}
"""What a choice calls otherwise than the table does."""


@register.simple_tag(takes_context=True)
def cases_address(context: Context, choice: Choice) -> str:
    """The address of the table of the cases a choice means, at the instant of this page."""
    return table_of(choice, context.get("as_of"))


def table_of(choice: Choice, as_of: str | None) -> str:
    """The address of that table."""
    words = {TABLE_NAMES.get(name, name): text for name, text in choice.words().items()}
    words.setdefault("where", choice.where)
    if as_of:
        words["as_of"] = as_of
    return f"{reverse('all-cases')}?{urlencode(words, safe=':,')}"


@register.filter
def percent(part: float) -> str:
    """A share as whole percent: '27%'."""
    return pgettext("a share", "{number}%").format(number=round(part * 100))


@register.filter
def interval(share: Share | CurveLine) -> str:
    """The interval of a share or of a point of the curve, in percent: '10–57%'."""
    return pgettext("an interval of shares", "{low}–{high}%").format(
        low=round(share.low * 100), high=round(share.high * 100)
    )


@register.filter
def of_all(share: Share) -> str:
    """A share as the two counts it comes of: '3 of 11'."""
    return gettext("{count} of {total}").format(count=share.count, total=share.total)


@register.filter
def is_drawn(share: Share) -> bool:
    """Whether there are enough cases to draw the share."""
    return share.total >= FEWEST_DRAWN


@register.filter
def with_enough(lines: Iterable[TrackRecordLine]) -> list[TrackRecordLine]:
    """The lines whose shares are of so many cases that they are drawn."""
    return [line for line in lines if is_drawn(line.parts[0].share)]


@register.filter
def with_few(lines: Iterable[TrackRecordLine]) -> list[TrackRecordLine]:
    """The others."""
    return [line for line in lines if not is_drawn(line.parts[0].share)]


@dataclass(frozen=True, slots=True)
class Apart:
    """Lines of enough cases to be drawn, and those that are folded."""

    many: list[Any]
    few: list[Any]


@register.simple_tag
def persons_apart(lines: Iterable[Any]) -> Apart:
    """Persons (queries.persons.PersonLine) by how many of their ultimatums are resolved."""
    return _apart(lines, lambda line: line.resolved)


@register.simple_tag
def lines_apart(lines: Iterable[ComparedLine]) -> Apart:
    """What is compared by how many cases the side with more of them has."""
    return _apart(lines, lambda line: line.most)


def _apart(lines: Iterable[Any], number: Callable[[Any], int]) -> Apart:
    found = Apart([], [])
    for line in lines:
        (found.many if number(line) >= FEWEST_DRAWN else found.few).append(line)
    return found


@register.filter
def measure_heading(what: Result | Measure) -> str:
    """What is compared, linked to what it means where the glossary has it."""
    return term(what) if isinstance(what, Result) else label(what)


@register.filter("place")
def place_text(part: float) -> str:
    """Where a share lies on a line from 0 to 100 %, for an attribute: '27.27%'."""
    return f"{100 * part:.2f}%"


@register.simple_tag
def method_version() -> int:
    """The version of the method that statistics are made by."""
    return VERSION


# --- The curve ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CurveTick:
    """A number of days on the axis of the curve, in percent of its length."""

    x: float
    text: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The paths of the curve in a box of 100 by 100, and its axis, which is logarithmic: log(1 + days)."""

    line: str
    band: str
    losses: tuple[tuple[str, str], ...]
    ticks: tuple[CurveTick, ...]


@register.simple_tag
def drawn(curve: Curve) -> Drawing:
    """The curve of the share still without an outcome, falling from 100 %."""
    longest = max(curve.steps[-1].time, SHORTEST_CURVE)

    def x(days: float) -> float:
        return 100 * log1p(days) / log1p(longest)

    ticks = (
        CurveTick(x(days), _days_after(days), days in MINOR_TICKS) for days in CURVE_TICKS if days <= longest
    )
    return Drawing(
        line=_stairs(((x(step.time), step.survival) for step in curve.steps), 1.0),
        band=_band(curve, x),
        losses=tuple(_losses(curve, x)),
        ticks=tuple(ticks),
    )


def _stairs(points: Iterable[tuple[float, float]], before: float) -> str:
    """The path of a stair from the left end to the right one; a share of 1 is the top of the box."""
    pieces = [f"M0 {_y(before):.2f}"]
    for x, value in points:
        pieces.append(f"H{x:.2f}V{_y(value):.2f}")
    return "".join([*pieces, "H100"])


def _band(curve: Curve, place: Callable[[float], float]) -> str:
    upper = [(place(step.time), step.high) for step in curve.steps]
    lower = [(place(step.time), step.low) for step in curve.steps]
    back = [f"L100 {_y(lower[-1][1]):.2f}"]
    before_each = [1.0, *(value for _, value in lower[:-1])]
    for (at, _), before in reversed(list(zip(lower, before_each, strict=True))):
        back.append(f"H{at:.2f}V{_y(before):.2f}")
    return "".join([_stairs(upper, 1.0), *back, "Z"])


def _losses(curve: Curve, place: Callable[[float], float]) -> Iterator[tuple[str, str]]:
    """Where an upright stands for each time at which cases were last seen without an outcome: x and y."""
    for step in curve.steps:
        if step.censored:
            yield f"{place(step.time):.2f}%", f"{_y(step.survival):.2f}%"


def _y(share: float) -> float:
    return 100 - 100 * share


def _days_after(days: int) -> str:
    if days == 0:
        return pgettext("a tick of the axis of days after expiry", "expiry")
    if days >= 365:
        years = days // 365
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


@register.filter
def days_after(days: int) -> str:
    """So many days after expiry, as the head of a line: 'By the end of the window', '30 days after'."""
    if days == 0:
        return gettext("When the time is up")
    return ngettext("%(count)s day later", "%(count)s days later", days) % {"count": days}


@register.filter
def slip_text(slip: Distance | None) -> str:
    """A slip in words: '12 days later', '25 days earlier', 'the same date'; a dash for none."""
    return "–" if slip is None else drift_text(slip)


# --- Choices in words ---------------------------------------------------------------------------------------
@register.simple_tag
def described(choice: Choice, names: Mapping[str, str]) -> list[str]:
    """What a choice means, a phrase for each thing that is set; `names` are those of the actors it names."""
    return [text for text in _phrases(choice, names) if text]


@register.filter
def group_name(choice: Choice) -> str:
    """What the cases of a line have in common, in a few words."""
    return next((text for text in _group(choice) if text), gettext("All of them"))


@register.filter
def group_heading(choice: Choice) -> str:
    """The same, its words linked to what they mean."""
    if choice.threats:
        return threat_terms(choice)
    return term(choice.sender_type) if choice.sender_type else group_name(choice)


def _group(choice: Choice) -> Iterator[str]:
    if choice.threats:
        yield threats_text(choice)
    if choice.sender_type:
        yield label(choice.sender_type)
    if choice.limit:
        yield label(choice.limit)
    if choice.has_limit is False:
        yield gettext("No length known")
    if choice.moves is not None:
        yield moves_text(choice.moves)
    if choice.drift:
        yield label(choice.drift)
    if choice.moved is not None:
        yield gettext("The date moved") if choice.moved else gettext("The date never moved")


def threats_text(choice: Choice) -> str:
    """The threats of a choice: 'Use of force or Blockade'."""
    return gettext(" or ").join(label(word) for word in choice.threats)


@register.filter
def threat_terms(choice: Choice) -> SafeString:
    """The same, each linked to what it means."""
    return piece("components/threat_terms.html", (("threats", choice.threats),))


def moves_text(moves: int) -> str:
    """How often a date moved: 'Never moved', 'Moved once', 'Moved 3 times or more'."""
    if moves == 0:
        return gettext("Never moved")
    if moves == MOST_MOVES:
        return gettext("Moved {count} times or more").format(count=moves)
    return ngettext("Moved once", "Moved %(count)s times", moves) % {"count": moves}


def _phrases(choice: Choice, names: Mapping[str, str]) -> Iterator[str]:
    yield label(choice.where)
    if choice.sender:
        yield gettext("sender: {name}").format(name=names.get(choice.sender, choice.sender))
    if choice.target:
        yield gettext("target: {name}").format(name=names.get(choice.target, choice.target))
    if choice.speaker:
        yield gettext("spoken for by: {name}").format(name=names.get(choice.speaker, choice.speaker))
    if choice.threats:
        yield gettext("threat: {threat}").format(threat=threats_text(choice))
    if choice.sender_type:
        yield gettext("sender: {kind}").format(kind=label(choice.sender_type))
    if choice.limit:
        yield gettext("time limit: {limit}").format(limit=label(choice.limit))
    if choice.has_limit is not None:
        yield (
            gettext("the length of the limit is known")
            if choice.has_limit
            else gettext("the length of the limit is not known")
        )
    yield from _phrases_of_dates(choice)
    if choice.result:
        yield gettext("outcome: {result}").format(result=label(choice.result))
    if choice.besides:
        yield gettext("without the case itself")


def _phrases_of_dates(choice: Choice) -> Iterator[str]:
    if choice.moved is not None:
        yield gettext("the date moved") if choice.moved else gettext("the date never moved")
    if choice.moves is not None:
        yield moves_text(choice.moves)
    if choice.drift:
        yield label(choice.drift)
    if choice.kept is not None:
        yield gettext("the date was kept") if choice.kept else gettext("the date was not kept")
    if choice.dated is not None:
        yield gettext("with a date of expiry") if choice.dated else gettext("without a date of expiry")
    if choice.in_time is not None:
        yield (
            gettext("carried out by 30 days after expiry")
            if choice.in_time
            else gettext("not carried out by 30 days after expiry")
        )
    if choice.within is not None:
        yield ngettext(
            "outcome no more than %(count)s day after expiry",
            "outcome no more than %(count)s days after expiry",
            choice.within,
        ) % {"count": choice.within}
    if choice.open_after is not None:
        yield ngettext(
            "still without an outcome %(count)s day after expiry",
            "still without an outcome %(count)s days after expiry",
            choice.open_after,
        ) % {"count": choice.open_after}
