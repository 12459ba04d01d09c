"""The authority of this site's names is kept: of a site that is there already, its host since 2025."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def keep(apps: Any, _editor: object) -> None:
    """Feeds and calendars of public sites are read under these names; a local one has no readers yet."""
    if not settings.IS_LOCAL and apps.get_model("tracker", "Board").objects.exists():
        apps.get_model("tracker", "Naming").objects.create(id=1, authority=f"{settings.SITE_HOST},2025")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0031_first_due_at")]

    operations = [
        migrations.CreateModel(
            name="Naming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=280)),
            ],
            options={"constraints": [models.CheckConstraint(condition=Q(id=1), name="naming_is_one_row")]},
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
