"""Four eyes: where the setting is on, nobody publishes what they wrote last, whichever way they try."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.admin.conftest import make_editor
from tests.admin.forms import ADD, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import NOW, a_case, load
from tracker.case_format import case_text
from tracker.models import Correction, Proposal, Publication, Ultimatum
from tracker.services.cases.catalogue import CannotLoad
from tracker.services.cases.four_eyes import FourEyes
from tracker.services.cases.store import store_case

REFUSED = "Nobody publishes what they wrote last, and edith wrote this last"


@pytest.fixture(autouse=True)
def four_eyes(settings: Any) -> None:
    settings.FOUR_EYES = True


@pytest.fixture
def other(editor: User) -> Client:
    """The browser of another editor."""
    client = Client()
    client.force_login(make_editor("adam"))
    return client


def told() -> str:
    return str(LogEntry.objects.latest("pk").change_message)


def test_a_new_case_is_published_by_another_editor(desk: Client, other: Client) -> None:
    data = entered(desk)
    assert REFUSED in errors(desk.post(ADD, {**data, "_publish": "1"}))["__all__"][0]
    assert not Ultimatum.objects.exists()
    assert desk.post(ADD, {**data, "_foretell": "1"}).context["foretold"].news == []
    assert desk.post(ADD, {**data, "_submit": "1"}).status_code == 302
    case = Ultimatum.objects.get()
    mine = fields(desk, change(case))
    assert REFUSED in errors(desk.post(change(case), {**mine, "_publish": "1"}))["__all__"][0]
    act = {"action": "publish", "_selected_action": [str(case.pk)]}
    assert REFUSED in desk.post("/admin/tracker/ultimatum/", act, follow=True).content.decode()
    theirs = {**fields(other, change(case)), "summary": "Another summary of what happened.", "_publish": "1"}
    assert "and adam wrote this last" in errors(other.post(change(case), theirs))["__all__"][0]
    assert Ultimatum.objects.get().publication == Publication.IN_REVIEW
    response = other.post(change(case), {**fields(other, change(case)), "_publish": "1"})
    assert response.status_code == 302, errors(response)
    assert Ultimatum.objects.get().publication == Publication.PUBLISHED
    assert told().startswith("Published. Written by edith, reviewed by adam.")


def test_a_change_of_a_public_case_waits_for_another_editor(desk: Client, other: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    waits = f"/admin/tracker/ultimatum/{case.pk}/proposal/"
    data: dict[str, Any] = {"deadlines-0-earliest": "2026-04-02", "deadlines-0-latest": "2026-04-02"}
    data = {**fields(desk, change(case)), **data, "deadlines-0-overruled": "Misheard.", "reason": "Misheard."}
    page = desk.post(change(case), data, follow=True).content.decode()
    assert "waits until another editor publishes it" in page
    assert Ultimatum.objects.get().document == case.document
    assert told().startswith("Proposed: Deadline “by then”, Time limit:")
    queue = other.get("/admin/queue/review/").content.decode()
    assert "A change by edith; the page is as it was." in queue
    assert "Time limit:" in queue
    assert f'href="{waits}"' in queue
    theirs = {**fields(other, change(case)), "title": "Open the old river", "only_wording": "on"}
    assert "A change by edith waits already" in errors(other.post(change(case), theirs))["__all__"][0]
    own = desk.get(waits).content.decode()
    assert ("another editor publishes it" in own, "Publish it" in own) == (True, False)
    state = {"state": Proposal.objects.get().at.isoformat()}
    assert REFUSED in desk.post(waits, state, follow=True).content.decode()
    assert "2 April 2026" in other.get(waits).content.decode()
    assert "not what waits any more" in other.post(waits, {"state": "older"}, follow=True).content.decode()
    assert "What was proposed is published" in other.post(waits, state, follow=True).content.decode()
    now = Ultimatum.objects.get()
    assert now.document["deadlines"][0]["due"]["earliest"] == "2026-04-02"
    logged = Correction.objects.get()
    assert (logged.reason, logged.editor) == ("Misheard.", User.objects.get(username="edith"))
    assert told().startswith("Published. Written by edith, reviewed by adam. Deadline")
    assert not Proposal.objects.exists()
    assert other.post(f"/admin/tracker/ultimatum/{case.pk}/undo/").status_code == 302
    assert Ultimatum.objects.get().document == case.document


def test_what_waits_is_discarded_or_refused_where_the_case_has_changed(desk: Client, other: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    waits = f"/admin/tracker/ultimatum/{case.pk}/proposal/"
    data = {
        **fields(desk, change(case)),
        "summary": "Another summary of what happened.",
        "reason": "It was wrong.",
    }
    desk.post(change(case), data)
    state = {"state": Proposal.objects.get().at.isoformat()}
    store_case(a_case(title="Open the old river"), now=NOW, reason=None)
    assert "the case has changed since" in other.post(waits, state, follow=True).content.decode()
    other.post(waits, {"_discard": "1"})
    assert not Proposal.objects.exists()
    assert told().startswith("Discarded what edith proposed.")
    assert "Nothing waits" in other.get(waits).content.decode()


def test_files_of_an_editor_go_to_review_and_change_nothing_public(desk: Client, editor: User) -> None:
    load(a_case("a-public-case"))
    with pytest.raises(CannotLoad, match=r"changes of what is published \(a-public-case\)"):
        load(a_case("a-public-case", title="Open the old river"), editor=editor)
    with pytest.raises(FourEyes):
        store_case(a_case("a-public-case", title="Open it"), now=NOW, reason=None, editor=editor)
    file = SimpleUploadedFile("a-new-case.yaml", case_text(a_case("a-new-case")).encode())
    trial = desk.post("/admin/tracker/ultimatum/upload/", {"files": [file]})
    ((name, content),) = trial.context["carried"]
    desk.post("/admin/tracker/ultimatum/upload/", {"name": name, "content": content, "_load": "1"})
    case = Ultimatum.objects.get(slug="a-new-case")
    assert (case.publication, case.written_by) == (Publication.IN_REVIEW, editor)
    assert told() == "From a case file. Entered."


def test_a_change_on_a_page_of_its_own_waits_as_well(desk: Client, other: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    address = f"/admin/tracker/ultimatum/{case.pk}/event/"
    event = {"text": "Talks ended without a result.", "kind": "talks", "on": "2026-03-09", "cited": ["s1"]}
    asked = desk.post(address, {**event, "_foretell": "1"}).content.decode()
    assert "Nothing was saved." in asked
    assert not Proposal.objects.exists()
    page = desk.post(address, event, follow=True).content.decode()
    assert "waits until another editor publishes it" in page
    assert told().startswith("Proposed: Added: Event")
    assert Ultimatum.objects.get().document == case.document
    assert "A change by edith waits already" in other.post(address, event).content.decode()
