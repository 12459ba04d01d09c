"""Letters: the mails people read, made once for an alert and addressed to each recipient.

All that recipients share is rendered, its style sheet written into the elements and encoded once for each
alert, language and zone, and anew each minute, for a letter says how much time is left. What differs (the
address to unsubscribe at, the reader's own page, why it comes) is filled into the bytes. All addresses begin
with SITE_URL, whatever a request may have claimed.

Headers: List-Unsubscribe with one-click (RFC 8058), List-Id and List-Help (RFC 2919, 2369), Auto-Submitted
(RFC 3834), X-Auto-Response-Suppress for servers that only know that, Feedback-ID for complaint statistics of
large providers. No Precedence: no RFC defines it, and some servers hold 'bulk' back.
"""

import re
import textwrap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from tracker.domain.alerts import AlertKind
from tracker.domain.case import Source
from tracker.domain.dates.moments import When
from tracker.domain.mail_facts import MailFacts
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import CountdownKind, Status
from tracker.models import Alert, DeliveryKind, SwitchedOff
from tracker.queries.case import CasePage, DeadlineLine, EventLine, Sources, StoryItem
from tracker.queries.emails import (
    AlertFacts,
    DigestEntry,
    DigestFacts,
    Knowledge,
    Pages,
    Reason,
    alert_facts,
    as_known,
    carried_by,
    cleaned,
    dates_in_mails,
    digest_facts,
    pages_at,
    reasons,
    recorded_at,
    request_facts,
    retraction_facts,
)
from tracker.queries.successors import Pair
from tracker.queries.webhooks import switched_off
from tracker.queries.week_ahead import WeekAhead
from tracker.services.local_names import speaking
from tracker.services.outbox.mail import Claimed
from tracker.services.subscriptions.tokens import (
    Confirmation,
    Leave,
    LeaveKind,
    confirm_token,
    manage_token,
    message_id,
    return_token,
    successor_token,
    unsubscribe_token,
)
from tracker.services.successors import offer
from tracker.services.webhooks.endpoints import MAIL_HOLDS
from tracker.services.week_ahead_emails import MOST_DATES, Weeks, week_context
from tracker.templatetags.emails import (
    CountdownWords as Words,
)
from tracker.templatetags.emails import (
    correction_words,
    countdown_in_words,
    days_of,
    followed,
    left_short,
    moment_text,
    move_words,
    note_lines,
    now_text,
    offset_words,
    share_spent,
    short_title,
    web_url,
    why_text,
    zone_rows,
)
from tracker.templatetags.labels import label
from tracker.templatetags.times import due_text, settled_text, span_text, when_short, when_text
from tracker.transports.base import Outgoing
from tracker.transports.mime import Draft, mark

SITE_NAME = "Ultimata"
WIDTH = 72
MOST_DRAFTS = 400
_ABOUT_CHANGES = (AlertKind.MOVED, AlertKind.CORRECTION)
"""What is told from what its reader was told before."""
_GRAVEST_FIRST = (
    AlertKind.OUTCOME,
    AlertKind.CORRECTION,
    AlertKind.MOVED,
    AlertKind.EXPIRY,
    AlertKind.SET,
    AlertKind.REMINDER,
    AlertKind.EVENT,
)
MOST_WHOLE, MOST_BRIEF = 12, 60
"""So many cases a digest tells in full, and so many more in a line each; fewer where they are long."""
MOST_OCTETS = 84_000
"""Of what all readers of a mail share: Gmail hides what goes beyond 102 kB, and with it the way out."""
SHORT_DIGEST = 4
"""Digests of more cases name the way out at their top as well."""
PERSONAL = ("unsubscribe_url", "manage_url", "why")
NOTE = ("note_text", "note_html")
_ADDRESS_LINE = re.compile(r"\s*https?://\S+")
_LEAD = re.compile(r" *(- |\[\d+\] |\d+\. )?")


@dataclass(slots=True)
class Counts:
    """How much work was done: letters rendered, and how often one was used again."""

    rendered: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One alert that a mail tells of, of which case, and the subscription it comes by."""

    alert: int
    case: int
    kind: AlertKind
    subscription: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """What a mail has that those of other readers lack: a note of theirs, the next ultimatum of a pair."""

    has_note: bool = False
    pairs: tuple[Pair, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are filled in for each reader."""
        return (*PERSONAL, *(NOTE if self.has_note else ()), *(("successor_url",) if self.pairs else ()))


NOTHING_OWN = Own()
Key = tuple[object, ...]


