"""What a search with a misspelt word may mean, of the words that were known at an instant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tracker.domain.search.query import SearchQuery, Term
from tracker.domain.search.spelling import best, forms
from tracker.models import CaseText, Spelling, fits_sql
from tracker.queries.prepared import parameter


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
    answers: list[str] = []
    params: list[Any] = []
    for term in terms:
        ways = [
            fits_sql(CaseText, term, beginnings=way)
            for way in ((False, True) if term.beginning else (False,))
        ]
        texts = f"SELECT 1 FROM {CaseText._meta.db_table} WHERE since_at <= %s AND {{}}"  # noqa: S608 -- our own table
        answers.append(" OR ".join(f"EXISTS ({texts.format(fits)})" for fits, _wanted in ways))
        params += [each for _fits, wanted in ways for each in (parameter(at), wanted)]
    with connection.cursor() as cursor:
        # SQL: the ORM has no SELECT without a table
        cursor.execute(f"SELECT {', '.join(answers)}", params)
        return [bool(each) for each in cursor.fetchone()]
