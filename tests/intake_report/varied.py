"""The short texts of `tests/intake_texts/varied`: is something offered, with the right limit and parties?

Their labels are quotes alone, no windows and no slugs: quick to write, so that there are some hundreds.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from tests.intake_report.record import table
from tests.intake_report.texts import FOLDER
from tracker.domain.dates.moments import When
from tracker.domain.extraction.reader import read_text
from tracker.domain.extraction.result import Candidate, FoundActor, NotRead

WITHDRAWN = "withdrawn"
"""Such a text is neither a miss nor an alarm: what is called off is offered of a running case alone."""
_OFFERED = 2
"""So many candidates count, as in the labelled halves."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be found, in words of the text."""

    sender: str
    target: str
    limit: str
    kind: str


@dataclass(frozen=True, slots=True)
class VariedText:
    """A text with its label; None where nothing may be offered, and `why`."""

    name: str
    half: str
    published: When
    text: str
    label: Label | None
    why: str

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Self:
        """From a line of a file."""
        label = None
        if "limit" in entry:
            label = Label(entry["sender"], entry["target"], entry["limit"], entry["kind"])
        why = entry.get("why", "")
        return cls(entry["id"], entry["half"], When(entry["published"]), entry["text"], label, why)


def varied_texts(half: str) -> Iterator[VariedText]:
    """Those of a half."""
    for path in sorted((FOLDER / "varied").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            if entry["half"] == half:
                yield VariedText.read(entry)


def verdict(text: VariedText) -> str:
    """`pair` (with the right parties), `found` or `missed`; `alarm` or `quiet` where there is none."""
    try:
        offered = read_text(text.text, published=text.published, actors=table())
    except NotRead:
        offered = []
    if text.label is None:
        return "alarm" if offered else "quiet"
    if text.label.kind == WITHDRAWN:
        return WITHDRAWN
    right = [each for each in offered[:_OFFERED] if _has_limit(text, text.label, each)]
    if any(_has_parties(text, text.label, each) for each in right):
        return "pair"
    return "found" if right else "missed"


def _has_limit(text: VariedText, label: Label, candidate: Candidate) -> bool:
    places = [(each.start, each.end) for each in candidate.evidence if each.field == "deadline"]
    at = text.text.find(label.limit)
    while at >= 0:
        if any(start < at + len(label.limit) and at < end for start, end in places):
            return True
        at = text.text.find(label.limit, at + 1)
    return False


def _has_parties(text: VariedText, label: Label, candidate: Candidate) -> bool:
    return all(
        _is_named(actor, wanted, text, [each.quote for each in candidate.evidence if each.field == field])
        for field, actor, wanted in (
            ("sender", candidate.sender, label.sender),
            ("target", candidate.target, label.target),
        )
    )


def _is_named(actor: FoundActor | None, wanted: str, text: VariedText, quotes: list[str]) -> bool:
    """Whether the words of an actor hold those of the label, or these hold them, or both mean one actor."""
    if actor is None:
        return False
    plain = _plain(wanted)
    if any(plain in _plain(each) or _plain(each) in plain for each in (actor.name, *quotes)):
        return True
    known = [each.naming.actor for each in table().find(wanted, text.published.last_day)]
    return actor.slug in {each.slug for actor_ in known for each in (actor_, table().principal(actor_))}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("\u2019", "'").removeprefix("the ").split())


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a half."""

    wanted: int
    found: int
    pair: int
    ordinary: int
    alarms: int

    def __str__(self) -> str:
        found = f"found {self.found}/{self.wanted}, with the right parties {self.pair}"
        return f"{found}; offered for {self.alarms} of {self.ordinary} ordinary texts"


def tally(verdicts: Counter[str]) -> Tally:
    """Of the verdicts of a half, by how often each was given."""
    found = verdicts["found"] + verdicts["pair"]
    return Tally(
        found + verdicts["missed"],
        found,
        verdicts["pair"],
        verdicts["quiet"] + verdicts["alarm"],
        verdicts["alarm"],
    )
