"""Since when a row has been due that was put off because of the other side."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tracker", "0030_admin_search")]

    operations = [
        *(
            migrations.AddField(model_name=name, name="first_due_at", field=models.DateTimeField(null=True))
            for name in ("delivery", "call")
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["first_due_at"],
                condition=Q(state__in=["due", "unknown"], first_due_at__isnull=False),
                name="delivery_put_off",
            ),
        ),
    ]
