"""The next ultimatum of the same two: offered once, in the last mail, to who would not hear of it anyway."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from tests.emails.making import a_delivery, a_digest, a_subscriber, a_subscription, an_alert, load
from tests.emails.reading import parsed, text_of
from tests.factories import NOW, a_case, a_deadline, a_due, an_outcome
from tracker.domain.alerts import AlertKind
from tracker.models import Alert, Subscriber, Subscription, TopicKind, Ultimatum
from tracker.queries.successors import Pair, offered_in, pairs
from tracker.services.emails import EmailRenderer
from tracker.services.outbox.mail import Claimed
from tracker.services.subscriptions.links import read_successor_token
from tracker.services.subscriptions.subscribe import Consent
from tracker.services.subscriptions.tokens import TokenExpired, TokenInvalid, successor_token
from tracker.services.successors import follow_next

pytestmark = pytest.mark.django_db
SLUG = "open-the-river"
PAIR = Pair("aldovia", "borealand", "Aldovia", "Boréaland")
CONSENT = Consent("/subscriptions/next/", "1", "192.0.2.0/24")
DAYS = timedelta(days=1)


def a_case_that_is_over(slug: str = SLUG) -> Ultimatum:
    return load(
        a_case(
            slug,
            deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-09"))],
            outcomes=[an_outcome("2026-03-10")],
        ),
        NOW,
    )


def its_outcome(case: Ultimatum) -> Alert:
    return an_alert(case, AlertKind.OUTCOME, "outcome:all", NOW)


def mail_of(rows: Sequence[Claimed], now: datetime = NOW) -> list[str]:
    """The texts of these mails, made as a worker makes them."""
    writer = EmailRenderer()
    writer.expect(rows)
    return [text_of(parsed(writer.addressed(row, now=now))) for row in rows]


def asks(text: str) -> bool:
    assert ("/subscriptions/next/" in text) is ("next ultimatum: Aldovia → Boréaland" in text)
    return "next ultimatum" in text


def test_the_two_of_a_case_are_its_first_sender_and_its_first_target() -> None:
    a_case_that_is_over()
    assert pairs([SLUG, "unknown"]) == {SLUG: PAIR}
    assert PAIR.topic_key == "sender=aldovia&target=borealand"


def test_it_is_offered_by_one_mail_which_may_be_made_again() -> None:
    case = a_case_that_is_over()
    reader = a_subscriber()
    subscription = a_subscription(reader, key=SLUG)
    first = a_delivery(reader, NOW, alert=its_outcome(case), subscription=subscription)
    assert [asks(text) for _ in range(2) for text in mail_of([first])] == [True, True]
    again = an_alert(
        case, AlertKind.OUTCOME, "outcome:all", NOW + DAYS, about="later", offset=timedelta(hours=1)
    )
    second = a_delivery(reader, NOW, alert=again, subscription=subscription)
    assert [asks(text) for text in mail_of([second])] == [False]
    assert Subscription.objects.get().successor_offered_by == first.id


@pytest.mark.parametrize(
    ("kind", "key", "is_asked"),
    [
        (TopicKind.EVERYTHING, "", False),
        (TopicKind.ACTOR, "borealand", False),
        (TopicKind.FILTER, PAIR.topic_key, False),
        (TopicKind.ACTOR, "cendria", True),
        (TopicKind.DOSSIER, "river-war", True),
    ],
)
def test_who_would_hear_of_it_anyway_is_not_asked(kind: TopicKind, key: str, is_asked: bool) -> None:
    case = a_case_that_is_over()
    reader = a_subscriber()
    subscription = a_subscription(reader, key=SLUG)
    a_subscription(reader, kind, key)
    row = a_delivery(reader, NOW, alert=its_outcome(case), subscription=subscription)
    assert [asks(text) for text in mail_of([row])] == [is_asked]


def test_who_follows_more_than_the_case_and_a_case_that_goes_on_are_not_asked_about() -> None:
    over = a_case_that_is_over()
    first = an_outcome("2026-03-10", target="borealand")
    parties = [
        {"actor": "aldovia", "role": "sender"},
        {"actor": "borealand", "role": "target"},
        {"actor": "cendria", "role": "target"},
    ]
    goes_on = load(a_case("two-targets", title="Two targets", parties=parties, outcomes=[first]), NOW)
    alert = an_alert(goes_on, AlertKind.OUTCOME, "outcome:borealand", NOW)
    rows = []
    for number, (about, kind, key) in enumerate(
        [(its_outcome(over), TopicKind.DOSSIER, "river-war"), (alert, TopicKind.CASE, "two-targets")]
    ):
        reader = a_subscriber(f"reader-{number}@example.org")
        rows.append(a_delivery(reader, NOW, alert=about, subscription=a_subscription(reader, kind, key)))
    assert [asks(text) for text in mail_of(rows)] == [False, False]
    assert not Subscription.objects.exclude(successor_offered_by=None).exists()


def test_a_digest_offers_it_too_and_pairs_once() -> None:
    reader = a_subscriber()
    cases = [a_case_that_is_over(), a_case_that_is_over("close-the-river")]
    subscriptions = [a_subscription(reader, key=case.slug, cadence=1) for case in cases]
    digest = a_digest(subscriptions[0], [its_outcome(cases[0])], NOW)
    other = a_delivery(
        reader,
        NOW,
        alert=its_outcome(cases[1]),
        subscription=subscriptions[1],
        digest_id=digest.id,
        state="held",
    )
    [text] = mail_of([digest])
    assert asks(text)
    assert text.count("next ultimatum: ") == 1
    assert {offer.subscription_id for offer in offered_in(reader.pk, digest.id)} == {
        each.pk for each in subscriptions
    }
    assert offered_in(reader.pk, other.id) == ()


def test_a_digest_whose_outcome_was_taken_back_offers_nothing() -> None:
    reader = a_subscriber()
    case = a_case_that_is_over()
    passed = an_alert(case, AlertKind.EXPIRY, "d1", NOW - DAYS)
    digest = a_digest(a_subscription(reader, key=SLUG), [its_outcome(case), passed], NOW)
    writer = EmailRenderer()
    writer.expect([digest])
    Alert.objects.filter(kind=AlertKind.OUTCOME).update(state="withdrawn")
    assert not asks(text_of(parsed(writer.addressed(digest, now=NOW))))


def offered() -> tuple[Subscriber, Subscription]:
    a_case_that_is_over()
    reader = a_subscriber()
    row = a_subscription(reader, key=SLUG, wishes=7, cadence=2, successor_offered_by=77)
    return reader, row


def test_taking_it_follows_the_two_as_the_case_was_followed_once() -> None:
    reader, row = offered()
    for _ in range(2):
        assert follow_next(reader, 77, row.pk, CONSENT, now=NOW) == PAIR
    made = Subscription.objects.exclude(pk=row.pk).get()
    assert (made.topic.kind, made.topic.key) == (TopicKind.FILTER, PAIR.topic_key)
    assert (made.wishes, made.cadence, made.state, made.asked_from) == (
        7,
        2,
        "active",
        "/subscriptions/next/",
    )
    assert [offer.is_followed for offer in offered_in(reader.pk, 77)] == [True]


def test_nothing_is_followed_that_the_mail_did_not_offer() -> None:
    reader, row = offered()
    assert follow_next(reader, 78, row.pk, CONSENT, now=NOW) is None
    assert follow_next(a_subscriber("bob@example.org"), 77, row.pk, CONSENT, now=NOW) is None
    assert Subscription.objects.count() == 1


def test_its_token_is_of_its_reader_for_ninety_days() -> None:
    reader, _row = offered()
    token = successor_token(reader.pk, 77, reader.link_key, now=NOW)
    assert read_successor_token(token, now=NOW + 90 * DAYS) == (reader, 77)
    with pytest.raises(TokenExpired):
        read_successor_token(token, now=NOW + 91 * DAYS)
    for wrong in (successor_token(reader.pk, 78, "another key", now=NOW), token[:-1] + "-", "7.v9", ""):
        with pytest.raises(TokenInvalid):
            read_successor_token(wrong, now=NOW)
