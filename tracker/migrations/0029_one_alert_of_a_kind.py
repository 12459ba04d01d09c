"""One alert of a kind about a thing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0028_what_alerts_tell")]

    operations = [
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["reminder", "expiry", "set", "moved", "event", "outcome", "correction"])
                ),
                name="alert_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("ultimatum", "kind", "about", "offset_seconds"), name="alert_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["reminder", "expiry", "set", "moved", "event", "outcome", "correction"])
                ),
                name="milestone_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("ultimatum", "kind", "about", "offset_seconds"), name="milestone_once"
            ),
        ),
    ]
