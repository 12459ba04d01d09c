"""What a letter says: the facts about an alert, a digest or a request, true at the instant of sending.

Every text is one line here: control characters, line ends of any script and the characters that stand for
marks (transports.mime) are taken out, so nothing an editor typed can shape a header or a mail.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from operator import itemgetter
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from django.db.models import Manager, Q, QuerySet

from tracker.domain.alerts import AlertKind
from tracker.domain.case import read_due
from tracker.domain.dates.distances import Distance, drift
from tracker.domain.dates.windows import Due, Window
from tracker.domain.mail_facts import MailFacts
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.standing import LIVE, Countdown, Status, countdown
from tracker.domain.vocabulary import Change, ThreatType
from tracker.models import (
    BEGUN_STATES,
    Actor,
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryState,
    Dossier,
    Publication,
    Subscriber,
    Subscription,
    SubscriptionState,
    TopicKind,
    Ultimatum,
)
from tracker.models import Change as ChangeRow
from tracker.queries.case import (
    CasePage,
    DeadlineLine,
    EventLine,
    Force,
    NotKnownYet,
    OutcomeLine,
    StoryItem,
    case_page,
)

NEWS_OF = timedelta(days=7)
MOST_NEWS = 8
LATE_AFTER = timedelta(minutes=30)
"""From when on a reminder says that it is late; the ones an hour before are not sent so late."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000\ue001\ufffe\uffff]+")
_SAME_DATE = {
    AlertKind.REMINDER: "clock",
    AlertKind.EXPIRY: "clock",
    AlertKind.SET: "date",
    AlertKind.MOVED: "date",
    AlertKind.CORRECTION: "date",
}
_SAYS_MORE = (
    AlertKind.CORRECTION,
    AlertKind.MOVED,
    AlertKind.SET,
    AlertKind.EXPIRY,
    AlertKind.REMINDER,
    AlertKind.EVENT,
    AlertKind.OUTCOME,
)
_GONE = (AlertState.WITHDRAWN, AlertState.MERGED)
T = TypeVar("T")

Pages = Callable[[str], CasePage | None]
"""The page of a case at the instant of the letter, by slug; None where it cannot be shown."""


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """One alert and its case, now. `deadline`, `event` or `outcomes` is what it is about.

    `was` is what a moved date was before, `drift` how far it moved (None: not comparable). `news` is what
    else became known in the last seven days, newest first. `late` is how late a reminder is, if it is.
    `corrects` is what a correction takes back (domain.mail_facts), and so does a move where `is_correction`:
    the date its reader was told last is not on record.
    """

    alert_id: int
    kind: AlertKind
    offset: timedelta
    due_at: datetime
    late: timedelta | None
    case: CasePage
    deadline: DeadlineLine | None
    was: Due | None
    drift: Distance | None
    event: EventLine | None
    outcomes: tuple[OutcomeLine, ...]
    news: tuple[StoryItem, ...]
    corrects: MailFacts | None = None
    is_correction: bool = False

    @property
    def step(self) -> int | None:
        """The time limit it is about, by its number in the case."""
        return self.deadline.step if self.deadline else None

    @property
    def countdown(self) -> Countdown:
        """The clock of the deadline it is about, else of the case."""
        line, at = self.deadline, self.case.at
        if line is None or line.is_focus:
            return self.case.countdown
        if line.window is None:
            ended = {Change.SUSPENDED: Status.SUSPENDED, Change.WITHDRAWN: Status.WITHDRAWN}
            return countdown(ended.get(line.change, Status.UNDATED), None, at)
        if at < line.window.earliest_at:
            return countdown(Status.RUNNING, line.due, at)
        is_over = line.window.latest_at is not None and line.window.latest_at <= at
        return countdown(Status.PASSED if is_over else Status.OPEN, line.due, at)


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One case of a digest: where it stands now, and what there is to tell, oldest first.

    Of several moves of a date the last one is left, and tells from where the first one started.
    """

    case: CasePage
    alerts: tuple[AlertFacts, ...]


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """A digest: its entries, the most pressing first, and the subscriptions that wanted them.

    One whose cadence is at once carries what fell due for its reader at the same time.
    """

    cadence: Cadence
    entries: tuple[DigestEntry, ...]
    subscription_ids: tuple[int, ...]

    @property
    def is_weekly(self) -> bool:
        """Whether it is a weekly digest."""
        return self.cadence is Cadence.WEEKLY

    @property
    def is_at_once(self) -> bool:
        """Whether it is no digest anybody chose but several things that fell due together."""
        return self.cadence is Cadence.AT_ONCE


@dataclass(frozen=True, slots=True)
class Reason:
    """What a subscription follows and since when.

    `name` is the title of the case or dossier or the name of the actor; of a filter `parts` are the names
    it narrows to, with their parameter (the words searched for left out: a stranger may have typed them).
    `note` is the reader's own; a mail that asks to confirm shows none, for a stranger may have typed it.
    """

    subscription_id: int
    kind: TopicKind
    key: str
    name: str
    parts: tuple[tuple[str, str], ...]
    since: datetime
    wishes: int
    cadence: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What an address that has not confirmed it asked for; `asked_at` the last time."""

    subscriber_id: int
    asked_at: datetime
    reasons: tuple[Reason, ...]


