"""Two editors at once, and what no text of the record may hold: in every form that writes columns."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import cycle
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.forms.models import modelform_factory
from django.test import Client

from tests.admin.forms import ADD, errors, fields, posted_again
from tests.admin.test_cases import change, entered
from tests.factories import NOW, a_case, load
from tracker.admin.base import SEEN, RecordForm
from tracker.models import Actor, Dossier, ReportState, Ultimatum
from tracker.services.cases.error_reports import Found, take_report

INVISIBLE = {"\u2028": " ", "\x0b": " ", "\x07": "", "\ufeff": "", "\u202e": "", "\r\n": " ", "\t": " "}
"""What word processors, slides and worse leave in a text, and what becomes of it."""


@dataclass(frozen=True)
class Meeting:
    """What two editors change of one row; a field that both have in them is met."""

    app: str
    theirs: dict[str, Any]
    mine: dict[str, Any]
    shown: tuple[str, str, str]
    """The label of the field that both changed, and both of its values in words."""


MEETINGS = {
    "actor": Meeting(
        "tracker",
        {"name": "New Aldovia", "aliases": "Aldo\nThe Aldovians", "represents": "cendria"},
        {"timezone": "America/Chicago", "aliases": "Aldoland"},
        ("Aliases", "Aldoland", "Aldo, The Aldovians"),
    ),
    "dossier": Meeting(
        "tracker",
        {"title": "The long river war", "started": "2024"},
        {"summary": "Another summary of it.", "started": "2024-05"},
        ("Started", "2024-05", "2024"),
    ),
    "report": Meeting(
        "tracker",
        {"state": "declined"},
        {"state": "accepted", "remark": "Looked at."},
        ("State", str(ReportState.ACCEPTED.label), str(ReportState.DECLINED.label)),
    ),
    "user": Meeting(
        "auth",
        {"first_name": "Edith", "groups": [], "date_joined_0": "2026-01-02"},
        {"last_name": "Ellis", "groups": ["Operators"]},
        ("Groups", "Operators", "–"),
    ),
    "group": Meeting(
        "auth", {"name": "Writers"}, {"name": "Authors", "permissions": []}, ("Name", "Authors", "Writers")
    ),
}


def row_of(name: str, user: User) -> Any:
    """The row that they change."""
    load(a_case())
    report = take_report(Ultimatum.objects.get().pk, Found("a", "b", "https://example.org/"), now=NOW)
    rows = {"report": report, "user": user, "actor": Actor.objects.get(slug="aldovia")}
    more = {"dossier": Dossier.objects.get(slug="river-war"), "group": Group.objects.get(name="Editors")}
    return {**rows, **more}[name]


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """As a form posts it, rows by their ids."""
    ids = {group.name: str(group.pk) for group in Group.objects.all()}
    ids |= {actor.slug: str(actor.pk) for actor in Actor.objects.all()}
    return {
        name: [ids.get(each, each) for each in value] if isinstance(value, list) else ids.get(value, value)
        for name, value in values.items()
    }


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("takes_theirs", [False, True])
@pytest.mark.parametrize("name", MEETINGS)
def test_what_two_editors_changed_of_a_row_is_put_together(
    admin_client: Client, editor: User, name: str, takes_theirs: bool
) -> None:
    row, meeting = row_of(name, editor), MEETINGS[name]
    theirs, mine = posted(meeting.theirs), posted(meeting.mine)
    address = f"/admin/{meeting.app}/{name}/{row.pk}/change/"
    one, two = fields(admin_client, address), fields(admin_client, address)
    assert admin_client.post(address, {**one, **theirs}).status_code == 302
    stored = fields(admin_client, address)
    page = admin_client.post(address, {**two, **mine}).content.decode()
    assert f"This {row._meta.verbose_name} was saved while you had it open (admin, " in page
    assert fields(admin_client, address) == stored, "nothing was saved"
    both = page[page.index("Both of you changed these") :].partition("</table>")[0]
    texts = [unescape(text).strip() for text in re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", both)]
    label, my, their = meeting.shown
    at = texts.index(label)
    assert texts[at : at + 3] == [label, my, their]
    again = posted_again(page)
    if takes_theirs:
        taken = re.findall(r'name="theirs"\s+value="(\w+)"', both)
        page = admin_client.post(address, {**again, "theirs": taken, "_take_theirs": "1"}).content.decode()
        again = posted_again(page)
    response = admin_client.post(address, again)
    assert response.status_code == 302, errors(response)
    wanted = {**mine, **theirs} if takes_theirs else {**theirs, **mine}
    found = fields(admin_client, address)
    held = {field: [each for each in found.get(field, []) if each] for field in wanted}
    assert held == {field: as_list(value) for field, value in wanted.items()}


@pytest.mark.parametrize("junk", ["", "[]", "x", "[" * 5000])
def test_a_form_that_lost_what_it_was_opened_on_is_refused(desk: Client, junk: str) -> None:
    row = Dossier.objects.get(slug="river-war")
    address = f"/admin/tracker/dossier/{row.pk}/change/"
    mine = {**fields(desk, address), "title": "Mine", "seen_document": junk}
    Dossier.objects.filter(pk=row.pk).update(title="Theirs")
    response = desk.post(address, mine)
    assert "somebody else has saved this dossier" in errors(response)["__all__"][0]
    assert Dossier.objects.get(pk=row.pk).title == "Theirs"
    page = response.content.decode()
    assert page.index("somebody else has saved this") < page.index("<fieldset")


def test_every_form_that_changes_a_row_says_what_it_was_opened_on() -> None:
    for model, page in admin.site._registry.items():
        form = modelform_factory(model, form=page.form, fields=[]) if page.form else None
        writes = {
            "tracker.Alert",
            "tracker.Delivery",
            "tracker.Call",
            "tracker.Page",
            "tracker.SecurityFact",
        }  # looked at alone
        writes |= {"tracker.Endpoint", "tracker.Subscriber", "tracker.Suppression"}  # added or deleted alone
        writes |= {"tracker.Feed", "tracker.AssistantConsent"}  # the same
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
