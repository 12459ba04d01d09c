"""Case files out of and into the desk."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.admin.forms import Fields
from tests.factories import DOSSIERS, a_case, load
from tracker.case_format import case_text
from tracker.models import Actor, Correction, Dossier, Ultimatum

UPLOAD = "/admin/tracker/ultimatum/upload/"


def files(**contents: str | bytes) -> list[SimpleUploadedFile]:
    """Files by name, `_` for `-`."""
    return [
        SimpleUploadedFile(
            f"{name.replace('_', '-')}.yaml", text if isinstance(text, bytes) else text.encode()
        )
        for name, text in contents.items()
    ]


def confirmed(response: Any, **more: str) -> dict[str, Any]:
    """What the confirming form of a trial posts."""
    values = Fields(response.content.decode()).values
    return {name: held for name, held in values.items() if name in ("name", "content")} | {
        "_load": "1",
        **more,
    }


def test_downloaded_file_is_the_case_and_loads_without_a_change(desk: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    response = desk.get(f"/admin/tracker/ultimatum/{case.pk}/case-file/")
    assert response.content.decode() == case_text(case.document)
    assert response["Content-Disposition"] == 'attachment; filename="open-the-river.yaml"'
    tried = desk.post(UPLOAD, {"files": files(open_the_river=response.content)})
    assert "As they are: 1" in tried.content.decode()
    assert "_load" not in tried.content.decode()


def test_file_of_no_case_is_not_found(desk: Client) -> None:
    assert desk.get("/admin/tracker/ultimatum/99/case-file/").status_code == 404


def test_trial_stores_nothing_and_the_confirmation_does(desk: Client) -> None:
    text = case_text(a_case(related=["second-case"]))
    second = case_text(a_case("second-case"))
    tried = desk.post(UPLOAD, {"files": files(open_the_river=text, second_case=second)})
    assert "New: open-the-river, second-case" in tried.content.decode()
    assert Ultimatum.objects.count() == 0
    assert desk.post(UPLOAD, confirmed(tried)).status_code == 302
    assert Ultimatum.objects.get(slug="open-the-river").document == a_case(related=["second-case"])


def test_faults_are_shown_with_file_and_path_and_nothing_is_stored(desk: Client) -> None:
    text = case_text(a_case(dossier="no-such-war")).replace("'2026-04-01'", "'2026-04-31'")
    page = desk.post(UPLOAD, {"files": files(open_the_river=text, good_case=case_text(a_case("good-case")))})
    found = [(fault.file, fault.path) for fault in page.context["trial"].faults]
    assert sorted(found) == [
        ("open-the-river.yaml", "deadlines[d1].due.earliest"),
        ("open-the-river.yaml", "deadlines[d1].due.latest"),
        ("open-the-river.yaml", "dossier"),
    ]
    assert "deadlines[d1].due.earliest" in page.content.decode()
    assert Ultimatum.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("open-the-river.yaml", b"\xff\xfe", "UTF"),
        ("open-the-river.yaml", b"a: &x [1]\nb: *x", "anchor"),
        ("open-the-river.yaml", b"", "open-the-river.yaml"),
        ("another-name.yaml", case_text(a_case()).encode(), "another-name"),
        ("notes.txt", case_text(a_case("notes")).encode(), "a name that nothing reads"),
    ],
)
def test_odd_file_is_a_named_fault(desk: Client, name: str, content: bytes, text: str) -> None:
    page = desk.post(UPLOAD, {"files": [SimpleUploadedFile(name, content)]})
    assert page.status_code == 200
    assert text in page.content.decode()
    assert Ultimatum.objects.count() == 0


def test_change_of_a_published_case_wants_a_reason(desk: Client) -> None:
    load(a_case())
    changed = a_case()
    changed["deadlines"][0]["as_stated"] = "in a month"
    tried = desk.post(UPLOAD, {"files": files(open_the_river=case_text(changed))})
    assert "open-the-river (a published deadline, too)" in tried.content.decode()
    refused = desk.post(UPLOAD, confirmed(tried))
    assert "give the reason" in refused.content.decode()
    assert Ultimatum.objects.get().document == a_case()
    assert desk.post(UPLOAD, confirmed(tried, reason="Misheard.")).status_code == 302
    assert [(each.path, each.reason) for each in Correction.objects.all()] == [("deadlines[d1]", "Misheard.")]


def test_actors_and_dossiers_come_along(desk: Client) -> None:
    actors = "drusia: {name: Drusia, type: state, timezone: Europe/Riga}\n"
    dossiers = "new-war:\n  title: A new war\n  summary: Made up for a test.\n"
    parties = [{"actor": "drusia", "role": "sender"}, {"actor": "borealand", "role": "target"}]
    case = case_text(a_case(dossier="new-war", parties=parties))
    tried = desk.post(UPLOAD, {"files": files(actors=actors, dossiers=dossiers, open_the_river=case)})
    assert desk.post(UPLOAD, confirmed(tried)).status_code == 302
    assert Actor.objects.get(slug="drusia").timezone == "Europe/Riga"
    assert Dossier.objects.count() == len(DOSSIERS) + 1


def test_too_much_or_nothing_or_broken_is_said(desk: Client) -> None:
    large = files(large_case=b"x" * 600_001)
    assert "At most 600 kB" in desk.post(UPLOAD, {"files": large}).content.decode()
    assert "Choose one or more" in desk.post(UPLOAD, {}).content.decode()
    broken = {"name": ["a.yaml"], "content": ["no base64!"], "_load": "1"}
    assert "did not come through whole" in desk.post(UPLOAD, broken).content.decode()


def test_upload_is_for_editors(client: Client, django_user_model: Any) -> None:
    reader = django_user_model.objects.create_user("reader", password="x", is_staff=True)
    client.force_login(reader)
    assert client.get(UPLOAD).status_code == 403
