"""The mailbox in a real browser: readable, accessible, and the HTML of a mail runs nothing."""

from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.looks import Look, looks, take
from tests.conftest import AxeCheck

SCRIPTED = """<!doctype html><title>t</title><p id="words">Rich words</p>
<img src="x"><script>document.title = "ran"</script>"""


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> str:
    """The name of a kept mail with a script in its HTML."""
    settings.MAILBOX_DIR = tmp_path
    message = EmailMultiAlternatives("Eight days left", "Plain words", "from@example.org", ["to@example.org"])
    message.attach_alternative(SCRIPTED, "text/html")
    get_connection("config.mailbox.backend.EmailBackend").send_messages([message])
    return next(tmp_path.glob("*.eml")).stem


@pytest.mark.parametrize("look", looks(0))
def test_list_and_mail_are_accessible(mail: str, site: str, page: Page, axe: AxeCheck, look: Look) -> None:
    take(page, look)
    page.goto(f"{site}/mailbox/")
    axe(page)
    page.get_by_role("link", name="Eight days left").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eight days left")
    axe(page)


def test_the_html_of_a_mail_runs_nothing_and_fetches_nothing(
    mail: str, site: str, browser_page: Page
) -> None:
    fetched: list[str] = []
    browser_page.on("response", lambda response: fetched.append(response.url))
    browser_page.goto(f"{site}/mailbox/{mail}/html")
    expect(browser_page.locator("#words")).to_have_text("Rich words")
    assert browser_page.title() == "t"
    assert [url for url in fetched if not url.endswith(("/html", "/favicon.ico"))] == []
