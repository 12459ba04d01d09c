"""What statistics count of each phase; filled for the phases that are there."""

from typing import Any

from django.db import migrations, models

from tracker.domain.statistics.conduct import conduct
from tracker.domain.status.record import Record
from tracker.domain.status.standing import phases

SOME = 500


def fill(apps: Any, _editor: object = None) -> None:
    """The phases of each case follow from its document, in the same order as when they were stored."""
    Phase = apps.get_model("tracker", "Phase")
    filled = []
    for case in apps.get_model("tracker", "Ultimatum").objects.filter(publication="published").iterator(SOME):
        stored = {phase.from_at: phase for phase in Phase.objects.filter(ultimatum=case).only("from_at")}
        for phase in phases(Record.from_document(case.document)):
            facts, row = conduct(phase.standing), stored.get(phase.from_at)
            if row is not None:
                row.conduct, row.limit = facts.as_data(), (facts.limit_class or "") if facts.counts else ""
                filled.append(row)
    Phase.objects.bulk_update(filled, ["conduct", "limit"], batch_size=SOME)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_changes")]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="conduct",
            field=models.JSONField(
                default=dict, help_text="What statistics count of it (tracker/domain/statistics/conduct.py)."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="phase",
            name="limit",
            field=models.CharField(
                blank=True,
                choices=[
                    ("3-days", "3-days"),
                    ("2-weeks", "2-weeks"),
                    ("3-months", "3-months"),
                    ("longer", "longer"),
                ],
                default="",
                help_text="How long the time limit of an ultimatum was; empty for other kinds, or without a length.",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(
                condition=models.Q(("shelf", "resolved")), fields=["limit", "from_at"], name="phase_alike"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
