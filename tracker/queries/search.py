"""Search over the public record: cases by rank, crises and actors, as was known at an instant."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, Model, QuerySet, TextField
from django.db.models.functions import Cast

from tracker.domain.aliases import Entry, read_all
from tracker.domain.search.fragments import Weight
from tracker.domain.search.query import SearchQuery, Term
from tracker.domain.search.spelling import best, forms
from tracker.models import CaseText, NameText, Phase, Section, SiteState, Spelling, fits_sql
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import DashboardRow, PageNotFound, dashboard_row
from tracker.queries.index import known_actors, known_dossiers

PER_SECTION = 10
PER_PAGE = 50
MOST_NAMES = 12
"""So many actors and so many crises are shown."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that fits, and the lines of it that do, where neither title nor parties show why."""

    row: DashboardRow
    lines: tuple[str, ...]
    also: tuple[str, ...]
    """The other names by which a party fits: "United States (USA)"."""


@dataclass(frozen=True, slots=True)
class FoundSection:
    """Cases that stand in one place, the best first: a part of `total`."""

    section: Section
    cases: tuple[FoundCase, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FoundName:
    """An actor or a crisis; `also` is the other name by which it fits."""

    slug: str
    name: str
    also: str


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a search at an instant. `sections` without any case are left out."""

    sections: tuple[FoundSection, ...]
    actors: tuple[FoundName, ...]
    crises: tuple[FoundName, ...]

    @property
    def total(self) -> int:
        """How many cases fit."""
        return sum(each.total for each in self.sections)

    @property
    def is_empty(self) -> bool:
        """Whether nothing fits."""
        return not (self.sections or self.actors or self.crises)


NOTHING_FOUND = Found((), (), ())


def search(
    query: SearchQuery,
    phases: PhaseQuerySet,
    *,
    at: datetime,
    is_now: bool,
    section: Section | None = None,
    page: int = 1,
) -> Found:
    """What fits a search (5 queries; none without a word). `phases` hold the instant.

    Without a section the best of each, else a page of one. Raises `PageNotFound`.
    """
    if not query.terms:
        return NOTHING_FOUND
    size = PER_PAGE if section else PER_SECTION
    chosen = phases if section is None else phases.on(section, at)
    places = _best(query, chosen, (page - 1) * size, size, at)
    if page > 1 and not places:
        first = _best(query, chosen, 0, 1, at)
        raise PageNotFound(page, -(-first[0][2] // size) if first else 1)
    cases = _cases([pk for pk, *_ in places], query.terms, at)
    totals = {shelf: total for _, shelf, total in places}
    found = {
        each: [cases[pk] for pk, shelf, _ in places if shelf == each and pk in cases] for each in Section
    }
    sections = tuple(
        FoundSection(each, tuple(found[each]), totals[each]) for each in Section if each in totals
    )
    if section:
        return Found(sections, (), ())
    return Found(
        sections,
        _actors(query, at),
        _crises(query, at, is_now=is_now),
    )


Place = tuple[int, str, int]
"""A phase by its key, its section, and how many of the section fit."""


def _best(query: SearchQuery, phases: PhaseQuerySet, skip: int, most: int, at: datetime) -> list[Place]:
    """The best of each section in order (1 query).

    A case is as good as the sum of what its terms are found by; of two as good the one comes first that does
    on the dashboard.
    """
    fits, params = _fitting(CaseText, "ultimatum_id, {term}, weight * 2 + {worse}", query, *_known_by(at))
    rows = phases.order_by().values("pk", "ultimatum_id", "shelf", "sort_at")
    phases_sql, phases_params = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            # SQL: ranks of a union are beyond the ORM, which also takes longer to make its parts than the
            # database to answer; all values are parameters
            f"""
            WITH fits (case_id, term, weight) AS ({fits}),
            terms AS (SELECT case_id, term, MIN(weight) AS weight FROM fits GROUP BY case_id, term),
            cases AS (
                SELECT case_id, SUM(weight) AS weight FROM terms GROUP BY case_id HAVING COUNT(*) = %s
            ),
            phases (id, case_id, shelf, sort_at) AS ({phases_sql}),
            placed AS (
                SELECT phases.id, shelf, COUNT(*) OVER (PARTITION BY shelf) AS total,
                    ROW_NUMBER() OVER (
                        PARTITION BY shelf
                        ORDER BY weight, CASE WHEN shelf = 'live' THEN sort_at END, sort_at DESC, phases.id
                    ) AS place
                FROM cases JOIN phases ON phases.case_id = cases.case_id
            )
            SELECT id, shelf, total FROM placed WHERE place > %s AND place <= %s ORDER BY shelf, place
            """,  # noqa: S608 -- only our own statements are put in
            [*params, len(query.terms), *phases_params, skip, skip + most],
        )
        return [(pk, shelf, total) for pk, shelf, total in cursor.fetchall()]


Sql = tuple[str, list[Any]]
"""A piece of a statement and its parameters."""


def _fitting(model: type[Model], columns: str, query: SearchQuery, among: str, given: list[Any]) -> Sql:
    """The rows of texts that each term fits, `among` those that meet a condition.

    `columns` may name the number of the `term`, and how much `worse` it fits: 1 for a longer word.
    """
    parts: list[str] = []
    params: list[Any] = []
    for number, term in enumerate(query.terms):
        for worse in range(2 if term.beginning else 1):
            fits, wanted = fits_sql(model, term, beginnings=bool(worse))
            chosen = columns.format(term=number, worse=worse)
            table = model._meta.db_table
            parts.append(f"SELECT {chosen} FROM {table} WHERE {among} AND {fits}")  # noqa: S608 -- our own names
            params += [*given, wanted]
    return " UNION ALL ".join(parts), params


def _known_by(at: datetime) -> Sql:
    return "since_at <= %s", [connection.ops.adapt_datetimefield_value(at)]


def _cases(keys: Sequence[int], terms: Sequence[Term], at: datetime) -> dict[int, FoundCase]:
    """What is shown of these phases (2 queries)."""
    rows = list(
        Phase.objects.filter(pk__in=keys)
        .order_by()
        .annotate(as_text=Cast("row", TextField()))
        .values_list("pk", "ultimatum_id", "status", "as_text")
    )
    texts: dict[int, list[tuple[int, str]]] = {}
    shown = CaseText.objects.filter(
        ultimatum__in=[case for _, case, *_ in rows],
        since_at__lte=at,
        weight__in=(Weight.PARTY, Weight.TEXT),
    )
    for case, weight, text in shown.order_by("weight", "pk").values_list("ultimatum_id", "weight", "text"):
        texts.setdefault(case, []).append((weight, text))
    return {
        pk: _found_case(dashboard_row(status, text, at=at), texts.get(case, []), terms)
        for pk, case, status, text in rows
    }


def _found_case(row: DashboardRow, texts: Iterable[tuple[int, str]], terms: Sequence[Term]) -> FoundCase:
    left = [term for term in terms if not _fits_any([row.title, *row.senders, *row.targets], [term])]
    also: list[str] = []
    lines: list[str] = []
    for weight, text in texts:
        for line in text.split("\n"):
            fitting = [term for term in left if _fits_any(line.split("\t"), [term])]
            if not fitting:
                continue
            left = [term for term in left if term not in fitting]
            if weight == Weight.PARTY:
                also.append(_other_name(line, fitting))
            else:
                lines.append(line)
    return FoundCase(row, tuple(lines), tuple(also))


def _other_name(line: str, terms: Sequence[Term]) -> str:
    """ "United States (USA)" of a line of names."""
    first, *others = line.split("\t")
    if _fits_any([first], terms):
        return first
    other = next((each for each in others if _fits_any([each], terms)), "")
    return f"{first} ({other})" if other else first


def _fits_any(texts: Iterable[str], terms: Sequence[Term]) -> bool:
    return any(term.is_in(text) for text in texts for term in terms)


def _names(
    known: QuerySet[Any], owner: str, columns: Sequence[str], query: SearchQuery, among: Sql
) -> list[tuple[Any, ...]]:
    """Those of actors or crises that fit every term, whoever bears the whole name first (1 query).

    `columns`: the slug, the name and what else is wanted, JSON as text.
    """
    place = (
        f"CASE WHEN weight + {{worse}} = {Weight.NAME} THEN 0 WHEN weight < {Weight.TEXT} THEN 1 ELSE 2 END"
    )
    fits, params = _fitting(NameText, f"{owner}_id, {{term}}, {place}", query, *among)
    rows = known.order_by().values_list("pk", *columns)
    known_sql, known_params = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        # SQL: as above
        cursor.execute(
            # As for cases.
            f"""
            WITH fits (owner, term, place) AS ({fits}),
            owners AS (
                SELECT owner, MIN(CASE WHEN term = 0 THEN place END) AS place
                FROM fits GROUP BY owner HAVING COUNT(DISTINCT term) = %s
            ),
            known (id, {", ".join(columns)}) AS ({known_sql})
            SELECT {", ".join(columns)} FROM owners JOIN known ON known.id = owners.owner
            ORDER BY place, {columns[1]}, id LIMIT {MOST_NAMES}
            """,  # noqa: S608 -- only our own statements are put in
            [*params, len(query.terms), *known_params],
        )
        return list(cursor.fetchall())


def _actors(query: SearchQuery, at: datetime) -> tuple[FoundName, ...]:
    among, given = _known_by(at)
    columns = ("slug", "name", "aliases")
    rows = _names(known_actors(at), "actor", columns, query, (f"actor_id IS NOT NULL AND {among}", given))
    return tuple(
        FoundName(slug, name, _also(name, json.loads(aliases), query.terms)) for slug, name, aliases in rows
    )


def _also(name: str, aliases: Sequence[Entry], terms: Sequence[Term]) -> str:
    if _fits_any([name], terms):
        return ""
    return next((each.name for each in read_all(aliases) if _fits_any([each.name], terms)), "")


def _crises(query: SearchQuery, at: datetime, *, is_now: bool) -> tuple[FoundName, ...]:
    among = "dossier_id IS NOT NULL"
    if not is_now:  # a summary was written in hindsight
        among += f" AND weight = {Weight.TITLE}"
    rows = _names(known_dossiers(at), "dossier", ("slug", "title"), query, (among, []))
    return tuple(FoundName(slug, title, "") for slug, title in rows)


def meant(query: SearchQuery, *, at: datetime) -> str:
    """The search with words that nothing known by then has put right; empty if that cannot be (3 queries)."""
    found = _found_alone(query.terms, at)
    missing = [term for term, is_found in zip(query.terms, found, strict=True) if not is_found]
    if not missing or any(len(term.words) != 1 for term in missing):
        return ""
    by_form: dict[str, list[tuple[str, int, str]]] = {}
    wanted = {form for term in missing for form in forms(term.typed)}
    rows = Spelling.objects.filter(form__in=wanted).values_list("form", "word", "weight", "written")
    for form, word, weight, written in rows:
        by_form.setdefault(form, []).append((word, weight, written))
    choices = {
        term: best(term.typed, (known for form in forms(term.typed) for known in by_form.get(form, ())))
        for term in missing
    }
    possible = [written for found_for in choices.values() for written in found_for]
    terms = [SearchQuery.read(f'"{written}"').terms[0] for written in possible]
    holds = {written for written, is_found in zip(possible, _found_alone(terms, at), strict=True) if is_found}
    right = {term: next((each for each in choices[term] if each in holds), "") for term in missing}
    if not all(right.values()):
        return ""
    return " ".join(right.get(term) or _typed(term) for term in query.terms)


def _typed(term: Term) -> str:
    return f'"{term.typed}"' if len(term.words) > 1 else term.typed


def _found_alone(terms: Sequence[Term], at: datetime) -> list[bool]:
    """Which of these terms anything public known by then fits, each for itself (1 query)."""
    if not terms:
        return []
    texts = CaseText.objects.filter(since_at__lte=at)
    answers = {f"term{number}": Exists(texts.fitting(term)) for number, term in enumerate(terms)}
    row = SiteState.objects.annotate(**answers).values_list(*answers).first()
    return list(row) if row else [False] * len(terms)
