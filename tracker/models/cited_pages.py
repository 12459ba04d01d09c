"""The pages that public cases cite: whether they are still there, say what is quoted, and have a copy."""

from django.db import models
from django.db.models import CheckConstraint, Q

from tracker.domain.archived_copies import CopyState
from tracker.domain.page_states import DEAD_AFTER, Doubt, PageState
from tracker.models.fields import one_of, word

ADDRESS_LENGTH = 2000
COPY_LENGTH = 2100
"""An address of a copy holds the address of the page."""


class Page(models.Model):
    """A page, once, however many sources lead there (`Source.page`); checked at `next_check_at`.

    What asking for it brought (domain.page_states.Standing) is in the fields up to `quotations`: by the words
    that are quoted from it, when they were seen and since when they are gone. `quotes_found` and
    `quotes_missing` count them; `quotes_gone_at` is the alarm. `leads_to_copy`: an editor decided that
    readers are led to the copy though the page is there. `archived_address` is that of a copy in an archive,
    made on `archived_on`; `copy_state` says what is to be done about it at `copy_next_at`.
    """

    address = models.CharField(max_length=ADDRESS_LENGTH, unique=True)
    state = word(PageState, default=PageState.UNKNOWN.value)
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="Answers that it is gone, each days apart."
    )
    first_failed_at = models.DateTimeField(null=True, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of the last answer; empty where none came."
    )
    final_address = models.CharField(
        max_length=ADDRESS_LENGTH, blank=True, help_text="Where it leads, if elsewhere."
    )
    reason = models.CharField(max_length=300, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    text_length = models.PositiveIntegerField(default=0, help_text="Characters of its text as last read.")
    doubt = word(Doubt, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)
    accepted = models.JSONField(default=list, blank=True, help_text="Doubts that an editor answered.")
    quotations = models.JSONField(default=dict, blank=True)
    quotes_found = models.PositiveSmallIntegerField(default=0)
    quotes_missing = models.PositiveSmallIntegerField(default=0)
    quotes_gone_at = models.DateTimeField(null=True, blank=True)
    leads_to_copy = models.BooleanField(default=False)
    archived_address = models.CharField(max_length=COPY_LENGTH, blank=True)
    archived_on = models.DateField(null=True, blank=True)
    copy_state = word(CopyState, default=CopyState.UNKNOWN.value)
    copy_job = models.CharField(max_length=100, blank=True)
    copy_tries = models.PositiveSmallIntegerField(default=0)
    copy_next_at = models.DateTimeField(null=True, blank=True)
    copy_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["address"]
        verbose_name = "cited page"
        constraints = [
            one_of(PageState, "state", "page"),
            one_of(CopyState, "copy_state", "page"),
            CheckConstraint(condition=~Q(address=""), name="page_has_an_address"),
            CheckConstraint(
                condition=Q(doubt__in=["", *(each.value for each in Doubt)]), name="page_doubt_is_known"
            ),
            CheckConstraint(
                condition=Q(doubt="", doubted_at=None) | (~Q(doubt="") & Q(doubted_at__isnull=False)),
                name="page_doubt_has_an_instant",
            ),
            CheckConstraint(
                condition=~Q(state=PageState.DEAD.value)
                | Q(failures=DEAD_AFTER, first_failed_at__isnull=False),
                name="page_dead_after_failures",
            ),
            CheckConstraint(
                condition=Q(archived_address="", archived_on=None)
                | (~Q(archived_address="") & Q(archived_on__isnull=False)),
                name="page_copy_has_a_day",
            ),
            CheckConstraint(
                condition=Q(quotes_gone_at__isnull=True) | Q(quotes_missing__gt=0),
                name="page_gone_quotes_count",
            ),
            CheckConstraint(
                condition=Q(leads_to_copy=False) | ~Q(archived_address=""), name="page_leads_to_a_copy"
            ),
        ]
        indexes = [
            models.Index(fields=["next_check_at"], name="page_to_check"),
            models.Index(
                fields=["copy_next_at"], condition=Q(copy_next_at__isnull=False), name="page_copy_to_do"
            ),
            models.Index(
                fields=["first_failed_at"],
                condition=Q(state=PageState.DEAD.value) | ~Q(doubt="") | Q(quotes_gone_at__isnull=False),
                name="page_for_editors",
            ),
        ]

    def __str__(self) -> str:
        return self.address
