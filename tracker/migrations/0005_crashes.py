from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_bounce_days")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="crashes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
