"""Every public page in a real browser: accessible, quiet, fitting, in both themes and both widths."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.conftest import AxeCheck
from tracker.templatetags.times import span_text
from tracker.web import filters

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

CASES = {
    "moved twice, lapsed": "/ultimatums/us-russia-50-days-2025/",
    "as it ran": "/ultimatums/us-russia-50-days-2025/?as_of=2025-07-30",
    "several targets": "/ultimatums/us-canada-mexico-tariffs-2025/",
    "a century ago": "/ultimatums/transvaal-britain-1899/",
    "an expiry": "/ultimatums/new-start-expiry-2026/",
    "a review date": "/ultimatums/usmca-joint-review-2026/",
    "steps ahead": "/ultimatums/moved-and-staged/",
    "by the hour": "/ultimatums/by-the-hour/",
    "window open": "/ultimatums/window-open/",
    "undated": "/ultimatums/undated/",
    "passed and corrected": "/ultimatums/passed/",
}
PAGES = {
    "dashboard": "/",
    "dashboard, filtered": "/?q=war&sort=title",
    "dashboard, one shelf": "/?status=resolved",
    "dashboard, nothing found": "/?q=nothing-at-all&sender=russia",
    "dashboard, the past": "/?as_of=2025-07-30",
    "dashboard, before all": "/?as_of=1850",
    **CASES,
    "to copy": "/ultimatums/us-russia-50-days-2025/share/",
    "developers": "/developers/",
    "API reference": "/developers/api/",
    "data": "/data/?sender=united-states",
    "calendar": "/calendar/",
    "calendar, the past": "/calendar/2025/8/?zone=Europe/Kyiv&as_of=2025-08-01",
    "calendar, a month without a date": "/calendar/1950/5/",
    "timeline": "/timeline/",
    "timeline, all of history": "/timeline/?span=all&by=sender",
    "status": "/status/",
    "style guide": "/style-guide/",
    "not there": "/nothing/",
    "no such case": "/ultimatums/nothing/",
    "not yet announced": "/ultimatums/us-russia-50-days-2025/?as_of=2020-01-01",
    "refused": "/?colour=red",
    "dashboard in Ukrainian": "/uk/",
    "case in Ukrainian": "/uk/ultimatums/us-russia-50-days-2025/?as_of=2025-07-30",
    "clock in Ukrainian": "/uk/ultimatums/by-the-hour/",
    "timeline in Ukrainian": "/uk/timeline/",
    "calendar in Ukrainian": "/uk/calendar/2025/8/",
    "dossier in Ukrainian": "/uk/dossiers/ukraine-war/",
    "actor in Ukrainian": "/uk/actors/united-states/",
    "record in Ukrainian": "/uk/record/",
    "about in Ukrainian": "/uk/about/",
    "form in Ukrainian": "/uk/subscriptions/new/",
    "refused in Ukrainian": "/uk/?colour=red",
}
THEMES = ("light", "dark")
WIDTHS = (1280, 375)
NARROWEST = 320

Visit = Callable[[str], Page]


@pytest.fixture
def visit(page: Page, public_site: str) -> Visit:
    """Go to a page of the site; a complaint of its console fails the test."""

    def go(address: str) -> Page:
        page.goto(f"{public_site}{address}")
        return page

    return go


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_has_no_violation_in_any_theme_and_width(visit: Visit, axe: AxeCheck, address: str) -> None:
    opened = visit(address)
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            opened.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # two of its words
            axe(opened)
    # What is folded away is part of the page, too.
    opened.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    axe(opened)


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_page_fits_its_width_and_has_its_headings_in_order(visit: Visit, address: str) -> None:
    opened = visit(address)
    for width in (NARROWEST, *WIDTHS):
        opened.set_viewport_size({"width": width, "height": 700})
        page, seen = opened.evaluate(
            "[document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
        )
        assert page <= seen, f"{page} pixels of page at a width of {width}"
    assert opened.title().endswith(" · Ultimata")
    levels = opened.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((each) => Number(each.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


def test_chosen_theme_stays(visit: Visit) -> None:
    opened = visit("/")
    opened.emulate_media(color_scheme="light")
    bright = background(opened)
    opened.get_by_role("group", name="Theme").get_by_text("Dark").or_(
        opened.get_by_role("button", name="Dark")
    ).first.click()
    dark = background(opened)
    assert dark != bright
    opened.reload()
    assert background(opened) == dark


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.fixture
def still(browser: Browser, public_site: str) -> Iterator[Page]:
    """A reader without JavaScript."""
    with browser.new_context(java_script_enabled=False, base_url=public_site, locale="en-GB") as context:
        yield context.new_page()


def test_site_is_complete_without_javascript(still: Page) -> None:
    still.goto("/")
    expect(still.get_by_role("heading", level=1)).to_contain_text("running")
    row = still.get_by_role("listitem").filter(
        has=still.get_by_role("link", name="Open the gates by the hour")
    )
    expect(row.locator(".left time")).to_have_text("3 days")
    still.get_by_label("Search", exact=True).fill("gates")
    still.get_by_role("button", name="Apply").click()
    expect(still.locator(".entry")).to_have_count(1)
    still.get_by_role("link", name="Open the gates by the hour").click()
    expect(still.get_by_role("timer")).to_contain_text("days")
    expect(still.get_by_role("heading", name="How the deadline moved")).to_be_visible()


def test_empty_result_can_be_loosened_without_javascript(still: Page) -> None:
    still.goto("/?q=nothing-at-all&status=running")
    expect(still.locator("main")).to_contain_text("Nothing fits all of that")
    still.get_by_role("link", name="Without the filter on Search").click()
    expect(still).to_have_url("/?status=running")
    assert still.locator(".entry").count() > 0


def test_filters_are_folded_away_on_a_phone_and_open_by_keyboard(visit: Visit) -> None:
    opened = visit("/")
    opened.set_viewport_size({"width": 375, "height": 800})
    expect(opened.get_by_label("Search", exact=True)).to_be_hidden()
    opened.locator("summary", has_text="Search and filter").press("Enter")
    expect(opened.get_by_label("Search", exact=True)).to_be_visible()


def test_keyboard_alone_gets_to_a_case(visit: Visit) -> None:
    opened = visit("/")
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    opened.keyboard.press("Enter")
    expect(opened.locator("#main")).to_be_focused()
    tab_to(opened, "input[name=q]")
    opened.keyboard.type("gates")
    opened.keyboard.press("Enter")
    expect(opened.locator(".entry")).to_have_count(1)
    assert "q=gates" in opened.url
    tab_to(opened, ".entry a")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("heading", level=1)).to_have_text("Open the gates by the hour")


RING = """
(() => {
  for (let node = document.activeElement, up = 0; node && up < 4; node = node.parentElement, up++) {
    const { outlineStyle, outlineWidth } = getComputedStyle(node);
    if (outlineStyle !== "none" && outlineWidth !== "0px") return true;
  }
  return false;
})()
"""
"""Whether what is focused, or the row it stands for, shows it."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is focused is one of these, each stop with a visible ring."""
    last = ""
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if name == last:
            continue  # the parts of a date are stops within one field
        last = name
        ring = page.evaluate(RING)
        assert ring, f"focus is not to be seen on {name}"
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


