"""Any story of edits, outages, quiet hours and cadences: each reader ends up knowing the date on record."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests.factories import Document, a_case, a_deadline, a_due, an_event
from tests.services.histories import DAY, Play, utc
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import Cadence, Delivery, DeliveryState

START = utc("2026-03-01T12:00")
CHANGES = wish_bit(AlertKind.MOVED)
WEEK = wish_bit(AlertKind.REMINDER, 7 * DAY)
DAYS = ("2026-03-24", "2026-03-27", "2026-04-02")


class Editor:
    """The case as it is entered bit by bit."""

    def __init__(self) -> None:
        self.days, self.events = [DAYS[0]], 0

    def do(self, what: str, day: str) -> None:
        if what == "move" and day != self.days[-1]:
            self.days.append(day)
        elif what == "correct":
            self.days[-1] = day
        elif what == "take back" and len(self.days) > 1:
            self.days.pop()
        elif what == "event":
            self.events += 1

    def case(self) -> Document:
        deadlines: list[Any] = [a_deadline("d1", "2026-03-01", a_due(self.days[0]))]
        for at, day in enumerate(self.days[1:], 2):
            change = "extended" if day > self.days[at - 2] else "shortened"
            deadlines.append(a_deadline(f"d{at}", "2026-03-01", a_due(day), change, replaces=f"d{at - 1}"))
        events = [an_event(f"e{at}", "2026-03-01") for at in range(1, self.events + 1)]
        return a_case(deadlines=deadlines, events=events)


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 5, 6])
def test_every_reader_ends_up_knowing_the_date_on_record(seed: int) -> None:
    random = Random(seed)
    what = ("move", "move", "correct", "take back", "event", "nothing")
    _play(
        [
            (
                random.choice(what),
                random.choice(DAYS),
                random.choice((2, 10, 240, 1500, 4000)),
                random.choice(("on", "on", "off", "down")),
            )
            for _ in range(5)
        ]
    )


def _play(steps: list[tuple[str, str, int, str]]) -> None:
    play, editor = Play(START), Editor()
    play.follow("all")
    play.follow(play.reader("quiet", quiet=(22, 7)))
    play.follow("daily", cadence=Cadence.DAILY)
    play.follow("changes", wishes=CHANGES)
    play.follow("week", wishes=WEEK)
    play.store(editor.case())
    play.until(play.now + timedelta(minutes=30))
    for what, day, minutes, site in steps:
        before = list(editor.days)
        editor.do(what, day)
        play.is_on, play.server_is_up = site != "off", site != "down"
        stored_at, sent = play.now, len(play.mails)
        play.store(editor.case())
        play.until(play.now + timedelta(minutes=minutes))
        early = [mail for mail in play.mails[sent:] if mail[0] < stored_at + timedelta(minutes=5)]
        for _, _, mail in (
            early if editor.days != before else []
        ):  # nothing of the new date leaves before it can no longer be called back
            assert not str(mail["Subject"]).startswith(("Moved", "Correction"))
    play.is_on = play.server_is_up = True
    play.until(play.now + 2 * DAY)
    last = f"{int(editor.days[-1][-2:])} {'March' if editor.days[-1][5:7] == '03' else 'April'}"
    for name in ("all", "quiet", "daily", "changes"):
        told = [_date_in(str(mail["Subject"]), mail) for _, to, mail in play.mails if to.startswith(name)]
        dates = [date for date in told if date]
        if dates and play.now < utc(f"{editor.days[-1]}T23:59"):
            assert dates[-1] == last, (name, dates)
    play.until(utc(f"{max(DAYS)}T12:00") + 3 * DAY)
    open_rows = Delivery.objects.filter(state__in=[DeliveryState.DUE, DeliveryState.LEASED])
    assert not open_rows.exists()
    passed = [subject for subject in play.subjects("all") if subject.startswith("Passed")]
    assert passed


def _date_in(subject: str, mail: Any) -> str | None:
    """The date a mail tells as the one that holds, where it is about one."""
    for mark, end in (("→ ", " — "), ("Correction: ", " — "), ("New deadline, ", ": ")):
        if mark in subject:
            return subject.rpartition(mark)[2].partition(end)[0].partition(", not ")[0]
    return None
