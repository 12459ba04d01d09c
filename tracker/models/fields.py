"""Columns of the case format: vocabulary words and dates as they are known."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Cast

from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone


def check_when(text: str) -> None:
    """Refuse a text that is no date of the case format."""
    try:
        When(text)
    except NotADate as error:
        raise ValidationError(str(error), code="when") from error


def check_zone(name: str) -> None:
    """Refuse a name that is no IANA time zone."""
    try:
        zone(name)
    except NoSuchZone as error:
        raise ValidationError(str(error), code="zone") from error


def word(vocabulary: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A column that holds one word of a vocabulary; pair it with `one_of` for the constraint."""
    labels = [(item.value, item.value.replace("-", " ").capitalize()) for item in vocabulary]
    return models.CharField(max_length=32, choices=labels, **options)


def one_of(vocabulary: type[StrEnum], field: str, table: str) -> CheckConstraint:
    """The constraint that a column holds a word of its vocabulary."""
    condition = Q(**{f"{field}__in": [item.value for item in vocabulary]})
    return CheckConstraint(condition=condition, name=f"{table}_{field}_is_known")


def when(**options: Any) -> "models.CharField[str, str]":
    """A column that holds a date as it is known, in the text of the case format."""
    return models.CharField(max_length=25, validators=[check_when], **options)


def searched() -> "models.TextField[str, str]":
    """What the admin finds a row by, as `domain.text.plain` writes it: databases differ in folding case."""
    return models.TextField(default="", blank=True, editable=False)


def by_language(what: str = "What it is called") -> "models.JSONField[Any, Any]":
    """What it says in other languages than English, by their codes; `what` as the admin words it."""
    return models.JSONField(
        default=dict,
        blank=True,
        db_default=models.Value({}, models.JSONField()),
        help_text=f"{what} in other languages, one a line, each behind its code: uk: Україна.",
    )


def stamp(at: datetime | None) -> datetime | str | None:
    """An instant as a parameter of SQL written by hand: SQLite compares instants as Django's texts."""
    adapted: datetime | str | None = connection.ops.adapt_datetimefield_value(at)
    return adapted


def as_text(column: str) -> Cast:
    """A column of instants as the database writes them, for `instant`: Django reads them slowly."""
    return Cast(column, models.TextField())


def instant(text: str) -> datetime:
    """An instant as a database wrote it: in UTC, PostgreSQL with the offset, SQLite without."""
    return datetime.fromisoformat(text if "+" in text else f"{text}+00:00")
