"""What cases, actors and dossiers are found by in the admin, folded as the public search folds it."""

from typing import Any

from django.db import migrations, models

from tracker.domain.text import plain

TOLD = ("parties", "demands", "threats", "deadlines", "events", "outcomes")
IN_WORDS = ("text", "as_stated", "label", "condition", "clock_start", "note", "justification")


def fill(apps: Any, _editor: object) -> None:
    """Fold what is there, as `services.cases.publish` does from now on."""
    actors, dossiers = apps.get_model("tracker", "Actor"), apps.get_model("tracker", "Dossier")
    cases = apps.get_model("tracker", "Ultimatum")
    names, titles = {}, {}
    for actor in actors.objects.iterator():
        names[actor.slug] = actor.name
        actors.objects.filter(pk=actor.pk).update(search=plain(f"{actor.name}\n{actor.slug}\n{actor.code}"))
    for dossier in dossiers.objects.iterator():
        titles[dossier.slug] = dossier.title
        dossiers.objects.filter(pk=dossier.pk).update(search=plain(f"{dossier.title}\n{dossier.slug}"))
    batch = []
    for case in cases.objects.only("pk", "document").iterator(chunk_size=500):
        if case.document:
            case.search = plain("\n".join(words_of(case.document, names, titles)))
            batch.append(case)
        if len(batch) >= 500:
            cases.objects.bulk_update(batch, ["search"])
            batch = []
    cases.objects.bulk_update(batch, ["search"])


def words_of(document: dict[str, Any], names: dict[str, str], titles: dict[str, str]) -> list[str]:
    """All that is told in words, and the names of who and what is named."""
    named = (item.get(key, "") for item in document["parties"] for key in ("actor", "stated_by"))
    words = [document[key] for key in ("slug", "title", "summary")]
    words += [*document["tags"], *document.get("notes", ()), titles.get(document["dossier"] or "", "")]
    words += [names.get(slug, "") for slug in named]
    words += [item[key] for part in TOLD for item in document[part] for key in IN_WORDS if item.get(key)]
    words += [item[key] for item in document["sources"].values() for key in ("url", "publisher", "title")]
    return list(filter(None, words))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0029_one_alert_of_a_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="actor",
            name="search",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="dossier",
            name="search",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="ultimatum",
            name="search",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
