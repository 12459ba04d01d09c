"""Which of the rows of a lease was begun last: the others were answered."""

from django.db import migrations, models

BEGUN = models.PositiveSmallIntegerField(
    db_default=0, default=0, help_text="Its place, from 1, among what its lease began."
)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0015_deadline_window")]

    operations = [
        migrations.AddField(model_name=name, name="begun", field=BEGUN) for name in ("delivery", "call")
    ]
