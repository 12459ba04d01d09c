"""What an editor finds, is refused and is told, in a real browser: from the search to the corrections."""

from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.test_admin import choose, editor, fill, log_in
from tests.factories import a_case, a_deadline, a_due, a_source, load
from tracker.models import Correction, Publication, Ultimatum

__all__ = ["editor"]
INVISIBLE = "\u2028\u202e\x07"
"""What word processors, slides and worse leave in a text: a line separator, a turn to the left, a bell."""


def load_draft() -> Ultimatum:
    """A draft in Ukrainian that nobody has checked; its words and window are answered for."""
    deadline = a_deadline("d1", "2026-03-01", a_due("2026-04-01"), overruled="He named the day.")
    draft = a_case(
        title="Відкрийте Річку або втратите порти",
        dossier="the-river",
        review="draft",
        deadlines=[deadline],
        sources={"s1": a_source("1", url="https://zeitung.example/artikel"), "s2": a_source("2")},
    )
    load(
        draft,
        a_case("another-case"),
        actors={
            "aldovia": {"name": "Aldovia", "type": "state", "timezone": "America/New_York"},
            "borealand": {"name": "Boréaland", "type": "state", "timezone": "Europe/Kyiv"},
            "ana-prime": {"name": "Ana Prime", "type": "person", "represents": "aldovia"},
            "olha-druha": {"name": "Ольга Друга", "type": "person", "represents": "borealand"},
        },
        dossiers={
            "the-river": {"title": "Війна за ріку", "summary": "A crisis made up for a test."},
            "river-war": {"title": "The river war", "summary": "Another."},
        },
    )
    return Ultimatum.objects.get(slug="open-the-river")


def test_a_case_is_found_checked_published_and_corrected_and_each_is_told_in_words(
    editor: User, site: str, browser_page: Page, settings: Any
) -> None:
    settings.IS_LOCAL = False
    case = load_draft()
    page = browser_page  # its console tells of the answer with 403
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/")
    page.locator("#searchbar").fill("РІЧКУ війна zeitung.example")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name=case.title).click()

    fill(page, title=f"Відкрийте{INVISIBLE[0]}Річку{INVISIBLE}")
    choose(page, "parties-1-stated_by", "ольга дру")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#faults")).to_contain_text("a draft is not published")
    page.locator("#faults").get_by_role("link", name="Review").click()
    expect(page.locator("#id_review")).to_be_focused()
    fill(page, review="verified")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")
    case.refresh_from_db()
    assert (case.publication, case.title) == (Publication.PUBLISHED, "Відкрийте Річку")

    page.get_by_role("link", name="Відкрийте Річку").first.click()
    page.locator("#id_summary").fill("A small case that was made up, for a test.")
    page.locator("#id_only_wording").check()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Correction.objects.count() == 0
    fill(page, demands__0__text="Open the whole river.", reason="We left a word out.")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("#corrections-group")).to_contain_text("We left a word out.")

    page.get_by_role("link", name="History").click()
    log = page.locator("#change-history")
    expect(log).to_contain_text("Published by edith")
    expect(log).to_contain_text("“” → “Ольга Друга”")
    expect(log).to_contain_text("Text: “Open the river.” → “Open the whole river.”")
    expect(log).not_to_contain_text("olha-druha")
    page.goto(f"{site}{case.get_absolute_url()}")
    corrections = page.locator("section[aria-labelledby=corrections] li")
    expect(corrections).to_have_count(1)
    expect(corrections).to_contain_text("Demand “Open the river.”, Text: Open the river.")
    expect(corrections).not_to_contain_text("{")

    page.goto(f"{site}/admin/")
    page.get_by_role("link", name="Alerts").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("alert")
    answer = page.goto(f"{site}/mailbox/")
    assert answer is not None
    assert answer.status == 403
