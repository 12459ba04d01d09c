"""What a case says of itself to readers: on its page, in the API, the log of corrections and the form."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.forms import errors, fields
from tests.factories import NOW, Document, a_case, a_deadline, a_due, an_event, an_outcome, load
from tests.present import NOW as TODAY
from tests.web.api.requests import ask
from tests.web.reading import read
from tracker.models import Correction, Ultimatum
from tracker.services.cases.store import store_case

pytestmark = pytest.mark.django_db

BACKGROUND = [{"text": "The river has been shut since the war.", "sources": ["s1", "s2"]}]
CRITERIA = {
    "complied": "Ships of both sides pass.",
    "enforced": "The ports are closed.",
    "decided_by": "The harbour office.",
    "until": "2190-05-01",
}


def a_told_case(**changes: Any) -> Document:
    """A case with both, running for long."""
    deadlines = [a_deadline("d1", "2026-02-01", a_due("2190-04-01"))]
    told = {"background": BACKGROUND, "criteria": CRITERIA, "deadlines": deadlines}
    return a_case(**{**told, "events": [an_event("e1", "2026-03-05")], **changes})


def page(client: Client, **query: str) -> str:
    return read(client.get("/ultimatums/open-the-river/", query).content).text


def test_a_running_case_tells_its_background_and_how_it_will_be_judged(client: Client) -> None:
    load(a_told_case())
    text = page(client)
    assert text.index("Background The river has been shut") < text.index("How the deadline moved")
    assert "Counts as complied Ships of both sides pass. Counts as carried out The ports are closed." in text
    assert "The source that decides The harbour office. Evidence counts until 1 May 2190" in text
    told = ask(client, "ultimatums/open-the-river")
    assert (told["background"], told["criteria"]) == (BACKGROUND, CRITERIA)


def test_neither_is_told_of_the_past_and_criteria_no_more_once_there_is_an_outcome(client: Client) -> None:
    load(a_told_case())
    early = page(client, as_of="2026-03-01")
    assert "The river has been shut" not in early
    assert "How it will be judged" not in early
    then = ask(client, "ultimatums/open-the-river?as_of=2026-03-01")
    assert (then["background"], then["criteria"]) == ([], None)
    store_case(a_told_case(outcomes=[an_outcome("2026-03-06")]), now=NOW, reason=None)
    text = page(client)
    assert "The river has been shut" in text
    assert "How it will be judged" not in text


def test_a_later_change_of_the_criteria_is_logged_as_a_correction(client: Client) -> None:
    load(a_told_case())
    changed = a_told_case(criteria={**CRITERIA, "until": "2190-06-01"}, background=[])
    store_case(changed, now=NOW, reason="Evidence comes late.")
    logged = {item.path: (item.before, item.after) for item in Correction.objects.all()}
    assert logged == {"background[1]": (BACKGROUND[0], None), "criteria": (CRITERIA, changed["criteria"])}
    text = page(client)
    assert "How it will be judged, Evidence counts until: 1 May 2190 to 1 June 2190" in text
    assert "Background “The river has been shut since the war.”" in text


def test_the_form_gives_both_back_as_they_are_and_takes_them_line_by_line(desk: Client, editor: User) -> None:
    load(a_told_case(), now=TODAY)
    case = Ultimatum.objects.get()
    address = f"/admin/tracker/ultimatum/{case.pk}/change/"
    posted = fields(desk, address)
    assert posted["background"] == ["The river has been shut since the war. [s1, s2]"]
    assert desk.post(address, posted).status_code == 302
    case.refresh_from_db()
    assert case.document == a_told_case()
    posted = fields(desk, address)
    posted |= {
        "background": "It was shut in the war. [s2]\r\nNobody asked.",
        "criteria_until": "soon",
        "reason": "Shorter.",
    }
    answer = desk.post(address, posted)
    told = errors(answer)
    assert "at least" in str(told["background"])
    assert "a date that exists" in str(told["criteria_until"])
    posted |= {"background": "It was shut in the war. [s2]", "criteria_until": "", "criteria_enforced": ""}
    assert desk.post(address, posted).status_code == 302
    case.refresh_from_db()
    assert case.document["background"] == [{"text": "It was shut in the war.", "sources": ["s2"]}]
    assert case.document["criteria"] == {
        "complied": CRITERIA["complied"],
        "decided_by": "The harbour office.",
    }


def test_titles_and_summaries_by_language_go_through_form_api_and_log(desk: Client, editor: User) -> None:
    titles, summaries = (
        {"uk": "Відкрити річку за 50 днів"},
        {"uk": "Невелика справа, вигадана для перевірки."},
    )
    load(a_told_case(titles=titles, summaries=summaries), now=TODAY)
    told = ask(desk, "ultimatums/open-the-river")
    assert (told["titles"], told["summaries"]) == (titles, summaries)
    early = ask(desk, "ultimatums/open-the-river?as_of=2026-03-01")
    assert (early["titles"], early["summaries"]) == (titles, {})
    case = Ultimatum.objects.get()
    address = f"/admin/tracker/ultimatum/{case.pk}/change/"
    posted = fields(desk, address)
    assert posted["titles"] == ["uk: Відкрити річку за 50 днів"]
    answer = desk.post(address, posted | {"titles": "Відкрити", "reason": "Wrong."})
    assert "Line 1: Found “Відкрити”" in str(errors(answer)["titles"])
    changed = {"titles": "uk: Відкрити річку за 40 днів", "summaries": ""}
    answer = desk.post(address, posted | changed | {"only_wording": "on"})
    assert answer.status_code == 200  # another number is no wording
    assert desk.post(address, posted | changed | {"reason": "It was 40."}).status_code == 302
    logged = {item.path: (item.before, item.after) for item in Correction.objects.all()}
    assert logged == {
        "titles[uk]": (titles["uk"], "Відкрити річку за 40 днів"),
        "summaries[uk]": (summaries["uk"], None),
    }
    assert "Title (uk)" in page(desk)
