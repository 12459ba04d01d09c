"""What is searched: texts by the instant they were known from, and the words a misspelt one may mean.

Derived from documents, actors and crises (services.cases.search), and can be rebuilt at any time.
"""

from typing import Any, Self

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.db.models.sql.compiler import SQLCompiler

from tracker.domain.search.query import Term
from tracker.models.actors import Actor, Dossier
from tracker.models.ultimatums import Ultimatum

FORMAT = 1
"""How rows are written: raise it where words are taken apart or weighed otherwise, and the tick writes anew
what is stored in an older format (services.cases.search)."""


class Fits(Func):
    """Whether the words of a row fit a term; the whole name is another word for all of it.

    `beginnings`: that of a longer word, instead of the words themselves.
    """

    output_field = models.BooleanField()

    def __init__(self, term: Term, *, beginnings: bool = False) -> None:
        super().__init__(F("id"), F("words"))
        self.term, self.beginnings = term, beginnings

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django hands it in
        **extra_context: Any,  # noqa: ARG002 -- Django hands it in
    ) -> tuple[str, tuple[str | int, ...]]:
        """By FTS5, whose table has the id of a row as its own."""
        column = self.get_source_expressions()[0]
        pk, _params = compiler.compile(column)
        sql, wanted = _fits_sqlite(
            column.target.model._meta.db_table, pk, self.term, beginnings=self.beginnings
        )
        return sql, (wanted,)

    def as_postgresql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 -- Django hands it in
        **extra_context: Any,  # noqa: ARG002 -- Django hands it in
    ) -> tuple[str, tuple[str | int, ...]]:
        """By the index over the same expression (migration 0003_after_0_1_0)."""
        words, _params = compiler.compile(self.get_source_expressions()[1])
        sql, wanted = _fits_postgresql(words, self.term, beginnings=self.beginnings)
        return sql, (wanted,)


def _fits_sqlite(table: str, pk: str, term: Term, beginnings: bool) -> tuple[str, str]:
    if beginnings:
        wanted = f'"{term.beginning}"*'
    else:
        phrases = [" ".join(term.words), term.name]
        wanted = " OR ".join(f'"{phrase}"' for phrase in dict.fromkeys(phrases) if phrase)
    inner = f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s"  # noqa: S608 -- the name of our own table
    return f"{pk} IN ({inner})", wanted


def _fits_postgresql(words: str, term: Term, beginnings: bool) -> tuple[str, str]:
    if beginnings:
        wanted = f"'{term.beginning}':*"
    else:
        phrases = [" <-> ".join(f"'{word}'" for word in term.words), term.name]
        wanted = " | ".join(f"({phrase})" for phrase in dict.fromkeys(phrases) if phrase)
    return f"to_tsvector('simple', {words}) @@ to_tsquery('simple', %s)", wanted


def fits_sql(model: type[models.Model], term: Term, *, beginnings: bool = False) -> tuple[str, str]:
    """`Fits` for statements that the ORM does not make: a condition on rows of `model`, and its parameter."""
    if connection.vendor == "sqlite":
        return _fits_sqlite(model._meta.db_table, "id", term, beginnings=beginnings)
    return _fits_postgresql("words", term, beginnings=beginnings)


MOST_ROWS = 10_000_000


def once(rows: models.QuerySet[Any, Any]) -> models.QuerySet[Any, Any]:
    """The rows as a subquery that PostgreSQL answers once.

    Where it has not analysed the tables yet it takes them for small, and would take the texts of all cases
    apart again for each row around them; a limit keeps it from joining the two.
    """
    return rows[:MOST_ROWS]


class TextQuerySet(models.QuerySet[Any]):
    """Rows by what they fit."""

    def fitting(self, term: Term) -> Self:
        """Those that fit a term, a longer word than its last among them."""
        fits = Q(Fits(term))
        return self.filter(fits | Q(Fits(term, beginnings=True)) if term.beginning else fits)


class Text(models.Model):
    """Lines that came to be known at one instant and weigh the same."""

    weight = models.PositiveSmallIntegerField(help_text="The lighter comes first (domain.search.fragments).")
    since_at = models.DateTimeField()
    text = models.TextField(help_text="As shown; names of one party between tabs.")
    words = models.TextField(help_text="As the index holds it (domain.search.words).")

    objects = TextQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.weight}: {self.text[:60]}"


class CaseText(Text):
    """What a public case is found by."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="texts")


class EditorText(Text):
    """All words of a case, public or not, for editors alone; one row a case."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="editor_texts")


class NameText(Text):
    """What an actor or a crisis is found by."""

    actor = models.ForeignKey(Actor, models.CASCADE, null=True, related_name="texts")
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, related_name="texts")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(actor__isnull=False, dossier=None) | Q(actor=None, dossier__isnull=False),
                name="name_text_is_of_one",
            )
        ]


class Spelling(models.Model):
    """A word of the record, under one of the forms by which misspelt ones are put right.

    Words are not deleted with the last case that has them: what is suggested is searched for first.
    """

    form = models.CharField(max_length=24)
    word = models.CharField(max_length=24)
    written = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["form", "word"], name="spelling_once")]

    def __str__(self) -> str:
        return f"{self.form}: {self.word}"
