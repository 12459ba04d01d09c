"""The card in a frame of a foreign page, sandboxed as the snippet says, with and without scripts."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.conftest import AxeCheck

pytestmark = pytest.mark.django_db
SLUG = "moved-and-staged"


@contextmanager
def elsewhere(html: str) -> Iterator[str]:
    """The address of a page of another origin that holds this HTML."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><meta name=viewport content='width=device-width'>{html}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def foreign(public_site: str) -> Iterator[str]:
    """A page of another origin that frames the card in the strictest sandbox and as the snippet says."""
    source = f"{public_site}/embed/{SLUG}/"
    with elsewhere(
        "<title>Elsewhere</title>"
        f'<iframe id="strict" sandbox="" src="{source}"></iframe>'
        f'<iframe id="usual" sandbox="allow-scripts allow-popups" width="560" height="236"'
        f' src="{source}?theme=dark"></iframe>'
    ) as address:
        yield address


def test_card_shows_in_a_sandbox_of_a_foreign_page(browser_page: Page, foreign: str) -> None:
    page = browser_page  # the strict frame says that it runs no script, as it should
    page.goto(foreign)
    for name in ("strict", "usual"):
        frame = page.frame_locator(f"#{name}")
        expect(frame.get_by_role("heading", level=1)).to_be_visible()
        expect(frame.locator(".left time")).to_contain_text("days")
    usual = page.frame_locator("#usual")
    paper = usual.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
    assert paper == "rgb(20, 21, 26)", "the style sheet and the theme reach the sandbox"


@pytest.mark.parametrize("size", ["full", "compact"])
def test_card_is_accessible_and_fits(page: Page, public_site: str, axe: AxeCheck, size: str) -> None:
    sizes = ((560, 236), (320, 300))
    for theme, axe_at in (("light", sizes[0]), ("dark", sizes[1])):
        page.goto(f"{public_site}/embed/{SLUG}/?theme={theme}&size={size}")
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width
            if (width, height) == axe_at:
                axe(page)


def test_page_to_copy_from_works_without_scripts(browser: Browser, public_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{public_site}/ultimatums/{SLUG}/share/?size=compact")
    snippet = page.locator("#snippet").input_value()
    assert snippet.startswith("<iframe src=")
    assert f"/embed/{SLUG}/?theme=auto&amp;size=compact" in snippet
    expect(page.frame_locator(".preview").get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_what_was_copied_gives_way_on_a_phone(browser_page: Page, public_site: str) -> None:
    page = browser_page
    page.goto(f"{public_site}/ultimatums/{SLUG}/share/")
    snippet = page.locator("#snippet").input_value().replace(settings.SITE_URL, public_site)
    page.set_viewport_size({"width": 360, "height": 640})
    with elsewhere(snippet) as address:
        page.goto(address)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
        card = page.frame_locator("iframe")
        expect(card.get_by_role("heading", level=1)).to_be_visible()
        seen = "html => html.scrollWidth <= html.clientWidth && html.scrollHeight <= html.clientHeight"
        assert card.locator("html").evaluate(seen), "nothing of the card is cut off"


def test_page_to_copy_from_is_accessible_fits_and_copies(page: Page, public_site: str, axe: AxeCheck) -> None:
    page.goto(f"{public_site}/ultimatums/{SLUG}/share/")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            axe(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#snippet").input_value()


def test_card_keeps_nothing_with_its_reader(page: Page, public_site: str) -> None:
    page.goto(f"{public_site}/embed/{SLUG}/")
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_frame_gets_the_height_of_its_text_and_no_other_message_counts(
    browser_page: Page, public_site: str
) -> None:
    page = browser_page
    page.goto(f"{public_site}/share/?rows=3")
    snippet = page.locator("#snippet").input_value().replace(settings.SITE_URL, public_site)
    card = snippet.replace("/embed/?theme=auto&amp;rows=3", f"/embed/{SLUG}/")
    forged = "<script>postMessage(JSON.stringify({context: 'iframe.resize', height: 3000}), '*')</script>"
    with elsewhere(f"{snippet}{card}{forged}") as address:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 2000})
            page.goto(address)
            for number in (0, 1):
                frame = page.locator("iframe").nth(number)
                expect(frame).to_have_attribute("style", re.compile(r"height: \d+px"))
                inner = page.frame_locator("iframe").nth(number).locator("main")
                expect(inner).to_be_visible()
                page.wait_for_function(
                    "([frame, height]) => Math.abs(frame.clientHeight - height) <= 1",
                    arg=[frame.element_handle(), inner.evaluate(NATURAL_HEIGHT)],
                )
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width


NATURAL_HEIGHT = """main => {
    main.style.minHeight = "0";
    const height = main.getBoundingClientRect().height;
    main.style.minHeight = "";
    return height;
}"""
