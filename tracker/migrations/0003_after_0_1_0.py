"""What came after version 0.1.0: editing, intake, search, the front page, sign-in and messages to browsers.

Texts for searches are filled in by the tick, some cases at a time (services.cases.search). Until then what is
not filled yet is not found.
"""

from datetime import UTC
from importlib import import_module
from typing import Any

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models.functions import ExtractDay, ExtractMonth

import tracker.models.fields
from tracker.migrations._locks import LOCK_TABLES

ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "Editors": {
        "actor": ("merge",),
        "feed": ("add", "change", "delete", "view"),
        "intakeitem": ("add", "change", "view"),
        "candidate": ("change", "view"),
        "page": ("change", "view"),
        "lead": ("add", "change", "view"),
    },
    "Operators": {
        "feed": ("change", "view"),
        "assistantconsent": ("add", "view"),
        "securityfact": ("view",),
    },
}
NEW_GROUPS = ("Desk readers", "Reviewers")
TABLES = ("tracker_casetext", "tracker_editortext", "tracker_nametext")
FTS = (
    "CREATE VIRTUAL TABLE {0}_fts USING fts5(words, content='{0}', content_rowid='id', columnsize=0, prefix='3', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER {0}_added AFTER INSERT ON {0} BEGIN "
    "INSERT INTO {0}_fts (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER {0}_gone AFTER DELETE ON {0} BEGIN "
    "INSERT INTO {0}_fts ({0}_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER {0}_changed AFTER UPDATE OF words ON {0} BEGIN "
    "INSERT INTO {0}_fts ({0}_fts, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO {0}_fts (rowid, words) VALUES (new.id, new.words); END",
)
"""As the documentation of FTS5 has it for external content. A later migration that makes SQLite build one of
the tables anew has to create its triggers again."""
GIN = "CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple', words)) WITH (fastupdate = off)"
"""Pending entries would be gone over by every search until the next vacuum."""


def add_indexes(_apps: Any, editor: Any) -> None:
    """The indexes of words, by what each database has."""
    statements = (GIN,) if editor.connection.vendor == "postgresql" else FTS
    for table in TABLES:
        for statement in statements:
            editor.execute(statement.format(table))


def remove_indexes(_apps: Any, editor: Any) -> None:
    """On PostgreSQL, and the triggers on SQLite, they go with their tables."""
    if editor.connection.vendor != "postgresql":
        for table in TABLES:
            editor.execute(f"DROP TABLE {table}_fts")


def fill_days(apps: Any, _editor: object) -> None:
    """The month and day of every change there is."""
    month, day = ExtractMonth("at", tzinfo=UTC), ExtractDay("at", tzinfo=UTC)
    apps.get_model("tracker", "Change").objects.update(month_day=month * 100 + day)


ON_SQLITE = (
    "CREATE TRIGGER tracker_securityfact_unchanged BEFORE UPDATE ON tracker_securityfact "
    "BEGIN SELECT RAISE(ABORT, 'security facts are not changed'); END",
    "CREATE TRIGGER tracker_securityfact_not_deleted BEFORE DELETE ON tracker_securityfact "
    "WHEN old.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 days') "
    "BEGIN SELECT RAISE(ABORT, 'security facts are kept for 30 days'); END",
)
"""A later migration that makes SQLite build the table anew has to create its triggers again."""
ON_POSTGRESQL = (
    "CREATE FUNCTION tracker_securityfact_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'security facts are not changed, and kept for 30 days'; END $$",
    "CREATE TRIGGER tracker_securityfact_unchanged BEFORE UPDATE ON tracker_securityfact "
    "FOR EACH ROW EXECUTE FUNCTION tracker_securityfact_refuse()",
    "CREATE TRIGGER tracker_securityfact_not_deleted BEFORE DELETE ON tracker_securityfact "
    "FOR EACH ROW WHEN (old.at > now() - interval '30 days') EXECUTE FUNCTION tracker_securityfact_refuse()",
)


def add_triggers(_apps: Any, editor: Any) -> None:
    """Refuse changes, and deletions before the time."""
    for statement in ON_POSTGRESQL if editor.connection.vendor == "postgresql" else ON_SQLITE:
        editor.execute(statement, params=None)


def remove_triggers(_apps: Any, editor: Any) -> None:
    """On SQLite they go with the table."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION tracker_securityfact_refuse() CASCADE")


def give_permissions(apps: Any, _editor: object) -> None:
    """Give the groups the new permissions, and make the new groups; what else they may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    of_new = import_module("tracker.migrations.0002_editors_group").GROUPS
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="tracker")
    groups = apps.get_model("auth", "Group").objects
    for name in NEW_GROUPS:
        groups.get_or_create(name=name)
    for name, allowed in {**ALLOWED, **{name: of_new[name] for name in NEW_GROUPS}}.items():
        names = [
            verb if "_" in verb else f"{verb}_{model}" for model, verbs in allowed.items() for verb in verbs
        ]
        for group in groups.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=names))


