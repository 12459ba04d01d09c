"""Puts together what a text tells several times: one candidate for each pair of sender and target."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from tracker.domain.dates.moments import When
from tracker.domain.extraction.acts import Act
from tracker.domain.extraction.frame import Frame
from tracker.domain.extraction.result import Candidate
from tracker.domain.extraction.time_words import TimeKind
from tracker.domain.vocabulary import Change


def best_of_each(drafts: Sequence[tuple[Frame, Candidate]]) -> list[Candidate]:
    """One candidate for each pair: what is told twice is one; a change counts more than what it changes.

    A second time limit is one more where its sentence says that it follows the first.
    """
    by_pair: dict[tuple[str, str], list[tuple[Frame, Candidate]]] = {}
    for frame, made in drafts:
        pair = (made.sender.slug if made.sender else "", made.target.slug if made.target else "")
        by_pair.setdefault(pair, []).append((frame, made))
    return [_merged(part) for told in by_pair.values() for part in _parted(told)]


def _parted(told: list[tuple[Frame, Candidate]]) -> list[list[tuple[Frame, Candidate]]]:
    """What is told of a pair, parted in two where a second time limit follows the first."""
    second = [pair for pair in told if pair[0].is_second]
    first = [pair for pair in told if not pair[0].is_second]
    ends = [made.deadline.latest for _, made in first if made.deadline and made.deadline.latest]
    starts = [made.deadline.earliest for _, made in second if made.deadline]
    if not ends or not starts:
        return [told]
    if max(ends)[:10] < min(starts)[:10]:
        return [first, second]
    return [first if any(map(_is_counted_on, second)) else told]


def _is_counted_on(pair: tuple[Frame, Candidate]) -> bool:
    """Whether a second time limit is a length, which is counted from the end of the first."""
    return pair[0].words is not None and pair[0].words.kind is TimeKind.LENGTH


def _merged(told: Sequence[tuple[Frame, Candidate]]) -> Candidate:
    ranked = sorted(told, key=lambda each: _rank(*each), reverse=True)
    frame, best = next((pair for pair in ranked if _is_extended_by(pair[0])), ranked[0])
    dates = [pair for pair in ranked if _is_date_beside(frame, pair[0]) and _is_as_new(best, pair[1])]
    if dates and _is_extended_by(frame):
        # Of the date before it and the new one, which both stand beside it, the later one.
        best = _with_deadline(best, max((made for _, made in dates), key=_end))
    elif frame.is_past and (newer := _newer(best, ranked)) is not None:
        best = newer
    elif best.change is Change.SET and best.fits_case is None and (older := _older(best, ranked)) is not None:
        best = _moved(best, older)
    elif frame.change is None:
        exact = [made for other, made in ranked if _is_nearby(frame, other) and _is_inside(best, made)]
        best = _with_deadline(best, exact[0]) if exact else best
    beside = next((made for each, made in ranked if _is_exact_beside(frame, each)), None)
    if beside is not None:
        best = _with_deadline(best, beside)
    for _, other in ranked:
        best = _completed(best, other)
    return best


_NEARBY = 2


def _is_nearby(frame: Frame, other: Frame) -> bool:
    """Whether the other tells of a time limit in the sentences about that one, and moves none."""
    is_limit = other.words is not None and other.words.kind in (TimeKind.LIMIT, TimeKind.DAY)
    return is_limit and other.change is None and abs(frame.index - other.index) <= _NEARBY


def _is_inside(made: Candidate, other: Candidate) -> bool:
    """Whether the other names an hour of the days that one names: 'until the weekend', 'by 6 p.m. on Sunday'."""
    wide, exact = made.deadline, other.deadline
    if not (wide and exact and wide.latest and exact.latest):
        return False
    if "T" in wide.earliest or "T" not in exact.earliest or exact.earliest != exact.latest:
        return False
    return wide.earliest <= exact.earliest[:10] <= wide.latest


def _newer(made: Candidate, ranked: Sequence[tuple[Frame, Candidate]]) -> Candidate | None:
    """What was told after a time limit that had been set, of the same pair; it moves that one."""
    newer = (other for frame, other in ranked if not frame.is_past and _is_said_before(made, other))
    found = next(newer, None)
    return _moved(found, made) if found else None


def _older(made: Candidate, ranked: Sequence[tuple[Frame, Candidate]]) -> Candidate | None:
    """What had been set before it for the same pair, where the text looks back on that."""
    return next((other for frame, other in ranked if frame.is_past and _is_said_before(other, made)), None)


def _is_said_before(made: Candidate, other: Candidate) -> bool:
    old, new = made.deadline, other.deadline
    return old is not None and new is not None and old.announced < new.announced


def _moved(made: Candidate, before: Candidate) -> Candidate:
    """It with what it does to the time limit before it, by the days on which they end."""
    old, new = before.deadline, made.deadline
    if made.change is not Change.SET or not (old and new and old.latest and new.latest):
        return made
    ends, ended = When(new.latest).last_day, When(old.latest).last_day
    if ends == ended:
        return made
    return replace(made, change=Change.EXTENDED if ends > ended else Change.SHORTENED)


def _is_extended_by(frame: Frame) -> bool:
    """Whether it tells by how much a deadline was extended."""
    is_longer = frame.change is Change.EXTENDED and not frame.is_second
    return is_longer and frame.words is not None and frame.words.kind is TimeKind.LENGTH


def _is_date_beside(frame: Frame, other: Frame) -> bool:
    """Whether the other names a date, and a sentence that is near."""
    return (
        other.words is not None
        and (other.words.kind is TimeKind.LIMIT or Act.DEADLINE in other.acts)
        and other.words.kind is not TimeKind.LENGTH
        and abs(frame.index - other.index) <= 2
        and other.change in (None, Change.EXTENDED)
    )


def _is_exact_beside(frame: Frame, other: Frame) -> bool:
    """Whether one sentence has a length and, for the same, the day on which it ends: 'a month, and must do so by …'."""
    return (
        frame.index == other.index
        and frame.at < other.at
        and frame.change is None is other.change
        and Act.MUST in other.acts
        and frame.words is not None
        and other.words is not None
        and (frame.words.kind, other.words.kind) == (TimeKind.LENGTH, TimeKind.LIMIT)
    )


def _is_as_new(made: Candidate, other: Candidate) -> bool:
    """Whether the other ends no sooner: what does is the time limit before it."""
    start = made.deadline.earliest if made.deadline else None
    return start is not None and other.deadline is not None and _end(other) >= When(start).starts_at


def _end(made: Candidate) -> datetime:
    latest = made.deadline.latest if made.deadline else None
    return When(latest).end_in(UTC) if latest else datetime.min.replace(tzinfo=UTC)


def _with_deadline(made: Candidate, other: Candidate) -> Candidate:
    moved, deadline, said = {"deadline", "announced"}, other.deadline, made.deadline
    if said and deadline and deadline.announced < said.announced:
        moved = {"deadline"}
        deadline = replace(deadline, announced=said.announced, announced_from=said.announced_from)
    evidence = [each for each in made.evidence if each.field not in moved]
    evidence += [each for each in other.evidence if each.field in moved]
    return replace(made, deadline=deadline, evidence=tuple(evidence))


def _rank(frame: Frame, made: Candidate) -> tuple[float, float]:
    return (made.score + (0.15 if frame.change else 0.0), -frame.index)


def _completed(made: Candidate, other: Candidate) -> Candidate:
    """What one telling lacks and the other has: its demand or its threat."""
    extra = []
    if made.demand is None and other.demand is not None:
        made = replace(made, demand=other.demand)
        extra += [each for each in other.evidence if each.field == "demand"]
    if made.threat is None and other.threat is not None:
        made = replace(made, threat=other.threat)
        extra += [each for each in other.evidence if each.field == "threat"]
    return replace(made, evidence=(*made.evidence, *extra))
