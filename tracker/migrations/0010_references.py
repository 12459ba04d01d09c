"""Tables that others made, to set our figures beside."""

import django.db.models.deletion
from django.db import migrations, models

import tracker.models.fields


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_conduct")]

    operations = [
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=40)),
                ("citation", models.TextField()),
                ("licence", models.TextField()),
                (
                    "published",
                    models.CharField(
                        help_text="From when its figures could be known.",
                        max_length=25,
                        validators=[tracker.models.fields.check_when],
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the file, in hexadecimal.", max_length=64)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="ReferenceCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("external_id", models.CharField(max_length=40)),
                ("started", models.CharField(max_length=25, validators=[tracker.models.fields.check_when])),
                ("threatened", models.BooleanField()),
                ("imposed", models.BooleanField()),
                (
                    "final_outcome",
                    models.PositiveSmallIntegerField(help_text="By TIES 4.0, 1 to 10.", null=True),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="tracker.reference",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("reference", "external_id"), name="reference_case_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final_outcome__isnull", True),
                            ("final_outcome__range", (1, 10)),
                            _connector="OR",
                        ),
                        name="reference_case_outcome_is_of_ties",
                    ),
                ],
            },
        ),
    ]
