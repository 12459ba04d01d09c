"""One candidate for the eye: its text with marks, and each field with the words it came from."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tracker.domain.marks import Mark, Segment
from tracker.domain.parsing import Assumption
from tracker.queries.incoming import Reading, due_of
from tracker.queries.interpretation import ASSUMPTIONS
from tracker.templatetags.labels import label
from tracker.templatetags.times import due_text

LABELS = {
    "sender": "Sender",
    "target": "Target",
    "demand": "Demand",
    "threat": "Threat",
    "deadline": "Time limit",
    "announced": "Day",
    "change": "Change",
}
"""The names of the marks, by the fields of evidence."""
DAY_FROM = {
    "sentence": "the sentence says so",
    "another-sentence": "another sentence says so: please check",
    "dateline": "from the dateline",
    "published": "taken from the day of publication: please check",
}


@dataclass(frozen=True, slots=True)
class ProposedField:
    """A field of the entry: its value in words, empty where nothing was found, and the words it came from.

    `marks` pairs the number of a mark, None where the text is gone, with the words.
    """

    name: str
    label: str
    value: str
    notes: tuple[str, ...]
    marks: tuple[tuple[int | None, str], ...]


def proposed_fields(reading: Reading) -> tuple[ProposedField, ...]:
    """All fields, in the order of the form of a case."""
    values = dict(_values(reading))
    notes = dict(_notes(reading))
    return tuple(
        ProposedField(name, shown, values.get(name, ""), notes.get(name, ()), _quotes(reading, name))
        for name, shown in LABELS.items()
    )


def _values(reading: Reading) -> Iterator[tuple[str, str]]:
    found = reading.found
    yield "sender", found.sender.name if found.sender else ""
    yield "target", found.target.name if found.target else ""
    yield "demand", found.demand.text if found.demand else ""
    yield "threat", found.threat.text if found.threat else ""
    if found.deadline:
        due = due_of(found.deadline)
        yield "deadline", f"“{found.deadline.as_stated}”{f': {due_text(due)}' if due else ''}"
        yield "announced", found.deadline.announced
        yield "change", label(found.change.value, "change")


def _notes(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    found = reading.found
    if found.demand and found.demand.type:
        yield "demand", (label(found.demand.type, "demandtype"),)
    if found.threat:
        yield "threat", tuple(label(each, "threattype") for each in found.threat.types)
    if found.deadline:
        known = [each for each in found.deadline.notes if each in list(Assumption)]
        yield "deadline", tuple(str(ASSUMPTIONS[Assumption(each)]) for each in known)
        yield "announced", (DAY_FROM.get(found.deadline.announced_from, found.deadline.announced_from),)


def _quotes(reading: Reading, name: str) -> tuple[tuple[int | None, str], ...]:
    if reading.segments:
        text = reading.item.text
        return tuple((m.number, text[m.start : m.end]) for m in reading.marks if m.field == name)
    return tuple((None, each.quote) for each in reading.found.evidence if each.field == name)


def marked_text(reading: Reading) -> SafeString:
    """The text as HTML: each mark begins with its name, so that none is told by its colour alone."""
    return format_html_join("", "{}", ((_segment(each),) for each in reading.segments))


def _segment(segment: Segment) -> SafeString:
    begins = format_html_join("", "{}", ((_label(each),) for each in segment.begins))
    ends = format_html_join(
        "", '<span class="visually-hidden"> (end of {}) </span>', ((_name(each),) for each in segment.ends)
    )
    if not segment.field:
        return format_html("{}", segment.text)
    words = format_html('<mark class="marked marked-{}">{}</mark>', segment.field, segment.text)
    return mark_safe(begins + words + ends)  # noqa: S308 -- each of the three is escaped above


def _label(mark: Mark) -> SafeString:
    return format_html(
        '<span class="mark-name marked-{}" id="mark-{}" tabindex="-1">{}'
        '<span class="visually-hidden">:</span></span>',
        mark.field,
        mark.number,
        LABELS.get(mark.field, mark.field),
    )


def _name(mark: Mark) -> str:
    return LABELS.get(mark.field, mark.field).lower()
