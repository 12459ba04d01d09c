"""Real cases entered by keyboard as an editor would, and how long that takes.

`pytest -s` prints the figures.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from tests.browser.keystrokes import Editor
from tests.browser.test_admin import editor, log_in, reading
from tests.factories import NOW
from tests.webhook_receivers import answering, receiver
from tracker.domain.vocabulary import Change
from tracker.models import Publication, Ultimatum
from tracker.services.cases.catalogue import load_catalogue

__all__ = ["editor"]
BREAKING, WHOLE = 90, 168
"""In seconds: what a breaking case may take, and any case: a third of the 8.4 minutes that one once took."""

TITLE = "End the war in Ukraine in 50 days or face tariffs"
ARTICLE = b"""<html lang="en"><head><title>Trump gives Russia 50 days</title>
<meta property="og:title" content="Trump gives Russia 50 days to end the war">
<meta property="og:site_name" content="Semafor">
<meta property="article:published_time" content="2025-07-14T18:00:00Z"></head></html>"""


ACTORS_1914 = {
    "austria-hungary": {"name": "Austria-Hungary", "type": "historical-state", "timezone": "Europe/Vienna"},
    "kingdom-of-serbia": {
        "name": "Kingdom of Serbia",
        "type": "historical-state",
        "timezone": "Europe/Belgrade",
    },
    "wladimir-giesl": {"name": "Wladimir Giesl", "type": "person", "represents": "austria-hungary"},
}
CRISIS_1914 = {"july-crisis-1914": {"title": "July crisis of 1914", "summary": "From murder to war."}}
ARCHIVE = "http://127.0.0.1:9/ultimatum-of-1914"
"""An address at which nothing answers."""


def box(page: Page, field: str) -> Locator:
    """The control of an autocomplete."""
    return page.locator(f"#id_{field} + .select2-container [role=combobox]")


@pytest.fixture
def article(settings: Any) -> Iterator[str]:
    """The address of an article on this machine."""
    settings.WEBHOOKS_LOCAL = True
    with receiver(answering(200, ARTICLE, Content_Type="text/html"), is_tls=False) as there:
        yield f"http://127.0.0.1:{there.port}/article"


def enter_breaking_case(at: Editor, article: str) -> None:
    """From the empty form to the published case, from one article."""
    page = at.page
    field = page.locator
    expect(field("#id_sources-0-url")).to_be_focused()
    at.paste(article)
    at.go_to(field("#id_title"))
    at.type(TITLE)
    at.go_to(field("#id_summary"))
    at.type("The US president gave Russia 50 days to end its war against Ukraine.")
    at.go_to(box(page, "dossier"))
    at.choose("Ukr", wanted="War against Ukraine")
    at.go_to(field("#id_review"))
    at.select("V")
    at.go_to(box(page, "parties-0-actor"))
    at.choose("United", wanted="United States")
    at.go_to(box(page, "parties-1-actor"))
    at.choose("Rus", wanted="Russia")
    at.go_to(field("#id_demands-0-text"))
    at.type("End the war against Ukraine.")
    at.go_to(field("#id_demands-0-type"))
    at.select("End")
    at.go_to(field("#id_threats-0-text"))
    at.type("Secondary tariffs of about 100%.")
    at.go_to(field("#id_threats-0-type"))
    at.select("Seco")
    at.go_to(field("#id_deadlines-0-announced"))
    at.type("2025-07-14")
    at.go_to(field("#id_deadlines-0-as_stated"))
    at.type("in 50 days")
    at.press("Tab")
    expect(reading(page)).to_contain_text("Tuesday 2 September 2025, 24:00 (end of the day)")
    at.press("Control+Enter")
    expect(field(".messagelist")).to_contain_text("is published")
    at.loads += 1


def announce(at: Editor, words: str, day: str, address: str) -> None:
    """A further announcement, from the form of the published case and back to it."""
    field = at.page.locator
    at.click(at.page.get_by_role("link", name="They moved the date"))
    expect(field("#id_as_stated")).to_be_focused()
    at.type(words)
    at.go_to(field("#id_announced"))
    at.type(day)
    at.go_to(field("#id_url"))
    at.paste(address)
    at.press("Enter")
    expect(field(".messagelist")).to_contain_text("Announcement added.")
    at.loads += 2


def record_outcome(at: Editor, address: str) -> None:
    """What came of it, likewise."""
    field = at.page.locator
    at.click(at.page.get_by_role("link", name="Record the outcome"))
    expect(field("#id_response")).to_be_focused()
    at.select("Complied in p")
    at.go_to(field("#id_follow_through"))
    at.select("Did not c")
    at.go_to(field("#id_on"))
    at.type("2025-09-01")
    at.go_to(field("#id_justification"))
    at.type("They met in Alaska; nothing was imposed on Russia.")
    at.go_to(field("#id_url"), most=16)
    at.paste(address)
    at.press("Enter")
    expect(field(".messagelist")).to_contain_text("Outcome recorded.")
    at.loads += 2


def test_a_breaking_case_and_the_four_announcements_and_the_outcome_that_it_became(
    editor: User, site: str, page: Page, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    at = Editor(page, loads=1)
    enter_breaking_case(at, article)
    case = Ultimatum.objects.get()
    assert (case.publication, case.slug) == (
        Publication.PUBLISHED,
        "united-states-russia-end-war-ukraine-2025",
    )
    source = case.document["sources"]["s1"]
    assert (source["publisher"], source["published"]) == ("Semafor", "2025-07-14")
    with capsys.disabled():
        print("\n" + at.report("A breaking case"))
    assert at.seconds() <= BREAKING
    assert at.loads == 2

    at.click(page.get_by_role("link", name=TITLE).first)
    at.loads += 1
    for words, day in (("until 8 August", "2025-07-28"), ("by Friday", "2025-08-06")):
        announce(at, words, day, f"{article}?{day}")
    announce(at, "in two weeks", "2025-08-18", f"{article}?moved-again")
    record_outcome(at, f"{article}?outcome")
    document = Ultimatum.objects.get().document
    assert [(item["change"], item["due"]["earliest"]) for item in document["deadlines"]] == [
        (Change.SET, "2025-09-02"),
        (Change.SHORTENED, "2025-08-08"),
        (Change.CLARIFIED, "2025-08-08"),
        (Change.EXTENDED, "2025-09-01"),
    ]
    assert (len(document["outcomes"]), len(document["sources"])) == (1, 5)
    with capsys.disabled():
        print(at.report("With four announcements, two moves and an outcome"))
    assert at.seconds() <= WHOLE


def test_a_case_of_1914_from_an_archive_that_does_not_answer(
    editor: User, site: str, page: Page, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.WEBHOOKS_LOCAL = True
    load_catalogue(actors=ACTORS_1914, dossiers=CRISIS_1914, cases=[], now=NOW, reason="Made up.")
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    at = Editor(page, loads=1)
    field = page.locator
    at.paste(ARCHIVE)
    at.press("Tab")
    expect(field("#sources-0 .looked-up-place")).to_contain_text("Type what is missing")
    at.go_to(field("#id_sources-0-title"))
    at.type("The Austro-Hungarian Ultimatum to Serbia")
    at.go_to(field("#id_sources-0-publisher"))
    at.type("World War I Document Archive")
    at.go_to(field("#id_sources-0-quality"))
    at.select("Pri")
    at.go_to(field("#id_title"))
    at.type("Accept every point of the note within 48 hours")
    at.go_to(field("#id_summary"))
    at.type(
        "After the murder in Sarajevo, Austria-Hungary gave Serbia 48 hours to accept its demands. Serbia "
        "accepted most of them; relations were broken off at once, and war followed three days later."
    )
    at.go_to(box(page, "dossier"))
    at.choose("July", wanted="July crisis of 1914")
    at.go_to(field("#id_review"))
    at.select("V")
    at.go_to(box(page, "parties-0-actor"))
    at.choose("Austria", wanted="Austria-Hungary")
    at.go_to(box(page, "parties-0-stated_by"))
    at.choose("Giesl", wanted="Wladimir Giesl")
    at.go_to(box(page, "parties-1-actor"))
    at.choose("Serbia", wanted="Kingdom of Serbia")
    at.go_to(field("#id_demands-0-text"))
    at.type("Suppress agitation against Austria-Hungary; let its officials take part in the inquiries.")
    at.go_to(field("#id_demands-0-type"))
    at.select("Pol")
    at.go_to(field("#id_threats-0-text"))
    at.type("A break of diplomatic relations.")
    at.go_to(field("#id_threats-0-type"))
    at.select("Bre")
    at.go_to(field("#id_deadlines-0-announced"))
    at.type("1914-07-23T18:00+01:00")
    at.go_to(field("#id_deadlines-0-as_stated"))
    at.type("forty-eight hours to reply")
    at.press("Tab")
    expect(reading(page)).to_contain_text("(Europe/Vienna)")
    at.go_to(field("#id_deadlines-0-timezone"))
    at.type("Europe/Belgrade")
    at.press("Tab")
    expect(reading(page)).to_contain_text("(Europe/Belgrade)")
    at.go_to(field("#outcomes-group .add-row a"), most=20)
    at.press("Enter")
    expect(field("#id_outcomes-0-response")).to_be_focused()
    at.select("Par")
    at.go_to(field("#id_outcomes-0-follow_through"))
    at.select("Imp")
    at.go_to(field("#id_outcomes-0-on"))
    at.type("1914-07-25")
    at.go_to(field("#id_outcomes-0-justification"))
    at.type("The reply was called unsatisfactory, and relations were broken off at once.")
    at.press("Control+Enter")
    expect(field(".messagelist")).to_contain_text("is published")
    at.loads += 1

    document = Ultimatum.objects.get().document
    assert document["slug"] == "austria-hungary-kingdom-of-serbia-accept-every-point-1914"
    source = document["sources"]["s1"]
    assert (source["publisher"], source["title"], source["quality"]) == (
        "World War I Document Archive",
        "The Austro-Hungarian Ultimatum to Serbia",
        "primary",
    )
    assert document["deadlines"][0]["due"] == {
        "earliest": "1914-07-25T18:00:00+01:00",
        "latest": "1914-07-25T18:00:00+01:00",
        "precision": "instant",
        "timezone": "Europe/Belgrade",
        "timezone_assumed": True,
    }
    (outcome,) = document["outcomes"]
    assert (outcome["response"], outcome["follow_through"], outcome["sources"]) == (
        "partial",
        "imposed",
        ["s1"],
    )
    with capsys.disabled():
        print("\n" + at.report("A case of 1914"))
    assert at.seconds() <= WHOLE
    assert at.loads == 2