@dataclass(slots=True)
class EmailRenderer:
    """The letters of one drain: keeps what recipients share, for a minute and while the record is the same.

    Each letter carries the version of the cases it was made of (services.outbox.retry): it is not begun once
    one of them has changed, and is made anew.
    """

    counts: Counts = field(default_factory=Counts)
    _parts: dict[int, tuple[Part, ...]] = field(default_factory=dict)
    _revisions: dict[int, int] = field(default_factory=dict)
    _told: dict[tuple[int, int], dict[str, MailFacts]] = field(default_factory=dict)
    _recorded_at: dict[int, dict[str, datetime]] = field(default_factory=dict)
    _minute: datetime | None = None
    _pages: Pages | None = None
    _facts: dict[int, AlertFacts | None] = field(default_factory=dict)
    _drafts: dict[Key, Draft | None] = field(default_factory=dict)
    _reasons: dict[int, Reason] = field(default_factory=dict)
    _whys: dict[tuple[object, ...], str] = field(default_factory=dict)
    _weeks: Weeks = field(default_factory=Weeks)
    _offered: Mapping[int, tuple[Pair, ...]] = field(default_factory=dict)

    def expect(self, rows: Iterable[Claimed]) -> None:
        """Look up why these mails come and what their readers know; else each costs as many queries.

        At most 16 queries.
        """
        rows = list(rows)
        self._parts = self._parts_of(rows)
        found = [(row, part) for row in rows for part in self._parts[row.id]]
        if self._weeks.expect(row for row in rows if row.kind == DeliveryKind.WEEK_AHEAD):
            self._minute = None
        by = {part.subscription for _, part in found if part.subscription}
        self._reasons = reasons(by | self._weeks.subscriptions)
        ended = {
            part.subscription for _, part in found if part.kind is AlertKind.OUTCOME and part.subscription
        }
        self._offered = self.offered(ended, [row.id for row in rows]) if ended else {}
        moved = [(row.subscriber_id, part.case) for row, part in found if part.kind in _ABOUT_CHANGES]
        self._told = dates_in_mails({who for who, _ in moved}, {case for _, case in moved}) if moved else {}
        self._recorded_at = recorded_at({case for _, case in moved}) if moved else {}

    def offered(self, ended: Collection[int], mails: Collection[int]) -> Mapping[int, tuple[Pair, ...]]:
        """What each of these mails, which tell these subscriptions of an outcome, offers to follow next."""
        return offer(ended, mails)

    def _parts_of(self, rows: list[Claimed]) -> dict[int, tuple[Part, ...]]:
        """What each mail tells, with the revisions of the cases as they are before any page is read."""
        alone = {row.alert_id for row in rows if row.alert_id}
        alerts = Alert.objects.filter(pk__in=alone).values_list(
            "pk", "ultimatum", "kind", "ultimatum__revision"
        )
        case_of = {pk: (case, AlertKind(kind), revision) for pk, case, kind, revision in alerts}
        found: dict[int, list[Part]] = {row.id: [] for row in rows}
        revisions: dict[int, int] = {}
        for row in rows:
            if row.alert_id in case_of:
                case, kind, revisions[case] = case_of[row.alert_id]
                found[row.id].append(Part(row.alert_id, case, kind, row.subscription_id))
        for row_id, alert, case, kind, subscription, revision in carried_by(
            [row.id for row in rows if row.kind == DeliveryKind.DIGEST]
        ):
            revisions[case] = revision
            found[row_id].append(Part(alert, case, kind, subscription))
        if any(self._revisions.get(case, revision) != revision for case, revision in revisions.items()):
            self._minute = None
        self._revisions.update(revisions)
        return {row: tuple(parts) for row, parts in found.items()}

    def addressed(self, row: Claimed, *, now: datetime) -> Outgoing | None:
        """The mail of a claimed delivery, ready to leave; None: there is nothing left to say.

        Raises ValueError where no mail can be made of it: a fault of that delivery alone.
        """
        if row.id not in self._parts:
            self.expect([row])
        make = {
            DeliveryKind.ALERT: self._alert,
            DeliveryKind.RETRACTED: self._retracted,
            DeliveryKind.DIGEST: self._digest,
            DeliveryKind.WEEK_AHEAD: self._week_ahead,
            DeliveryKind.CONFIRMATION: self._confirmation,
            DeliveryKind.ACCESS: self._access,
            DeliveryKind.ENDPOINT: self._endpoint,
        }[DeliveryKind(row.kind)]
        made = make(row, now)
        if made is None:
            return None
        draft, personal = made
        data = draft.address(to=row.address, message_id=message_id(row.id, mail_domain()), fields=personal)
        version = self.version_of(row)
        if row.kind == DeliveryKind.WEEK_AHEAD:
            version = self._weeks.version
        return Outgoing(return_path(row.id), row.address, data, row.id, version=version)

    def facts_for(self, row: Claimed, now: datetime) -> AlertFacts | None:
        """What the mail of an alert tells its reader; None: nothing that is new to her."""
        facts = self._facts_of(row.alert_id or 0, now)
        return self._as_known(row, facts) if facts else None

    def version_of(self, row: Claimed) -> int:
        """The revisions of the cases a mail was made of, added up (services.outbox.retry)."""
        return sum(self._revisions[part.case] for part in self._parts[row.id])

    def _facts_of(self, alert_id: int, now: datetime) -> AlertFacts | None:
        self._turn_minute(now)
        if alert_id not in self._facts:
            self._facts[alert_id] = alert_facts(alert_id, at=now, pages=self._at(now))
        return self._facts[alert_id]

    def _shared(
        self, facts: AlertFacts, language: str, zone: str, now: datetime, own: Own = NOTHING_OWN
    ) -> Draft | None:
        key = (_facts_key(facts), language, zone, own)
        if key in self._drafts:
            self.counts.reused += 1
            return self._drafts[key]
        return self._keep(key, self._draft_of(facts, language, zone, now, own))

    def _alert(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        facts = self.facts_for(row, now)
        own = self._own(row, [row.subscription_id] if row.subscription_id else [])
        draft = self._shared(facts, spoken(row.language), row.zone, now, own) if facts else None
        if draft is None:
            return None
        return draft, self._of_one(row, own, now)

    def _retracted(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        self._turn_minute(now)
        language = spoken(row.language)
        key = ("retracted", row.alert_id, language)
        draft = self._drafts.get(key)
        if draft is None:
            facts = retraction_facts(row.alert_id or 0)
            if facts is None:
                return None
            with speaking(language):
                context = {"facts": facts, "title": short_title(facts.title)}
                feedback = f"{row.alert_id}:retracted:alert:{SITE_NAME.lower()}"
                draft = self._draft("retracted", context, PERSONAL, now, feedback)
            self._keep(key, draft)
        return draft, self._of_one(row, NOTHING_OWN, now)

    def _as_known(self, row: Claimed, facts: AlertFacts) -> AlertFacts | None:
        """What is new in it for this reader."""
        if facts.kind not in _ABOUT_CHANGES:
            return facts
        part = next(part for part in self._parts[row.id] if part.alert == facts.alert_id)
        told = self._told.get((row.subscriber_id, part.case), {})
        reason = self._reasons.get(part.subscription or 0)
        since = reason.since if reason else None
        return as_known(facts, Knowledge(told, since, self._recorded_at.get(part.case, {})))

    def _of_one(self, row: Claimed, own: Own, now: datetime) -> dict[str, str]:
        """What a mail says to its reader that comes by one subscription."""
        leave = Leave(LeaveKind.EVERYTHING, row.subscriber_id)
        if row.subscription_id:
            leave = Leave(LeaveKind.SUBSCRIPTION, row.subscription_id)
        wanted = [row.subscription_id] if row.subscription_id else []
        return self._personal(row, leave, wanted, own, now)

    def _reasons_of(self, wanted: Iterable[int]) -> list[Reason]:
        missing = [pk for pk in wanted if pk not in self._reasons]
        if missing:
            self._reasons.update(reasons(missing))
        return [self._reasons[pk] for pk in wanted if pk in self._reasons]

    def _own(self, row: Claimed, wanted: Iterable[int]) -> Own:
        has_note = any(reason.note for reason in self._reasons_of(wanted))
        return Own(has_note, self._offered.get(row.id, ()))

    def _personal(
        self, row: Claimed, leave: Leave, wanted: Iterable[int], own: Own, now: datetime
    ) -> dict[str, str]:
        found = self._reasons_of(wanted)
        given = {
            "unsubscribe_url": unsubscribe_url(leave, row),
            "manage_url": link_url(row.language),
            "why": self._why(found, spoken(row.language), row.zone),
        }
        if own.has_note:
            with speaking(spoken(row.language)):
                notes = note_lines([each for each in found if each.note])
            given |= {"note_text": flowed("\n".join(notes)).strip(), "note_html": "\n".join(notes)}
        if own.pairs:
            given["successor_url"] = successor_url(row, now=now)
        return given

    def _why(self, found: list[Reason], language: str, zone: str) -> str:
        """Why a mail comes; the words are shared by all who follow the same since the same day."""
        # A day begins at a quarter of an hour everywhere, so the quarter tells the day in any zone.
        follows = (
            (each.kind, each.key, each.name, each.parts, each.since.timestamp() // 900) for each in found
        )
        key = (language, zone, *follows)
        if key not in self._whys:
            if len(self._whys) >= MOST_DRAFTS:
                self._whys.clear()
            with speaking(language):
                why = why_text([(reason, reason.since) for reason in found], zone)
            self._whys[key] = textwrap.fill(why, WIDTH, break_long_words=False, break_on_hyphens=False)
        return self._whys[key]

    def _digest(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        self._turn_minute(now)
        facts = digest_facts(row.id, at=now, pages=self._at(now))
        facts = self._as_known_digest(row, facts) if facts else None
        if facts is None:
            return None
        language = spoken(row.language)
        told = tuple(_facts_key(each) for entry in facts.entries for each in entry.alerts)
        own = self._own(row, facts.subscription_ids)
        if not any(each.kind is AlertKind.OUTCOME for entry in facts.entries for each in entry.alerts):
            own = replace(own, pairs=())  # the outcome was taken back meanwhile
        key = (facts.cadence, told, language, row.zone, own)
        draft = self._drafts.get(key) or self._keep(
            key, self._draft_of_digest(facts, language, row.zone, now, own)
        )
        if draft is None:
            return None
        kind = (LeaveKind.AT_ONCE, LeaveKind.DAILY, LeaveKind.WEEKLY)[facts.cadence]
        leave = Leave(kind, row.subscriber_id)
        if facts.is_at_once and len(facts.subscription_ids) == 1:
            leave = Leave(LeaveKind.SUBSCRIPTION, facts.subscription_ids[0])
        return draft, self._personal(row, leave, facts.subscription_ids, own, now)

    def _as_known_digest(self, row: Claimed, facts: DigestFacts) -> DigestFacts | None:
        entries = []
        for entry in facts.entries:
            known = (self._as_known(row, each) for each in entry.alerts)
            if alerts := tuple(each for each in known if each):
                entries.append(replace(entry, alerts=alerts))
        return replace(facts, entries=tuple(entries)) if entries else None

    def _draft_of_digest(
        self, facts: DigestFacts, language: str, zone: str, now: datetime, own: Own
    ) -> Draft:
        first, *others = facts.entries
        if facts.is_at_once and not others and len(first.alerts) == 1:
            return self._draft_of(first.alerts[0], language, zone, now, own)
        with speaking(language):
            subject = ""
            if facts.is_at_once:
                subject = _subject(min(first.alerts, key=_rank), zone, now)
            whole, brief = MOST_WHOLE, MOST_BRIEF
            while True:
                context = _digest_context(facts, subject, zone, now, whole=whole, brief=brief)
                context["pairs"] = own.pairs
                draft = self._draft("digest", context, own.names, now, f"digest:{SITE_NAME.lower()}")
                if draft.octets <= MOST_OCTETS or not brief:
                    return draft
                whole, brief = whole // 2, brief // 2

    def _week_ahead(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        self._turn_minute(now)
        week = self._weeks.of(row, now=now)
        if week is None:
            return None
        language = spoken(row.language)
        wanted = self._weeks.subscriptions_of(row)
        own = self._own(row, wanted)
        key = ("week", self._weeks.topics_of(row), row.not_after, language, row.zone, own)
        draft = self._drafts.get(key) or self._keep(key, self._draft_of_week(week, row, language, now, own))
        if draft is None:
            return None
        leave = Leave(LeaveKind.WEEK_AHEAD, row.subscriber_id)
        return draft, self._personal(row, leave, wanted, own, now)

    def _draft_of_week(self, week: WeekAhead, row: Claimed, language: str, now: datetime, own: Own) -> Draft:
        with speaking(language):
            most = MOST_DATES
            while True:
                context = week_context(week, row, now=now, address_of=case_address, most=most)
                sources, numbers = _numbered(entry["sources"] for entry in context["entries"])
                context |= {"sources": sources, "numbers": numbers, "now_words": now_text(now, row.zone)}
                draft = self._draft("week", context, own.names, now, f"week:{SITE_NAME.lower()}")
                if draft.octets <= MOST_OCTETS or not most:
                    return draft
                most //= 2

    def _confirmation(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        facts = request_facts(row.subscriber_id)
        if facts is None:
            return None
        with speaking(spoken(row.language)):
            what = followed(facts.reasons[0])
            told = {(each.kind, each.key, each.wishes, each.cadence): each for each in facts.reasons}
            context = {"reasons": list(told.values()), "what": short_title(what)}
            context |= {"asked_words": moment_text(facts.asked_at, row.zone)}
            names = ("unsubscribe_url", "confirm_url")
            draft = self._draft("confirmation", context, names, now, f"confirmation:{SITE_NAME.lower()}")
        confirmation = Confirmation(row.subscriber_id, tuple(each.subscription_id for each in facts.reasons))
        return draft, {
            "unsubscribe_url": unsubscribe_url(Leave(LeaveKind.REQUEST, row.subscriber_id), row),
            "confirm_url": confirm_url(confirmation, row.language, now=now),
        }

    def _access(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        self._turn_minute(now)
        language = spoken(row.language)
        draft = self._drafts.get(("access", language, ""))
        if draft is None:
            with speaking(language):
                names = ("unsubscribe_url", "manage_url")
                draft = self._draft("access", {}, names, now, f"access:{SITE_NAME.lower()}")
            self._keep(("access", language, ""), draft)
        leave = Leave(LeaveKind.EVERYTHING, row.subscriber_id)
        return draft, {
            "unsubscribe_url": unsubscribe_url(leave, row),
            "manage_url": manage_url(row, now=now),
        }

    def _endpoint(self, row: Claimed, now: datetime) -> tuple[Draft, dict[str, str]] | None:
        hooks = switched_off(row.subscriber_id, since=now - MAIL_HOLDS)
        if not hooks:
            return None
        with speaking(spoken(row.language)):
            told = [
                {
                    "host": urlsplit(hook.url).hostname,  # its path may hold a secret
                    "follows": followed(hook.topic),
                    "is_gone": hook.why is SwitchedOff.GONE,
                    "at": moment_text(hook.at, row.zone),
                    "error": hook.error,
                }
                for hook in hooks
            ]
            names = ("unsubscribe_url", "manage_url")
            given = {"hooks": told, "kept_days": settings.KEEP_CALLS.days}
            draft = self._draft("endpoint", given, names, now, f"endpoint:{SITE_NAME.lower()}")
        leave = Leave(LeaveKind.EVERYTHING, row.subscriber_id)
        return draft, {"unsubscribe_url": unsubscribe_url(leave, row), "manage_url": link_url(row.language)}

    def _draft_of(self, facts: AlertFacts, language: str, zone: str, now: datetime, own: Own) -> Draft:
        with speaking(language):
            context = {**_alert_context(facts, zone, now), "pairs": own.pairs}
            feedback = f"{facts.alert_id}:{facts.kind}:alert:{SITE_NAME.lower()}"
            return self._draft(_template(facts), context, own.names, now, feedback)

    def _draft(
        self, kind: str, context: Mapping[str, Any], personal: tuple[str, ...], now: datetime, feedback: str
    ) -> Draft:
        self.counts.rendered += 1
        marks = {name: mark(name) for name in personal}
        given = {
            **context,
            **marks,
            "site_name": SITE_NAME,
            "site_url": _root(translation.get_language()),
            "rule": "-" * WIDTH,
        }
        subject = one_line(render_to_string(f"emails/{kind}/subject.txt", given))
        text = flowed(render_to_string(f"emails/{kind}/body.txt", given))
        html = render_to_string(f"emails/{kind}/body.html", {**given, "subject": subject})
        return Draft(
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=subject,
            text=text,
            html=inlined(html),
            date=now,
            headers=_headers(feedback, is_manageable="manage_url" in personal),
            fields=personal,
        )

    def _keep(self, key: Key, draft: Draft | None) -> Draft | None:
        if len(self._drafts) >= MOST_DRAFTS:
            self._drafts.clear()
        self._drafts[key] = draft
        return draft

    def _turn_minute(self, now: datetime) -> None:
        """Forget what was true a minute ago."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute, self._pages = minute, None
            self._facts.clear()
            self._drafts.clear()
            self._weeks.found.clear()

    def _at(self, now: datetime) -> Pages:
        if self._pages is None:
            self._pages = pages_at(now)
        return self._pages


# --- What templates are given -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A source with its number in this letter; `url` is empty where a mail must not link to it."""

    number: int
    cited: Source
    url: str


def _alert_context(facts: AlertFacts, zone: str, now: datetime) -> dict[str, Any]:
    case, line = facts.case, facts.deadline or facts.case.focus
    due = line.due if line else None
    is_of_case = facts.countdown == case.countdown
    clock = countdown_in_words(facts.countdown, due, case.headlines if is_of_case else ())
    is_over = case.status is Status.RESOLVED
    moves = _moves(case, line)
    news = tuple(item for item in facts.news if item.deadline not in moves)
    context: dict[str, Any] = {
        "facts": facts,
        "case": case,
        "deadline": line,
        "title": short_title(case.title),
        "clock": clock,
        "left": left_short(facts.countdown),
        "spent": share_spent(facts.countdown, line.announced if line else None, now),
        "rows": zone_rows(due, zone),
        "moves": moves,
        "news": news,
        "has_clock": facts.countdown.kind not in (CountdownKind.SUSPENDED, CountdownKind.WITHDRAWN),
        "now_words": now_text(now, zone),
        "late_since": moment_text(facts.due_at, zone),
        "case_url": case_url(case),
        "days": days_of(due, now),
        "is_over": is_over,
        "settled": settled_text(case.countdown) if is_over else "",
    }
    if facts.countdown.kind is CountdownKind.INSIDE:
        context["expiry_words"] = gettext("Window open")
        context["expiry_text"] = gettext("It can expire at any time from now on.")
    else:
        context["expiry_words"] = gettext("Deadline passed")
        context["expiry_text"] = gettext(
            "No outcome is on record yet. When there is one, whoever asked to hear of outcomes gets a mail."
        )
    if facts.is_correction:
        is_dated = facts.deadline is not None
        context["correction"] = correction_words(facts.was, due, now) if is_dated else gettext("Correction")
        context["was_wrong"] = _was_wrong(facts, now)
        context["is_gone"] = not (is_dated or facts.outcomes or facts.event)
        if facts.event:
            context["right"] = gettext("Scheduled for {day}").format(day=when_text(facts.event.on))
    if facts.kind is AlertKind.MOVED and line:
        context["move"] = move_words(line.change, facts.was, due, now)
        context["old_days"] = days_of(facts.was, now) if facts.was else ""
        context["new_days"] = days_of(due, now) if due else label(line.change)
    words = list(dict.fromkeys(label(outcome.headline) for outcome in facts.outcomes))
    context["outcome_words"] = "; ".join(words) + context["settled"]
    context["sources"], context["numbers"] = _numbered(_shown(facts, line, news))
    return {**context, "preheader": _preheader(facts, clock, context)}


def _facts_key(facts: AlertFacts) -> Key:
    """What tells apart the letters about one alert."""
    return (facts.alert_id, facts.was, facts.is_correction)


def _template(facts: AlertFacts) -> str:
    """The kind of letter that says it: a reminder that was held past its date tells that it has come.

    Whoever was told of a date that is not on record reads that it was wrong, not that it moved.
    """
    if facts.is_correction:
        return AlertKind.CORRECTION.value
    is_late = facts.kind is AlertKind.REMINDER and facts.countdown.kind is not CountdownKind.BEFORE
    return AlertKind.EXPIRY.value if is_late else facts.kind.value


def _subject(facts: AlertFacts, zone: str, now: datetime) -> str:
    """The subject of a letter about this alone."""
    return heading_of(facts, zone, now)[0]


def heading_of(facts: AlertFacts, zone: str, now: datetime) -> tuple[str, str]:
    """The subject of a letter about this alone, and the line that a list of mails shows below it."""
    name, context = f"emails/{_template(facts)}/subject.txt", _alert_context(facts, zone, now)
    return one_line(render_to_string(name, context)), context["preheader"]


def _rank(facts: AlertFacts) -> int:
    """Which of several things a subject names: the gravest."""
    return _GRAVEST_FIRST.index(facts.kind)


def _was_wrong(facts: AlertFacts, now: datetime) -> str:
    """What a correction takes back: 'We told you this, and it was wrong: 2 September'"""
    wrong = facts.corrects or {}
    if "text" in wrong and facts.deadline is None:
        what = f"“{cleaned(wrong['text'])}”"
        if "on" in wrong:
            what = f"{when_text(When(wrong['on']))}: {what}"
    elif "headline" in wrong:
        what = label(Headline(wrong["headline"]))
    else:
        what = days_of(facts.was, now)
    return gettext("We told you this, and it was wrong: {what}").format(what=what)


def _moves(case: CasePage, line: DeadlineLine | None) -> tuple[DeadlineLine, ...]:
    lines = tuple(each for each in case.deadlines if line and each.step == line.step)
    return lines if len(lines) > 1 else ()


def _shown(facts: AlertFacts, line: DeadlineLine | None, news: tuple[StoryItem, ...]) -> Iterable[Sources]:
    """The sources of what the letter shows, in its order."""
    if facts.event:
        yield facts.event.sources
    yield from (outcome.sources for outcome in facts.outcomes)
    if line:
        yield line.sources
    yield from (demand.sources for demand in facts.case.demands)
    yield from (threat.sources for threat in facts.case.threats)
    yield from (_sources_of(item) for item in news)


def _sources_of(item: StoryItem) -> Sources:
    part = item.event or item.outcome or item.deadline
    return part.sources if part else ()


def _numbered(cited: Iterable[Sources]) -> tuple[tuple[NumberedSource, ...], dict[str, int]]:
    """Each source once, numbered by its first mention, and the numbers by key."""
    found: dict[str, Source] = {}
    for source in (source for group in cited for source in group):
        found.setdefault(source.key, source)
    numbered = [
        NumberedSource(at, source, web_url(source.url)) for at, source in enumerate(found.values(), 1)
    ]
    return tuple(numbered), {source.cited.key: source.number for source in numbered}


def _preheader(facts: AlertFacts, clock: Words, context: Mapping[str, Any]) -> str:
    """The line that a list of mails shows below the subject."""
    if facts.event:
        return facts.event.text
    if facts.outcomes:
        return facts.outcomes[0].justification
    due = context["deadline"].due if context["deadline"] else None
    return f"{clock.sentence}: {due_text(due)}" if due else clock.sentence


def _digest_context(
    facts: DigestFacts, subject: str, zone: str, now: datetime, *, whole: int, brief: int
) -> dict[str, Any]:
    """What a digest is rendered with: so many cases in full, so many in a line each, the rest a number."""
    shown = [
        _entry(entry, place, zone, now, says_late=facts.is_at_once)
        for place, entry in enumerate(facts.entries[: whole + brief], 1)
    ]
    sources, numbers = _numbered(told["sources"] for entry in shown[:whole] for told in entry["told"])
    most, total = facts.entries[0], len(facts.entries)
    clock = countdown_in_words(most.case.countdown, most.case.due, most.case.headlines)
    return {
        "facts": facts,
        "entries": shown[:whole],
        "brief": shown[whole:],
        "rest": max(0, total - len(shown)),
        "total": total,
        "is_long": total > SHORT_DIGEST,
        "sources": sources,
        "numbers": numbers,
        "first": subject or f"{clock.sentence}: {short_title(most.case.title)}",
        "preheader": f"{clock.sentence}: {short_title(most.case.title)}",
        "others": total - 1,
        "now_words": now_text(now, zone),
    }


def _entry(entry: DigestEntry, place: int, zone: str, now: datetime, *, says_late: bool) -> dict[str, Any]:
    case = entry.case
    return {
        "number": place,
        "case": case,
        "clock": countdown_in_words(case.countdown, case.due, case.headlines),
        "rows": zone_rows(case.due, zone),
        "url": case_url(case),
        "told": [
            *(_facts_context(facts, now, says_late=says_late) for facts in entry.alerts),
            *(_scheduled_context(event, case) for event in case.scheduled if event.ends_at > now),
        ],
    }


def _scheduled_context(event: EventLine, case: CasePage) -> dict[str, Any]:
    """What is to happen in a case that a digest tells of anyway, in a line."""
    told = gettext("Scheduled for {day}").format(day=when_text(event.on))
    return {"label": told, "text": event.text, "sources": _keyed(event.sources, case.slug)}


def _facts_context(facts: AlertFacts, now: datetime, *, says_late: bool) -> dict[str, Any]:
    """One thing a digest has to tell of a case, in a line; what was to wait for it is not late."""
    line = facts.deadline
    sources: Sources = line.sources if line else ()
    if facts.event and not facts.is_correction:
        sources, what = facts.event.sources, (when_short(facts.event.on), facts.event.text)
    elif facts.outcomes and not facts.is_correction:
        outcome = facts.outcomes[0]
        sources, what = outcome.sources, (label(outcome.headline), outcome.justification)
    elif facts.is_correction:
        right = correction_words(facts.was, line.due, now) if line else ""
        what = ("", right or gettext("Correction") + f": {_was_wrong(facts, now)}")
    elif line and facts.kind is AlertKind.MOVED:
        what = ("", move_words(line.change, facts.was, line.due, now))
    elif line and facts.kind is AlertKind.SET:
        what = (gettext("New deadline"), f"{days_of(line.due, now)}, “{line.as_stated}”")
    elif facts.kind is AlertKind.EXPIRY:
        what = ("", gettext("The date has passed."))
    else:
        words = gettext("You asked to be reminded {span} before.").format(span=offset_words(facts.offset))
        if facts.late and says_late:
            words += " " + gettext("This comes {span} late.").format(span=span_text(facts.late))
        sources, what = (), ("", words)
    return {"label": what[0], "text": what[1], "sources": _keyed(sources, facts.case.slug)}


def _keyed(sources: Sources, slug: str) -> Sources:
    """Sources under keys that tell the cases of a digest apart."""
    return tuple(replace(source, key=f"{slug}:{source.key}") for source in sources)


# --- Form ---------------------------------------------------------------------------------------------------
def flowed(text: str) -> str:
    """Plain text in lines of at most 72 characters, addresses whole on theirs; one blank line at most."""
    lines = [piece for line in text.split("\n") for piece in _wrapped(line.rstrip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def one_line(text: str) -> str:
    """A text with single spaces for all white space, as subjects and headers hold it."""
    return " ".join(text.split())


def _wrapped(line: str) -> list[str]:
    if len(line) <= WIDTH or _ADDRESS_LINE.fullmatch(line):
        return [line]
    lead = _LEAD.match(line)
    indent = " " * len(lead[0] if lead else "")
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def inlined(html: str) -> str:
    """HTML with the style sheet of letters written into its elements; queries of the device stay a sheet."""
    return _inliner().inline(html)


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    sheet = render_to_string("emails/style.css")
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, extra_css=sheet)


def _headers(feedback: str, *, is_manageable: bool) -> dict[str, str]:
    headers = {
        "List-Id": f"{SITE_NAME} <reminders.{mail_domain()}>",
        "List-Unsubscribe": f"<{mark('unsubscribe_url')}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Feedback-ID": feedback,
        "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    if is_manageable:
        headers["List-Help"] = f"<{mark('manage_url')}>"
    return headers


# --- Addresses ----------------------------------------------------------------------------------------------
def case_url(case: CasePage) -> str:
    """The public page of a case."""
    return case_address(case.slug)


def case_address(slug: str) -> str:
    """The public page of the case of that name."""
    return f"{_root(translation.get_language())}/ultimatums/{slug}/"


def unsubscribe_url(leave: Leave, row: Claimed) -> str:
    """Where one click ends it: a form by GET, done by POST."""
    return f"{_root(row.language)}/subscriptions/unsubscribe/{unsubscribe_token(leave, row.link_key)}/"


def confirm_url(confirmation: Confirmation, language: str, *, now: datetime) -> str:
    """Where a request is confirmed: a form by GET, done by POST."""
    return f"{_root(language)}/subscriptions/confirm/{confirm_token(confirmation, now=now)}/"


def manage_url(row: Claimed, *, now: datetime) -> str:
    """The subscriber's own page, for an hour; only in a mail that she asked for."""
    token = manage_token(row.subscriber_id, row.link_key, now=now)
    return f"{_root(row.language)}/subscriptions/manage/{token}/"


def successor_url(row: Claimed, *, now: datetime) -> str:
    """Where the next ultimatum of the same two is followed: a form by GET, done by POST."""
    token = successor_token(row.subscriber_id, row.id, row.link_key, now=now)
    return f"{_root(row.language)}/subscriptions/next/{token}/"


def link_url(language: str) -> str:
    """Where the link to one's own page is asked for."""
    return f"{_root(language)}/subscriptions/link/"


def _root(language: str | None) -> str:
    """What the addresses of pages in a language begin with; as `reverse` has it, many times as fast.

    One that is not spoken any more counts as the usual one.
    """
    is_usual = language is None or spoken(language) == settings.LANGUAGE_CODE
    return settings.SITE_URL if is_usual else f"{settings.SITE_URL}/{language}"


def return_path(delivery_id: int) -> str:
    """Where bounces go: an address of its own where one is set, else the one mails are from.

    Where the setting has a star, it names the delivery, so that a report which quotes nothing tells of one.
    """
    path: str = settings.BOUNCE_ADDRESS or _bare(settings.DEFAULT_FROM_EMAIL)
    return path.replace("*", return_token(delivery_id)) if settings.BOUNCE_ADDRESS else path


def mail_domain() -> str:
    """The domain mails are from: signatures and Message-IDs name the same one."""
    return _bare(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]


@lru_cache(maxsize=8)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]


def spoken(language: str) -> str:
    """The language if mails are written in it, else the usual one."""
    known = {code for code, _ in settings.LANGUAGES}
    return language if language in known else settings.LANGUAGE_CODE
