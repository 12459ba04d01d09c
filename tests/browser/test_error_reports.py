"""Reporting an error in a real browser: without scripts to the end, and refused."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.browser.looks import Look, looks, take
from tests.conftest import AxeCheck
from tracker.models import Report

CASE = "/ultimatums/open-the-river/"


@pytest.fixture
def record(transactional_db: None) -> None:
    factories.load(factories.a_case())


def test_reader_without_javascript_reports_an_error(record: None, site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto(f"{CASE}?as_of=2026-03-05")
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What the page shows").fill("1 April 2026")
    page.get_by_label("Where that can be read").fill("javascript:alert(1)")
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator(".form-page")).to_contain_text("This field is required.")
    expect(page.locator(".form-page")).to_contain_text("https:// or http://")
    expect(page.get_by_label("What the page shows")).to_have_value("1 April 2026")
    page.get_by_label("What would be right").fill("2 April 2026")
    page.get_by_label("Where that can be read").fill("https://example.org/text")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("link", name="Back to “Open the river").click()
    expect(page).to_have_url(f"{CASE}?as_of=2026-03-05")
    assert Report.objects.get().seen_as_of == "2026-03-05"
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("look", looks(1))
def test_refused_report_has_no_violation(
    record: None, site: str, page: Page, axe: AxeCheck, look: Look
) -> None:
    take(page, look)
    page.goto(f"{site}{CASE}report/")
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator(".form-page")).to_contain_text("This field is required.")
    assert not Report.objects.exists()
    axe(page)
