"""What the pages read: the phases of published cases, the board's tally, and the heartbeat.

Everything here is derived from documents (services.cases.publish) and can be rebuilt at any time.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from tracker.domain.statistics.conduct import Limit
from tracker.domain.status.standing import Status
from tracker.models.actors import Dossier
from tracker.models.fields import one_of, word
from tracker.models.ultimatums import Ultimatum


class Section(models.TextChoices):
    """Where on the dashboard a status stands."""

    LIVE = "live", "Running"
    PASSED = "passed", "Passed, outcome open"
    RESOLVED = "resolved", "Resolved"


SECTION_OF = {
    Status.RUNNING: Section.LIVE,
    Status.OPEN: Section.LIVE,
    Status.UNDATED: Section.LIVE,
    Status.SUSPENDED: Section.LIVE,
    Status.PASSED: Section.PASSED,
    Status.WITHDRAWN: Section.PASSED,
    Status.RESOLVED: Section.RESOLVED,
}


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Phases by instant: one a case at the most."""

    def current(self) -> Self:
        """What the last tick found to be the phase of the present; flat in the number of cases."""
        return self.filter(is_current=True)

    def current_since(self, version: int) -> Self:
        """Those that became current after a version of the record; cost follows how many did."""
        return self.filter(is_current=True, version__gt=version)

    def at(self, at: datetime) -> Self:
        """The phases that hold an instant, past or present; True whatever the tick did."""
        return self.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at)

    def on(self, shelf: Section, at: datetime) -> Self:
        """Those on one shelf, of phases that hold an instant.

        What is live sorts after the instant, all else at or before it: to say so lets an index begin there.
        """
        bound = Q(sort_at__gt=at) if shelf == Section.LIVE else Q(sort_at__lte=at)
        return self.filter(bound, shelf=shelf)

    def turning(self) -> Self:
        """Phases marked current that have an end, the next first.

        Whether one is over is asked of the first in order: to find by EXISTS that there is none, PostgreSQL
        may go over all that is current (140 ms at 100,000 cases before the first vacuum).
        """
        return self.filter(is_current=True, until_at__isnull=False).order_by("until_at")

    def over(self, now: datetime) -> Self:
        """Phases marked current that are over."""
        return self.filter(is_current=True, until_at__lte=now).order_by()

    def ahead(self, now: datetime) -> Self:
        """Phases marked current that have not begun: somebody's clock had run ahead."""
        return self.filter(is_current=True, from_at__gt=now).order_by()

    def begun(self, since: datetime, now: datetime) -> Self:
        """Phases that began after `since`, hold the instant and are not marked current yet."""
        return self.at(now).filter(is_current=False, from_at__gt=since).order_by()


