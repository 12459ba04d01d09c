"""Messages in a real browser: asked for by a press, shown by the service worker, replaced, stopped.

Chromium subscribes at a push service of its maker, which no test reaches. So `PushManager.subscribe` and
`getSubscription` of the page alone are replaced by what a browser with keys of our own would have given; all
else is real: the permission, the service worker, the message as it was encrypted for those keys, received by
our push service, read with the browser's keys and handed to the service worker (`deliverPushMessage`).
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from tests.factories import a_case, a_deadline, a_due, load
from tests.push_service import SITE_KEY, PushService, push_service
from tests.webhook_receivers import HOST
from tracker.clock import utc_now
from tracker.models import Subscriber, Subscription
from tracker.services.outbox import push_worker
from tracker.services.push_messages import PushRenderer
from tracker.services.tick import tick

CASE = "/ultimatums/open-the-river/"
SUBSCRIBED = """
(given) => {
  const subscription = {
    ...given,
    options: { applicationServerKey: null },
    toJSON: () => given,
    unsubscribe: async () => true,
  };
  let isThere = sessionStorage.getItem("subscribed");
  PushManager.prototype.getSubscription = async () => (isThere ? subscription : null);
  PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("options");
    isThere = "yes";
    sessionStorage.setItem("subscribed", isThere);
    return subscription;
  };
}
"""
SHOWN = """
async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, tag, lang, data }) => ({ title, tag, lang, url: data.url }))
"""


@pytest.fixture
def service(transactional_db: None, settings: Settings) -> Iterator[PushService]:
    settings.PUSH_KEY, settings.PUSH_SERVICES, settings.NEWS_GRACE_SECONDS = SITE_KEY, [HOST], 0
    with push_service() as made:
        yield made


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    made = browser.new_context(timezone_id="Europe/Kyiv")
    made.grant_permissions(["notifications"], origin=site)
    yield made
    made.close()


class Worker:
    """The service worker of a site as the browser's tools see it."""

    def __init__(self, page: Page, site: str) -> None:
        self._page, self._site = page, site
        self._found: list[dict[str, Any]] = []
        self._tools = page.context.new_cdp_session(page)
        self._tools.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._tools.send("ServiceWorker.enable")

    def _note(self, event: dict[str, Any]) -> None:
        self._found += [each for each in event["registrations"] if each["scopeURL"] == f"{self._site}/"]

    def deliver(self, message: dict[str, Any]) -> None:
        """Hand it a message, as the push service's connection would."""
        while not self._found:
            self._page.wait_for_timeout(20)
        asked = {"origin": self._site, "registrationId": self._found[-1]["registrationId"]}
        self._tools.send("ServiceWorker.deliverPushMessage", {**asked, "data": json.dumps(message)})


def shown(page: Page, number: int, *, title: str) -> list[dict[str, str]]:
    """The notifications, once the newest has that title."""
    page.wait_for_function(
        f"async (title) => (await ({SHOWN})()).some((each) => each.title.includes(title))", arg=title
    )
    found: list[dict[str, str]] = page.evaluate(SHOWN)
    assert len(found) == number
    return found


def send(service: PushService) -> None:
    now = utc_now()
    tick(now=now)
    push_worker.drain(transport=service.transport, writer=PushRenderer, clock=lambda: now)


def test_a_browser_is_notified_and_stops(service: PushService, context: BrowserContext, site: str) -> None:
    now = utc_now()
    announced = a_deadline(
        "d1", f"{now - timedelta(days=9):%Y-%m-%d}", a_due(f"{now + timedelta(days=20):%Y-%m-%d}")
    )
    load(a_case(deadlines=[announced]), now=now - timedelta(days=9))
    tick(now=now - timedelta(days=8))
    page = context.new_page()
    browser = service.browser("one")
    page.add_init_script(f"({SUBSCRIBED})({json.dumps(browser.given())})")
    page.goto(f"{site}{CASE}")
    assert page.evaluate("navigator.serviceWorker.getRegistration('/')") is None, "nothing before the press"
    page.get_by_role("button", name="Notify this browser").click()
    expect(page.locator(".notify [role=status]")).to_contain_text("This browser is notified of the case")
    assert Subscriber.objects.get().zone == "Europe/Kyiv"
    worker = Worker(page, site)
    for number in (2, 3):
        moved = [
            a_deadline(
                f"d{at}",
                f"{now:%Y-%m-%d}",
                a_due(f"{now + timedelta(days=10 * (at + 1)):%Y-%m-%d}"),
                "extended",
                replaces=f"d{at - 1}",
            )
            for at in range(2, number + 1)
        ]
        load(a_case(deadlines=[announced, *moved]), now=utc_now())
        send(service)
        message = service.shown()[-1][1]
        worker.deliver(message)
        (found,) = shown(page, 1, title=message["title"])
        assert (found["url"], found["lang"], found["tag"]) == (message["url"], "en", message["tag"])
    assert len(service.shown()) == 2
    assert service.problems == []
    page.get_by_role("link", name="What this browser is notified of").click()
    page.get_by_role("button", name="See, change, stop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What we tell you")
    page.get_by_role("button", name="Unsubscribe", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Ended")
    assert Subscription.objects.get().state == "ended"
    assert context.cookies() == []
