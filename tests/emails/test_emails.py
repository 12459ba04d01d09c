"""Letters as mails: safe whatever the record says, one recipient each, rendered once."""

import copy
import quopri
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from tests.emails.making import (
    LINK_KEY,
    a_delivery,
    a_digest,
    a_subscriber,
    a_subscription,
    an_alert,
    by_then,
    claimed,
    load,
)
from tests.emails.reading import SITE, Page, flat, html_of, links_in, parsed, text_of
from tests.emails.test_golden import EMAILS
from tests.factories import NOW, Document, a_case, a_deadline, a_due, a_source, an_event, an_outcome
from tests.thoroughness import IS_THOROUGH
from tracker.domain.alerts import AlertKind
from tracker.models import Actor, Alert, Delivery, DeliveryKind, Dossier, TopicKind, Ultimatum
from tracker.services.emails import EmailRenderer
from tracker.services.outbox.mail import Claimed
from tracker.services.subscriptions.tokens import (
    Confirmation,
    Leave,
    LeaveKind,
    read_confirm_token,
    read_manage_token,
    read_message_id,
    read_unsubscribe_token,
    return_token,
)
from tracker.transports.base import Outgoing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")
FULL = a_case(
    deadlines=[
        a_deadline("d1", "2026-03-01", a_due("2026-03-15"), stated_by="ana-prime", condition="If asked."),
        a_deadline("d2", "2026-03-09", a_due("2026-03-17"), "extended", replaces="d1"),
    ],
    events=[an_event("e1", "2026-03-09"), an_event("e2", "2026-03-08")],
    sources={"s1": a_source("first"), "s2": a_source("second")},
)


def row_for(alert: Alert, at: datetime = NOW, address: str = "reader@example.org", **more: Any) -> Claimed:
    subscriber = a_subscriber(address, **more)
    subscription = a_subscription(subscriber, TopicKind.EVERYTHING, "")
    return a_delivery(subscriber, at, alert=alert, subscription=subscription)


def a_reminder() -> Alert:
    return an_alert(load(FULL, NOW), AlertKind.REMINDER, "d2", NOW, offset=7 * DAY)