def pages_at(at: datetime) -> Pages:
    """The pages of published cases at an instant, cleaned, each read once (4 queries)."""
    found: dict[str, CasePage | None] = {}

    def page(slug: str) -> CasePage | None:
        if slug not in found:
            found[slug] = _page(slug, at)
        return found[slug]

    return page


def _page(slug: str, at: datetime) -> CasePage | None:
    try:
        page = case_page(slug, at=at)
    except NotKnownYet:
        return None
    return cleaned(page) if page else None


def alert_facts(alert_id: int, *, at: datetime, pages: Pages) -> AlertFacts | None:
    """The facts of a letter about an alert (1 query, and the page's); None: there is nothing left to say.

    That is so when the alert was withdrawn, the case is not published any more or was resolved meanwhile,
    the date moved on, or the fact was taken back.
    """
    alert = Alert.objects.select_related("ultimatum").filter(pk=alert_id).exclude(state__in=_GONE).first()
    if alert is None:
        return None
    facts = _facts(alert, at=at, pages=pages)
    return facts if facts and _holds(facts) else None


@dataclass(frozen=True, slots=True)
class Retraction:
    """That a case was taken back: its title, as a mail shows it, and its name in addresses."""

    title: str
    slug: str


def retraction_facts(alert_id: int) -> Retraction | None:
    """What a mail tells of a case that was taken back (1 query); None: it is public again."""
    alerts = Alert.objects.filter(pk=alert_id).exclude(state__in=_GONE)
    titles = alerts.exclude(ultimatum__publication=Publication.PUBLISHED)
    for title, slug in titles.values_list("ultimatum__title", "ultimatum__slug"):
        return Retraction(cleaned(title), slug)
    return None


def digest_facts(delivery_id: int, *, at: datetime, pages: Pages) -> DigestFacts | None:
    """The facts of a digest (1 query, and those of its pages); None: all it carried is stale.

    Beside what `alert_facts` drops, reminders of a case that has an outcome; what happened still counts.
    """
    carried = Delivery.objects.filter(digest=delivery_id, state=DeliveryState.HELD)
    rows = list(
        carried.exclude(alert__state__in=_GONE)
        .select_related("alert__ultimatum", "digest")
        .order_by("alert__due_at", "alert_id")
    )
    found = [_facts(row.alert, at=at, pages=pages) for row in rows if row.alert]
    of_case: dict[str, list[AlertFacts]] = {}
    for facts in found:
        if facts and _holds(facts, in_digest=True):
            of_case.setdefault(facts.case.slug, []).append(facts)
    if not of_case:
        return None
    began = _beginnings(facts for facts in found if facts)
    entries = [DigestEntry(alerts[0].case, _merged(alerts, began)) for alerts in of_case.values()]
    wanted = {row.subscription_id for row in rows if row.alert and row.alert.ultimatum.slug in of_case}
    cadence = max(Cadence(row.digest.cadence) for row in rows if row.digest is not None)
    ids = tuple(sorted(pk for pk in wanted if pk is not None))
    return DigestFacts(cadence, tuple(sorted(entries, key=_pressing)), ids)


def carried_by(
    digests: Collection[int],
) -> list[tuple[int, int, int, AlertKind, int | None, int]]:
    """What digests carry: digest, alert, its case and kind, subscription, revision of the case (1 query)."""
    if not digests:
        return []
    rows = Delivery.objects.filter(digest__in=digests, state=DeliveryState.HELD, alert__isnull=False)
    case = ("alert__ultimatum", "alert__kind", "subscription", "alert__ultimatum__revision")
    return [
        (digest, alert, pk, AlertKind(kind), subscription, revision)
        for digest, alert, pk, kind, subscription, revision in rows.values_list("digest", "alert", *case)
    ]


