"""Two editors at once, and what no text of the record may hold: in every form that writes columns."""

from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.forms.models import modelform_factory
from django.test import Client

from tests.admin.forms import ADD, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import NOW, a_case, load
from tracker.admin.base import SEEN, RecordForm
from tracker.models import Actor, Dossier, Report, Ultimatum
from tracker.services.cases.error_reports import Found, take_report

INVISIBLE = {"\u2028": " ", "\x0b": " ", "\x07": "", "\ufeff": "", "\u202e": "", "\r\n": " ", "\t": " "}
"""What word processors, slides and worse leave in a text, and what becomes of it."""


def stale_pairs(client: Client, user: User) -> dict[str, tuple[Any, dict[str, Any], dict[str, Any]]]:
    """A row of every form that changes one, what the first and what the second editor changes in it."""
    load(a_case())
    case = Ultimatum.objects.get()
    report = take_report(case.pk, Found("a", "b", "https://example.org/"), now=NOW)
    actor, dossier = Actor.objects.get(slug="aldovia"), Dossier.objects.get(slug="river-war")
    group = Group.objects.get(name="Editors")
    return {
        "actor": (actor, {"name": "New Aldovia"}, {"timezone": "America/Chicago"}),
        "dossier": (dossier, {"title": "The long river war"}, {"summary": "Another summary of it."}),
        "report": (report, {"remark": "Looked at."}, {"state": "accepted"}),
        "user": (user, {"first_name": "Edith"}, {"last_name": "Ellis"}),
        "group": (group, {"name": "Writers"}, {"permissions": []}),
    }


@pytest.mark.parametrize("name", ["actor", "dossier", "report", "user", "group"])
def test_the_second_of_two_editors_undoes_nothing(admin_client: Client, editor: User, name: str) -> None:
    row, first, second = stale_pairs(admin_client, editor)[name]
    app = row._meta.app_label
    address = f"/admin/{app}/{name}/{row.pk}/change/"
    one, two = fields(admin_client, address), fields(admin_client, address)
    for field, value in first.items():
        assert one.get(field) != [value], "the first changes something"
    assert admin_client.post(address, {**one, **first}).status_code == 302
    after = type(row).objects.filter(pk=row.pk).values().get()
    response = admin_client.post(address, {**two, **second})
    assert "somebody else has saved this" in errors(response)["__all__"][0]
    assert type(row).objects.filter(pk=row.pk).values().get() == after
    page = response.content.decode()
    assert page.index("somebody else has saved this") < page.index("<fieldset")
    fresh = fields(admin_client, address)
    assert admin_client.post(address, {**fresh, **second}).status_code == 302
    assert Report.objects.filter(state="accepted", remark="Looked at.").exists() == (name == "report")


def test_every_form_that_changes_a_row_says_what_it_was_opened_on() -> None:
    for model, page in admin.site._registry.items():
        form = modelform_factory(model, form=page.form, fields=[]) if page.form else None
        writes = {"tracker.Alert", "tracker.Delivery", "tracker.Call"}  # looked at alone
        writes |= {"tracker.Endpoint", "tracker.Subscriber", "tracker.Suppression"}  # added or deleted alone
        if model._meta.label not in writes:
            assert form is not None
            assert issubclass(page.form, RecordForm), model
            assert SEEN in form.base_fields


def test_what_cannot_be_seen_is_left_out_of_every_text_of_a_case(desk: Client) -> None:
    texts = {
        "title": "Open the{}river or lose the ports",
        "summary": "A small case{}that was made up for a test.",
        "demands-0-text": "Open{}the river.",
        "threats-0-text": "Close{}the ports.",
        "threats-0-as_stated": "or{}else",
        "deadlines-0-as_stated": "within{}a month",
        "deadlines-0-note": "A{}note.",
        "sources-0-publisher": "An{}example",
        "sources-0-title": "A{}report",
        "parties-0-label": "A{}label",
    }
    letters = dict(zip(texts, cycle(INVISIBLE), strict=False))
    posted = {field: f"{letters[field]}{text.format(letters[field])}" for field, text in texts.items()}
    response = desk.post(ADD, entered(desk, **posted, notes="One\u2028thing.\r\nAnother\x07 thing."))
    assert response.status_code == 302, errors(response)
    document = Ultimatum.objects.get().document
    held = [
        *(document[field] for field in ("title", "summary")),
        document["demands"][0]["text"],
        *(document["threats"][0][field] for field in ("text", "as_stated")),
        *(document["deadlines"][0][field] for field in ("as_stated", "note")),
        *(document["sources"]["s1"][field] for field in ("publisher", "title")),
        document["parties"][0]["label"],
    ]
    assert held == [text.format(INVISIBLE[letters[field]]) for field, text in texts.items()]
    assert document["notes"] == ["One thing.", "Another thing."]


def test_and_out_of_actors_and_dossiers(desk: Client) -> None:
    actor = f"/admin/tracker/actor/{Actor.objects.get(slug='aldovia').pk}/change/"
    dossier = f"/admin/tracker/dossier/{Dossier.objects.get(slug='river-war').pk}/change/"
    desk.post(actor, {**fields(desk, actor), "name": "New\u2028Aldovia\u202e"})
    texts = {"title": "\ufeffThe\x0briver", "summary": "A\x07 war"}
    desk.post(dossier, {**fields(desk, dossier), **texts})
    stored = Dossier.objects.get(slug="river-war")
    held = (Actor.objects.get(slug="aldovia").name, stored.title, stored.summary)
    assert held == ("New Aldovia", "The river", "A war")


def test_what_a_record_holds_from_before_is_exported_without_and_mended_by_saving(
    desk: Client, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    load(a_case(title="Open the\u2028river", review="draft"), a_case("another-case"))
    call_command("export_cases", tmp_path / "out")
    told = capsys.readouterr().err
    assert told.startswith("cases/open-the-river.yaml: title: a text with U+2028 (LINE SEPARATOR), which")
    assert len(list((tmp_path / "out" / "cases").iterdir())) == 2
    case = Ultimatum.objects.get(slug="open-the-river")
    file = desk.get(f"/admin/tracker/ultimatum/{case.pk}/case-file/").content.decode()
    assert "title: Open the river\n" in file
    desk.post(change(case), fields(desk, change(case)))
    case.refresh_from_db()
    assert case.document["title"] == "Open the river"