# --- Headers ------------------------------------------------------------------------------------------------
@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("name", EMAILS)
def test_every_letter_has_its_headers_once_and_one_recipient(name: str) -> None:
    message = parsed(EMAILS[name]())
    assert [len(message.get_all(header, [])) for header in ONCE] == [1] * len(ONCE)
    assert message["To"] == "reader@example.org"
    assert message["Cc"] is message["Bcc"] is message["Precedence"] is None
    assert message["Content-Language"] == ("uk" if name.endswith("-uk") else "en")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read_message_id(message["Message-ID"]) == 1001


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("name", EMAILS)
def test_the_header_to_unsubscribe_is_one_short_line(name: str) -> None:
    made = EMAILS[name]()
    assert made is not None
    (line,) = [line for line in made.data.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    root = b"https://ultimata.example/uk" if name.endswith("-uk") else b"https://ultimata.example"
    assert line.startswith(b"List-Unsubscribe: <%s/subscriptions/unsubscribe/" % root)
    assert line.endswith(b"/>")
    assert len(line) < 120


@pytest.mark.parametrize(
    ("name", "leave"),
    [
        ("reminder", Leave(LeaveKind.SUBSCRIPTION, 11)),
        ("digest", Leave(LeaveKind.DAILY, 7)),
        ("confirmation", Leave(LeaveKind.REQUEST, 7)),
        ("access", Leave(LeaveKind.EVERYTHING, 7)),
    ],
)
def test_one_click_ends_what_the_mail_is_of(name: str, leave: Leave) -> None:
    token = parsed(EMAILS[name]())["List-Unsubscribe"].strip("<>").split("/")[-2]
    assert read_unsubscribe_token(token, LINK_KEY) == leave


def test_the_link_to_confirm_names_what_is_confirmed() -> None:
    at = datetime(2025, 7, 14, 18, 30, tzinfo=UTC)
    token = token_for("confirm", parsed(EMAILS["confirmation"]()))
    assert read_confirm_token(token, now=at) == Confirmation(7, (11, 12))


def test_the_link_to_ones_own_page_names_its_owner() -> None:
    at = datetime(2025, 7, 14, 18, 30, tzinfo=UTC)
    assert read_manage_token(token_for("manage", parsed(EMAILS["access"]())), LINK_KEY, now=at) == 7


def token_for(purpose: str, message: EmailMessage) -> str:
    """The token in the link for a purpose."""
    (link,) = [link for link in tokens_in(message) if link.split("/")[-3] == purpose]
    return link.split("/")[-2]


def tokens_in(message: EmailMessage) -> set[str]:
    """The links of a mail that let its reader do something."""
    return {link for link in links_in(text_of(message)) if "/subscriptions/" in link}


def test_the_message_id_is_the_same_at_every_try() -> None:
    row = row_for(a_reminder())
    tries = [parsed(EmailRenderer().addressed(row, now=NOW + timedelta(minutes=late))) for late in (0, 20)]
    assert tries[0]["Message-ID"] == tries[1]["Message-ID"]
    assert tries[0]["Date"] != tries[1]["Date"]


# --- What they say ------------------------------------------------------------------------------------------
@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("name", EMAILS)
def test_the_html_says_every_date_that_the_text_says(name: str) -> None:
    message = parsed(EMAILS[name]())
    date = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}(?:, \d{2}:\d{2})?")
    spoken = Page(html_of(message)).words
    missing = set(date.findall(flat(text_of(message)))) - set(date.findall(spoken))
    assert missing == set()


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(0), "In 7 days: "),
        (timedelta(minutes=29), "In 7 days: "),
        (timedelta(hours=1), "In 6 days: "),
        (timedelta(days=6), "In 24 hours: "),
        (timedelta(days=6, hours=20, minutes=17), "In 3 hours: "),
    ],
)
def test_the_subject_tells_the_time_left_at_the_moment_of_sending(late: timedelta, words: str) -> None:
    end = datetime(2026, 3, 18, tzinfo=UTC)
    made = EmailRenderer().addressed(row_for(a_reminder()), now=end - 7 * DAY + late)
    assert parsed(made)["Subject"].startswith(words)


def test_dates_are_told_in_the_readers_zone_and_an_unknown_zone_counts_as_utc() -> None:
    alert = a_reminder()
    told = [
        text_of(
            parsed(EmailRenderer().addressed(row_for(alert, address=f"{at}@example.org", zone=zone), now=NOW))
        )
        for at, zone in enumerate(["Asia/Kathmandu", "Mars/Olympus"])
    ]
    assert "In your zone (Kathmandu): Wednesday 18 March 2026, 05:45 (UTC+5:45)" in told[0]
    assert "In your zone" not in told[1]


def test_an_unknown_language_gets_the_first_one() -> None:
    made = EmailRenderer().addressed(row_for(a_reminder(), language="xx"), now=NOW)
    assert "left" in text_of(parsed(made))


def test_a_letter_with_nothing_left_to_say_is_none() -> None:
    row = row_for(a_reminder())
    load({**FULL, "outcomes": [an_outcome("2026-03-10")]}, NOW)
    assert EmailRenderer().addressed(row, now=NOW) is None
    nobody = a_delivery(a_subscriber("new@example.org"), NOW, kind=DeliveryKind.CONFIRMATION)
    assert EmailRenderer().addressed(nobody, now=NOW) is None


# --- Once, and to one ---------------------------------------------------------------------------------------
def test_a_letter_is_rendered_once_for_all_readers_of_a_zone() -> None:
    alert, letters = a_reminder(), EmailRenderer()
    rows = [row_for(alert, address=f"reader-{number}@example.org") for number in range(50)]
    letters.expect(rows)
    assert all(letters.addressed(row, now=NOW + timedelta(seconds=at)) for at, row in enumerate(rows))
    assert (letters.counts.rendered, letters.counts.reused) == (1, 49)


def test_a_letter_is_rendered_anew_for_another_zone_and_another_minute() -> None:
    alert, letters = a_reminder(), EmailRenderer()
    here, there = row_for(alert), row_for(alert, address="two@example.org", zone="Asia/Tokyo")
    for row, later in ((here, 0), (there, 0), (here, 30), (here, 60), (there, 60)):
        letters.addressed(row, now=NOW + timedelta(seconds=later))
    assert letters.counts.rendered == 4