SECONDS = "[data-unit=seconds] b"
WRONG_CLOCK = """
const RightDate = Date;
const shift = 5 * 365 * 24 * 3600 * 1000;
globalThis.Date = class extends RightDate {
  constructor(...parts) { if (parts.length) super(...parts); else super(RightDate.now() + shift); }
  static now() { return RightDate.now() + shift; }
};
"""


@pytest.mark.parametrize("script", ["", WRONG_CLOCK], ids=["right clock", "clock five years ahead"])
def test_clock_ticks_by_the_servers_time(browser: Browser, public_site: str, script: str) -> None:
    with browser.new_context(base_url=public_site, locale="en-GB", timezone_id="Asia/Tokyo") as context:
        if script:
            context.add_init_script(script)
        opened = context.new_page()
        opened.goto("/ultimatums/by-the-hour/")
        if script:
            assert opened.evaluate("new Date().getFullYear()") - opened.evaluate(
                "new Date(document.documentElement.dataset.now).getFullYear()"
            ) in {4, 5}
        clock = opened.get_by_role("timer")
        expect(clock.locator("[data-unit=days] b")).to_have_text("3")
        expect(clock.locator(SECONDS)).to_be_hidden()
        target = clock.get_attribute("datetime") or ""
        sooner = (datetime.fromisoformat(target) - timedelta(days=2)).isoformat()
        clock.evaluate("(node, sooner) => node.setAttribute('datetime', sooner)", sooner)
        expect(clock.locator(SECONDS)).to_be_visible()
        seen = clock.locator(SECONDS).inner_text()
        expect(clock.locator(SECONDS)).not_to_have_text(seen)
        expect(opened.locator("[data-local]")).to_contain_text("in your time:")
        opened.goto("/")
        row = opened.locator(".entry", has=opened.get_by_role("link", name="Open the gates by the hour"))
        expect(row.locator(".left time")).to_have_text("3 days")


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("uk", "/uk")])
def test_clock_words_time_as_the_server_does(visit: Visit, language: str, prefix: str) -> None:
    opened = visit(f"{prefix}/")
    clock = opened.locator(".left time[data-clock=down]").first
    day, hour, minute = 86_400, 3600, 60
    # Half a unit more each time: a slow page is not a wrong one.
    for unit, counts in ((day, (40, 21, 2)), (hour, (21, 5, 1)), (minute, (22, 1))):
        for count in counts:
            seconds = count * unit + unit // 2
            clock.evaluate(
                """(node, seconds) => {
                  // The server's clock is this machine's; a page that was kept is older than it.
                  node.setAttribute("datetime", new Date(Date.now() + seconds * 1000).toISOString());
                }""",
                seconds,
            )
            with translation.override(language):
                words = span_text(timedelta(seconds=seconds))
            expect(clock).to_have_text(words, timeout=15_000)


