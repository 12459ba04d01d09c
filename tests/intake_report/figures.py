"""The figures of a half, and one line for each miss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from tests.intake_report.judge import CHECKS, Found, Judgement, judge
from tests.intake_report.record import known_cases, table
from tests.intake_report.texts import Label, LabelledText
from tracker.domain.extraction.reader import read_text
from tracker.domain.extraction.result import Candidate, NotRead


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right}/{self.of} ({self.right / self.of:.0%})" if self.of else "-"


def measure(text: LabelledText) -> Judgement:
    """Read a text as on the day it came out, with the record as it stood before its news, and compare."""
    cases = known_cases(text.news_on, on=text.published)
    start = perf_counter()
    try:
        candidates = read_text(text.text, published=text.published, actors=table(), cases=cases)
    except NotRead:
        candidates = []
    return judge(text, candidates, perf_counter() - start)


def figures(judgements: Sequence[Judgement]) -> dict[str, Share]:
    """Shares of the labels that must be found, by name; `quiet` of the negatives, `evidence` of all texts."""
    wanted = [each for judgement in judgements for each in judgement.found if not each.label.optional]
    negatives = [each for each in judgements if not each.text.labels]
    shares = {name: _share([each.rights[name] for each in wanted if name in each.rights]) for name in CHECKS}
    shares["quiet"] = _share([not each.is_alarm for each in negatives])
    shares["evidence"] = _share([not each.false_evidence for each in judgements])
    return shares


def _share(rights: Sequence[bool]) -> Share:
    return Share(sum(rights), len(rights))


def misses(judgement: Judgement) -> Iterator[str]:
    """What went wrong in a text, a line each."""
    name = judgement.text.name
    if judgement.is_alarm:
        yield f"{name}: alarm, {_shown(judgement.surplus[0])}"
    for found in judgement.found:
        wrong = [check for check, is_right in found.rights.items() if not is_right]
        if found.candidate is None and not found.label.optional:
            offered = judgement.surplus[0] if judgement.surplus else None
            yield f"{name}: not found, {_wanted(found.label)}; offered {_shown(offered)}"
        elif found.candidate and wrong:
            yield f"{name}: {', '.join(wrong)} wrong; {_compared(found, found.candidate)}"
    for line in judgement.false_evidence:
        yield f"{name}: evidence, {line}"


def _compared(found: Found, candidate: Candidate) -> str:
    return f"wanted {_wanted(found.label)}; got {_shown(candidate)}"


def _wanted(label: Label) -> str:
    types = "/".join(label.demand) + " or " + "/".join(label.threat)
    pair = f"{'/'.join(label.sender)} to {'/'.join(label.target)}"
    when = f"{label.stated!r} of {label.announced}: {label.earliest} to {label.latest}"
    return f"{pair}, {when}, {types}, {'/'.join(label.change)} {label.fits}".rstrip()


def _shown(candidate: Candidate | None) -> str:
    if candidate is None:
        return "nothing"
    sender, target = (each.slug if each else "nobody" for each in (candidate.sender, candidate.target))
    types = f"{candidate.demand and candidate.demand.type} or {candidate.threat and candidate.threat.types}"
    line = f"{sender} to {target}, {types}, {candidate.change} {candidate.fits_case or ''}".rstrip()
    if candidate.deadline is None:
        return f"{line}, no time limit, score {candidate.score:.2f}"
    found = candidate.deadline
    said = f"{found.as_stated!r} of {found.announced} ({found.announced_from})"
    return f"{line}, {said}: {found.earliest} to {found.latest}, score {candidate.score:.2f}"
