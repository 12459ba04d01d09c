"""Actors, and the dossiers that group cases into crises."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker.domain.aliases import found_by, read_all
from tracker.domain.text import plain
from tracker.domain.vocabulary import ActorType
from tracker.models.fields import by_language, check_zone, one_of, searched, when, word


class Actor(models.Model):
    """A state, an organisation, a person: whoever demands, is addressed, speaks or is hit."""

    slug = models.SlugField(
        max_length=80, unique=True, help_text="Permanent name in addresses; never change it."
    )
    name = models.CharField(max_length=200, help_text="As the pages show it, for example United States.")
    type = word(ActorType, help_text="What the actor is.")
    code = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, for example UA; EU and XK are allowed."
    )
    represents = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speakers",
        help_text="For a person: the actor they speak for; nobody for who only mediates or leads talks.",
    )
    successor = models.JSONField(
        default=list, blank=True, help_text='For a state that is gone: codes of its successors, as ["RS"].'
    )
    timezone = models.CharField(
        max_length=64,
        blank=True,
        validators=[check_zone],
        help_text="IANA zone of the seat of government, for example America/New_York.",
    )
    aliases = models.JSONField(
        default=list,
        blank=True,
        db_default=models.Value([], models.JSONField()),
        help_text="Other names it is known and found by, in any language.",
    )
    names = by_language()
    search = searched()

    class Meta:
        ordering = ["name"]
        permissions = [("merge_actor", "Can merge an actor into another")]
        constraints = [
            one_of(ActorType, "type", "actor"),
            CheckConstraint(
                condition=~Q(type__in=[ActorType.STATE, ActorType.HISTORICAL_STATE]) | ~Q(timezone=""),
                name="actor_state_has_a_timezone",
            ),
            CheckConstraint(
                condition=Q(represents__isnull=True) | ~Q(represents=F("id")), name="actor_represents_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With what it is found by."""
        self.note_search()
        super().save(*args, **_with_search(kwargs))

    def note_search(self) -> None:
        """Bring what it is found by up to date; whoever creates rows in bulk calls it, `save` does."""
        self.search = plain(
            "\n".join(
                [self.name, self.slug, self.code, *self.names.values(), *found_by(read_all(self.aliases))]
            )
        )


class ActorRedirect(models.Model):
    """The slug of an actor that was merged into another: its old addresses lead there for good."""

    slug = models.SlugField(max_length=80, unique=True)
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="redirects")
    merged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.slug} → {self.actor_id}"


class Dossier(models.Model):
    """A crisis that groups cases."""

    slug = models.SlugField(
        max_length=80, unique=True, help_text="Permanent name in addresses; never change it."
    )
    title = models.CharField(max_length=200)
    summary = models.TextField(help_text="One or two neutral sentences.")
    started = when(blank=True, help_text="2022, 2022-02 or 2022-02-24, as exactly as it is known.")
    ended = when(blank=True, help_text="Empty while it goes on.")
    names = by_language()
    search = searched()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With what it is found by."""
        self.note_search()
        super().save(*args, **_with_search(kwargs))

    def note_search(self) -> None:
        """Bring what it is found by up to date; whoever creates rows in bulk calls it, `save` does."""
        self.search = plain("\n".join([self.title, self.slug, *self.names.values()]))


def _with_search(options: dict[str, Any]) -> dict[str, Any]:
    """The options of `save`, with what it is found by among the fields to update."""
    fields = options.get("update_fields")
    return options if fields is None else {**options, "update_fields": [*fields, "search"]}
