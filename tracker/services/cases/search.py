"""What cases, actors and crises are found by: derived, and written by the transaction that changes them.

What an earlier version of the software stored, or did not store, the tick writes in today's format.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.translation import override

from tracker.domain.case import BACKGROUND, CRITERIA, LISTS, SUMMARIES, TITLES, Mark, fields_marked
from tracker.domain.dates.moments import BEGINNING
from tracker.domain.search.fragments import (
    Fragment,
    Weight,
    of_actor,
    of_case,
    of_crisis,
)
from tracker.domain.search.spelling import forms, spelt
from tracker.domain.status.record import Record
from tracker.models import FORMAT, CaseText, Dossier, EditorText, NameText, Publication, Spelling, Ultimatum
from tracker.models.search import Text
from tracker.queries.documents import NamesOfActors
from tracker.templatetags.labels import LABELS

FILLED_AT_ONCE = 200
"""Cases that one tick writes in today's format: about a second."""
_AT_ONCE = 500
Titles = Mapping[int | None, Sequence[str]]
"""The titles of crises in every language, by their keys."""
_SHOWN_NAMES = (Weight.NAME, Weight.TITLE, Weight.PARTY, Weight.CRISIS)


def find_cases(ultimatums: Sequence[Ultimatum], actors: NamesOfActors) -> None:
    """Bring what these cases are found by up to date, and the actors and crises that public ones name.

    `actors` are those the cases name. At most 8 queries where nothing changed.
    """
    crises = Dossier.objects.in_bulk({case.dossier_id for case in ultimatums} - {None})
    titles: Titles = {pk: (each.title, *each.names.values()) for pk, each in crises.items()}
    _write(EditorText, "ultimatum", {each.pk: [_everything(each, actors, titles)] for each in ultimatums})
    _write(CaseText, "ultimatum", {each.pk: _fragments(each, actors, titles) for each in ultimatums})
    if any(case.publication == Publication.PUBLISHED for case in ultimatums):
        _write(NameText, "actor", {actors.ids[slug]: of_actor(each) for slug, each in actors.named.items()})
        _write(NameText, "dossier", {pk: of_crisis(titles[pk], each.summary) for pk, each in crises.items()})
    old = [case.pk for case in ultimatums if case.search_format != FORMAT]
    for case in ultimatums:
        case.search_format = FORMAT
    if old:
        Ultimatum.objects.filter(pk__in=old).update(search_format=FORMAT)


def outdated_cases() -> QuerySet[Ultimatum]:
    """The next cases whose texts are stored in an older format."""
    found = Ultimatum.objects.filter(search_format__lt=FORMAT).order_by("search_format", "pk")
    return found[:FILLED_AT_ONCE]


def _fragments(case: Ultimatum, actors: NamesOfActors, titles: Titles) -> Sequence[Fragment]:
    if case.publication != Publication.PUBLISHED:
        return ()
    record = Record.from_document(case.document)
    return of_case(record, actors.named, crisis=titles.get(case.dossier_id, ()), labels=_labels)


def _everything(case: Ultimatum, actors: NamesOfActors, titles: Titles) -> Fragment:
    words = (*_all_words(case, actors), *titles.get(case.dossier_id, ()))
    return Fragment(Weight.TEXT, BEGINNING, tuple(words))


def _all_words(case: Ultimatum, actors: NamesOfActors) -> Iterable[str]:
    """All that is told in words, and the names of who and what is named."""
    document = case.document
    slugs = {item.get(key) for item in document["parties"] for key in ("actor", "stated_by")}
    slugs |= {item.get("stated_by") for item in document["deadlines"]}
    yield from (document[key] for key in ("slug", "title", "summary"))
    yield from (text for name in (TITLES, SUMMARIES) for text in document.get(name, {}).values())
    yield from (*document["tags"], *document.get("notes", ()))
    yield from (name for slug in sorted(slugs - {None}) for name in actors.named[slug].names)
    yield from (item["text"] for item in document.get(BACKGROUND, ()))
    yield from document.get(CRITERIA, {}).values()
    for name, part in LISTS.items():
        searched = fields_marked(part, Mark.SEARCHED)
        yield from (item[key] for item in document[name] for key in searched if item.get(key))
    for source in document["sources"].values():
        yield from (source[key] for key in ("url", "publisher", "title"))


def _labels(word: StrEnum) -> list[str]:
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(LABELS[type(word)][word]))
    return list(dict.fromkeys(found))


def _write(model: type[Text], owner: str, wanted: Mapping[int, Sequence[Fragment]]) -> None:
    """Replace the rows that differ. `owner` is the column that says whose they are."""
    stored: dict[tuple[Any, ...], int] = {}
    rows = model.objects.filter(**{f"{owner}__in": list(wanted)})
    for pk, *said in rows.values_list("pk", owner, "weight", "since_at", "text"):
        stored[tuple(said)] = pk
    new = [
        model(
            weight=each.weight,
            since_at=each.since_at,
            text=each.text,
            words=each.words,
            **{f"{owner}_id": pk},
        )
        for pk, fragments in wanted.items()
        for each in fragments
        if stored.pop((pk, int(each.weight), each.since_at, each.text), None) is None
    ]
    if stored:
        model.objects.filter(pk__in=list(stored.values())).delete()
    model.objects.bulk_create(new, batch_size=_AT_ONCE)
    if model is not EditorText:
        _learn(new)


def _learn(rows: Iterable[Text]) -> None:
    """Add the words that a misspelt one may mean: those of names and titles, and names in other texts."""
    found: dict[str, tuple[str, int]] = {}
    for row in sorted(rows, key=lambda row: row.weight):
        if row.weight == Weight.LABEL:
            continue
        for word, written in spelt(row.text, names_only=row.weight not in _SHOWN_NAMES):
            found.setdefault(word, (written, row.weight))
    if not found:
        return
    known = set(Spelling.objects.filter(word__in=list(found), form=F("word")).values_list("word", flat=True))
    new = [
        Spelling(form=form, word=word, written=written, weight=weight)
        for word, (written, weight) in sorted(found.items())
        if word not in known
        for form in sorted(forms(word))
    ]
    Spelling.objects.bulk_create(new, batch_size=_AT_ONCE, ignore_conflicts=True)
