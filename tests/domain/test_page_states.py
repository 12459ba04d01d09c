"""The rules by which a cited page is alive, failing, dead, blocked or doubtful: one table, and stories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tracker.domain.page_states import (
    Answer,
    Doubt,
    Failure,
    Kind,
    PageState,
    Standing,
    accepted,
    after,
    finding,
)
from tracker.domain.quotations import Quotation

NOW = datetime(2026, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = "https://example.org/2026/article"
LONG = "he gave them fifty days and said no more of it. " * 40
ALIVE = Standing(PageState.ALIVE, text_length=len(LONG), text_hash="old")


def answer(status: int | None = 200, text: str = LONG, **more: Any) -> Answer:
    read = {"texts": (text,) if text else (), "length": len(text)}
    return Answer(ASKED, status, **{"address": ASKED, **read, **more})


ARTICLE = answer(title="Fifty days, says the chancellor")


@pytest.mark.parametrize(
    ("came", "kind", "doubt"),
    [
        (ARTICLE, Kind.PAGE, None),
        (answer(text=""), Kind.EMPTY, None),
        *((answer(status), Kind.BLOCKED, None) for status in (401, 402, 403, 429, 451)),
        (answer(503, headers={"CF-Mitigated": "challenge"}), Kind.BLOCKED, None),
        (answer(200, headers={"X-DataDome": "protected"}), Kind.BLOCKED, None),
        (answer(200, "enable javascript", title="Just a moment..."), Kind.BLOCKED, None),
        (answer(503, "checking your browser before accessing"), Kind.BLOCKED, None),
        (answer(200, "please verify you are human to go on"), Kind.BLOCKED, None),
        (answer(200, LONG * 2 + "the site makes you verify you are human"), Kind.PAGE, None),
        *((answer(status), Kind.GONE, None) for status in (404, 410)),
        (answer(None, failure=Failure.NAME), Kind.GONE, None),
        (answer(None, failure=Failure.TLS), Kind.GONE, None),
        (answer(None), Kind.FAILING, None),
        *((answer(status), Kind.FAILING, None) for status in (400, 405, 418, 500, 502, 503, 504)),
        (answer(title="Page not found | Daily"), Kind.DOUBTFUL, Doubt.SAYS_MISSING),
        (answer(heading="Сторінку не знайдено"), Kind.DOUBTFUL, Doubt.SAYS_MISSING),
        (answer(title="404"), Kind.DOUBTFUL, Doubt.SAYS_MISSING),
        (answer(title="Weapons not found in Cendria"), Kind.PAGE, None),
        (answer(address="https://example.org/"), Kind.DOUBTFUL, Doubt.FRONT_PAGE),
        (answer(address="https://www.example.org/en/index.html"), Kind.DOUBTFUL, Doubt.FRONT_PAGE),
        (answer(address="https://example.org/2026/article-2"), Kind.PAGE, None),
        (answer(text=LONG[: len(LONG) // 6]), Kind.DOUBTFUL, Doubt.SHRANK),
        (answer(text=LONG[: len(LONG) // 4]), Kind.PAGE, None),
        (answer(text="no article was told from the rest", length=0), Kind.PAGE, None),
    ],
)
def test_what_an_answer_tells(came: Answer, kind: Kind, doubt: Doubt | None) -> None:
    found = finding(came, ALIVE, titles=("Weapons not found in Cendria",))
    assert (found.kind, found.doubt) == (kind, doubt)
    assert bool(found.reason) is (kind is not Kind.PAGE) or came.status is None
    if doubt:
        calm = finding(came, replace(ALIVE, accepted=(doubt,)))
        assert calm.kind is Kind.PAGE, "an editor has answered that"


def test_the_address_of_a_front_page_may_lead_to_the_front_page() -> None:
    came = replace(ARTICLE, asked="https://example.org/", address="https://www.example.org/en/")
    assert finding(came, ALIVE).kind is Kind.PAGE


def story(*came: tuple[float, Answer], before: Standing = ALIVE) -> Standing:
    """How a page stands after answers, each so many days after NOW."""
    for days, each in came:
        before = after(before, each, words=("fifty days",), titles=(), now=NOW + days * DAY)
    return before


GONE, BROKEN, SHUT = answer(404), answer(503), answer(403)


@pytest.mark.parametrize(
    ("came", "state", "failures"),
    [
        ([(0, GONE)], "failing", 1),
        ([(0, GONE), (3, GONE)], "failing", 2),
        ([(0, GONE), (3, GONE), (6, GONE)], "dead", 3),
        ([(0, GONE), (1, GONE), (2, GONE), (2.9, GONE)], "failing", 1),
        ([(0, GONE), (3, answer(None, failure=Failure.NAME)), (6, answer(410))], "dead", 3),
        ([(0, GONE), (3, ARTICLE), (6, GONE)], "failing", 1),
        ([(0, GONE), (3, BROKEN), (6, GONE), (9, SHUT), (12, GONE)], "dead", 3),
        ([(days, BROKEN) for days in range(0, 90, 7)], "failing", 0),
        ([(days, answer(None)) for days in range(0, 90, 7)], "failing", 0),
        ([(days, SHUT) for days in range(0, 90, 7)], "blocked", 0),
        ([(0, GONE), (3, GONE), (6, GONE), (13, BROKEN)], "dead", 3),
        ([(0, GONE), (3, GONE), (6, GONE), (13, SHUT)], "blocked", 3),
        ([(0, GONE), (3, GONE), (6, GONE), (13, ARTICLE)], "alive", 0),
    ],
)
def test_three_answers_that_it_is_gone_days_apart_make_it_dead(
    came: list[tuple[float, Answer]], state: str, failures: int
) -> None:
    found = story(*came)
    assert (found.state, found.failures) == (state, failures)


def test_it_is_gone_since_the_first_of_these_answers() -> None:
    dead = story((0, BROKEN), (1, GONE), (4, GONE), (7, GONE), (14, GONE))
    assert (dead.first_failed_at, dead.next_check_at) == (NOW + DAY, NOW + 21 * DAY)
    assert story((0, GONE)).next_check_at == NOW + 3 * DAY
    assert story((0, BROKEN)).next_check_at == NOW + DAY


def test_empty_failing_and_doubtful_answers_change_nothing_of_what_was_read() -> None:
    read = story((0, replace(ARTICLE, text_hash="new")))
    assert read.quotations == {"fifty days": Quotation(NOW)}
    for came in (answer(text=""), BROKEN, GONE, SHUT, answer(None), answer(text="short", title="Not found")):
        later = story((7, came), before=read)
        assert (later.quotations, later.text_hash, later.text_length) == (
            read.quotations,
            "new",
            read.text_length,
        )


def test_a_doubt_keeps_the_state_and_goes_when_the_page_is_itself_again() -> None:
    doubtful = story((0, ARTICLE), (7, answer(title="Not found")), (14, answer(title="Not found")))
    assert (doubtful.state, doubtful.doubt, doubtful.doubted_at) == ("alive", "says-missing", NOW + 7 * DAY)
    assert story((21, ARTICLE), before=doubtful).doubt == ""
    first = story((0, answer(title="Not found")), before=Standing())
    assert first.state is PageState.UNKNOWN


def test_what_an_editor_has_seen_is_no_alarm_again() -> None:
    shrank = answer(text=LONG[:100])
    doubtful = accepted(story((0, ARTICLE), (7, shrank)), now=NOW)
    assert (doubtful.doubt, story((8, shrank), before=doubtful).doubt) == ("", "")

    rewritten = answer(text=LONG.replace("fifty", "sixty"))
    gone = story((0, ARTICLE), (7, rewritten))
    assert gone.quotations["fifty days"].gone_at == NOW + 7 * DAY
    seen = story((14, rewritten), before=accepted(gone, now=NOW))
    assert seen.quotations == {"fifty days": Quotation()}

    dead = story((0, GONE), (3, GONE), (6, GONE))
    hidden = story(*((days, GONE) for days in (7, 14, 21, 28)), before=accepted(dead, now=NOW))
    assert (hidden.state, hidden.failures) == ("blocked", 0)
    assert story((35, ARTICLE), before=hidden).accepted == ()
