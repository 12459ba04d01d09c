from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0005_crashes")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["state", "next_at"],
                condition=models.Q(state__in=["failed", "parked"]),
                name="delivery_stuck",
            ),
        ),
    ]
