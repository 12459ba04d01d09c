"""Search over the public record: cases by rank, crises and actors, as was known at an instant."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from tracker.domain.aliases import AliasEntry, read_all
from tracker.domain.search.fragments import Weight
from tracker.domain.search.query import SearchQuery, Term
from tracker.models import CaseText, NameText, Phase, Section, fits_sql
from tracker.queries.dashboard import DashboardRow, PageNotFound, dashboard_row
from tracker.queries.index import known_actors, known_dossiers
from tracker.queries.prepared import Sql, parameter, statement

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
    *,
    at: datetime,
    is_now: bool,
    section: Section | None = None,
    page: int = 1,
) -> Found:
    """What fits a search (5 queries; none without a word).

    Without a section the best of each, else a page of one. Raises `PageNotFound`.
    """
    if not query.terms:
        return NOTHING_FOUND
    size = PER_PAGE if section else PER_SECTION
    chosen = tuple(Section) if section is None else (section,)
    places, totals = _best(query, chosen, (page - 1) * size, size, at)
    if page > 1 and not places:
        raise PageNotFound(page, -(-totals.get(section or "", 0) // size) or 1)
    cases = _cases([pk for pk, _ in places], query.terms, at)
    found = {each: [cases[pk] for pk, shelf in places if shelf == each and pk in cases] for each in chosen}
    sections = tuple(
        FoundSection(each, tuple(found[each]), totals[each]) for each in chosen if each in totals
    )
    if section:
        return Found(sections, (), ())
    return Found(
        sections,
        _actors(query, at),
        _crises(query, at, is_now=is_now),
    )


Place = tuple[int, str]
"""A phase by its key, and its section."""
_ORDER = {
    Section.LIVE: "sort_at, id",
    Section.PASSED: "sort_at DESC, id",
    Section.RESOLVED: "sort_at DESC, id",
}
"""Of two cases as good the one comes first that does on the dashboard."""


def _best(
    query: SearchQuery, sections: Sequence[Section], skip: int, most: int, at: datetime
) -> tuple[list[Place], dict[str, int]]:
    """The best of each section in order, and how many of it fit (1 query).

    A case is as good as the sum of what its terms are found by. Counts and orders of their own took SQLite
    10 ms for a word of 3,700 cases, windows over both 17.
    """
    fits, params = _fitting(CaseText, "ultimatum_id, {term}, weight * 2 + {worse}", query, *_known_by(at))
    best = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, shelf, 0 FROM found WHERE shelf = '{each}' "  # noqa: S608 -- our own words
        f"ORDER BY weight, {_ORDER[each]} LIMIT {most} OFFSET {skip}) AS {each}"
        for each in sections
    )
    many = len(query.terms)
    cases = f"SELECT case_id, SUM(weight) FROM terms GROUP BY case_id HAVING COUNT(*) = {many}"  # noqa: S608 -- a number
    if many == 1:
        cases = "SELECT case_id, weight FROM terms"
    with connection.cursor() as cursor:
        cursor.execute(
            # SQL: ranks of a union are beyond the ORM, which also takes longer to make its parts than the
            # database to answer; all values are parameters. By CROSS JOIN SQLite begins with the cases
            f"""
            WITH fits (case_id, term, weight) AS ({fits}),
            terms (case_id, weight) AS (SELECT case_id, MIN(weight) FROM fits GROUP BY case_id, term),
            cases (case_id, weight) AS ({cases}),
            found AS (
                SELECT id, shelf, weight, sort_at FROM cases CROSS JOIN {Phase._meta.db_table}
                WHERE ultimatum_id = case_id AND from_at <= %s AND (until_at IS NULL OR until_at > %s)
            )
            SELECT 0, shelf, COUNT(*) FROM found GROUP BY shelf UNION ALL {best}
            """,  # noqa: S608 -- only our own statements are put in
            [*params, parameter(at), parameter(at)],
        )
        rows = cursor.fetchall()
    totals = {shelf: total for _pk, shelf, total in rows if total and shelf in sections}
    return [(pk, shelf) for pk, shelf, total in rows if not total], totals


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
    return "since_at <= %s", [parameter(at)]


def _cases(keys: Sequence[int], terms: Sequence[Term], at: datetime) -> dict[int, FoundCase]:
    """What is shown of these phases (2 queries)."""
    if not keys:
        return {}
    phase, text_of = Phase._meta.db_table, CaseText._meta.db_table
    with connection.cursor() as cursor:
        # SQL: the ORM takes longer to make these two than the database to answer them
        cursor.execute(
            f"SELECT id, ultimatum_id, status, CAST({phase}.row AS text) FROM {phase} "  # noqa: S608 -- our own names
            f"WHERE id IN ({_places(keys)})",
            keys,
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"SELECT ultimatum_id, weight, text FROM {text_of} WHERE ultimatum_id IN ({_places(rows)}) "  # noqa: S608 -- our own names
            "AND since_at <= %s AND weight IN (%s, %s) ORDER BY weight, id",
            [*(case for _, case, *_ in rows), parameter(at), Weight.PARTY, Weight.TEXT],
        )
        texts: dict[int, list[tuple[int, str]]] = {}
        for case, weight, said in cursor.fetchall():
            texts.setdefault(case, []).append((weight, said))
    return {
        pk: _found_case(dashboard_row(status, text, at=at), texts.get(case, []), terms)
        for pk, case, status, text in rows
    }


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


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
    known: Sql, owner: str, columns: Sequence[str], query: SearchQuery, among: Sql
) -> list[tuple[Any, ...]]:
    """Those of actors or crises that fit every term, whoever bears the whole name first (1 query).

    `columns` of those `known` after the key: the slug, the name and what else is wanted, JSON as text.
    """
    place = (
        f"CASE WHEN weight + {{worse}} = {Weight.NAME} THEN 0 WHEN weight < {Weight.TEXT} THEN 1 ELSE 2 END"
    )
    fits, params = _fitting(NameText, f"{owner}_id, {{term}}, {place}", query, *among)
    known_sql, known_params = known
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
    known = statement(_known_actors, at)
    rows = _names(known, "actor", columns, query, (f"actor_id IS NOT NULL AND {among}", given))
    return tuple(
        FoundName(slug, name, _also(name, json.loads(aliases), query.terms)) for slug, name, aliases in rows
    )


def _known_actors(at: datetime) -> QuerySet[Any, Any]:
    return known_actors(at).order_by().values_list("pk", "slug", "name", "aliases")


def _also(name: str, aliases: Sequence[AliasEntry], terms: Sequence[Term]) -> str:
    if _fits_any([name], terms):
        return ""
    return next((each.name for each in read_all(aliases) if _fits_any([each.name], terms)), "")


def _crises(query: SearchQuery, at: datetime, *, is_now: bool) -> tuple[FoundName, ...]:
    among = "dossier_id IS NOT NULL"
    if not is_now:  # a summary was written in hindsight
        among += f" AND weight = {Weight.TITLE}"
    rows = _names(statement(_known_dossiers, at), "dossier", ("slug", "title"), query, (among, []))
    return tuple(FoundName(slug, title, "") for slug, title in rows)


def _known_dossiers(at: datetime) -> QuerySet[Any, Any]:
    return known_dossiers(at).order_by().values_list("pk", "slug", "title")
