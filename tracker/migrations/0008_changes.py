"""The stream of what changed; filled from the cases and corrections that are there."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tracker.domain.status.changes import changes, correction


def fill(apps: Any, _editor: object = None) -> None:
    """Each published case in turn, its facts before its corrections."""
    names = dict(apps.get_model("tracker", "Actor").objects.values_list("slug", "name"))
    Change = apps.get_model("tracker", "Change")
    for case in apps.get_model("tracker", "Ultimatum").objects.filter(publication="published"):
        found = list(changes(case.document, names))
        for item in case.corrections.all():
            fact = {"path": item.path, "reason": item.reason, "before": item.before, "after": item.after}
            found.append(correction(case.document, names, number=item.pk, at=item.made_at, fact=fact))
        Change.objects.bulk_create(
            Change(
                ultimatum=case, kind=item.kind, key=item.key, at=item.at,
                recorded_at=max(item.at, case.published_at), row=dict(item.row),
            )
            for item in found
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_wider_columns_fewer_indexes")]

    operations = [
        migrations.CreateModel(
            name="Change",
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
                            ("set", "Set"),
                            ("moved", "Moved"),
                            ("proposed", "Proposed"),
                            ("event", "Event"),
                            ("outcome", "Outcome"),
                            ("correction", "Correction"),
                        ],
                        max_length=32,
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("row", models.JSONField()),
                (
                    "ultimatum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="tracker.ultimatum",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at", "id"], name="change_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["set", "moved", "proposed", "event", "outcome", "correction"])
                        ),
                        name="change_kind_is_known",
                    ),
                    models.UniqueConstraint(fields=("ultimatum", "key"), name="change_once"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