class Migration(migrations.Migration):
    replaces = [
        ("tracker", "0003_phases_by_status"),
        ("tracker", "0004_editing"),
        ("tracker", "0005_intake"),
        ("tracker", "0006_search"),
        ("tracker", "0007_front_page"),
        ("tracker", "0008_week_ahead_notes_successors"),
        ("tracker", "0009_security_facts"),
        ("tracker", "0010_push"),
        ("tracker", "0011_operator_messages"),
    ]

    dependencies = [
        ("tracker", "0002_editors_group"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LOCK_TABLES,
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(
                condition=models.Q(("is_current", True)),
                fields=["status", "shelf", "sort_at", "id"],
                name="phase_status",
            ),
        ),
        migrations.AlterModelOptions(
            name="actor",
            options={
                "ordering": ["name"],
                "permissions": [("merge_actor", "Can merge an actor into another")],
            },
        ),
        migrations.AddField(
            model_name="actor",
            name="aliases",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Other names it is known and found by, in any language.",
            ),
        ),
        migrations.CreateModel(
            name="ActorRedirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("merged_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redirects",
                        to="tracker.actor",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="written_by",
            field=models.ForeignKey(
                editable=False,
                help_text="Who last changed what it says; nobody where that was a program.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Publishing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField()),
                ("before_revision", models.PositiveIntegerField()),
                (
                    "document",
                    models.JSONField(
                        default=dict, help_text="The case as it was told; empty where it was not."
                    ),
                ),
                (
                    "publication",
                    models.CharField(
                        choices=[("draft", "Draft"), ("in-review", "In review"), ("published", "Published")],
                        max_length=16,
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="publishings",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ultimatum", "id"], name="publishing_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField()),
                ("document", models.JSONField(help_text="The case as it is to be told.")),
                (
                    "reason",
                    models.TextField(
                        blank=True, help_text="Of the correction; empty where only wording was mended."
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposal",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="checked_at",
            field=models.DateTimeField(
                editable=False,
                help_text="When an editor last looked whether it still holds, and found that it does.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="last_public",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                editable=False,
                help_text="The document as it was public before the case was taken back; empty while it is public.",
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="submitted_at",
            field=models.DateTimeField(
                editable=False, help_text="When it was last handed in for review.", null=True
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="submitted_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(
                condition=models.Q(("publication", "in-review")),
                fields=["submitted_at", "id"],
                name="ultimatum_in_review",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="overruled",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Why the window is not what the words read as; readers see it. Empty: it is what they say.",
            ),
        ),
        migrations.CreateModel(
            name="ReviewNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("text", models.TextField(max_length=2000)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="review_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_notes",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at"],
            },
        ),
        migrations.CreateModel(
            name="UnsavedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32)),
                ("title", models.CharField(blank=True, max_length=80)),
                ("pairs", models.JSONField(default=list)),
                ("saved_at", models.DateTimeField()),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_forms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_forms",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("editor", "token"), name="unsaved_form_once")
                ],
            },
        ),
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
        migrations.CreateModel(
            name="CaseText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="tracker.ultimatum",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="The lighter comes first (domain.search.fragments)."
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("text", models.TextField(help_text="As shown; names of one party between tabs.")),
                ("words", models.TextField(help_text="As the index holds it (domain.search.words).")),
            ],
        ),
        migrations.CreateModel(
            name="EditorText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editor_texts",
                        to="tracker.ultimatum",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="The lighter comes first (domain.search.fragments)."
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("text", models.TextField(help_text="As shown; names of one party between tabs.")),
                ("words", models.TextField(help_text="As the index holds it (domain.search.words).")),
            ],
        ),
        migrations.CreateModel(
            name="NameText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="tracker.actor",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="tracker.dossier",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="The lighter comes first (domain.search.fragments)."
                    ),
                ),
                ("since_at", models.DateTimeField()),
                ("text", models.TextField(help_text="As shown; names of one party between tabs.")),
                ("words", models.TextField(help_text="As the index holds it (domain.search.words).")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor__isnull", False), ("dossier", None)),
                            models.Q(("actor", None), ("dossier__isnull", False)),
                            _connector="OR",
                        ),
                        name="name_text_is_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=24)),
                ("word", models.CharField(max_length=24)),
                ("written", models.CharField(max_length=60)),
                ("weight", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AlterField(
            model_name="phase",
            name="search",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="ultimatum",
            name="search",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="phase",
                    name="search",
                ),
                migrations.RemoveField(
                    model_name="ultimatum",
                    name="search",
                ),
            ],
        ),
        migrations.AddField(
            model_name="phase",
            name="announced_at",
            field=models.DateTimeField(help_text="When the step in force was first announced.", null=True),
        ),
        migrations.AddField(
            model_name="phase",
            name="by_sender",
            field=models.CharField(db_default="", default="", help_text="Sorts by sender.", max_length=200),
        ),
        migrations.AddField(
            model_name="phase",
            name="by_target",
            field=models.CharField(db_default="", default="", help_text="Sorts by target.", max_length=200),
        ),
        migrations.AddField(
            model_name="phase",
            name="due_at",
            field=models.DateTimeField(
                help_text="The first instant or day it may expire on; null without one.", null=True
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="moves",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="phase",
            name="speakers",
            field=models.TextField(
                db_default="", default="", help_text="The slugs of who spoke by then, each between two bars."
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="search_format",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="In which format what it is found by is stored (models.search).",
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(fields=["search_format"], name="ultimatum_search_format"),
        ),
        migrations.AddConstraint(
            model_name="spelling",
            constraint=models.UniqueConstraint(fields=("form", "word"), name="spelling_once"),
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField(editable=False, verbose_name="from")),
                (
                    "until_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: until it is taken off. In UTC.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "ultimatum",
                    models.ForeignKey(
                        help_text="A published case. It leads until it is taken off, or another one is put there.",
                        limit_choices_to={"publication": "published"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leads",
                        to="tracker.ultimatum",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "lead of the front page",
                "verbose_name_plural": "leads of the front page",
                "ordering": ["-from_at", "-id"],
                "indexes": [models.Index(fields=["from_at", "until_at"], name="lead_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="lead_takes_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="change",
            name="month_day",
            field=models.PositiveSmallIntegerField(
                db_default=0, default=0, help_text="Of `at` in UTC: 1127 for 27 November."
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["month_day", "at", "id"], name="change_month_day"),
        ),
        migrations.RunPython(fill_days, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_kind_is_known",
        ),
        migrations.AddField(
            model_name="subscriber",
            name="week_ahead_at",
            field=models.DateTimeField(
                help_text="When the next mail of the week ahead is due; null: none wanted.", null=True
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="note",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="subscription",
            name="successor_offered_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("alert", "Alert"),
                    ("digest", "Digest"),
                    ("week", "The week ahead"),
                    ("confirmation", "Confirmation"),
                    ("access", "Link to one's own page"),
                    ("endpoint", "Webhook switched off"),
                    ("retracted", "Case taken back"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="subscriber",
            index=models.Index(
                condition=models.Q(("week_ahead_at__isnull", False)),
                fields=["week_ahead_at"],
                name="subscriber_week_ahead",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["alert", "digest", "week", "confirmation", "access", "endpoint", "retracted"],
                    )
                ),
                name="delivery_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("note"), 500
                ),
                name="subscription_note_is_short",
            ),
        ),
        migrations.CreateModel(
            name="SecurityFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("log-in", "Logged in"),
                            ("refused", "Refused"),
                            ("rights", "Rights changed"),
                            ("factor-added", "Second factor added"),
                            ("factor-removed", "Second factor removed"),
                            ("published", "Published"),
                            ("called-back", "Called back"),
                            ("exported", "Exported"),
                            ("erased", "Erased"),
                            ("restored", "Restored"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        help_text="Who did it; empty: the system, a command, or nobody known.",
                        max_length=150,
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        help_text="What it was done to: a case, an account, a reader.",
                        max_length=200,
                    ),
                ),
                ("detail", models.CharField(blank=True, help_text="How, or what exactly.", max_length=300)),
                ("network", models.CharField(blank=True, max_length=43)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["-at", "-id"], name="security_fact_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "log-in",
                                    "refused",
                                    "rights",
                                    "factor-added",
                                    "factor-removed",
                                    "published",
                                    "called-back",
                                    "exported",
                                    "erased",
                                    "restored",
                                ],
                            )
                        ),
                        name="security_fact_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Browser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("endpoint", models.CharField(max_length=1000)),
                ("p256dh", models.CharField(max_length=87)),
                ("auth", models.CharField(max_length=22)),
                ("created_at", models.DateTimeField()),
                ("failing_since", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="is_push",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="subscription",
            name="is_push",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("is_push", True), ("state__in", ["due", "unknown"])),
                fields=["next_at", "id"],
                name="delivery_push_to_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_push", False), ("cadence", 0), _connector="OR"),
                name="subscription_push_is_at_once",
            ),
        ),
        migrations.AddField(
            model_name="browser",
            name="subscriber",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="browser", to="tracker.subscriber"
            ),
        ),
        migrations.AddConstraint(
            model_name="browser",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(django.db.models.functions.text.Length("p256dh"), 87),
                    django.db.models.lookups.Exact(django.db.models.functions.text.Length("auth"), 22),
                ),
                name="browser_keys_are_whole",
            ),
        ),
        migrations.CreateModel(
            name="OperatorMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recipient", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=32, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tick", "The tick stands still"),
                            ("mail", "Mail waits"),
                            ("endpoint", "A webhook was switched off"),
                            ("feed", "A feed is gone"),
                            ("backup", "The last backup is old"),
                            ("disk", "The disk is nearly full"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=100)),
                ("text", models.CharField(max_length=300)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("over_at", models.DateTimeField(null=True)),
                ("begin_reported_at", models.DateTimeField(null=True)),
                ("end_reported_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at__isnull", True)),
                        fields=("kind", "subject"),
                        name="one_open_incident",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("end_reported_at__isnull", True), ("over_at__isnull", False), _connector="OR"
                        ),
                        name="incident_end_reported_after_it",
                    ),
                ],
            },
        ),
        migrations.RunPython(add_indexes, remove_indexes),
        migrations.RunPython(add_triggers, remove_triggers),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
