"""Crises, the page about the record, and the form for errors in a real browser: with scripts and without."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import AxeCheck

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

UKRAINE = "/dossiers/ukraine-war/"
CASE = "/ultimatums/us-russia-50-days-2025/"
PAGES = {
    "crises": "/dossiers/",
    "crises, the past": "/dossiers/?as_of=2025-07-24",
    "a crisis": UKRAINE,
    "a crisis, the past": f"{UKRAINE}?as_of=2025-07-24",
    "about": "/about/",
    "report": f"{CASE}report/",
    "report, the past": f"{CASE}report/?as_of=2025-07-24",
    "thanks": f"{CASE}report/thanks/",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_is_for_everybody_in_any_theme_and_width(
    page: Page, public_site: str, axe: AxeCheck, address: str
) -> None:
    page.goto(f"{public_site}{address}")
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    for width, theme in ((375, "dark"), (375, "light"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # two of its words
        axe(page)
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


@pytest.fixture
def still(browser: Browser, public_site: str) -> Iterator[Page]:
    """A reader without JavaScript."""
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        yield context.new_page()


def test_reader_without_javascript_gets_from_a_crisis_to_its_cases(still: Page) -> None:
    still.goto("/dossiers/")
    still.get_by_role("link", name="Russia's war against Ukraine").click()
    expect(still.get_by_role("heading", level=1)).to_have_text("Russia's war against Ukraine")
    assert still.locator(".crisis-board .track > svg").count() == 6
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
    still.get_by_role("link", name="Our words").click()
    expect(still.get_by_role("heading", name="Kinds of case")).to_be_in_viewport()
    expect(still.get_by_text("secondary-measures")).to_be_visible()
