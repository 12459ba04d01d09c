"""What an entry of the stream of changes tells, in words: for feeds, and for webhooks."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.case import Deadline, Mark, Outcome, fields_of, read_due
from tracker.domain.dates.moments import When
from tracker.domain.status.changes import ChangeKind
from tracker.domain.vocabulary import Kind
from tracker.templatetags.differences import differences_of, name_of_fact
from tracker.templatetags.labels import label, lead_time_text, names
from tracker.templatetags.times import due_short, due_text, when_text

REMARKS = [
    field.name
    for field in sorted(fields_of(Deadline), key=lambda field: Mark.HINDSIGHT in field.marks)
    if field.text and field.text.format == "remark"
]
"""The sentences beside an announcement: those of its day before those written later."""


def kind_text(kind: ChangeKind) -> str:
    """What sort of change it is, in words."""
    return {
        ChangeKind.SET: _("Deadline set"),
        ChangeKind.MOVED: _("Deadline moved"),
        ChangeKind.PROPOSED: _("Proposed"),
        ChangeKind.EVENT: _("Event"),
        ChangeKind.OUTCOME: _("Outcome"),
        ChangeKind.CORRECTION: _("Correction"),
        ChangeKind.RETRACTED: _("Taken back"),
    }[kind]


def sentence(kind: ChangeKind, row: Mapping[str, Any]) -> tuple[str, list[str]]:
    """An entry of the stream, by its kind and stored row: what happened in a few words, and in full."""
    fact = row["fact"]
    if kind is ChangeKind.EVENT:
        word = _("Scheduled") if fact.get("scheduled") else label(fact["kind"], "eventkind")
        return word, [f"{when_text(When(fact['on']))}. {fact['text']}"]
    if kind is ChangeKind.OUTCOME:
        return _outcome(row, fact)
    if kind is ChangeKind.CORRECTION:
        return _("Corrected"), [
            _("What we had wrong: {reason}").format(reason=fact["reason"]),
            *_corrected(row),
        ]
    if kind is ChangeKind.RETRACTED:
        told = _("The record no longer holds this case. What it told of it is void; delete your copies.")
        return _("Taken back"), [told]
    return _deadline(row, fact)


def about_text(row: Mapping[str, Any]) -> str:
    """The case of an entry with its parties: 'Open the river (Aldovia → Borland)'."""
    parties = " → ".join(filter(None, (names(tuple(row["senders"])), names(tuple(row["targets"])))))
    return f"{row['title']} ({parties})" if parties else str(row["title"])


def clock_sentence(row: Mapping[str, Any], offset: timedelta | None) -> str:
    """That the date of an entry is so long ahead, or where there is no `offset` that it has passed."""
    due = due_text(read_due(row["fact"]["due"], _cities(row)))
    if offset is None:
        return _("The date has passed, the outcome is open. It was: {date}").format(date=due)
    return _("{time} left. Until: {date}").format(time=lead_time_text(offset), date=due)


def _deadline(row: Mapping[str, Any], fact: Mapping[str, Any]) -> tuple[str, list[str]]:
    word, due, was = label(fact["change"], "change"), read_due(fact["due"]), read_due(row["was"])
    if was:
        title = _("{change}, {was} → {due}").format(change=word, was=due_short(was), due=due_short(due))
    else:
        title = _("{change}, {due}").format(change=word, due=due_short(due))
    return title, list(_deadline_lines(row, fact))


def _deadline_lines(row: Mapping[str, Any], fact: Mapping[str, Any]) -> Iterator[str]:
    speaker = row["names"].get(fact.get("stated_by"))
    said = _("{speaker}: “{words}”") if speaker else _("Said: “{words}”")
    yield said.format(speaker=speaker, words=fact["as_stated"])
    cities = _cities(row)
    yield _("Until: {date}").format(date=due_text(read_due(fact["due"], cities)))
    if row["was"]:
        yield _("It was: {date}").format(date=due_text(read_due(row["was"], cities)))
    for name in REMARKS:
        if fact.get(name):
            yield fact[name]


def _cities(row: Mapping[str, Any]) -> list[str]:
    """The zone of a deadline where it means the city of that name."""
    return [row["fact"]["due"]["timezone"]] if row.get("in_city") else []


def _outcome(row: Mapping[str, Any], fact: Mapping[str, Any]) -> tuple[str, list[str]]:
    found = Outcome.read(fact)
    word = label(found.headline_in(Kind(row["case_kind"])))
    lines = [
        f"{when_text(found.on)}. {found.justification}",
        f"{label(found.response)}. {label(found.follow_through)}.",
    ]
    for slug, words in (
        (found.target, _("Target: {name}")),
        (found.enforced_by, _("Carried out by {name}")),
    ):
        if slug:
            lines.append(words.format(name=row["names"][slug]))
    if found.lifted:
        lines.append(_("Taken back: {date}").format(date=when_text(found.lifted)))
    return word, [*lines, *filter(None, [found.note])]


def _corrected(row: Mapping[str, Any]) -> Iterator[str]:
    fact, known = row["fact"], row["names"]
    path, before, after = fact["path"], fact["before"], fact["after"]
    yield _("Where: {path}").format(path=name_of_fact(path, before or after, known))
    for item in differences_of(path, before, after, known):
        what = f"{item.field}: " if item.field else ""
        yield what + _("Before: {value}").format(value=item.before or _("nothing"))
        yield what + _("Now: {value}").format(value=item.after or _("nothing"))
