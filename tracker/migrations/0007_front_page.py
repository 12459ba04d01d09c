"""The front page: cases that editors put on top of it, that editors may do so, and the days of changes."""

from datetime import UTC
from typing import Any

import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.models.functions import ExtractDay, ExtractMonth

ALLOWED = ("add_lead", "change_lead", "view_lead")


def give_permissions(apps: Any, _editor: object) -> None:
    """Give the group Editors the new permissions; what else it may do stays as it is."""
    config = apps.get_app_config("tracker")
    config.models_module = True  # else permissions are made after the last migration only
    create_permissions(config, apps=apps, verbosity=0)
    del config.models_module
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    if group is not None:
        permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="tracker")
        group.permissions.add(*permissions.filter(codename__in=ALLOWED))


def fill_days(apps: Any, _editor: object) -> None:
    """The month and day of every change there is."""
    month, day = ExtractMonth("at", tzinfo=UTC), ExtractDay("at", tzinfo=UTC)
    apps.get_model("tracker", "Change").objects.update(month_day=month * 100 + day)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0006_search")]

    operations = [
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
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
