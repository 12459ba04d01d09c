"""Intake: feeds, items, what was read in them and where it stands; who may do what with them."""

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
    },
    "Operators": {"feed": ("change", "view")},
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
        ("tracker", "0005_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.AddIndex(
            model_name="feed",
            index=models.Index(
                condition=models.Q(("state", "active")), fields=["next_poll_at"], name="feed_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "paused", "gone"])), name="feed_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", ""), _negated=True), name="feed_has_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval_seconds__gt", 0)), name="feed_interval_is_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="intakeitem",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["next_try_at"], name="intake_item_due"
            ),
        ),
        migrations.AddIndex(
            model_name="intakeitem",
            index=models.Index(fields=["-received_at", "-id"], name="intake_item_newest"),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address", ""), _negated=True),
                fields=("address",),
                name="intake_item_address_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("guid", ""), _negated=True),
                fields=("feed", "guid"),
                name="intake_item_guid_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["feed", "pasted", "suggested"])),
                name="intake_item_origin_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_try_at__isnull", False), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("next_try_at__isnull", True)),
                    _connector="OR",
                ),
                name="intake_item_waits_for_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("sieved-out", "failed", "no-text", "too-long", "other-language")),
                        _negated=True,
                    ),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="intake_item_unread_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("duplicate_of__isnull", False), ("state", "duplicate")),
                    models.Q(models.Q(("state", "duplicate"), _negated=True), ("duplicate_of__isnull", True)),
                    _connector="OR",
                ),
                name="intake_item_duplicate_names_the_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="intakeitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), ("text_until__isnull", False), _connector="OR"),
                name="intake_item_text_has_an_end",
            ),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                condition=models.Q(("state__in", ("incoming", "later"))),
                fields=["-score", "id"],
                name="candidate_to_decide",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("item", "rank"), name="candidate_rank_once"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["incoming", "later", "drafted", "added", "rejected"])),
                name="candidate_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__gte", 1)), name="candidate_rank_counts_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 1)), name="candidate_score_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("later_until__isnull", False), ("state", "later")),
                    models.Q(models.Q(("state", "later"), _negated=True), ("later_until__isnull", True)),
                    _connector="OR",
                ),
                name="candidate_later_has_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddIndex(
            model_name="textband",
            index=models.Index(fields=["key"], name="text_band_key"),
        ),
        migrations.RunPython(give_permissions, migrations.RunPython.noop, elidable=False),
    ]
