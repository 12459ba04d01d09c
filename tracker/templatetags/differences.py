"""What a correction changed, in words: the fact by its name, and each of its fields before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.domain.case import BESIDE, CRITERIA, Value, fields_of, read_due
from tracker.domain.case import PARTS as CASE_PARTS
from tracker.domain.dates.moments import NotADate, When
from tracker.domain.vocabulary import Kind
from tracker.templatetags.labels import label
from tracker.templatetags.times import due_text, when_text

register = template.Library()

Names = Mapping[str, str]
HEAD: dict[str, Promise] = {
    "title": _("Title"),
    "summary": _("Summary"),
    "titles": _("Title"),
    "summaries": _("Summary"),
    "kind": _("Kind of case"),
    "dossier": _("Crisis"),
}
PARTS: dict[str, Promise] = {
    "background": _("Background"),
    "criteria": _("How it will be judged"),
    "parties": _("Party"),
    "demands": _("Demand"),
    "threats": _("Threat"),
    "deadlines": _("Deadline"),
    "events": _("Event"),
    "outcomes": _("Outcome"),
    "sources": _("Source"),
}
WHOLE = {**CASE_PARTS, **BESIDE}
FIELDS = {(name, each.name): each for name, part in WHOLE.items() for each in fields_of(part)}
TEXT_FIELDS = {
    "parties": ("actor", "role"),
    "deadlines": ("as_stated", "due"),
    "outcomes": ("response", "follow_through", "on"),
    "sources": ("publisher", "title"),
    "criteria": ("complied", "enforced", "decided_by", "until"),
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
        name = str(HEAD.get(part, path))
        return f"{name} ({path[len(part) + 1 : -1]})" if path != part else name
    if part == CRITERIA:
        return str(PARTS[part])
    shown = {
        "background": "text",
        "demands": "text",
        "threats": "text",
        "events": "text",
        "deadlines": "as_stated",
    }
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
            _label(part, key),
            _text(part, key, before.get(key), names),
            _text(part, key, after.get(key), names),
        )
        for key in changed
    )


def _label(part: str, key: str) -> str:
    """What a field is called; its own name for one that the case format has no more."""
    field = FIELDS.get((part, key))
    return gettext(field.label) if field and field.label else key


def _whole(part: str, fact: Any, names: Names) -> str:
    if isinstance(fact, list):
        return " ".join(_whole(part, each, names) for each in fact)
    if not isinstance(fact, Mapping):
        return ""
    told = (_text(part, key, fact.get(key), names) for key in TEXT_FIELDS.get(part, ("text",)))
    return ", ".join(filter(None, told))


def _text(part: str, key: str, value: Any, names: Names) -> str:  # noqa: PLR0911 -- one line for each kind of value
    if value in (None, "", [], {}):
        return gettext("no date given") if key == "due" else ""
    if isinstance(value, bool):
        return str(_YES if value else _NO)
    if key == "due" and isinstance(value, Mapping):
        return due_text(read_due(value))
    field = FIELDS.get((part, key))
    if field and field.value is Value.COPY and isinstance(value, Mapping):
        return f"{value.get('url', '')} ({value.get('on', '')})"
    if key == "dossier" or (field and field.value in (Value.ACTOR, Value.ACTORS)):
        return ", ".join(names.get(each, each) for each in ([value] if isinstance(value, str) else value))
    if vocabulary := Kind if (part, key) == ("", "kind") else field and field.vocabulary:
        return label(str(value), vocabulary.__name__.lower())
    if field and field.value is Value.DATE:
        try:
            return when_text(When(str(value)))
        except NotADate:
            return str(value)
    if isinstance(value, Mapping):
        value = [f"“{each}”" for each in value.values()]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_YES, _NO = pgettext_lazy("answer", "yes"), pgettext_lazy("answer", "no")
