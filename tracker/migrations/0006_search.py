"""Search by words: texts by the instant they were known from, their indexes, and columns to sort cases by.

Adds columns and tables that are empty: the tick fills them, some cases at a time (services.cases.search). Until
then what is not filled yet is not found.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ("tracker_casetext", "tracker_editortext", "tracker_nametext")
FTS = (
    "CREATE VIRTUAL TABLE {0}_fts USING fts5(words, content='{0}', content_rowid='id', columnsize=0, prefix='3', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER {0}_added AFTER INSERT ON {0} BEGIN "
    "INSERT INTO {0}_fts (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER {0}_gone AFTER DELETE ON {0} BEGIN "
    "INSERT INTO {0}_fts ({0}_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER {0}_changed AFTER UPDATE OF words ON {0} BEGIN "
    "INSERT INTO {0}_fts ({0}_fts, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO {0}_fts (rowid, words) VALUES (new.id, new.words); END",
)
"""As the documentation of FTS5 has it for external content. A later migration that makes SQLite build one of
the tables anew has to create its triggers again."""
GIN = "CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple', words)) WITH (fastupdate = off)"
"""Pending entries would be gone over by every search until the next vacuum."""


def add_indexes(_apps: Any, editor: Any) -> None:
    """The indexes of words, by what each database has."""
    statements = (GIN,) if editor.connection.vendor == "postgresql" else FTS
    for table in TABLES:
        for statement in statements:
            editor.execute(statement.format(table))


def remove_indexes(_apps: Any, editor: Any) -> None:
    """On PostgreSQL, and the triggers on SQLite, they go with their tables."""
    if editor.connection.vendor != "postgresql":
        for table in TABLES:
            editor.execute(f"DROP TABLE {table}_fts")


def of(model: str, related: str, *, null: bool = False) -> tuple[str, Any]:
    """Whose texts they are. It stands before them: SQLite reads a row up to the column it looks for."""
    key = models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.CASCADE, related_name=related, to=f"tracker.{model}"
    )
    return model, key


Fields = list[tuple[str, Any]]
ID: tuple[str, Any] = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)
TEXTS: Fields = [
    (
        "weight",
        models.PositiveSmallIntegerField(help_text="The lighter comes first (domain.search.fragments)."),
    ),
    ("since_at", models.DateTimeField()),
    ("text", models.TextField(help_text="As shown; names of one party between tabs.")),
    ("words", models.TextField(help_text="As the index holds it (domain.search.words).")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0005_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(name="CaseText", fields=[ID, of("ultimatum", "texts"), *TEXTS]),
        migrations.CreateModel(name="EditorText", fields=[ID, of("ultimatum", "editor_texts"), *TEXTS]),
        migrations.CreateModel(
            name="NameText",
            fields=[ID, of("actor", "texts", null=True), of("dossier", "texts", null=True), *TEXTS],
        ),
        migrations.AddConstraint(
            model_name="nametext",
            constraint=models.CheckConstraint(
                condition=models.Q(actor__isnull=False, dossier=None)
                | models.Q(actor=None, dossier__isnull=False),
                name="name_text_is_of_one",
            ),
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=24)),
                ("word", models.CharField(max_length=24)),
                ("written", models.CharField(max_length=60)),
                ("weight", models.PositiveSmallIntegerField()),
            ],
        ),
        # Workers of 0.1.0 read and write these columns until the last of them has ended: they stay in the
        # database, with a default, and a later version drops them. SQLite drops them as it adds the next ones.
        migrations.AlterField("phase", "search", models.TextField(db_default="", default="")),
        migrations.AlterField("ultimatum", "search", models.TextField(db_default="", default="")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("phase", "search"),
                migrations.RemoveField("ultimatum", "search"),
            ]
        ),
        migrations.AddField(
            model_name="phase",
            name="announced_at",
            field=models.DateTimeField(help_text="When the step in force was first announced.", null=True),
        ),
        migrations.AddField(
            model_name="phase",
            name="by_sender",
            field=models.CharField(db_default="", default="", help_text="Sorts by sender.", max_length=200),
        ),
        migrations.AddField(
            model_name="phase",
            name="by_target",
            field=models.CharField(db_default="", default="", help_text="Sorts by target.", max_length=200),
        ),
        migrations.AddField(
            model_name="phase",
            name="due_at",
            field=models.DateTimeField(
                help_text="The first instant or day it may expire on; null without one.", null=True
            ),
        ),
        migrations.AddField(
            model_name="phase",
            name="moves",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="phase",
            name="speakers",
            field=models.TextField(
                db_default="", default="", help_text="The slugs of who spoke by then, each between two bars."
            ),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="search_format",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="In which format what it is found by is stored (models.search).",
            ),
        ),
        migrations.AddIndex(
            model_name="ultimatum",
            index=models.Index(fields=["search_format"], name="ultimatum_search_format"),
        ),
        migrations.AddConstraint(
            model_name="spelling",
            constraint=models.UniqueConstraint(fields=("form", "word"), name="spelling_once"),
        ),
        migrations.RunPython(add_indexes, remove_indexes),
    ]
