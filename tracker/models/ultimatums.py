"""The case and its parts: one aggregate, in the words of the case format (seeds/README.md).

The parts are what editors enter and SQL filters by. `Ultimatum.document` is the same case as one document,
rewritten whenever a part changes (services.cases.publish), so that a page reads one row.
"""

from functools import reduce
from operator import or_

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse

from tracker.domain.dates.windows import Precision
from tracker.domain.vocabulary import (
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    Review,
    Role,
    ThreatType,
)
from tracker.models.actors import Actor, Dossier
from tracker.models.cited_pages import COPY_LENGTH, Page
from tracker.models.fields import by_language, check_zone, one_of, when, word

check_key = RegexValidator(r"^[a-z][0-9]+$", "A letter and a number, for example d1.")
check_source_key = RegexValidator(r"^s[0-9]+$", "The letter s and a number, for example s1.")
check_language = RegexValidator(r"^[a-z]{2,3}$", "Two or three lower-case letters, for example en or uk.")


class Publication(models.TextChoices):
    """Who may see a case: editors alone until it is published."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"


class Ultimatum(models.Model):
    """One case: an ultimatum, or another deadline of the kinds the record keeps."""

    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="Permanent name in addresses, for example us-russia-50-days-2025.",
    )
    title = models.CharField(
        max_length=80, help_text="A headline of at most 80 characters that does not tell the outcome."
    )
    titles = by_language("The title")
    summary = models.TextField(max_length=400, blank=True, help_text="One or two neutral sentences.")
    summaries = by_language("The summary")
    kind = word(
        Kind,
        default=Kind.ULTIMATUM,
        help_text="Ultimatum: a demand, a threat and a time limit. Only ultimatums enter success rates.",
    )
    dossier = models.ForeignKey(
        Dossier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ultimatums",
        help_text="The crisis it belongs to.",
    )
    tags = models.JSONField(
        default=list, blank=True, help_text='Free tags in lower case, as ["tariffs", "ceasefire"].'
    )
    review = word(
        Review,
        default=Review.DRAFT,
        help_text="Verified: every fact checked. Partial: the notes say what rests on memory.",
    )
    background = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        blank=True,
        help_text="Sentences for someone who knows nothing of it, each with its sources.",
    )
    criteria = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text="How it will be judged: what counts as complied and as carried out, by which source.",
    )
    notes = models.JSONField(
        default=list, blank=True, help_text="Sentences on what sources disagree about, what rests on memory."
    )
    related = models.ManyToManyField(
        "self", through="Relation", symmetrical=False, related_name="related_from"
    )
    publication = models.CharField(
        max_length=16,
        choices=Publication.choices,
        default=Publication.DRAFT,
        help_text="Draft, then in review, then published. Only published cases are shown.",
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(editable=False)
    checked_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When an editor last looked whether it still holds, and found that it does.",
    )
    submitted_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was last handed in for review."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who last changed what it says; nobody where that was a program.",
    )
    document = models.JSONField(default=dict, editable=False)
    last_public = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        editable=False,
        help_text="The document as it was public before the case was taken back; empty while it is public.",
    )
    search_format = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="In which format what it is found by is stored (models.search).",
    )
    doubts = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text="What contradicts itself in it (domain.checking), as of its last change.",
    )
    gravity = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="The rank of the worst of these; 0 for none."
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = "case"
        constraints = [
            one_of(Kind, "kind", "ultimatum"),
            one_of(Review, "review", "ultimatum"),
            CheckConstraint(
                condition=Q(publication__in=Publication.values), name="ultimatum_publication_is_known"
            ),
            CheckConstraint(
                condition=~Q(publication=Publication.PUBLISHED) | Q(published_at__isnull=False),
                name="ultimatum_published_has_an_instant",
            ),
            CheckConstraint(
                condition=~Q(publication=Publication.PUBLISHED) | Q(dossier__isnull=False),
                name="ultimatum_published_has_a_dossier",
            ),
        ]
        indexes = [
            models.Index("gravity", condition=Q(gravity__gt=0), name="ultimatum_doubtful"),
            models.Index(
                fields=["-updated_at"], condition=Q(publication="published"), name="ultimatum_edited"
            ),
            models.Index(
                fields=["submitted_at", "id"],
                condition=Q(publication="in-review"),
                name="ultimatum_in_review",
            ),
            models.Index(fields=["search_format"], name="ultimatum_search_format"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return reverse("case", args=[self.slug])


class Relation(models.Model):
    """A neighbouring case, in the order the case names them."""

    ultimatum = models.ForeignKey(Ultimatum, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Ultimatum, models.CASCADE, related_name="relations_from")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            UniqueConstraint(fields=["ultimatum", "other"], name="relation_once"),
            CheckConstraint(condition=~Q(ultimatum=F("other")), name="relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.ultimatum_id} → {self.other_id}"


class Part(models.Model):
    """What every part of a case has: the case, and its place in the order of the record."""

    ultimatum: "models.ForeignKey[Ultimatum, Ultimatum]"
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


def _case(name: str) -> "models.ForeignKey[Ultimatum, Ultimatum]":
    return models.ForeignKey(Ultimatum, models.CASCADE, related_name=name)


def _once(table: str, *fields: str) -> UniqueConstraint:
    return UniqueConstraint(fields=["ultimatum", *fields], name=f"{table}_once")


_SINCE_HELP = "When it was first part of this case, if later than the first announcement."


class Party(Part):
    """An actor in its role."""

    ultimatum = _case("parties")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="parts")
    role = word(Role, help_text="Sender: who demands. Target: of whom.")
    stated_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_parts",
        help_text="The person or body that spoke.",
    )
    label = models.CharField(
        max_length=80, blank=True, help_text="The sender's own word for it, when contested."
    )
    since = when(blank=True, help_text=_SINCE_HELP)
    since_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "parties"
        constraints = [_once("party", "actor", "role"), one_of(Role, "role", "party")]
        indexes = [models.Index(fields=["role", "actor"], name="party_role_actor")]

    def __str__(self) -> str:
        return f"{self.role}: {self.actor}"


class Demand(Part):
    """What is demanded."""

    ultimatum = _case("demands")
    key = models.CharField(max_length=12, validators=[check_key], help_text="m1, m2, …")
    text = models.TextField(help_text="One neutral sentence.")
    type = word(DemandType)
    target = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demands_on",
        help_text="Only when it addresses one of several targets, or a third party.",
    )
    since = when(blank=True, help_text=_SINCE_HELP)
    since_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [_once("demand", "key"), one_of(DemandType, "type", "demand")]

    def __str__(self) -> str:
        return self.text


class Threat(Part):
    """What is threatened."""

    ultimatum = _case("threats")
    key = models.CharField(max_length=12, validators=[check_key], help_text="t1, t2, …")
    text = models.TextField(help_text="One neutral sentence.")
    type = word(ThreatType)
    explicit = models.BooleanField(default=True, help_text="Off when only implied.")
    automatic = models.BooleanField(
        default=False, help_text="On when it takes effect by law without a further decision."
    )
    as_stated = models.CharField(
        max_length=160, blank=True, help_text="At most ten words, as they were said."
    )
    exposed = models.ManyToManyField(Actor, through="Exposure", related_name="threats_exposed_to")
    since = when(blank=True, help_text=_SINCE_HELP)
    since_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [_once("threat", "key"), one_of(ThreatType, "type", "threat")]
        indexes = [models.Index(fields=["type", "ultimatum"], name="threat_type_ultimatum")]

    def __str__(self) -> str:
        return self.text


class Exposure(models.Model):
    """An actor the threat would hit though it is not the target."""

    threat = models.ForeignKey(Threat, models.CASCADE, related_name="exposures")
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="exposures")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [UniqueConstraint(fields=["threat", "actor"], name="exposure_once")]

    def __str__(self) -> str:
        return f"{self.threat_id}: {self.actor_id}"


class Deadline(Part):
    """One announcement of a time limit. Append-only once published: corrected with a reason, or followed."""

    ultimatum = _case("deadlines")
    key = models.CharField(
        max_length=12, validators=[check_key], help_text="d1, d2, … in the order announced."
    )
    announced = when(
        help_text="2025-07-14, or 2025-07-14T16:30:00-04:00 when the hour is known; hours count from an hour."
    )
    public_since = when(blank=True, help_text="Only when it became public later than it was announced.")
    stated_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines_stated",
        help_text="The person or body that announced it.",
    )
    as_stated = models.CharField(max_length=160, help_text="The words themselves, at most ten: in 50 days.")
    language = models.CharField(
        max_length=3,
        default="en",
        validators=[check_language],
        help_text="Language of those words, as en or uk.",
    )
    earliest = when(
        blank=True,
        help_text="First day or instant on which it can expire; empty when no date can be derived.",
    )
    latest = when(
        blank=True, help_text="Last such day or instant; the same for a plain day; empty for open-ended."
    )
    precision = word(Precision, blank=True, help_text="How precisely the words fix the date.")
    timezone = models.CharField(
        max_length=64, blank=True, validators=[check_zone], help_text="IANA zone the days are read in."
    )
    timezone_assumed = models.BooleanField(default=True, help_text="On unless the words named the zone.")
    overruled = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="Why the window is not what the words read as; readers see it. Empty: it is what they say.",
    )
    change = word(
        Change,
        default=Change.SET,
        help_text="What it does to the deadline before it. Staged: a further step that moves nothing.",
    )
    replaces = models.ForeignKey(
        "self",
        models.RESTRICT,  # it goes only along with the whole case
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The deadline it changes.",
    )
    clock_start = models.TextField(
        blank=True, help_text="What started the clock, where that is not the announcement."
    )
    condition = models.TextField(blank=True, help_text="What would stop or change it.")
    contested = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="What another source says instead, and who; cite both.",
    )
    note = models.TextField(blank=True, help_text="What a reader should know about the reading.")
    earliest_at = models.DateTimeField(null=True, editable=False)
    latest_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            _once("deadline", "key"),
            one_of(Change, "change", "deadline"),
            CheckConstraint(
                condition=Q(precision="", earliest="", latest="", earliest_at=None, latest_at=None)
                | (
                    Q(precision__in=[item.value for item in Precision], earliest_at__isnull=False)
                    & ~Q(earliest="")
                    & ~Q(timezone="")
                ),
                name="deadline_due_is_whole",
            ),
            CheckConstraint(
                condition=Q(precision__in=["", Precision.OPEN_ENDED], latest="", latest_at=None)
                | (~Q(precision__in=["", Precision.OPEN_ENDED]) & ~Q(latest="") & Q(latest_at__isnull=False)),
                name="deadline_open_ended_has_no_latest",
            ),
            CheckConstraint(
                condition=Q(latest_at__isnull=True) | Q(latest_at__gte=F("earliest_at")),
                name="deadline_window_not_inverted",
            ),
            CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="deadline_replaces_another"
            ),
        ]
        indexes = [models.Index(fields=["latest_at", "earliest_at", "ultimatum"], name="deadline_window")]

    def __str__(self) -> str:
        return self.as_stated


class Event(Part):
    """Something that happened, or is scheduled."""

    ultimatum = _case("events")
    key = models.CharField(max_length=12, validators=[check_key], help_text="e1, e2, …")
    on = when(help_text="As exactly as it is known: 2025-07, 2025-07-23 or an instant.")
    kind = word(EventKind)
    text = models.TextField(help_text="One or two neutral sentences.")
    scheduled = when(
        blank=True,
        default="",
        db_default="",
        help_text="Only of what lies ahead: the day on which it was announced for the date above.",
    )
    follows = models.CharField(
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="The key of the scheduled event that this ends: it took place, moved or was dropped.",
    )
    contested = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="What another source says instead, and who; cite both.",
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [_once("event", "key"), one_of(EventKind, "kind", "event")]
        indexes = [models.Index(fields=["on"], condition=~Q(scheduled=""), name="event_scheduled_on")]

    def __str__(self) -> str:
        return self.text


class Outcome(Part):
    """What came of it, on two axes. The headline and the TIES code are derived, never entered."""

    ultimatum = _case("outcomes")
    target = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes_of",
        help_text="Only when targets ended differently: one outcome each.",
    )
    response = word(Response, help_text="What the target did.")
    follow_through = word(FollowThrough, help_text="What the sender did with the threat.")
    settled = models.BooleanField(default=False, help_text="On when both sides gave something and agreed.")
    on = when(help_text="The date of the outcome.")
    lifted = when(blank=True, help_text="When a measure that was imposed was taken back without compliance.")
    enforced_by = models.ForeignKey(
        Actor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enforcements",
        help_text="If not the sender.",
    )
    justification = models.TextField(help_text="Why the two axes read as they do.")
    contested = models.TextField(
        blank=True,
        default="",
        db_default="",
        help_text="What another source says instead, and who; cite both.",
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            _once("outcome", "target"),
            UniqueConstraint(fields=["ultimatum"], condition=Q(target=None), name="outcome_for_all_once"),
            one_of(Response, "response", "outcome"),
            one_of(FollowThrough, "follow_through", "outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.response}, {self.follow_through}"


class Source(Part):
    """Where facts of a case are from."""

    ultimatum = _case("sources")
    key = models.CharField(
        max_length=12, validators=[check_source_key], help_text="s1, s2, …; facts cite it by this."
    )
    url = models.URLField(max_length=2000, help_text="Address of the page, starting with https://.")
    publisher = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    published = when(blank=True, help_text="Date of publication, where known.")
    language = models.CharField(
        max_length=35, blank=True, help_text="Language of the page, where not English."
    )
    quality = word(Quality, help_text="Primary: official text or transcript. Weak: use only beside others.")
    title_is_descriptive = models.BooleanField(
        default=False, help_text="On when the title is ours, not the page's."
    )
    archived_address = models.URLField(
        "archived copy",
        max_length=COPY_LENGTH,
        blank=True,
        db_default="",
        help_text="Address of a copy in an archive, where you know a better one than the one that is found.",
    )
    archived_on = when(blank=True, db_default="", help_text="The day the copy was made.")
    page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="sources",
        help_text="What is known of the page itself; of sources of public cases.",
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            _once("source", "key"),
            CheckConstraint(
                condition=Q(archived_address="", archived_on="")
                | (~Q(archived_address="") & ~Q(archived_on="")),
                name="source_copy_has_a_day",
            ),
            UniqueConstraint(fields=["ultimatum", "url"], name="source_url_once"),
            one_of(Quality, "quality", "source"),
            CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="source_url_is_web",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


FACTS = ("demand", "threat", "deadline", "event", "outcome")


def _only(fact: str) -> Q:
    return Q(**{f"{other}__isnull": other != fact for other in FACTS})


class Citation(models.Model):
    """One fact rests on one source: exactly one of the five kinds of fact is set."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="citations")
    demand = models.ForeignKey(Demand, models.CASCADE, null=True, related_name="citations")
    threat = models.ForeignKey(Threat, models.CASCADE, null=True, related_name="citations")
    deadline = models.ForeignKey(Deadline, models.CASCADE, null=True, related_name="citations")
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="citations")
    outcome = models.ForeignKey(Outcome, models.CASCADE, null=True, related_name="citations")
    quote = models.TextField(
        blank=True, default="", db_default="", help_text="What the source says of it, as it stands there."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            CheckConstraint(
                condition=reduce(or_, map(_only, FACTS)),
                name="citation_of_one_fact",
            ),
            *[UniqueConstraint(fields=[fact, "source"], name=f"citation_{fact}_once") for fact in FACTS],
        ]

    def __str__(self) -> str:
        return str(self.source_id)
