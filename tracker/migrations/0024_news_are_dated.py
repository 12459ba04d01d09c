"""Every entry of the stream has the instant it became news; only what was taken back stands without a case."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # By itself: PostgreSQL alters no table in a transaction that has changed its rows.
    dependencies = [("tracker", "0023_retracted_cases")]

    operations = [
        migrations.AlterField(model_name="change", name="told_at", field=models.DateTimeField()),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=Q(kind="retracted", ultimatum__isnull=True)
                | (~Q(kind="retracted") & Q(ultimatum__isnull=False)),
                name="change_is_of_a_case",
            ),
        ),
        migrations.AddIndex(
            model_name="change", index=models.Index(fields=["told_at", "at", "id"], name="change_told_at")
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["id"], condition=Q(kind="retracted"), name="change_retracted"),
        ),
    ]