def _facts(alert: Alert, *, at: datetime, pages: Pages) -> AlertFacts | None:
    case = pages(alert.ultimatum.slug) if alert.ultimatum.publication == Publication.PUBLISHED else None
    if case is None:
        return None
    kind = AlertKind(alert.kind)
    deadline = next((line for line in case.deadlines if line.id == alert.key), None)
    event = next((line for line in case.events if line.id == alert.key), None)
    outcomes = tuple(line for line in case.outcomes if _key_of(line) == alert.key)
    was = _was(alert, deadline) if kind in (AlertKind.MOVED, AlertKind.CORRECTION) else None
    late = at - alert.due_at
    return AlertFacts(
        alert_id=alert.pk,
        kind=kind,
        offset=timedelta(seconds=alert.offset_seconds),
        due_at=alert.due_at,
        late=late if kind is AlertKind.REMINDER and late >= LATE_AFTER else None,
        case=case,
        deadline=None if kind in (AlertKind.EVENT, AlertKind.OUTCOME) else deadline,
        was=was,
        drift=drift(was, deadline.due if deadline else None),
        event=event if kind in (AlertKind.EVENT, AlertKind.CORRECTION) else None,
        outcomes=outcomes if kind in (AlertKind.OUTCOME, AlertKind.CORRECTION) else (),
        news=_news(case, but=alert.key, at=at),
        corrects=_corrected(alert) if kind is AlertKind.CORRECTION else None,
        is_correction=kind is AlertKind.CORRECTION,
    )


def _corrected(alert: Alert) -> MailFacts | None:
    """What was told last of what a correction takes back (1 query)."""
    wrong: MailFacts | None = alert.corrects.order_by("id").values_list("told", flat=True).last()
    return wrong


def _key_of(outcome: OutcomeLine) -> str:
    return f"outcome:{outcome.target.slug if outcome.target else 'all'}"


def _was(alert: Alert, deadline: DeadlineLine | None) -> Due | None:
    if alert.was:
        due = deadline.due if deadline else None
        return cleaned(read_due(alert.was, [due.timezone] if due and due.in_city else ()))
    return deadline.before.due if deadline and deadline.before else None


def _news(case: CasePage, *, but: str, at: datetime) -> tuple[StoryItem, ...]:
    items = [
        item
        for item in case.story
        if at - NEWS_OF <= item.on.starts_at <= at
        and but not in {part.id for part in (item.deadline, item.event) if part}
        and not (item.outcome and _key_of(item.outcome) == but)
    ]
    return tuple(items[:MOST_NEWS])


def _holds(facts: AlertFacts, *, in_digest: bool = False) -> bool:
    """Whether the alert still tells something true of its case."""
    if facts.kind is AlertKind.CORRECTION:
        return True
    if facts.kind is AlertKind.OUTCOME:
        return bool(facts.outcomes)
    if facts.case.status is Status.RESOLVED and not in_digest:
        return False
    if facts.kind is AlertKind.EVENT:
        return facts.event is not None
    return facts.deadline is not None and _deadline_holds(facts.kind, facts.case.status, facts.deadline)


def _deadline_holds(kind: AlertKind, status: Status, line: DeadlineLine) -> bool:
    if kind in (AlertKind.REMINDER, AlertKind.EXPIRY):
        # A reminder that was held, or late, says that the date has come: it was asked for.
        has_status = status is not Status.RESOLVED or kind is AlertKind.EXPIRY
        return line.force is Force.IN_FORCE and line.window is not None and has_status
    return line.force in (Force.IN_FORCE, Force.ENDED, Force.AFTER_OUTCOME)


def _beginnings(found: Iterable[AlertFacts]) -> Mapping[tuple[str, int], Due | None]:
    """From where the dates of each step were moved, first of all, by case and step."""
    began: dict[tuple[str, int], Due | None] = {}
    for facts in found:
        if facts.kind is AlertKind.MOVED and facts.deadline:
            began.setdefault((facts.case.slug, facts.deadline.step), facts.was)
    return began


