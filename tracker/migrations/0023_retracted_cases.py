"""The stream says when each entry became news here, and keeps that a case was taken back."""

import json
from hashlib import blake2b
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, F, Q, When

KINDS = ["set", "moved", "proposed", "event", "outcome", "correction", "retracted"]
EVENTS = [
    "ultimatum.set",
    "ultimatum.moved",
    "ultimatum.proposed",
    "ultimatum.event",
    "ultimatum.outcome",
    "ultimatum.correction",
    "ultimatum.expired",
    "ultimatum.due",
    "ultimatum.test",
    "endpoint.challenge",
    "ultimatum.retracted",
]


def date_news(apps: Any, _editor: object) -> None:
    """The later of when the public could know it and when the record took it in."""
    later = Case(When(at__gt=F("recorded_at"), then=F("at")), default=F("recorded_at"))
    apps.get_model("tracker", "Change").objects.update(told_at=later)


def retract_hidden_cases(apps: Any, _editor: object) -> None:
    """Cases that were public and are not any more kept their places in the stream, unseen."""
    change = apps.get_model("tracker", "Change")
    hidden = apps.get_model("tracker", "Ultimatum").objects.exclude(publication="published")
    for case in hidden.filter(changes__isnull=False).distinct().order_by("pk"):
        told = change.objects.filter(ultimatum=case).order_by("pk")
        entries = list(told.values_list("key", flat=True))
        row = {
            "slug": case.slug,
            "title": case.slug,
            "case_kind": case.kind,
            "dossier": case.dossier.slug,
            "senders": [],
            "targets": [],
            "fact": {"entries": entries},
            "was": None,
            "sources": [],
            "names": {},
        }
        text = json.dumps(row, sort_keys=True, ensure_ascii=False)
        row["key"] = blake2b(text.encode(), digest_size=12).hexdigest()
        told.delete()
        change.objects.create(
            ultimatum=None,
            kind="retracted",
            key="retracted",
            at=case.updated_at,
            recorded_at=case.updated_at,
            told_at=case.updated_at,
            row=row,
        )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0022_links_outlive_the_secret_key")]

    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_kind_is_known"),
        migrations.RemoveConstraint(model_name="occurrence", name="occurrence_kind_is_known"),
        migrations.AlterField(
            model_name="change",
            name="ultimatum",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="tracker.ultimatum",
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(choices=[(kind, kind.capitalize()) for kind in KINDS], max_length=32),
        ),
        migrations.AlterField(
            model_name="occurrence",
            name="kind",
            field=models.CharField(choices=[(kind, kind.capitalize()) for kind in EVENTS], max_length=32),
        ),
        migrations.AddField(model_name="change", name="told_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(condition=Q(kind__in=KINDS), name="change_kind_is_known"),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.CheckConstraint(condition=Q(kind__in=EVENTS), name="occurrence_kind_is_known"),
        ),
        migrations.RunPython(date_news, migrations.RunPython.noop),
        migrations.RunPython(retract_hidden_cases, migrations.RunPython.noop),
    ]
