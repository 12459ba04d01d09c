"""The pages of the track record in a real browser: by links and without scripts."""

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.django_db


def test_numbers_lead_to_their_cases_and_on_to_actors_without_javascript(
    browser: Browser, public_site: str
) -> None:
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        still = context.new_page()
        still.goto("/record/")
        expect(still.locator("svg.curve text").first).to_be_visible()
        carried_out = still.locator('a[href="/ultimatums/?threats=force&result=enforced&where=resolved"]')
        number = int(carried_out.inner_text().split()[0])
        carried_out.click()
        expect(still.get_by_role("heading", level=1)).to_contain_text(
            f"{number} cases: Resolved, threat: Use of"
        )
        expect(still.locator("tbody tr")).to_have_count(number)
        still.get_by_role("link", name="Saddam Hussein and his sons to leave Iraq within 48 hours").click()
        expect(still.get_by_role("heading", name="What usually happens")).to_be_visible()
        still.get_by_role("link", name="George W. Bush").first.click()
        expect(still.get_by_role("heading", name="What they spoke for")).to_be_visible()
        still.get_by_role("link", name="United States").first.click()
        expect(still.get_by_role("heading", name="As sender")).to_be_visible()
        expect(still.locator(".board .track[role=img]").first).to_be_visible()
