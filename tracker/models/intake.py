"""Intake: feeds, what came in by them or was handed in, and what was read in it.

Nothing of this is public: an editor decides about every candidate.
"""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length

from tracker.models.fields import when
from tracker.models.ultimatums import Ultimatum

ADDRESS_LENGTH = 2000
"""The longest address that is fetched (transports.web_pages), in ASCII; it still fits into an index."""
GUID_LENGTH = 200


class FeedState(models.TextChoices):
    """Only an active feed is polled."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    GONE = "gone", "Gone"


class Feed(models.Model):
    """An RSS or Atom feed that is polled at `next_poll_at`, and then after `interval_seconds`.

    Whoever polls it moves `next_poll_at` on and counts a failure first, so that a poll that kills its worker
    is tried again, later each time; a poll that succeeds clears `failures` and `last_error`. `found_count`
    and `kept_count`: items that were new, and those of them that passed the sieve. `listed`: hashes of the
    addresses its last document listed, by which an old entry is known after its row is gone.
    """

    address = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    title = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=FeedState.choices, default=FeedState.ACTIVE)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    interval_seconds = models.PositiveIntegerField(default=1800)
    next_poll_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True, help_text="When it last answered with a feed, or unchanged.")
    last_item_at = models.DateTimeField(null=True, help_text="When it last brought something new.")
    failures = models.PositiveIntegerField(default=0, help_text="Polls in a row that failed.")
    last_error = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What the last poll left out, and why.")
    found_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(default=0)
    listed = models.BinaryField(default=bytes, editable=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["title", "address"]
        constraints = [
            CheckConstraint(condition=Q(state__in=FeedState.values), name="feed_state_is_known"),
            CheckConstraint(condition=~Q(address=""), name="feed_has_an_address"),
            CheckConstraint(condition=Q(interval_seconds__gt=0), name="feed_interval_is_positive"),
        ]
        indexes = [
            models.Index(fields=["next_poll_at"], condition=Q(state=FeedState.ACTIVE), name="feed_due"),
        ]

    def __str__(self) -> str:
        return self.title or self.address


class ItemOrigin(models.TextChoices):
    """How an item came in."""

    FEED = "feed", "Feed"
    PASTED = "pasted", "Pasted by an editor"
    SUGGESTED = "suggested", "Suggested by a reader"


class ItemState(models.TextChoices):
    """Where an item stands; all but the first are ends, with a reason where nothing was read."""

    WAITING = "waiting", "To be fetched and read"
    SIEVED_OUT = "sieved-out", "Fell through the sieve"
    FAILED = "failed", "Could not be fetched"
    NO_TEXT = "no-text", "No text was found"
    TOO_LONG = "too-long", "Text too long"
    OTHER_LANGUAGE = "other-language", "In another language"
    DUPLICATE = "duplicate", "The same text as another"
    READ = "read", "Read"


UNREAD_STATES = (
    ItemState.SIEVED_OUT,
    ItemState.FAILED,
    ItemState.NO_TEXT,
    ItemState.TOO_LONG,
    ItemState.OTHER_LANGUAGE,
)
"""The ends of an item in which nothing was read; each has a reason."""


class IntakeItem(models.Model):
    """An article or a text that came in, once: by its canonical `address`, and by feed and `guid`.

    `url` is its address as it was given, by which it is fetched. A text without an address has neither.
    `published`: a day or an instant of the case format, empty where nobody says. Whoever takes an item up
    moves `next_try_at` on and counts a try first, so that an item that kills its worker ends as failed.
    `text` is kept until `text_until`, then emptied; `signature` (domain.near_duplicates) goes with it.
    """

    origin = models.CharField(max_length=9, choices=ItemOrigin.choices)
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="items")
    guid = models.CharField(max_length=GUID_LENGTH, blank=True)
    url = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    address = models.CharField(max_length=ADDRESS_LENGTH, blank=True)
    title = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    published = when(blank=True)
    language = models.CharField(max_length=8, blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=ItemState.choices, default=ItemState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True)
    text_until = models.DateTimeField(null=True)
    signature = models.BinaryField(default=bytes, editable=False)
    duplicate_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="duplicates")
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True, help_text="What the reader who suggested it wrote.")
    email = models.CharField(
        max_length=320, blank=True, help_text="Of that reader, for a question back; forgotten after 30 days."
    )

    class Meta:
        verbose_name = "incoming text"
        ordering = ["-received_at", "-id"]
        constraints = [
            UniqueConstraint(fields=["address"], condition=~Q(address=""), name="intake_item_address_once"),
            UniqueConstraint(fields=["feed", "guid"], condition=~Q(guid=""), name="intake_item_guid_once"),
            CheckConstraint(condition=Q(origin__in=ItemOrigin.values), name="intake_item_origin_is_known"),
            CheckConstraint(condition=Q(state__in=ItemState.values), name="intake_item_state_is_known"),
            CheckConstraint(
                condition=Q(state=ItemState.WAITING, next_try_at__isnull=False)
                | (~Q(state=ItemState.WAITING) & Q(next_try_at__isnull=True)),
                name="intake_item_waits_for_an_instant",
            ),
            CheckConstraint(
                condition=~Q(state__in=UNREAD_STATES) | ~Q(reason=""), name="intake_item_unread_has_a_reason"
            ),
            CheckConstraint(
                condition=Q(state=ItemState.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(state=ItemState.DUPLICATE) & Q(duplicate_of__isnull=True)),
                name="intake_item_duplicate_names_the_first",
            ),
            CheckConstraint(
                condition=Q(text="") | Q(text_until__isnull=False), name="intake_item_text_has_an_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state=ItemState.WAITING), name="intake_item_due"
            ),
            models.Index(fields=["-received_at", "-id"], name="intake_item_newest"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or f"text {self.pk}"


class TextBand(models.Model):
    """One band of the signature of an item's text: texts that share a band may be nearly the same."""

    item = models.ForeignKey(IntakeItem, models.CASCADE, related_name="bands")
    key = models.BigIntegerField(help_text="Number and values of the band (domain.near_duplicates).")

    class Meta:
        indexes = [models.Index(fields=["key"], name="text_band_key")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.key}"


