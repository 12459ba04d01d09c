"""The calendar in a real browser: without JavaScript, by keyboard, on a phone, in the zone of the reader."""

import re

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.django_db


def test_month_and_zone_are_chosen_without_javascript(browser: Browser, public_site: str) -> None:
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        page = context.new_page()
        page.goto("/calendar/")
        page.get_by_label("Month", exact=True).fill("2025-08")
        page.get_by_label("Hours in the zone of").select_option("Europe/Kyiv")
        page.get_by_role("button", name="Show").click()
        expect(page).to_have_url("/calendar/2025/8/?zone=Europe/Kyiv")
        table = page.get_by_role("table", name="Dates in August 2025, by day")
        expect(table.get_by_role("columnheader", name="31")).to_be_visible()
        expect(table.get_by_role("link", name="07:01 Conclude a trade arrangement").first).to_be_visible()
        page.get_by_role("link", name="September 2025").click()
        expect(page).to_have_url("/calendar/2025/9/?zone=Europe/Kyiv")
        expect(page.get_by_role("heading", level=1)).to_have_text("September 2025")


def test_day_leads_to_the_agenda_and_on_to_the_case_on_a_phone(browser: Browser, public_site: str) -> None:
    with browser.new_context(
        base_url=public_site,
        locale="en-GB",
        viewport={"width": 375, "height": 700},
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.goto("/calendar/2025/8/")
        expect(page.get_by_label("Hours in the zone of")).to_have_value("Asia/Tokyo")
        expect(page.locator(".month .bar a").first).to_be_hidden()
        day = page.get_by_role("columnheader", name="12").get_by_role("link")
        box = day.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        day.press("Enter")
        expect(page).to_have_url(re.compile("#day-12$"))
        expect(page.locator("#day-12")).to_be_in_viewport()
        page.keyboard.press("Tab")
        expect(page.locator("#day-12 h4 a")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("tariff truce")