class Phase(models.Model):
    """One stretch of a published case's life, half-open: from `from_at` up to but not including `until_at`.

    Derived by `domain.status.standing.phases`. `sort_at` orders a shelf: for live ones the next expiry (far
    in the future where there is none), for the others the instant they came to stand there.
    """

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="phases")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="Null: for good.")
    status = word(Status)
    shelf = models.CharField(max_length=8, choices=Section.choices)
    headline = models.CharField(
        max_length=16, blank=True, help_text="Of a resolved case; mixed when targets differ."
    )
    sort_at = models.DateTimeField()
    row = models.JSONField(help_text="What the dashboard shows of it.")
    conduct = models.JSONField(
        help_text="What statistics count of it (tracker/domain/statistics/conduct.py)."
    )
    limit = models.CharField(
        max_length=8,
        blank=True,
        choices=[(item.value, item.value) for item in Limit],
        help_text="How long the time limit of an ultimatum was; empty for other kinds, or without a length.",
    )
    announced_at = models.DateTimeField(null=True, help_text="When the step in force was first announced.")
    due_at = models.DateTimeField(
        null=True, help_text="The first instant or day it may expire on; null without one."
    )
    moves = models.PositiveSmallIntegerField(default=0, db_default=0)
    by_sender = models.CharField(max_length=200, default="", db_default="", help_text="Sorts by sender.")
    by_target = models.CharField(max_length=200, default="", db_default="", help_text="Sorts by target.")
    speakers = models.TextField(
        default="", db_default="", help_text="The slugs of who spoke by then, each between two bars."
    )
    is_current = models.BooleanField(default=False)
    version = models.PositiveBigIntegerField(
        default=0,
        help_text="Of the record (`SiteState.version`): with which this was written or became current.",
    )

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["sort_at", "id"]
        constraints = [
            one_of(Status, "status", "phase"),
            CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="phase_takes_time"
            ),
            UniqueConstraint(fields=["ultimatum", "from_at"], name="phase_once"),
            UniqueConstraint(fields=["ultimatum"], condition=Q(is_current=True), name="phase_one_is_current"),
        ]
        indexes = [
            models.Index(fields=["shelf", "sort_at", "id"], condition=Q(is_current=True), name="phase_shelf"),
            models.Index(fields=["shelf", "sort_at", "id"], name="phase_shelf_past"),
            # One status of the present is counted by this alone: 3.7 to 0.1 ms at 100,000 cases on SQLite.
            models.Index(
                fields=["status", "shelf", "sort_at", "id"],
                condition=Q(is_current=True),
                name="phase_status",
            ),
            models.Index(fields=["until_at"], condition=Q(is_current=True), name="phase_over"),
            # Of all rows: were it partial too, SQLite without statistics would take it for the one above.
            models.Index(fields=["until_at"], name="phase_until"),
            models.Index(fields=["from_at"], condition=Q(is_current=True), name="phase_not_begun"),
            models.Index(fields=["version"], condition=Q(is_current=True), name="phase_current_since"),
            # Who spoke, to filter by, is read off this alone: 9.5 to 0.1 ms at 10,000 cases on SQLite.
            models.Index(
                fields=["speakers"],
                condition=Q(is_current=True) & ~Q(speakers=""),
                name="phase_speakers",
            ),
            models.Index(fields=["from_at", "until_at"], name="phase_at"),
            models.Index(fields=["status", "sort_at", "id"], name="phase_due"),
            # By this alone a search tells where a case that fits stands: 20 to 15 ms for 3,700 cases.
            models.Index(
                fields=["ultimatum", "from_at", "until_at", "shelf", "sort_at", "id"], name="phase_of_found"
            ),
            models.Index(fields=["limit", "from_at"], condition=Q(shelf="resolved"), name="phase_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.ultimatum_id}: {self.status} from {self.from_at}"


class PhaseTally(models.Model):
    """How many phases more began than ended in one week, of one shelf and headline or, unresolved, status.

    Summed up to an instant they say how many cases stood where, without a look at all of them. Whoever adds
    or deletes phases adds to these in the same transaction.
    """

    week = models.DateField(help_text="Its Monday, in UTC.")
    shelf = models.CharField(max_length=8, choices=Section.choices)
    word = models.CharField(max_length=16)
    change = models.IntegerField()

    class Meta:
        constraints = [UniqueConstraint(fields=["week", "shelf", "word"], name="phase_tally_once")]

    def __str__(self) -> str:
        return f"{self.week}: {self.change:+} {self.shelf} {self.word}"


class DossierTally(models.Model):
    """How many cases of a crisis stand where now, and when one of them last came to stand where it does."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="tally")
    live = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    resolved = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.live} live, {self.passed} passed, {self.resolved} resolved"


class SiteState(models.Model):
    """The one row that says which version of the record the public pages show, and what they need not count.

    Whoever changes what is current changes `tally` and `version` in the same transaction, and gives the
    phases that became current the new version.
    """

    version = models.PositiveBigIntegerField(
        default=1, help_text="Rises with every write that a page can show."
    )
    tally = models.JSONField(
        default=dict, help_text="How many cases stand where now: shelf → headline or status → number."
    )
    facets = models.JSONField(
        default=dict, help_text="What can be filtered by: sender, target, dossier → [slug, name, since]."
    )

    class Meta:
        db_table = "tracker_board"
        constraints = [CheckConstraint(condition=Q(id=1), name="board_is_one_row")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Heartbeat(models.Model):
    """When a periodic job last finished, and what it did."""

    name = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"