class CandidateState(models.TextChoices):
    """What an editor made of a candidate."""

    INCOMING = "incoming", "Incoming"
    LATER = "later", "Later"
    DRAFTED = "drafted", "Made a draft"
    ADDED = "added", "Added to a case"
    REJECTED = "rejected", "Not ours"


OPEN_CANDIDATES = (CandidateState.INCOMING, CandidateState.LATER)


class RejectReason(models.TextChoices):
    """Why a candidate is not ours."""

    NO_ULTIMATUM = "no-ultimatum", "No ultimatum"
    KNOWN = "known", "Known already"
    FIGURATIVE = "figurative", "Figurative"
    ADMINISTRATIVE = "administrative", "Administrative"
    TOO_WEAK = "too-weak", "Too weak"


class Candidate(models.Model):
    """An ultimatum, or a change of one, that was read in a text.

    `proposal` is the candidate as `domain.extraction` writes it (`as_json`); `rank` counts from 1, the best
    first; `score` is 0 to 1. `ultimatum` is what it became, `differences` what of it the editor changed.
    """

    item = models.ForeignKey(IntakeItem, models.CASCADE, related_name="candidates")
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    proposal = models.JSONField()
    engine = models.CharField(max_length=40, default="rules")
    fits_case = models.ForeignKey(Ultimatum, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=CandidateState.choices, default=CandidateState.INCOMING)
    reject_reason = models.CharField(max_length=14, choices=RejectReason.choices, blank=True)
    later_until = models.DateTimeField(null=True)
    ultimatum = models.ForeignKey(
        Ultimatum, models.SET_NULL, null=True, blank=True, related_name="candidates"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    differences = models.JSONField(default=dict)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            UniqueConstraint(fields=["item", "rank"], name="candidate_rank_once"),
            CheckConstraint(condition=Q(state__in=CandidateState.values), name="candidate_state_is_known"),
            CheckConstraint(condition=Q(rank__gte=1), name="candidate_rank_counts_from_one"),
            CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="candidate_score_is_a_share"),
            CheckConstraint(
                condition=Q(state=CandidateState.REJECTED, reject_reason__in=RejectReason.values)
                | (~Q(state=CandidateState.REJECTED) & Q(reject_reason="")),
                name="candidate_rejected_has_a_reason",
            ),
            CheckConstraint(
                condition=Q(state=CandidateState.LATER, later_until__isnull=False)
                | (~Q(state=CandidateState.LATER) & Q(later_until__isnull=True)),
                name="candidate_later_has_an_instant",
            ),
            CheckConstraint(
                condition=Q(state__in=OPEN_CANDIDATES, decided_at__isnull=True)
                | (~Q(state__in=OPEN_CANDIDATES) & Q(decided_at__isnull=False)),
                name="candidate_is_decided_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-score", "id"], condition=Q(state__in=OPEN_CANDIDATES), name="candidate_to_decide"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.rank}"


class Evidence(models.Model):
    """Where in the text of its item a field of a candidate stands: characters `start` to `end`, the words."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="evidence")
    field = models.CharField(max_length=16)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    engine = models.CharField(max_length=40, default="rules")

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["start", "id"]
        constraints = [
            CheckConstraint(
                condition=Q(end=F("start") + Length("quote")), name="evidence_quote_is_as_long_as_its_place"
            ),
            CheckConstraint(condition=Q(end__gt=F("start")), name="evidence_quotes_something"),
            CheckConstraint(condition=~Q(field=""), name="evidence_is_of_a_field"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.quote}"[:120]