def test_a_chunk_of_letters_costs_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    alert = a_reminder()
    rows = [row_for(alert, address=f"reader-{number}@example.org") for number in range(20)]
    letters = EmailRenderer()
    with django_assert_num_queries(2 + 4):
        letters.expect(rows)
        for row in rows:
            letters.addressed(row, now=NOW)


def test_no_mail_holds_anything_of_another_subscriber() -> None:
    alert, letters = a_reminder(), EmailRenderer()
    rows = [row_for(alert, address=f"reader-{number:03}@example.org") for number in range(200)]
    letters.expect(rows)
    tokens = set()
    for row in rows:
        made = letters.addressed(row, now=NOW)
        message = parsed(made)
        assert made is not None
        others = {other.address.encode() for other in rows} - {row.address.encode()}
        content = made.data + text_of(message).encode() + html_of(message).encode()
        assert not [other for other in others if other in content]
        tokens.add(frozenset(tokens_in(message)))
    assert len(tokens) == 200


def test_the_host_of_a_request_never_gets_into_a_letter(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    row = row_for(a_reminder())
    Client().get("/healthz", HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    message = parsed(EmailRenderer().addressed(row, now=NOW))
    ours = {link for link in links_in(text_of(message)) if "example.org" not in link}
    assert ours
    assert all(link.startswith(f"{SITE}/") for link in ours)


# --- Whatever the record says -------------------------------------------------------------------------------
NASTY = (
    "</p><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "x\r\nBcc: victim@example.com\r\n\r\nhello",
    "line\u2028Subject: other\u2029",
    "nul\x00 vt\x0b nel\x85 ff\x0c",
    "\ue000unsubscribe_url\ue001",
    "{{ settings.SECRET_KEY }}{% include 'x' %}{name}%(name)s",
    '" onmouseover="alert(1)',
    "=?utf-8?b?QmNjOiB4?=",
    "--=_alternative--",
    "\u202eevil\u202c ￾ ￿ 🧨",
    "]]>--><!--",
    "&lt;b&gt; &amp;",
)
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60)).filter(
    lambda text: not any("\ud800" <= char <= "\udfff" for char in text) and "\0" not in text
)


def spoilt(document: Document, text: str) -> Document:
    """The case with this text wherever an editor can type."""
    made = copy.deepcopy(document)
    made["title"] = f"t {text}"
    for part, names in (
        ("demands", ("text",)),
        ("threats", ("text",)),
        ("deadlines", ("as_stated", "condition")),
        ("events", ("text",)),
    ):
        for item in made[part]:
            item.update({name: f"{name} {text}" for name in names if name in item})
    for source in made["sources"].values():
        source.update(title=f"title {text}", publisher=f"publisher {text}")
    return made


def letters_about(case: Ultimatum) -> list[tuple[str, Claimed]]:
    """One delivery of each kind about a case."""
    Alert.objects.all().delete()
    Delivery.objects.all().delete()
    subscriber = a_subscriber()
    subscription = a_subscription(subscriber, TopicKind.CASE, case.slug)
    alerts = [
        an_alert(case, AlertKind.REMINDER, "d2", NOW, offset=7 * DAY),
        an_alert(case, AlertKind.MOVED, "d2", NOW, was=FULL["deadlines"][0]["due"]),
        an_alert(case, AlertKind.EVENT, "e1", NOW),
    ]
    rows = [
        (alert.kind, a_delivery(subscriber, NOW, alert=alert, subscription=subscription)) for alert in alerts
    ]
    copies = [
        an_alert(case, AlertKind.EVENT, "e2", NOW),
        an_alert(case, AlertKind.SET, "d2", NOW),
    ]
    rows.append(("digest", a_digest(subscription, copies, NOW)))
    pending = {"state": "pending", "confirmed_at": None}
    a_subscription(subscriber, TopicKind.DOSSIER, "river-war", **pending)
    a_subscription(subscriber, TopicKind.ACTOR, "aldovia", **pending)
    confirmation = a_delivery(subscriber, NOW, kind=DeliveryKind.CONFIRMATION)
    return [*rows, ("confirmation", confirmation)]


