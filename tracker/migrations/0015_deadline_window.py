"""The calendar finds the windows near a month without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_fewer_checks")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["latest_at", "earliest_at", "ultimatum"], name="deadline_window"),
        ),
    ]
