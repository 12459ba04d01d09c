"""What is known of the pages that cases cite, and copies of them in archives."""

from typing import Any

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import tracker.models.fields


def let_editors_decide(apps: Any, _editor: object) -> None:
    """Give the group Editors the new permissions; what else it may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    permissions = apps.get_model("auth", "Permission").objects
    if group:
        group.permissions.add(*permissions.filter(codename__in=["change_page", "view_page"]))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_editing"),
    ]

    operations = [
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
                (
                    "copy_next_at",
                    models.DateTimeField(blank=True, null=True),
                ),
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
        migrations.RunPython(let_editors_decide, migrations.RunPython.noop, elidable=False),
    ]