def shape(outgoing: Outgoing | None) -> tuple[Any, ...]:
    """What text must not be able to change: headers, parts, tags, attributes, links."""
    message = parsed(outgoing)
    page = Page(html_of(message))
    kinds = [part.get_content_type() for part in message.walk()]
    return sorted(message.keys()), kinds, page.tags, page.attributes, sorted(page.links)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=texts)
def test_no_text_of_the_record_changes_the_shape_of_a_mail(text: str) -> None:
    assert made_with(text) == with_plain_words()


@cache
def with_plain_words() -> dict[str, tuple[Any, ...]]:
    """What every example is compared with."""
    return made_with("plain words")


class Undo(Exception):
    """Takes back what an example stored."""


def made_with(text: str) -> dict[str, tuple[Any, ...]]:
    shapes: dict[str, tuple[Any, ...]] = {}
    try:
        with transaction.atomic():
            case = load(FULL, NOW)
            # Past every check: as a restored dump or a direct change of the tables could have it.
            Ultimatum.objects.filter(pk=case.pk).update(document=spoilt(FULL, text), title=f"t {text}")
            Actor.objects.filter(slug__in=["aldovia", "borealand", "ana-prime"]).update(name=f"n {text}")
            Dossier.objects.filter(slug="river-war").update(title=f"d {text}")
            case.refresh_from_db()
            made = EmailRenderer()
            for name, row in letters_about(case):
                shapes[name] = shape(made.addressed(row, now=NOW))
            raise Undo
    except Undo:
        return {name: without_tokens(found) for name, found in shapes.items()}


def without_tokens(found: tuple[Any, ...]) -> tuple[Any, ...]:
    *rest, links = found
    return (*rest, ["/".join(link.split("/")[:5]) for link in links])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/x", "https://a b/", "https://[x"]
)
def test_an_address_that_is_no_web_page_is_not_linked_to(url: str) -> None:
    case = load(FULL, NOW)
    document = copy.deepcopy(FULL)
    document["sources"]["s1"]["url"] = url
    Ultimatum.objects.filter(pk=case.pk).update(document=document)
    row = row_for(an_alert(case, AlertKind.REMINDER, "d2", NOW, offset=7 * DAY))
    message = parsed(EmailRenderer().addressed(row, now=NOW))
    assert url not in html_of(message) + text_of(message)
    assert all(link.startswith(("https://example.org/", SITE)) for link in Page(html_of(message)).links)


def test_words_a_stranger_searched_for_are_not_in_the_mail_that_asks_to_confirm() -> None:
    load(FULL, NOW)
    pending: dict[str, Any] = {"state": "pending", "confirmed_at": None}
    subscriber = a_subscriber(confirmed_at=None)
    a_subscription(subscriber, TopicKind.FILTER, "q=buy+pills+at+evil.example&sender=%3Cb%3E", **pending)
    a_subscription(subscriber, TopicKind.ACTOR, "call-0900-evil", **pending)
    row = a_delivery(subscriber, NOW, kind=DeliveryKind.CONFIRMATION)
    message = parsed(EmailRenderer().addressed(row, now=NOW))
    whole = (message["Subject"] + text_of(message) + html_of(message)).lower()
    assert "evil" not in whole
    assert "pills" not in whole


def test_a_refused_address_fails_alone() -> None:
    alert, letters = a_reminder(), EmailRenderer()
    bad = row_for(alert, address="a@b@c\r\nBcc: x@example.org")
    good = row_for(alert, address="good@example.org")
    with pytest.raises(ValueError, match="address"):
        letters.addressed(bad, now=NOW)
    assert letters.addressed(good, now=NOW) is not None


def test_quoted_and_international_addresses_are_written_to() -> None:
    alert, letters = a_reminder(), EmailRenderer()
    for address in ('"a b"@example.org', "a+b@example.org", "ann@bücher.example"):
        assert letters.addressed(row_for(alert, address=address), now=NOW) is not None


