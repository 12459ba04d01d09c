"""The pages of the track record in a real browser: both themes, both widths, accessible, without scripts."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import AxeCheck

pytestmark = pytest.mark.django_db

PAGES = (
    "/record/",
    "/record/?as_of=1850",
    "/record/cases/?threats=force&result=enforced",
    "/actors/",
    "/actors/?as_of=1850",
    "/actors/united-states/",
    "/actors/united-states/?as_of=1850",
    "/ultimatums/us-iraq-48-hours-2003/",
)


@pytest.mark.parametrize("address", PAGES)
def test_page_is_accessible_and_fits_in_any_theme_and_width(
    page: Page, public_site: str, axe: AxeCheck, address: str
) -> None:
    page.goto(f"{public_site}{address}")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            axe(page)
    page.set_viewport_size({"width": 320, "height": 700})
    wide, seen = page.evaluate(
        "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
    )
    assert wide <= seen
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


def test_numbers_lead_to_their_cases_and_on_to_actors_without_javascript(
    browser: Browser, public_site: str
) -> None:
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        still = context.new_page()
        still.goto("/record/")
        expect(still.locator("svg.curve text").first).to_be_visible()
        still.get_by_role("link", name="15 of 20").click()
        expect(still.get_by_role("heading", level=1)).to_have_text("15 ultimatums")
        expect(still.locator(".entry")).to_have_count(15)
        still.get_by_role("link", name="Saddam Hussein and his sons to leave Iraq within 48 hours").click()
        expect(still.get_by_role("heading", name="What usually happens")).to_be_visible()
        still.get_by_role("link", name="George W. Bush").first.click()
        expect(still.get_by_role("heading", name="What they spoke for")).to_be_visible()
        still.get_by_role("link", name="United States").first.click()
        expect(still.get_by_role("heading", name="As sender")).to_be_visible()
        expect(still.locator(".board .track[role=img]").first).to_be_visible()