def _merged(alerts: list[AlertFacts], began: Mapping[tuple[str, int], Due | None]) -> tuple[AlertFacts, ...]:
    """Of what tells the same date the one that says most; moves are told from their origin.

    Of several reminders the last, for all show the same time left, and none beside the expiry; of a
    correction, moves and the setting of a date the first of these there is, and of its kind the last.
    """
    kept: dict[tuple[str, int | None] | int, AlertFacts] = {}
    for facts in alerts:
        group = _SAME_DATE.get(facts.kind, "") if facts.deadline else ""
        key = (group, facts.step) if group else facts.alert_id
        if key not in kept or _SAYS_MORE.index(facts.kind) <= _SAYS_MORE.index(kept[key].kind):
            kept[key] = facts
    return tuple(
        _moved_from(began[facts.case.slug, facts.deadline.step], facts)
        if facts.kind is AlertKind.MOVED and facts.deadline
        else facts
        for facts in alerts
        if facts in kept.values()
    )


def _moved_from(was: Due | None, facts: AlertFacts) -> AlertFacts:
    return replace(facts, was=was, drift=drift(was, facts.deadline.due if facts.deadline else None))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a reader knows of the dates of a case.

    `told`: by the id of the announcement that opened a time limit, what a mail told of it last. `since`: when
    the subscription was confirmed. `recorded_at`: since when each announcement is on record, by its id.
    """

    told: Mapping[str, MailFacts]
    since: datetime | None
    recorded_at: Mapping[str, datetime]


def dates_in_mails(
    subscribers: Collection[int], cases: Collection[int]
) -> dict[tuple[int, int], dict[str, MailFacts]]:
    """What readers were told last of the dates of cases, by reader and case, then by time limit (2 queries).

    What is in flight, or may have arrived, counts as told.
    """
    found: dict[tuple[int, int], dict[str, MailFacts]] = {}
    rows = Delivery.objects.filter(subscriber__in=subscribers)
    sent = Q(state__in=BEGUN_STATES) | Q(state=DeliveryState.HELD, digest__state__in=BEGUN_STATES)
    told = [
        *_facts_of_mails(rows.filter(sent), "alert", cases),
        *_facts_of_mails(rows.filter(state__in=BEGUN_STATES), "issue__alerts", cases),
    ]
    for _at, _alert, reader, case, facts in sorted(told, key=itemgetter(0, 1)):
        if "step" in facts:
            found.setdefault((reader, case), {})[facts["step"]] = facts
    return found


def _facts_of_mails(
    rows: QuerySet[Delivery], alert: str, cases: Collection[int]
) -> Iterable[tuple[datetime, int, int, int, MailFacts]]:
    """What these mails told of cases: when it was planned, by which alert, whom, of which case, and what."""
    of_cases = rows.filter(**{f"{alert}__ultimatum__in": cases, f"{alert}__told__isnull": False})
    columns = (f"{alert}__created_at", alert, "subscriber", f"{alert}__ultimatum", f"{alert}__told")
    return of_cases.values_list(*columns)


def recorded_at(cases: Collection[int]) -> dict[int, dict[str, datetime]]:
    """Since when each announcement of these cases is on record (1 query)."""
    rows = ChangeRow.objects.filter(ultimatum__in=cases, kind__in=[ChangeKind.SET, ChangeKind.MOVED])
    found: dict[int, dict[str, datetime]] = {}
    for case, key, at in rows.values_list("ultimatum", "key", "recorded_at"):
        found.setdefault(case, {})[key] = at
    return found


def as_known(facts: AlertFacts, knowledge: Knowledge) -> AlertFacts | None:
    """What is new in a move or correction for one reader; None: she was told it before.

    It is told from the date she was told last; whoever was told none of it knows the one that was on record
    when she subscribed, or the first.
    """
    line = facts.deadline
    if line is None or facts.kind not in (AlertKind.MOVED, AlertKind.CORRECTION):
        return facts
    lines = [each for each in facts.case.deadlines if each.step == line.step]
    told = next((knowledge.told[each.id] for each in lines if each.id in knowledge.told), None)
    if told is None:
        earlier = lines[: lines.index(line)] or lines
        known = [each for each in earlier if _is_known(each, knowledge)] or earlier[:1]
        return _moved_from(known[-1].due, facts) if facts.kind is AlertKind.MOVED else facts
    was = read_due(told["due"])
    is_same = _window(was) == line.window
    on_record = next((each for each in lines if each.id == told["deadline"]), None)
    is_back = line.window is not None and line.change is not Change.CLARIFIED
    if is_same and (told["deadline"] == line.id or is_back):
        return None
    is_wrong = on_record is None or on_record.window != _window(was)
    return replace(_moved_from(was, facts), is_correction=is_wrong)


def _is_known(line: DeadlineLine, knowledge: Knowledge) -> bool:
    at = knowledge.recorded_at.get(line.id)
    return at is not None and knowledge.since is not None and at <= knowledge.since


def _window(due: Due | None) -> Window | None:
    return due.window if due else None


def _pressing(entry: DigestEntry) -> tuple[int, float]:
    """Live cases by how soon they expire, then those that passed, then the resolved, the newest first."""
    case = entry.case
    window = case.window
    if case.status in LIVE:
        return (0, window.earliest_at.timestamp() if window else float("inf"))
    at = case.resolved_on.starts_at if case.resolved_on else window.earliest_at if window else case.at
    return (2 if case.status is Status.RESOLVED else 1, -at.timestamp())


def reasons(subscription_ids: Collection[int]) -> dict[int, Reason]:
    """Why mails come, by subscription (1 query, and 1 each for names of cases, dossiers, actors)."""
    rows = Subscription.objects.filter(pk__in=subscription_ids).select_related("topic").order_by("pk")
    return {reason.subscription_id: reason for reason in _reasons(list(rows))}


def request_facts(subscriber_id: int) -> RequestFacts | None:
    """What an address has yet to confirm (2 queries, and those of names); None: nothing is pending."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return None
    pending = subscriber.subscriptions.filter(state=SubscriptionState.PENDING).select_related("topic")
    rows = list(pending.order_by("asked_at", "pk"))
    if not rows:
        return None
    return RequestFacts(subscriber.pk, rows[-1].asked_at, tuple(_reasons(rows)))


