"""Counts of the past by week and of each crisis, and the indexes that keep lists of the past short to read."""

from collections import Counter
from datetime import UTC, timedelta
from typing import Any

from django.db import migrations, models
from django.db.models import Count, Max, Q

SHELVES = ("live", "passed", "resolved")


def fill(apps: Any, _editor: object = None) -> None:
    """Count the phases that are there."""
    phases = apps.get_model("tracker", "Phase").objects.order_by()
    changes: Counter[Any] = Counter()
    for shelf, headline, status, begins, ends in phases.values_list(
        "shelf", "headline", "status", "from_at", "until_at"
    ).iterator():
        for at, change in ((begins, 1), (ends, -1)):
            if at is not None:
                day = at.astimezone(UTC).date()
                changes[day - timedelta(days=day.weekday()), shelf, headline or status] += change
    tally = apps.get_model("tracker", "PhaseTally")
    tally.objects.bulk_create(
        (
            tally(week=week, shelf=shelf, word=word, change=change)
            for (week, shelf, word), change in changes.items()
            if change
        ),
        batch_size=500,
    )
    counts = {shelf: Count("pk", filter=Q(shelf=shelf)) for shelf in SHELVES}
    crises = apps.get_model("tracker", "DossierTally")
    current = phases.filter(is_current=True).values("ultimatum__dossier_id")
    crises.objects.bulk_create(
        crises(dossier_id=pk, changed_at=changed_at, **dict(zip(SHELVES, numbers, strict=True)))
        for pk, *numbers, changed_at in current.annotate(**counts, changed_at=Max("from_at")).values_list(
            "ultimatum__dossier_id", *SHELVES, "changed_at"
        )
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0020_drafts")]

    operations = [
        migrations.CreateModel(
            name="DossierTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("live", models.PositiveIntegerField()),
                ("passed", models.PositiveIntegerField()),
                ("resolved", models.PositiveIntegerField()),
                ("changed_at", models.DateTimeField()),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=models.CASCADE, related_name="tally", to="tracker.dossier"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhaseTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday, in UTC.")),
                (
                    "shelf",
                    models.CharField(
                        choices=[
                            ("live", "Running"),
                            ("passed", "Passed, outcome open"),
                            ("resolved", "Resolved"),
                        ],
                        max_length=8,
                    ),
                ),
                ("word", models.CharField(max_length=16)),
                ("change", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["week", "shelf", "word"], name="phase_tally_once")
                ]
            },
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(fields=["shelf", "sort_at", "id"], name="phase_shelf_past"),
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(fields=["until_at"], name="phase_until"),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(
                condition=Q(("publication", "published")), fields=["-updated_at"], name="ultimatum_edited"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
