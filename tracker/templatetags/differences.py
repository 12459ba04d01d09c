"""What a correction changed, in words: the fact by its name, and each of its fields before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.domain.dates.moments import NotADate, When
from tracker.domain.status.record import read_due
from tracker.templatetags.labels import label
from tracker.templatetags.times import due_text, when_text

register = template.Library()

Names = Mapping[str, str]
HEAD: dict[str, Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "kind": _("Kind of case"),
    "dossier": _("Crisis"),
}
PARTS: dict[str, Promise] = {
    "parties": _("Party"),
    "demands": _("Demand"),
    "threats": _("Threat"),
    "deadlines": _("Deadline"),
    "events": _("Event"),
    "outcomes": _("Outcome"),
    "sources": _("Source"),
}
FIELDS: dict[str, Promise] = {
    "actor": _("Actor"),
    "role": _("Role"),
    "stated_by": _("Spoken by"),
    "label": _("The sender's own word"),
    "since": _("Part of the case since"),
    "text": _("Text"),
    "type": _("Sort"),
    "kind": _("Sort"),
    "target": _("Addressed to"),
    "explicit": _("Said openly"),
    "automatic": _("By law, without a further decision"),
    "as_stated": _("As stated"),
    "exposed": _("Also hit"),
    "announced": _("Announced"),
    "public_since": _("Public since"),
    "language": _("Language"),
    "due": _("Time limit"),
    "change": _("What it does to the date"),
    "replaces": _("Changes the deadline"),
    "clock_start": _("The clock started with"),
    "condition": _("Condition"),
    "note": _("Note"),
    "on": _("Date"),
    "response": _("What the target did"),
    "follow_through": _("What the sender did"),
    "settled": _("Settled by agreement"),
    "lifted": _("Taken back"),
    "enforced_by": _("Carried out by"),
    "justification": _("Why it reads so"),
    "url": _("Address"),
    "publisher": _("Publisher"),
    "title": _("Title"),
    "published": _("Published"),
    "quality": _("Quality"),
    "title_is_descriptive": _("The title is ours"),
    "sources": _("Sources"),
}
VOCABULARIES = {
    ("", "kind"): "kind",
    ("parties", "role"): "role",
    ("demands", "type"): "demandtype",
    ("threats", "type"): "threattype",
    ("deadlines", "change"): "change",
    ("events", "kind"): "eventkind",
    ("outcomes", "response"): "response",
    ("outcomes", "follow_through"): "followthrough",
    ("sources", "quality"): "quality",
}
DATES = {"announced", "public_since", "since", "on", "lifted", "published"}
ACTORS = {"actor", "stated_by", "target", "enforced_by", "exposed", "dossier"}
TEXT_FIELDS = {
    "parties": ("actor", "role"),
    "deadlines": ("as_stated", "due"),
    "outcomes": ("response", "follow_through", "on"),
    "sources": ("publisher", "title"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a fact: its name, and what it said before and says now; empty where it said nothing."""

    field: str
    before: str
    after: str


@register.filter
def fact_name(correction: Any) -> str:
    """Which fact a correction is about: `Deadline “in 50 days”`, `Summary`."""
    return name_of_fact(correction.path, correction.before or correction.after, correction.names)


@register.filter
def differences(correction: Any) -> tuple[Difference, ...]:
    """What a correction changed; `correction` has path, before, after and names."""
    return differences_of(correction.path, correction.before, correction.after, correction.names)


def name_of_fact(path: str, fact: Any, names: Names) -> str:
    """The fact in words, by its path (`deadlines[d2]`, `title`) and what it says or said."""
    part = path.partition("[")[0]
    if part not in PARTS or not isinstance(fact, Mapping):
        return str(HEAD.get(path, path))
    shown = {"demands": "text", "threats": "text", "events": "text", "deadlines": "as_stated"}
    by = {"parties": "actor", "outcomes": "on", "sources": "publisher", **shown}[part]
    said = _text(part, by, fact.get(by), names)
    short = said if len(said) <= LONGEST_NAME else f"{said[: LONGEST_NAME - 1]}…"
    return gettext("%(part)s “%(said)s”") % {"part": PARTS[part], "said": short}


LONGEST_NAME = 60


def differences_of(path: str, before: Any, after: Any, names: Names) -> tuple[Difference, ...]:
    """Each field that says something else; a fact that came or went is one difference."""
    part = path.partition("[")[0]
    if part not in PARTS:
        return (Difference("", _text("", part, before, names), _text("", part, after, names)),)
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return (Difference("", _whole(part, before, names), _whole(part, after, names)),)
    changed = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return tuple(
        Difference(
            str(FIELDS.get(key, key)),
            _text(part, key, before.get(key), names),
            _text(part, key, after.get(key), names),
        )
        for key in changed
    )


def _whole(part: str, fact: Any, names: Names) -> str:
    if not isinstance(fact, Mapping):
        return ""
    told = (_text(part, key, fact.get(key), names) for key in TEXT_FIELDS.get(part, ("text",)))
    return ", ".join(filter(None, told))


def _text(part: str, key: str, value: Any, names: Names) -> str:  # noqa: PLR0911 -- one line for each kind of value
    if value in (None, "", []):
        return gettext("no date given") if key == "due" else ""
    if isinstance(value, bool):
        return str(_YES if value else _NO)
    if key == "due" and isinstance(value, Mapping):
        return due_text(read_due(value))
    if key in ACTORS:
        return ", ".join(names.get(each, each) for each in ([value] if isinstance(value, str) else value))
    if (part, key) in VOCABULARIES:
        return label(str(value), VOCABULARIES[part, key])
    if key in DATES:
        try:
            return when_text(When(str(value)))
        except NotADate:
            return str(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_YES, _NO = pgettext_lazy("answer", "yes"), pgettext_lazy("answer", "no")
