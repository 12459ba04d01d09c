"""Incoming in a real browser: by keyboard from a field to its words, and accessible in every look."""

import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import make_editor
from tests.browser.looks import Look, looks, take
from tests.conftest import AxeCheck
from tests.factories import a_case, load
from tests.incoming import a_candidate, an_item, found_in
from tracker.clock import utc_now
from tracker.domain.vocabulary import Change
from tracker.models import Candidate


@pytest.fixture
def candidate(transactional_db: None) -> Candidate:
    load(a_case())
    make_editor()
    item = an_item(utc_now())
    an_item(utc_now(), "", address="https://copy.example.org/", state="duplicate", duplicate_of=item)
    return a_candidate(item, found_in(change=Change.SHORTENED, fits_case="open-the-river"))


@pytest.mark.parametrize("look", looks(2))
def test_an_editor_goes_from_a_field_to_its_words_and_to_the_form(
    candidate: Candidate, site: str, browser_page: Page, axe: AxeCheck, look: Look
) -> None:
    page = browser_page  # its console may complain: axe itself tries inline styles
    take(page, look)
    page.goto(f"{site}/admin/login/?next=/admin/incoming/")
    page.get_by_label("Username").fill("edith")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    axe(page)
    page.locator(".queue-actions a").click()
    axe(page)
    link = page.get_by_role("link", name="“within 20 days”")
    link.focus()
    page.keyboard.press("Enter")
    mark = page.locator(".mark-name:target")
    expect(mark).to_contain_text("Time limit")
    expect(mark).to_be_in_viewport()
    for width in (320, 375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide at {width}"
    page.get_by_role("button", name="Add to the case").click()
    expect(page.locator("#id_as_stated")).to_have_value("within 20 days")
    axe(page)
    page.go_back()
    page.get_by_role("button", name="Make a draft").click()
    expect(page.locator("#id_deadlines-0-latest")).to_have_value("2026-03-22")
    axe(page)
