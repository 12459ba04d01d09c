from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0012_webhooks")]

    operations = [
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(fields=["status", "sort_at", "id"], name="phase_due"),
        ),
    ]
