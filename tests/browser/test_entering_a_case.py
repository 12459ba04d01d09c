"""A breaking case from one article, entered by keyboard as an editor would, and how long that takes.

`pytest -s` prints the figures.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.keystrokes import Editor
from tests.browser.test_admin import editor, log_in, reading
from tests.factories import NOW, a_case, a_deadline, a_due
from tests.webhook_receivers import answering, receiver
from tracker.models import Publication, Ultimatum
from tracker.services.cases.catalogue import load_catalogue

__all__ = ["editor"]
THREATS = {"threats": [{"id": "t1", "text": "Tariffs.", "type": "secondary-measures", "explicit": True,
                        "automatic": False, "sources": ["s2"]}]}  # fmt: skip
ARTICLE = b"""<html lang="en"><head><title>Trump gives Russia 50 days</title>
<meta property="og:title" content="Trump gives Russia 50 days to end the war">
<meta property="og:site_name" content="Semafor">
<meta property="article:published_time" content="2025-07-14T18:00:00Z"></head></html>"""


@pytest.fixture
def article(settings: Any) -> Iterator[str]:
    """The address of an article on this machine."""
    settings.WEBHOOKS_LOCAL = True
    with receiver(answering(200, ARTICLE, Content_Type="text/html"), is_tls=False) as there:
        yield f"http://127.0.0.1:{there.port}/article"


def test_a_breaking_case_in_ninety_seconds(
    editor: User, site: str, page: Page, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    at = Editor(page, loads=1)
    field = page.locator
    expect(field("#id_sources-0-url")).to_be_focused()
    at.paste(article)
    at.go_to(field("#id_title"))
    at.type("End the war in Ukraine in 50 days or face tariffs")
    at.go_to(field("#id_summary"))
    at.type("The US president gave Russia 50 days to end its war against Ukraine.")
    at.go_to(field("#id_dossier + .select2-container [role=combobox]"))
    at.choose("Ukr", wanted="War against Ukraine")
    at.go_to(field("#id_review"))
    at.select("V")
    at.go_to(field("#id_parties-0-actor + .select2-container [role=combobox]"))
    at.choose("United", wanted="United States")
    at.go_to(field("#id_parties-1-actor + .select2-container [role=combobox]"))
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
    expect(page.locator(".messagelist")).to_contain_text("is published")
    at.loads += 1

    case = Ultimatum.objects.get()
    assert (case.publication, case.slug) == (
        Publication.PUBLISHED,
        "united-states-russia-end-war-ukraine-2025",
    )
    source = case.document["sources"]["s1"]
    assert (source["publisher"], source["published"]) == ("Semafor", "2025-07-14")
    assert case.document["deadlines"][0]["due"]["earliest"] == "2025-09-02"
    with capsys.disabled():
        print("\n" + at.report("A breaking case"))
    assert at.seconds() <= 90
    assert at.loads == 2


def test_what_follows_a_case_is_entered_on_pages_of_their_own(
    editor: User, site: str, page: Page, article: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three further announcements, two of them moves, and the outcome: with the entry above, a whole case."""
    parties = [{"actor": "united-states", "role": "sender", "stated_by": "donald-trump"}]
    parties += [{"actor": "russia", "role": "target"}]
    due = a_due("2025-09-02", timezone="America/New_York")
    first = a_deadline("d1", "2025-07-14", due, as_stated="in 50 days")
    load_catalogue(
        actors={},
        dossiers={},
        cases=[a_case("us-russia", dossier="ukraine-war", parties=parties, deadlines=[first], **THREATS)],
        now=NOW,
        reason="Made up.",
    )
    case = Ultimatum.objects.get()
    log_in(page, site)
    at = Editor(page, on_mouse=True)
    page.goto(f"{site}/admin/tracker/ultimatum/{case.pk}/change/")
    field = page.locator
    said = (("until 8 August", "2025-07-28"), ("by Friday", "2025-08-06"), ("in two weeks", "2025-08-18"))
    for words, day in said:
        at.click(page.get_by_role("link", name="They moved the date"))
        expect(field("#id_as_stated")).to_be_focused()
        at.type(words)
        at.go_to(field("#id_announced"))
        at.type(day)
        at.go_to(field("#id_url"))
        at.paste(f"{article}?{day}")
        at.press("Enter")
        expect(page.locator(".messagelist")).to_contain_text("Announcement added.")
        at.loads += 2
    at.click(page.get_by_role("link", name="Record the outcome"))
    expect(field("#id_response")).to_be_focused()
    at.select("Complied in p")
    at.go_to(field("#id_follow_through"))
    at.select("Did not c")
    at.go_to(field("#id_on"))
    at.type("2025-09-01")
    at.go_to(field("#id_justification"))
    at.type("They met in Alaska; nothing was imposed on Russia.")
    at.go_to(field("#id_url"), most=16)
    at.paste(f"{article}?outcome")
    at.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Outcome recorded.")
    at.loads += 2

    document = Ultimatum.objects.get().document
    became = [(item["change"], item["due"]["earliest"]) for item in document["deadlines"]]
    assert became == [
        ("set", "2025-09-02"),
        ("shortened", "2025-08-08"),
        ("clarified", "2025-08-08"),
        ("extended", "2025-09-01"),
    ]
    assert (len(document["outcomes"]), len(document["sources"])) == (1, 6)
    with capsys.disabled():
        print("\n" + at.report("Three announcements and an outcome"))
    assert at.seconds() <= 80
