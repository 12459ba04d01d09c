"""The public page before it is one, with what would change; and notes that reviewers leave."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.forms import ADD, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import a_case, load
from tracker.models import Alert, Correction, ReviewNote, SiteState, Ultimatum


def test_a_new_case_is_shown_as_its_page_and_nothing_is_stored(desk: Client) -> None:
    version = SiteState.objects.values_list("version", flat=True).first()
    response = desk.post(ADD, {**entered(desk), "_preview": "1"})
    page = response.content.decode()
    assert response.headers["X-Preview"] == "1"
    assert "Open the river or lose the ports</h1>" in page
    assert "all of it would be new" in page
    assert (Ultimatum.objects.count(), Alert.objects.count()) == (0, 0)
    assert SiteState.objects.values_list("version", flat=True).first() == version


def test_what_changes_against_the_public_page_is_listed_and_marked(desk: Client) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    # The reason of a correction is asked for where it is saved, not where it is looked at.
    data = {**fields(desk, change(case)), "summary": "Another summary of the case."}
    response = desk.post(change(case), {**data, "_preview": "1"})
    assert "X-Preview" in response.headers, errors(response)
    page = response.content.decode()
    assert "<mark>Another summary of the case.</mark>" in page
    assert "Summary: “" in page
    assert (Correction.objects.count(), "<mark>Open the river.</mark>" in page) == (0, False)
    case.refresh_from_db()
    assert case.document["summary"] != "Another summary of the case."
    assert "Another summary" not in desk.get(case.get_absolute_url()).content.decode()


def test_what_a_page_needs_is_asked_for(desk: Client) -> None:
    response = desk.post(ADD, {**fields(desk, ADD), "title": "A title alone", "_preview": "1"})
    assert "X-Preview" not in response.headers
    assert {"dossier", "parties", "deadlines"} <= set(errors(response))


def test_a_case_that_is_announced_later_is_shown_as_of_then(desk: Client) -> None:
    ahead = {
        "deadlines-0-announced": "2050-03-01",
        "deadlines-0-earliest": "2050-04-01",
        "deadlines-0-latest": "2050-04-01",
    }
    page = desk.post(ADD, {**entered(desk, **ahead), "_preview": "1"}).content.decode()
    assert "as of its first announcement, 1 March 2050" in page


def test_a_note_is_left_read_and_done_with(desk: Client, editor: User) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    address = f"/admin/tracker/ultimatum/{case.pk}/note/"
    assert desk.post(address, {"text": " Whose <b>airport</b>? "}).status_code == 302
    page = desk.get(change(case)).content.decode()
    assert "Whose &lt;b&gt;airport&lt;/b&gt;?" in page
    assert "Whose" not in desk.get(case.get_absolute_url()).content.decode()
    desk.post(address, {"done": str(ReviewNote.objects.get().pk)})
    assert "Whose" not in desk.get(change(case)).content.decode()
    assert "1 to 2000 characters" in desk.post(address, {"text": " "}, follow=True).content.decode()
    assert ReviewNote.objects.count() == 1


@pytest.mark.parametrize(("pk", "status"), [("own", 403), ("9999", 404)])
def test_only_editors_leave_notes(client: Client, db: None, pk: str, status: int) -> None:
    load(a_case())
    client.force_login(User.objects.create_user("reader", is_staff=True))
    pk = str(Ultimatum.objects.get().pk) if pk == "own" else pk
    assert client.post(f"/admin/tracker/ultimatum/{pk}/note/", {"text": "x"}).status_code == status
