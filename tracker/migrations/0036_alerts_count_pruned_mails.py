"""An alert knows how many of its mails are no longer kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0035_what_was_taken_back")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="pruned",
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
    ]