def test_clock_of_a_date_given_as_a_day_counts_days_and_never_seconds(visit: Visit) -> None:
    opened = visit("/ultimatums/moved-and-staged/")
    clock = opened.get_by_role("timer")
    expect(clock.locator("[data-unit]")).to_have_count(1)
    for seconds, words in ((5 * 86_400 + 60, "5 days"), (30 * 3600 + 60, "30 hours"), (20, "1 minute")):
        clock.evaluate(
            """(node, seconds) => {
              node.setAttribute("datetime", new Date(Date.now() + seconds * 1000).toISOString());
            }""",
            seconds,
        )
        expect(clock).to_have_text(words)


def test_clock_of_the_past_stands_still(visit: Visit) -> None:
    opened = visit("/ultimatums/us-russia-50-days-2025/?as_of=2025-07-24")
    before = opened.get_by_role("timer").inner_text()
    opened.wait_for_timeout(2200)
    assert opened.get_by_role("timer").inner_text() == before


def test_clock_that_runs_out_says_so_without_a_reload(visit: Visit) -> None:
    opened = visit("/")
    opened.evaluate(
        """() => {
          const over = new Date(Date.parse(document.documentElement.dataset.now) - 5000);
          document.querySelector(".left time[data-clock=down]").setAttribute("datetime", over.toISOString());
        }"""
    )
    expect(opened.get_by_text("time is up").first).to_be_visible()


def test_filters_are_in_the_address_and_come_back_with_it(visit: Visit) -> None:
    opened = visit("/")
    opened.get_by_label("Sender").select_option("aldovia")
    opened.get_by_label("Status").select_option("passed")
    opened.get_by_role("button", name="Apply").click()
    expect(opened.locator(".entry")).to_have_count(1)
    address = opened.url
    assert "sender=aldovia" in address
    opened.goto("about:blank")
    opened.goto(address)
    expect(opened.get_by_label("Sender")).to_have_value("aldovia")
    opened.get_by_role("link", name="Clear").click()
    expect(opened.get_by_label("Sender")).to_have_value("")


def test_print_shows_the_case_without_the_furniture(visit: Visit) -> None:
    opened = visit("/ultimatums/us-russia-50-days-2025/")
    opened.emulate_media(media="print")
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
    for each in opened.locator("nav").all():
        expect(each).to_be_hidden()


def test_names_that_fit_are_listed_while_one_types(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MOST_CHOICES", 2)
    page = visit("/?sort=title")
    field = page.get_by_label("Sender", exact=True)
    field.press_sequentially("united")
    names = page.locator("datalist option")
    expect(names.first).to_be_attached()
    assert "United States" in names.evaluate_all("options => options.map(each => each.value)")
    field.fill("United States")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("sender=United"))
    expect(page.get_by_label("Sender", exact=True)).to_have_value("United States")
    expect(page.locator(".entry").first).to_contain_text("United States")
