"""What mails of the week ahead showed, and indexes for searches."""

import django.db.models.deletion
from django.db import migrations, models

from tracker.migrations._locks import LOCK_TABLES


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_after_0_1_0"),
    ]

    operations = [
        LOCK_TABLES,
        migrations.CreateModel(
            name="WeekAheadIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="milestone",
            name="milestone_kind_is_known",
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
                    ("listed", "Listed"),
                ],
                max_length=32,
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
                    ("listed", "Listed"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["reminder", "expiry", "set", "moved", "event", "outcome", "correction", "listed"],
                    )
                ),
                name="alert_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["reminder", "expiry", "set", "moved", "event", "outcome", "correction", "listed"],
                    )
                ),
                name="milestone_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="weekaheadissue",
            name="alerts",
            field=models.ManyToManyField(related_name="issues", to="tracker.alert"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="issue",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deliveries",
                to="tracker.weekaheadissue",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("issue__isnull", False)), fields=["issue"], name="delivery_of_issue"
            ),
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(
                condition=models.Q(("is_current", True), models.Q(("speakers", ""), _negated=True)),
                fields=["speakers"],
                name="phase_speakers",
            ),
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(
                fields=["ultimatum", "from_at", "until_at", "shelf", "sort_at", "id"], name="phase_of_found"
            ),
        ),
    ]
