from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_editors_group")]

    operations = [
        migrations.RemoveField(model_name="subscriber", name="bounces"),
        migrations.RemoveField(model_name="subscriber", name="bounced_on"),
        migrations.AddField(
            model_name="subscriber",
            name="bounced_on",
            field=models.JSONField(
                default=list, blank=True, help_text="The days of the last 14 on which a mail came back."
            ),
        ),
    ]
