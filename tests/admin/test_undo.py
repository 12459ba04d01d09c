"""What one published by mistake is taken back at the desk; the log says who did what."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.admin.conftest import make_editor
from tests.admin.forms import errors, fields
from tests.admin.test_cases import change
from tests.factories import NOW, Document, a_case
from tracker.models import Alert, AlertState, Publication, Ultimatum
from tracker.services.cases.store import store_case


def told(case: Ultimatum) -> list[str]:
    """The log of a case, the oldest first."""
    return list(
        LogEntry.objects.filter(object_id=str(case.pk))
        .order_by("pk")
        .values_list("change_message", flat=True)
    )


def written(**changes: Any) -> Document:
    """A case whose words and window an editor answered for."""
    case = a_case(**changes)
    return {**case, "deadlines": [{**each, "overruled": "He named the day."} for each in case["deadlines"]]}


@pytest.fixture
def draft(desk: Client) -> Ultimatum:
    """A draft that somebody else wrote."""
    store_case(written(review="draft"), now=NOW, reason=None, editor=make_editor("adam"))
    return Ultimatum.objects.get()


def test_a_case_published_by_mistake_becomes_a_draft_again(
    desk: Client, draft: Ultimatum, client: Client
) -> None:
    data: dict[str, Any] = {**fields(desk, change(draft)), "review": "verified"}
    response = desk.post(change(draft), {**data, "_publish": "1"}, follow=True)
    assert f"/admin/tracker/ultimatum/{draft.pk}/undo/" in response.content.decode(), errors(response)
    assert told(draft)[0].startswith("Published by edith, who wrote it last.")
    undo = f"/admin/tracker/ultimatum/{draft.pk}/undo/"
    assert "The case becomes draft again" in " ".join(desk.get(undo).content.decode().split())
    other = Client()
    other.force_login(make_editor("olga"))
    assert "adam" not in other.get(undo).content.decode()
    assert "somebody else published it" in " ".join(other.get(undo).content.decode().split())
    assert "edith published this" in other.post(undo, follow=True).content.decode()
    page = desk.post(undo, follow=True).content.decode()
    assert "The case is draft again and off the site" in page
    draft.refresh_from_db()
    assert (draft.publication, draft.published_at) == (Publication.DRAFT, None)
    assert client.get(draft.get_absolute_url()).status_code == 410
    assert told(draft)[-1] == "Taken back what was published."
    assert "nothing here that you can take back" in desk.get(undo).content.decode()


def test_the_log_names_who_wrote_and_who_reviewed(desk: Client, draft: Ultimatum) -> None:
    store_case(written(), now=NOW, reason=None, editor=draft.written_by)
    for action in ("submit_for_review", "publish"):
        desk.post("/admin/tracker/ultimatum/", {"action": action, "_selected_action": [str(draft.pk)]})
    assert told(draft) == [
        "Open the river or lose the ports waits for review or is published already.",
        "Published. Written by adam, reviewed by edith.",
    ]


def test_an_edit_is_reverted_and_its_alert_may_be_called_back_by_an_editor(
    desk: Client, draft: Ultimatum
) -> None:
    data: dict[str, Any] = {**fields(desk, change(draft)), "review": "verified"}
    desk.post(change(draft), {**data, "_publish": "1"})
    alert = Alert.objects.create(
        ultimatum=draft, kind="event", key="e9", about="e9", due_at=NOW, release_at=NOW, created_at=NOW
    )
    act = {"action": "cancel_alerts", "_selected_action": [str(alert.pk)]}
    assert desk.post("/admin/tracker/alert/", act).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.reason) == (AlertState.WITHDRAWN, "called back by edith")
    data = {
        **fields(desk, change(draft)),
        "summary": "Another summary of what happened.",
        "reason": "It was wrong.",
    }
    desk.post(change(draft), data)
    undo = f"/admin/tracker/ultimatum/{draft.pk}/undo/"
    assert (
        "Summary: “Another summary of what happened.” → “A small case that was made up for a test.”"
        in desk.get(undo).content.decode()
    )
    desk.post(undo)
    draft.refresh_from_db()
    assert draft.document["summary"] == "A small case that was made up for a test."
    assert draft.corrections.count() == 0
    assert told(draft)[-1].startswith(
        "Taken back what was published. Summary: “Another summary of what happened.” →"
    )