def _reasons(rows: list[Subscription]) -> Iterable[Reason]:
    filters = {row.pk: parse_qsl(row.topic.key) for row in rows if row.topic.kind == TopicKind.FILTER}
    parts = [part for pairs in filters.values() for part in pairs]
    keys = {kind: {row.topic.key for row in rows if row.topic.kind == kind} for kind in TopicKind}
    dossiers = keys[TopicKind.DOSSIER] | {value for name, value in parts if name == "dossier"}
    actors = keys[TopicKind.ACTOR] | {value for name, value in parts if name in ("sender", "target")}
    names: dict[str, Mapping[str, str]] = {
        TopicKind.CASE: _names(Ultimatum.objects, keys[TopicKind.CASE], "title"),
        TopicKind.DOSSIER: _names(Dossier.objects, dossiers, "title"),
        TopicKind.ACTOR: _names(Actor.objects, actors, "name"),
    }
    for row in rows:
        kind = TopicKind(row.topic.kind)
        yield Reason(
            subscription_id=row.pk,
            kind=kind,
            key=row.topic.key,
            name=names.get(kind, {}).get(row.topic.key, ""),
            parts=tuple(_parts(filters.get(row.pk, ()), names)),
            since=row.confirmed_at or row.asked_at,
            wishes=row.wishes,
            cadence=row.cadence,
            note=cleaned(row.note),
        )


def _names(rows: Manager[Any], slugs: Collection[str], column: str) -> Mapping[str, str]:
    if not slugs:
        return {}
    return {slug: cleaned(name) for slug, name in rows.filter(slug__in=slugs).values_list("slug", column)}


def _parts(
    pairs: Iterable[tuple[str, str]], names: Mapping[str, Mapping[str, str]]
) -> Iterable[tuple[str, str]]:
    of_kind = {"sender": TopicKind.ACTOR, "target": TopicKind.ACTOR, "dossier": TopicKind.DOSSIER}
    for name, value in pairs:
        if name in of_kind and value in names[of_kind[name]]:
            yield name, names[of_kind[name]][value]
        elif name == "threat" and value in set(ThreatType):
            yield name, value
        elif name == "q":
            yield name, ""


def cleaned(value: T) -> T:
    """A value with every text in it as one clean line, through tuples and dataclasses."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _line(value)  # type: ignore[return-value]  # a str for a str
    if isinstance(value, tuple):
        return tuple(cleaned(item) for item in value)  # type: ignore[return-value]  # a tuple for a tuple
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: cleaned(item) for name, item in old.items()}
        changed = {name: item for name, item in new.items() if item is not old[name] and item != old[name]}
        return replace(value, **changed) if changed else value
    return value


def _line(text: str) -> str:
    return " ".join(_UNFIT.sub(" ", text).split())