def test_claimed_rows_carry_what_a_letter_needs() -> None:
    row = Delivery.objects.get(pk=row_for(a_reminder()).id)
    assert EmailRenderer().addressed(claimed(row), now=NOW) is not None


def test_a_digest_tells_what_is_scheduled_in_the_cases_it_tells_of() -> None:
    vote = an_event("e1", "2026-03-20", text="The senate votes.", scheduled="2026-03-02")
    past = an_event("e2", "2026-03-05", text="A hearing.", scheduled="2026-03-02")
    factories.load(a_case(events=[vote, past]), now=NOW)
    alert = an_alert(Ultimatum.objects.get(), AlertKind.SET, "d1", NOW)
    subscription = a_subscription(a_subscriber(), TopicKind.EVERYTHING, "", cadence=1)
    made = EmailRenderer().addressed(a_digest(subscription, [alert], NOW), now=NOW)
    assert made is not None
    text = text_of(parsed(made))
    assert "- Scheduled for 20 March 2026: The senate votes. [2]" in text
    assert "A hearing." not in text


@pytest.mark.parametrize(("number", "language"), [(30, "uk"), (300 if IS_THOROUGH else 120, "en")])
def test_a_digest_stays_below_what_mail_programs_cut_with_its_way_out_at_the_top(
    number: int, language: str
) -> None:
    """Of however many cases: the most pressing whole, more in a line each, the rest as a number."""
    documents = []
    for at in range(number):
        due = a_due((NOW + timedelta(days=9, hours=at)).isoformat(timespec="seconds"))
        words = f"Case {at} of a great many that are told of in one mail, with a long title"
        documents.append(a_case(f"case-{at}", title=words, deadlines=[a_deadline("d1", "2025-07-29", due)]))
    factories.load(*(by_then(document, NOW) for document in documents), now=NOW)
    alerts = [an_alert(case, AlertKind.SET, "d1", NOW) for case in Ultimatum.objects.order_by("pk")]
    reader = a_subscriber(language=language)
    subscription = a_subscription(reader, TopicKind.EVERYTHING, "", cadence=1)
    made = EmailRenderer().addressed(a_digest(subscription, alerts, NOW), now=NOW)
    assert made is not None
    assert len(made.data) < 90_000
    message = parsed(made)
    way_out = message["List-Unsubscribe"].strip("<>")
    assert way_out in text_of(message)[:1000]
    html = next(part for part in message.walk() if part.get_content_type() == "text/html")
    assert way_out in quopri.decodestring(str(html.get_payload()).encode()[:20_000]).decode(errors="replace")
    assert way_out in quopri.decodestring(made.data[:20_000]).decode(errors="replace")
    root = SITE if language == "en" else f"{SITE}/uk"
    assert {f"{root}/ultimatums/case-{at}/" for at in range(12)} <= Page(html_of(message)).links
    assert Page(html_of(message)).links == links_in(text_of(message))


def test_mails_come_back_to_an_address_of_their_own_where_one_is_set(settings: Settings) -> None:
    row = a_delivery(a_subscriber(), NOW, kind=DeliveryKind.ACCESS)
    settings.DEFAULT_FROM_EMAIL = "Ultimata <news@example.org>"
    made = EmailRenderer().addressed(row, now=NOW)
    assert made is not None
    assert made.envelope_sender == "news@example.org"
    settings.BOUNCE_ADDRESS = "bounces@mail.example.org"
    again = EmailRenderer().addressed(row, now=NOW)
    assert again is not None
    assert again.envelope_sender == "bounces@mail.example.org"
    assert parsed(again)["From"] == "Ultimata <news@example.org>"
    assert parsed(again)["Message-ID"].endswith("@example.org>")


def test_the_return_path_names_the_delivery_where_the_setting_has_a_star(settings: Settings) -> None:
    row = a_delivery(a_subscriber(), NOW, kind=DeliveryKind.ACCESS)
    settings.BOUNCE_ADDRESS = "bounces+*@mail.example.org"
    made = EmailRenderer().addressed(row, now=NOW)
    assert made is not None
    assert made.envelope_sender == f"bounces+{return_token(row.id)}@mail.example.org"
