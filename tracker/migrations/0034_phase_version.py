"""With which version of the record a phase was written or became current; 0 where that was before this."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0033_zones_of_today")]

    operations = [
        migrations.AddField(
            model_name="phase",
            name="version",
            field=models.PositiveBigIntegerField(
                default=0,
                help_text="Of the record (`Board.version`): with which this was written or became current.",
            ),
        ),
        migrations.AddIndex(
            model_name="phase",
            index=models.Index(
                condition=models.Q(("is_current", True)), fields=["version"], name="phase_current_since"
            ),
        ),
    ]
