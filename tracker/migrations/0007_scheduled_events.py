"""Events may be scheduled, and a person may represent nobody."""

import django.db.models.deletion
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_search"),
    ]

    operations = [
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
    ]
