"""The public pages in a real browser: themes, keyboard, clocks, filters, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tracker.templatetags.times import span_text
from tracker.web import filters

# The site reads what was committed for the module; the mark makes sure that there is a test database at all.
pytestmark = pytest.mark.django_db

Visit = Callable[[str], Page]


@pytest.fixture
def visit(page: Page, public_site: str) -> Visit:
    """Go to a page of the site; a complaint of its console fails the test."""

    def go(address: str) -> Page:
        page.goto(f"{public_site}{address}")
        return page

    return go


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
    still.get_by_label("Search", exact=True).fill("gates by the hour")
    still.get_by_role("button", name="Apply").click()
    expect(still.locator(".entry")).to_have_count(1)
    still.locator(".entry").get_by_role("link", name="Open the gates by the hour").click()
    expect(still.get_by_role("timer")).to_contain_text("days")
    expect(still.get_by_role("heading", name="How the deadline moved")).to_be_visible()


def test_empty_result_can_be_loosened_without_javascript(still: Page) -> None:
    still.goto("/?q=nothing-at-all&status=running")
    expect(still.locator("main")).to_contain_text("Nothing fits all of that")
    still.get_by_role("link", name="Without the filter on Search").click()
    expect(still).to_have_url("/?status=running")
    assert still.locator(".entry").count() > 0


def test_filters_are_folded_into_one_line_and_open_by_keyboard(visit: Visit) -> None:
    opened = visit("/")
    expect(opened.get_by_label("Search", exact=True)).to_be_visible()
    expect(opened.get_by_label("Sender")).to_be_hidden()
    opened.locator("summary", has_text="Filters").press("Enter")
    expect(opened.get_by_label("Sender")).to_be_visible()


@pytest.mark.matrix
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (375, 800)])
@pytest.mark.parametrize("address", ["/", "/?as_of=2025-08-01"], ids=["now", "a busy day"])
def test_the_first_line_of_the_list_is_in_view(visit: Visit, address: str, width: int, height: int) -> None:
    opened = visit("/about/")
    opened.set_viewport_size({"width": width, "height": height})
    opened = visit(address)
    expect(opened.locator(".first-list .axis-line")).to_be_in_viewport(ratio=1)
    expect(opened.locator(".first-list .entry").first).to_be_in_viewport()


def test_a_browser_knows_what_changed_since_the_last_visit(visit: Visit) -> None:
    opened = visit("/")
    note = opened.locator("[data-visits]")
    expect(note).to_be_hidden()
    newest = opened.locator("[data-news-at]").first.get_attribute("data-news-at")
    opened.evaluate(
        """(newest) => {
          const seen = Date.parse(newest) - 3600000;
          localStorage.setItem("visits", JSON.stringify({ before: null, seen }));
        }""",
        newest,
    )
    opened.reload()
    expect(note).to_contain_text("Changed since your last visit on")
    marked = opened.locator("[data-news-at]:has(.is-new)").count()
    assert marked >= 1
    opened.reload()  # within one visit it stays
    expect(opened.locator("[data-news-at]:has(.is-new)")).to_have_count(marked)


def test_keyboard_alone_gets_to_a_case(visit: Visit) -> None:
    opened = visit("/")
    opened.keyboard.press("Tab")
    skip = opened.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    opened.keyboard.press("Enter")
    expect(opened.locator("#main")).to_be_focused()
    tab_to(opened, "input[name=q]")
    opened.keyboard.type("gates by the hour")
    opened.keyboard.press("Enter")
    expect(opened.locator(".entry")).to_have_count(1)
    assert "q=gates+by+the+hour" in opened.url
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
    opened.locator("summary", has_text="Filters").click()
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
    page.locator("summary", has_text="Filters").click()
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
