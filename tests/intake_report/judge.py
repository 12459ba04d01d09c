"""What was found in one text, against its labels."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.intake_report.texts import Label, LabelledText
from tracker.domain.dates.moments import Grain, When, zone
from tracker.domain.dates.windows import Window
from tracker.domain.extraction.result import EVIDENCE_FIELDS, Candidate, FoundActor, FoundDeadline
from tracker.domain.vocabulary import Change

Check = Callable[[Label, Candidate], bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A label with the candidate that was taken for it, or None; `rights` holds what was judged, by name."""

    label: Label
    candidate: Candidate | None
    rights: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One text: what of its labels was found, what else was offered, and evidence that is not there."""

    text: LabelledText
    found: tuple[Found, ...]
    surplus: tuple[Candidate, ...]
    false_evidence: tuple[str, ...]
    seconds: float

    @property
    def is_alarm(self) -> bool:
        """Whether something was offered where nothing may be."""
        return not self.text.labels and bool(self.surplus)


def judge(text: LabelledText, candidates: Sequence[Candidate], seconds: float) -> Judgement:
    """Compare. Only the first two candidates count, and one more for each further label."""
    left = list(candidates[: 1 + max(len(text.labels), 1)])
    found = []
    for label in text.labels:
        best = max(left, key=lambda each: _likeness(label, each), default=None)
        if best and _is_it(label, best):
            left.remove(best)
        else:
            best = None
        found.append(Found(label, best, _rights(label, best)))
    taken = {id(each.candidate) for each in found}
    surplus = tuple(each for each in candidates if id(each) not in taken)
    false = tuple(line for each in candidates for line in _false_evidence(text.text, each))
    return Judgement(text, tuple(found), surplus, false, seconds)


def _likeness(label: Label, candidate: Candidate) -> int:
    return sum(check(label, candidate) for check in (_sender, _target, _overlaps, _overlaps, _is_equal))


def _is_it(label: Label, candidate: Candidate) -> bool:
    return sum(check(label, candidate) for check in (_sender, _target, _overlaps)) >= 2


def _rights(label: Label, candidate: Candidate | None) -> dict[str, bool]:
    """A label that was not found counts as wrong in everything that it has."""
    return {
        name: candidate is not None and check(label, candidate)
        for name, check in CHECKS.items()
        if name in ALWAYS or getattr(label, name)
    }


def _sender(label: Label, candidate: Candidate) -> bool:
    return _is_named(candidate.sender, label.sender)


def _target(label: Label, candidate: Candidate) -> bool:
    return _is_named(candidate.target, label.target)


def _pair(label: Label, candidate: Candidate) -> bool:
    return _sender(label, candidate) and _target(label, candidate)


def _is_named(actor: FoundActor | None, slugs: tuple[str, ...]) -> bool:
    return actor is not None and bool({actor.slug, _slug(actor.name)} & set(slugs))


def _slug(name: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", name.lower().replace("'", "")))


def _overlaps(label: Label, candidate: Candidate) -> bool:
    if candidate.deadline is None:
        return _is_without_date(label)
    wanted, got = _window(label), _window(candidate.deadline)
    return (wanted.latest_at is None or got.earliest_at <= wanted.latest_at) and (
        got.latest_at is None or wanted.earliest_at <= got.latest_at
    )


def _is_equal(label: Label, candidate: Candidate) -> bool:
    """The same days, or the same instants, whatever the zone in which they are written.

    A day is the same as the instants at which it begins and ends: 48 hours from some time on Wednesday are
    over at some time on Friday.
    """
    if candidate.deadline is None:
        return _is_without_date(label)
    deadline = candidate.deadline
    if deadline.latest is None:
        return False
    bounds = ((label.earliest, deadline.earliest), (label.latest, deadline.latest))
    if Grain.INSTANT in (When(label.earliest).grain, When(deadline.earliest).grain):
        return _window(label) == _window(deadline)
    return all(_same(When(wanted), When(got)) for wanted, got in bounds)


def _is_without_date(label: Label) -> bool:
    return set(label.change) == {Change.WITHDRAWN}


def _same(wanted: When, got: When) -> bool:
    if Grain.INSTANT in (wanted.grain, got.grain):
        return wanted.grain is got.grain and wanted.starts_at == got.starts_at
    return wanted.text == got.text


def _window(bounds: Label | FoundDeadline) -> Window:
    where = zone(bounds.zone if isinstance(bounds, Label) else bounds.timezone)
    first, last = When(bounds.earliest), When(bounds.latest) if bounds.latest else None
    return Window(first.start_in(where), last.end_in(where) if last else None)


def _announced(label: Label, candidate: Candidate) -> bool:
    return candidate.deadline is not None and candidate.deadline.announced.startswith(label.announced)


def _demand(label: Label, candidate: Candidate) -> bool:
    return candidate.demand is not None and candidate.demand.type in label.demand


def _threat(label: Label, candidate: Candidate) -> bool:
    return candidate.threat is not None and bool(set(candidate.threat.types) & set(label.threat))


def _change(label: Label, candidate: Candidate) -> bool:
    return candidate.change in label.change


def _fits(label: Label, candidate: Candidate) -> bool:
    return candidate.fits_case == label.fits


CHECKS: dict[str, Check] = {
    "found": _is_it,
    "sender": _sender,
    "target": _target,
    "pair": _pair,
    "overlap": _overlaps,
    "equal": _is_equal,
    "announced": _announced,
    "demand": _demand,
    "threat": _threat,
    "change": _change,
    "fits": _fits,
}
ALWAYS = frozenset(("found", "pair", "overlap", "equal"))


def _false_evidence(text: str, candidate: Candidate) -> list[str]:
    """Quotes that do not stand where they are said to, and fields that rest on no words."""
    faults = [
        f"{each.field} {each.start}-{each.end}: {each.quote!r}"
        for each in candidate.evidence
        if each.quote != text[each.start : each.end]
        or not each.quote.strip()
        or each.field not in EVIDENCE_FIELDS
    ]
    backed = {each.field for each in candidate.evidence}
    fields = ("sender", "target", "demand", "threat", "deadline")
    faults += [f"{name} has no words" for name in fields if getattr(candidate, name) and name not in backed]
    said = [each.text for each in (candidate.demand, candidate.threat) if each]
    said += [candidate.deadline.as_stated] if candidate.deadline else []
    return faults + [f"not in the text: {words!r}" for words in said if words not in text]
