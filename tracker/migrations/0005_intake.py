"""Intake and the record's new facts: feeds, items and candidates, cited pages, a model's consent; names, quotes,
background, criteria, what is contested; and who may do what with them."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import tracker.models.fields

ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "Editors": {
        "feed": ("add", "change", "delete", "view"),
        "intakeitem": ("add", "change", "view"),
        "candidate": ("change", "view"),
        "page": ("change", "view"),
    },
    "Operators": {"feed": ("change", "view"), "assistantconsent": ("add", "view")},
}


def give_permissions(apps: Any, _editor: object) -> None:
    """Give the groups the new permissions; what else they may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    names = {
        name: [f"{verb}_{model}" for model, verbs in allowed.items() for verb in verbs]
        for name, allowed in ALLOWED.items()
    }
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="tracker")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=names):
        group.permissions.add(*permissions.filter(codename__in=names[group.name]))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_editing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssistantConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=500)),
                ("model", models.CharField(max_length=200)),
                ("is_given", models.BooleanField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent to ask a model",
                "verbose_name_plural": "consent to ask a model",
                "ordering": ["-answered_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), _negated=True), models.Q(("model", ""), _negated=True)
                        ),
                        name="assistant_consent_names_whom",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=2000, unique=True)),
                ("title", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("paused", "Paused"), ("gone", "Gone")],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("etag", models.CharField(blank=True, max_length=500)),
                ("last_modified", models.CharField(blank=True, max_length=100)),
                ("interval_seconds", models.PositiveIntegerField(default=1800)),
                ("next_poll_at", models.DateTimeField()),
                (
                    "polled_at",
                    models.DateTimeField(
                        help_text="When it last answered with a feed, or unchanged.", null=True
                    ),
                ),
                (
                    "last_item_at",
                    models.DateTimeField(help_text="When it last brought something new.", null=True),
                ),
                ("failures", models.PositiveIntegerField(default=0, help_text="Polls in a row that failed.")),
                ("last_error", models.CharField(blank=True, max_length=300)),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="What the last poll left out, and why.", max_length=300
                    ),
                ),
                ("found_count", models.PositiveIntegerField(default=0)),
                ("kept_count", models.PositiveIntegerField(default=0)),
                ("listed", models.BinaryField(default=bytes)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["title", "address"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "active")), fields=["next_poll_at"], name="feed_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "paused", "gone"])),
                        name="feed_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True), name="feed_has_an_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interval_seconds__gt", 0)), name="feed_interval_is_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("feed", "Feed"),
                            ("pasted", "Pasted by an editor"),
                            ("suggested", "Suggested by a reader"),
                        ],
                        max_length=9,
                    ),
                ),
                ("guid", models.CharField(blank=True, max_length=200)),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("address", models.CharField(blank=True, max_length=2000)),
                ("title", models.CharField(blank=True, max_length=500)),
                ("summary", models.TextField(blank=True)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "published",
                    models.CharField(
                        blank=True, max_length=25, validators=[tracker.models.fields.check_when]
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=8)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To be fetched and read"),
                            ("sieved-out", "Fell through the sieve"),
                            ("failed", "Could not be fetched"),
                            ("no-text", "No text was found"),
                            ("too-long", "Text too long"),
                            ("other-language", "In another language"),
                            ("duplicate", "The same text as another"),
                            ("read", "Read"),
                        ],
                        default="waiting",
                        max_length=14,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("text", models.TextField(blank=True)),
                ("text_until", models.DateTimeField(null=True)),
                ("signature", models.BinaryField(default=bytes)),
                ("note", models.TextField(blank=True, help_text="What the reader who suggested it wrote.")),
                (
                    "email",
                    models.CharField(
                        blank=True,
                        help_text="Of that reader, for a question back; forgotten after 30 days.",
                        max_length=320,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duplicates",
                        to="tracker.intakeitem",
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="items",
                        to="tracker.feed",
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming text",
                "ordering": ["-received_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_try_at"],
                        name="intake_item_due",
                    ),
                    models.Index(fields=["-received_at", "-id"], name="intake_item_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("address",),
                        name="intake_item_address_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("guid", ""), _negated=True),
                        fields=("feed", "guid"),
                        name="intake_item_guid_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["feed", "pasted", "suggested"])),
                        name="intake_item_origin_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "sieved-out",
                                    "failed",
                                    "no-text",
                                    "too-long",
                                    "other-language",
                                    "duplicate",
                                    "read",
                                ],
                            )
                        ),
                        name="intake_item_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True), ("next_try_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="intake_item_waits_for_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ("sieved-out", "failed", "no-text", "too-long", "other-language"),
                                ),
                                _negated=True,
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="intake_item_unread_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("duplicate_of__isnull", False), ("state", "duplicate")),
                            models.Q(
                                models.Q(("state", "duplicate"), _negated=True),
                                ("duplicate_of__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="intake_item_duplicate_names_the_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("text_until__isnull", False), _connector="OR"),
                        name="intake_item_text_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField()),
                ("score", models.FloatField()),
                ("proposal", models.JSONField()),
                ("engine", models.CharField(default="rules", max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("incoming", "Incoming"),
                            ("later", "Later"),
                            ("drafted", "Made a draft"),
                            ("added", "Added to a case"),
                            ("rejected", "Not ours"),
                        ],
                        default="incoming",
                        max_length=8,
                    ),
                ),
                (
                    "reject_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no-ultimatum", "No ultimatum"),
                            ("known", "Known already"),
                            ("figurative", "Figurative"),
                            ("administrative", "Administrative"),
                            ("too-weak", "Too weak"),
                        ],
                        max_length=14,
                    ),
                ),
                ("later_until", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("differences", models.JSONField(default=dict)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fits_case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tracker.ultimatum",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="candidates",
                        to="tracker.ultimatum",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="tracker.intakeitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("incoming", "later"))),
                        fields=["-score", "id"],
                        name="candidate_to_decide",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "rank"), name="candidate_rank_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["incoming", "later", "drafted", "added", "rejected"])
                        ),
                        name="candidate_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__gte", 1)), name="candidate_rank_counts_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 1)),
                        name="candidate_score_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "reject_reason__in",
                                    ["no-ultimatum", "known", "figurative", "administrative", "too-weak"],
                                ),
                                ("state", "rejected"),
                            ),
                            models.Q(models.Q(("state", "rejected"), _negated=True), ("reject_reason", "")),
                            _connector="OR",
                        ),
                        name="candidate_rejected_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("later_until__isnull", False), ("state", "later")),
                            models.Q(
                                models.Q(("state", "later"), _negated=True), ("later_until__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="candidate_later_has_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state__in", ("incoming", "later"))),
                            models.Q(
                                models.Q(("state__in", ("incoming", "later")), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="candidate_is_decided_at_an_instant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=16)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("quote", models.TextField()),
                ("engine", models.CharField(default="rules", max_length=40)),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="tracker.candidate",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["start", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start"), "+", django.db.models.functions.text.Length("quote")
                                ),
                            )
                        ),
                        name="evidence_quote_is_as_long_as_its_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="evidence_quotes_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("field", ""), _negated=True), name="evidence_is_of_a_field"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=2000, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("alive", "Alive"),
                            ("failing", "Failing"),
                            ("dead", "Dead"),
                            ("blocked", "Blocked"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=32,
                    ),
                ),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Answers that it is gone, each days apart."
                    ),
                ),
                ("first_failed_at", models.DateTimeField(blank=True, null=True)),
                ("last_failed_at", models.DateTimeField(blank=True, null=True)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("next_check_at", models.DateTimeField()),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Of the last answer; empty where none came.", null=True
                    ),
                ),
                (
                    "final_address",
                    models.CharField(blank=True, help_text="Where it leads, if elsewhere.", max_length=2000),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("text_hash", models.CharField(blank=True, max_length=64)),
                (
                    "text_length",
                    models.PositiveIntegerField(default=0, help_text="Characters of its text as last read."),
                ),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("says-missing", "Says missing"),
                            ("front-page", "Front page"),
                            ("shrank", "Shrank"),
                            ("gone", "Gone"),
                        ],
                        max_length=32,
                    ),
                ),
                ("doubted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted",
                    models.JSONField(blank=True, default=list, help_text="Doubts that an editor answered."),
                ),
                ("quotations", models.JSONField(blank=True, default=dict)),
                ("quotes_found", models.PositiveSmallIntegerField(default=0)),
                ("quotes_missing", models.PositiveSmallIntegerField(default=0)),
                ("quotes_gone_at", models.DateTimeField(blank=True, null=True)),
                ("leads_to_copy", models.BooleanField(default=False)),
                ("archived_address", models.CharField(blank=True, max_length=2100)),
                ("archived_on", models.DateField(blank=True, null=True)),
                (
                    "copy_state",
                    models.CharField(
                        choices=[
                            ("unknown", "Unknown"),
                            ("found", "Found"),
                            ("missing", "Missing"),
                            ("saving", "Saving"),
                            ("saved", "Saved"),
                            ("refused", "Refused"),
                            ("not-wanted", "Not wanted"),
                        ],
                        default="unknown",
                        max_length=32,
                    ),
                ),
                ("copy_job", models.CharField(blank=True, max_length=100)),
                ("copy_tries", models.PositiveSmallIntegerField(default=0)),
                ("copy_next_at", models.DateTimeField(blank=True, null=True)),
                ("copy_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "cited page",
                "ordering": ["address"],
                "indexes": [
                    models.Index(fields=["next_check_at"], name="page_to_check"),
                    models.Index(
                        condition=models.Q(("copy_next_at__isnull", False)),
                        fields=["copy_next_at"],
                        name="page_copy_to_do",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state", "dead"),
                            models.Q(("doubt", ""), _negated=True),
                            ("quotes_gone_at__isnull", False),
                            _connector="OR",
                        ),
                        fields=["first_failed_at"],
                        name="page_for_editors",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["alive", "failing", "dead", "blocked", "unknown"])),
                        name="page_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "copy_state__in",
                                ["unknown", "found", "missing", "saving", "saved", "refused", "not-wanted"],
                            )
                        ),
                        name="page_copy_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True), name="page_has_an_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("doubt__in", ["", "says-missing", "front-page", "shrank", "gone"])
                        ),
                        name="page_doubt_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("doubt", ""), ("doubted_at", None)),
                            models.Q(models.Q(("doubt", ""), _negated=True), ("doubted_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="page_doubt_has_an_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dead"), _negated=True),
                            models.Q(("failures", 3), ("first_failed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="page_dead_after_failures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_address", ""), ("archived_on", None)),
                            models.Q(
                                models.Q(("archived_address", ""), _negated=True),
                                ("archived_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="page_copy_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quotes_gone_at__isnull", True), ("quotes_missing__gt", 0), _connector="OR"
                        ),
                        name="page_gone_quotes_count",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("leads_to_copy", False),
                            models.Q(("archived_address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="page_leads_to_a_copy",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextBand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.BigIntegerField(
                        help_text="Number and values of the band (domain.near_duplicates)."
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bands",
                        to="tracker.intakeitem",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="text_band_key")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="outcome",
            name="outcome_follow_through_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="party",
            name="party_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="ultimatum",
            name="ultimatum_kind_is_known",
        ),
        migrations.AddField(
            model_name="actor",
            name="names",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="What it is called in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="quote",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What the source says of it, as it stands there.",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="contested",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What another source says instead, and who; cite both.",
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="names",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="What it is called in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="contested",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What another source says instead, and who; cite both.",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="contested",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What another source says instead, and who; cite both.",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="archived_address",
            field=models.URLField(
                blank=True,
                db_default="",
                help_text="Address of a copy in an archive, where you know a better one than the one that is found.",
                max_length=2100,
                verbose_name="archived copy",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="archived_on",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="The day the copy was made.",
                max_length=25,
                validators=[tracker.models.fields.check_when],
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="background",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Sentences for someone who knows nothing of it, each with its sources.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="criteria",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="How it will be judged: what counts as complied and as carried out, by which source.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="doubts",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                editable=False,
                help_text="What contradicts itself in it (domain.checking), as of its last change.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="gravity",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="The rank of the worst of these; 0 for none.",
            ),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="follow_through",
            field=models.CharField(
                choices=[
                    ("imposed", "Imposed"),
                    ("partly-imposed", "Partly imposed"),
                    ("not-imposed", "Not imposed"),
                    ("withdrawn", "Withdrawn"),
                    ("superseded", "Superseded"),
                    ("moot", "Moot"),
                    ("held", "Held"),
                    ("rolled-over", "Rolled over"),
                    ("unknown", "Unknown"),
                ],
                help_text="What the sender did with the threat.",
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="party",
            name="role",
            field=models.CharField(
                choices=[
                    ("sender", "Sender"),
                    ("target", "Target"),
                    ("party", "Party"),
                    ("third-party", "Third party"),
                    ("mediator", "Mediator"),
                    ("guarantor", "Guarantor"),
                    ("advocate", "Advocate"),
                    ("moderator", "Moderator"),
                ],
                help_text="Sender: who demands. Target: of whom.",
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="ultimatum",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ultimatum", "Ultimatum"),
                    ("request", "Request"),
                    ("legal-deadline", "Legal deadline"),
                    ("truce-expiry", "Truce expiry"),
                    ("expiry", "Expiry"),
                    ("self-imposed", "Self imposed"),
                    ("review-date", "Review date"),
                ],
                default="ultimatum",
                help_text="Ultimatum: a demand, a threat and a time limit. Only ultimatums enter success rates.",
                max_length=32,
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(
                models.F("gravity"), condition=models.Q(("gravity__gt", 0)), name="ultimatum_doubtful"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "follow_through__in",
                        [
                            "imposed",
                            "partly-imposed",
                            "not-imposed",
                            "withdrawn",
                            "superseded",
                            "moot",
                            "held",
                            "rolled-over",
                            "unknown",
                        ],
                    )
                ),
                name="outcome_follow_through_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "sender",
                            "target",
                            "party",
                            "third-party",
                            "mediator",
                            "guarantor",
                            "advocate",
                            "moderator",
                        ],
                    )
                ),
                name="party_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ultimatum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ultimatum",
                            "request",
                            "legal-deadline",
                            "truce-expiry",
                            "expiry",
                            "self-imposed",
                            "review-date",
                        ],
                    )
                ),
                name="ultimatum_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="page",
            field=models.ForeignKey(
                editable=False,
                help_text="What is known of the page itself; of sources of public cases.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sources",
                to="tracker.page",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("archived_address", ""), ("archived_on", "")),
                    models.Q(
                        models.Q(("archived_address", ""), _negated=True),
                        models.Q(("archived_on", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="source_copy_has_a_day",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="actor",
            name="actor_person_represents_somebody",
        ),
        migrations.AddField(
            model_name="event",
            name="follows",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The key of the scheduled event that this ends: it took place, moved or was dropped.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="scheduled",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Only of what lies ahead: the day on which it was announced for the date above.",
                max_length=25,
                validators=[tracker.models.fields.check_when],
            ),
        ),
        migrations.AlterField(
            model_name="actor",
            name="represents",
            field=models.ForeignKey(
                blank=True,
                help_text="For a person: the actor they speak for; nobody for who only mediates or leads talks.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="speakers",
                to="tracker.actor",
            ),
        ),
        migrations.AlterField(
            model_name="demand",
            name="target",
            field=models.ForeignKey(
                blank=True,
                help_text="Only when it addresses one of several targets, or a third party.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demands_on",
                to="tracker.actor",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("scheduled", ""), _negated=True), fields=["on"], name="event_scheduled_on"
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="summaries",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="The summary in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="titles",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="The title in other languages, one a line, each behind its code: uk: Україна.",
            ),
        ),
        migrations.RunPython(
            code=give_permissions,
            reverse_code=django.db.migrations.operations.special.RunPython.noop,
        ),
    ]
