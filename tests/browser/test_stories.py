"""Crises, the page about the record, and the form for errors in a real browser: with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

UKRAINE = "/dossiers/ukraine-war/"
CASE = "/ultimatums/us-russia-50-days-2025/"


@pytest.fixture
def still(browser: Browser, public_site: str) -> Iterator[Page]:
    """A reader without JavaScript."""
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        yield context.new_page()


def test_reader_without_javascript_gets_from_a_crisis_to_its_cases(still: Page) -> None:
    still.goto("/dossiers/")
    still.get_by_role("link", name="Russia's war against Ukraine").click()
    expect(still.get_by_role("heading", level=1)).to_have_text("Russia's war against Ukraine")
    assert still.locator(".crisis-board .rows .track > svg").count() == 7
    rounds = still.locator(".stream .tag", has_text="Talks.")
    assert rounds.count() >= 4
    still.locator(".stream").get_by_role("link", name="End the war in Ukraine in 50 days").first.click()
    expect(still).to_have_url(CASE)
    expect(still.get_by_role("link", name="Russia's war against Ukraine")).to_be_visible()
    still.get_by_role("link", name="Report an error").click()
    expect(still.get_by_role("heading", level=1)).to_have_text("Report an error")


def test_page_about_the_record_is_complete_without_javascript(still: Page) -> None:
    still.goto("/about/#coding")
    expect(still.get_by_role("table")).to_contain_text("Partly enforced")
    still.get_by_role("link", name="What the words mean").click()
    still.get_by_role("link", name="Kinds of case").click()
    expect(still.get_by_role("heading", name="Kinds of case")).to_be_in_viewport()
    expect(still.get_by_text("secondary-measures")).to_be_visible()
