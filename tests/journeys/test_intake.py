"""From a feed to a mailbox: news of a running case is offered as a change, accepted, told once, quoted."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.utils import format_datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.admin.conftest import make_editor
from tests.admin.forms import posted_again
from tests.faults.mail_worker import post, still
from tests.news_sites import Sites, entry, sites
from tests.services.intake.conftest import SetClock
from tests.smtp_sinks import Sink
from tools.timeline import CASE, case_as_known, load_names
from tracker.clock import utc_now
from tracker.domain.alerts import ALL_WISHES
from tracker.models import Candidate, Feed, IntakeItem, Subscriber, Ultimatum
from tracker.services.cases.store import store_case
from tracker.services.intake.engine import Rules
from tracker.services.intake.poll import poll_due
from tracker.services.intake.read_item import read_due
from tracker.services.subscriptions import subscribe
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db
FIRST, COPY = "first.example", "copy.example"
SENTENCE = (
    "President Donald Trump said on {weekday} that Russia has about 10 or 12 days from today to agree to a "
    "ceasefire in Ukraine or face severe tariffs on its trade partners."
)
REST = (
    "He spoke beside the prime minister at a golf course, and said that he saw no reason to wait longer.\n\n"
    "The president had been asked whether the earlier date still held, and answered that he was disappointed "
    "by the strikes of the last weeks and that he already knew how it would end."
)


@pytest.fixture
def now() -> datetime:
    return utc_now()


@pytest.fixture
def there(settings: Settings) -> Iterator[Sites]:
    """Two sites on this machine."""
    settings.NEWS_GRACE_SECONDS = 0
    with sites() as made:
        yield made


def the_case(now: datetime) -> None:
    """The fifty days, as they stand two weeks after they were announced; with one subscriber."""
    load_names(now=now)
    document = case_as_known(1, 0, 0)
    said, due = (now - timedelta(days=14)).date(), (now + timedelta(days=36)).date()
    (deadline,) = document["deadlines"]
    deadline |= {"announced": str(said), "due": {**deadline["due"], "earliest": str(due), "latest": str(due)}}
    document["parties"] = document["parties"][:3]
    document["threats"] = document["threats"][:1]
    document["background"], document["criteria"] = [], {}
    cited = {
        key
        for part in ("demands", "threats", "deadlines")
        for item in document[part]
        for key in item["sources"]
    }
    document["sources"] = {key: item for key, item in document["sources"].items() if key in cited}
    store_case(document, now=now - timedelta(days=13), reason=None)
    subscribe.request_subscription(
        address="ann@example.org",
        address_key="ann@example.org",
        wish=subscribe.Wish("case", CASE, ALL_WISHES, 0),
        profile=subscribe.Profile("en", "UTC"),
        consent=subscribe.Consent(f"/ultimatums/{CASE}/", "1", ""),
        now=now - timedelta(days=1),
    )
    ann = Subscriber.objects.get()
    subscribe.confirm(
        ann, list(ann.subscriptions.values_list("pk", flat=True)), now=now - timedelta(hours=23)
    )


def news(there: Sites, now: datetime) -> str:
    """The same article on two sites, each with its feed; the sentence that matters."""
    sentence = SENTENCE.format(weekday=f"{now:%A}")
    for host in (FIRST, COPY):
        there.article(
            f"{host}/news", f"{sentence}\n\n{REST}", title="Trump shortens the deadline", day=str(now.date())
        )
        item = entry(
            f"http://{host}/news",
            "Trump shortens deadline for Russia",
            summary=sentence,
            published=format_datetime(now),
        )
        there.feed(f"{host}/feed", item)
        Feed.objects.create(address=f"http://{host}/feed", next_poll_at=now, added_at=now)
    return sentence


def poll_and_read(there: Sites, now: datetime) -> None:
    """What the worker of intake does."""
    clock, engine = SetClock(now), Rules(now)
    poll_due(pages=there.pages(), sieve=engine.sieve, clock=clock, seconds=5)
    while IntakeItem.objects.filter(state="waiting").exists():
        read_due(pages=there.pages(), engine=engine, clock=clock, seconds=5)


def mails(sink: Sink) -> list[str]:
    """The subjects of what arrived."""
    found = [message_from_bytes(each.data, policy=policy.default) for each in sink.accepted()]
    return [str(mail["Subject"]) for mail in found]


def test_news_of_a_running_case_becomes_a_move_with_its_words_and_one_mail(
    there: Sites, now: datetime
) -> None:
    the_case(now)
    sentence = news(there, now)
    poll_and_read(there, now)
    desk = Client()
    desk.force_login(make_editor())

    (row,) = desk.get("/admin/incoming/").context["found"].rows
    assert (row.found.change, row.row.fits_case.slug, row.folded) == ("shortened", CASE, 1)
    page = desk.get(f"/admin/incoming/{row.pk}/").content.decode()
    assert "marked-deadline" in page
    copy = IntakeItem.objects.get(duplicate_of=row.row.item)

    query = f"case={CASE}&as=move&also={copy.pk}"
    dialog = desk.get(f"/admin/incoming/{row.pk}/add/?{query}", follow=True)
    address = f"{dialog.request['PATH_INFO']}?{dialog.request['QUERY_STRING']}"
    typed: dict[str, Any] = posted_again(dialog.content.decode())
    with Sink() as sink:
        tick(now=now)
        post(sink)
        before = len(mails(sink))
        done = desk.post(address, {**typed, "_save": "1"}, follow=True)
        assert "Announcement added." in done.content.decode()
        for _ in range(2):
            later = utc_now() + timedelta(seconds=5)
            tick(now=later)
            post(sink, clock=partial(still, later))
        told = mails(sink)[before:]
    assert len(told) == 1, told
    assert "moved" in told[0].lower() or "shortened" in told[0].lower()

    candidate = Candidate.objects.get()
    assert (candidate.state, candidate.differences["changed"]) == ("added", {})
    document = Ultimatum.objects.get().document
    added = document["deadlines"][-1]
    assert (added["change"], list(added["quotes"].values())) == ("shortened", [sentence])
    cited = [document["sources"][key]["url"] for key in added["sources"]]
    assert cited == [row.row.item.url, copy.url], "what came first, then where it stands as well"
    assert sentence in Client().get(f"/ultimatums/{CASE}/").content.decode()
