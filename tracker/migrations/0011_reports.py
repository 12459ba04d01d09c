"""The queue of reported errors, and the right of editors to decide them."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

EDITORS = "Editors"
ALLOWED = ("change_report", "view_report")


def let_editors_decide(apps: Any, _editor: object = None) -> None:
    """Give the editors' group, where it is there, what it needs to work on the queue."""
    config = apps.get_app_config("tracker")
    if not hasattr(config, "models_module"):  # only in a migration
        config.models_module = True  # else permissions are made after the last migration only
        create_permissions(config, apps=apps, verbosity=0)
        del config.models_module
    group = apps.get_model("auth", "Group").objects.filter(name=EDITORS).first()
    if group is not None:
        permissions = apps.get_model("auth", "Permission").objects
        group.permissions.add(*permissions.filter(content_type__app_label="tracker", codename__in=ALLOWED))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0010_references"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.CharField(max_length=500, verbose_name="what the page shows")),
                ("right", models.CharField(max_length=500, verbose_name="what would be right")),
                ("source_url", models.CharField(max_length=1000, verbose_name="where that can be read")),
                ("note", models.TextField(blank=True)),
                (
                    "email",
                    models.CharField(
                        blank=True,
                        help_text="For a question back; forgotten 30 days after the decision.",
                        max_length=320,
                    ),
                ),
                (
                    "seen_as_of",
                    models.CharField(
                        blank=True,
                        help_text="The instant of the page it is about; empty: the present.",
                        max_length=25,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="open",
                        max_length=8,
                    ),
                ),
                (
                    "remark",
                    models.TextField(
                        blank=True, help_text="Why, or what was changed; for the other editors."
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="tracker.ultimatum",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "reported error",
                "ordering": ["-received_at"],
                "indexes": [
                    models.Index(fields=["state", "-received_at"], name="report_queue"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["decided_at"],
                        name="report_address",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "declined"])),
                        name="report_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="report_is_decided_at_an_instant",
                    ),
                ],
            },
        ),
        migrations.RunPython(let_editors_decide, migrations.RunPython.noop, elidable=False),
    ]
