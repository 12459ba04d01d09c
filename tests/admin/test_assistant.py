"""Whether texts may leave for a language model is answered in the admin, by name."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.admin.conftest import make_operator
from tracker.models import AssistantConsent
from tracker.services.intake.assistant import chosen_assistant, is_allowed

pytestmark = pytest.mark.django_db
ADD = "/admin/tracker/assistantconsent/add/"
ADDRESS = "http://localhost:1/v1/messages"


@pytest.fixture
def operators_desk(settings: Settings) -> Client:
    settings.ASSISTANT_URL = ADDRESS
    settings.ASSISTANT_MODEL = "large-1"
    client = Client()
    client.force_login(make_operator())
    return client


def test_an_operator_allows_it_for_this_model_and_takes_it_back(operators_desk: Client) -> None:
    page = operators_desk.get(ADD).content.decode()
    assert ADDRESS in page
    assert "large-1" in page
    assistant = chosen_assistant()
    assert assistant is not None
    for data, expected in (({"is_given": "on"}, True), ({}, False)):
        assert operators_desk.post(ADD, data).status_code == 302
        assert is_allowed(assistant) is expected
        assert ("checked" in operators_desk.get(ADD).content.decode()) is expected
    newest, first = AssistantConsent.objects.all()
    assert (str(newest.answered_by), newest.is_given, first.is_given) == ("otto", False, True)
    listed = operators_desk.get("/admin/tracker/assistantconsent/").content.decode()
    assert ADDRESS in listed
    assert "otto" in listed
    assert operators_desk.post(f"/admin/tracker/assistantconsent/{first.pk}/delete/").status_code == 403


def test_editors_are_not_asked(desk: Client, settings: Settings) -> None:
    settings.ASSISTANT_URL = ADDRESS
    assert desk.get(ADD).status_code == 403
