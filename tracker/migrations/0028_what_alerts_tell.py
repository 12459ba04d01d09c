"""Alerts and milestones know what they are about and what their mails tell."""

from datetime import timedelta
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tracker.domain.alerts import AlertKind, milestones
from tracker.domain.mail_facts import told_of
from tracker.domain.status.record import Record

CLOCKED = ("reminder", "expiry")


def say_what_they_are_about(apps: Any, _editor: object = None) -> None:
    """The identity of each milestone and alert, and what the mails of alerts told, by the record of today."""
    tick = apps.get_model("tracker", "Heartbeat").objects.filter(name="tick").first()
    cases = apps.get_model("tracker", "Ultimatum").objects.exclude(document={})
    Milestone = apps.get_model("tracker", "Milestone")
    Alert = apps.get_model("tracker", "Alert")
    for case in cases.iterator(chunk_size=500):
        wanted = milestones(Record.from_document(case.document))
        about = {(item.kind.value, item.key, item.due_at, item.offset): item.about for item in wanted}
        for row in [*case.milestones.all(), *case.alerts.all()]:
            offset = timedelta(seconds=row.offset_seconds)
            usual = f"{row.key} {row.due_at:%Y-%m-%dT%H:%M:%SZ}" if row.kind in CLOCKED else row.key
            row.about = about.get((row.kind, row.key, row.due_at, offset), usual)
            if isinstance(row, Alert):
                row.told = told_of(case.document, AlertKind(row.kind), row.key)
            row.save()
        if case.publication == "published":
            seen_at = tick.at if tick else case.updated_at
            ahead = [item for item in wanted if item.due_at > seen_at]
            there = set(case.milestones.values_list("kind", "about", "offset_seconds"))
            Milestone.objects.bulk_create(
                Milestone(
                    ultimatum=case,
                    kind=item.kind.value,
                    key=item.key,
                    about=item.about,
                    offset_seconds=int(item.offset.total_seconds()),
                    due_at=item.due_at,
                    not_after=item.not_after,
                )
                for item in ahead
                if (item.kind.value, item.about, int(item.offset.total_seconds())) not in there
            )


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0027_search_as_typed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_once",
        ),
        migrations.RemoveConstraint(
            model_name="milestone",
            name="milestone_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="milestone",
            name="milestone_once",
        ),
        migrations.RemoveIndex(
            model_name="delivery",
            name="delivery_held",
        ),
        migrations.AddField(
            model_name="alert",
            name="about",
            field=models.CharField(db_default="", default="", max_length=150),
        ),
        migrations.AddField(
            model_name="alert",
            name="corrected_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrects",
                to="tracker.alert",
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="told",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="milestone",
            name="about",
            field=models.CharField(db_default="", default="", max_length=150),
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Reminder"),
                    ("expiry", "Expiry"),
                    ("set", "Set"),
                    ("moved", "Moved"),
                    ("event", "Event"),
                    ("outcome", "Outcome"),
                    ("correction", "Correction"),
                ],
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="subscriber",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="tracker.subscriber",
            ),
        ),
        migrations.AlterField(
            model_name="milestone",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reminder", "Reminder"),
                    ("expiry", "Expiry"),
                    ("set", "Set"),
                    ("moved", "Moved"),
                    ("event", "Event"),
                    ("outcome", "Outcome"),
                    ("correction", "Correction"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["subscriber", "state"], name="delivery_of_subscriber"),
        ),
        migrations.RunPython(say_what_they_are_about, migrations.RunPython.noop),
    ]
