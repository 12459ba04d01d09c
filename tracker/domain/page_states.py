"""How a cited page stands after it was asked for: alive, failing, dead, blocked or unknown.

The rules: a host that keeps us out (401, 402, 403, 429, 451, a captcha) says nothing of the page. 404, 410,
a name without an address and a broken certificate count, and three of them, each at least three days after
the one before, make it dead. Any other failure never does, nor a name where no page at all has answered since
the failure before: then it is our own network that fails. A page that says it is missing with status 200,
leads to the front page, or lost four fifths of its text is for an editor to look at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.domain.quotations import Quotation, compared, folded


class PageState(StrEnum):
    """How a page stands."""

    ALIVE = "alive"
    FAILING = "failing"
    DEAD = "dead"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why an answer that looks like the page may be none, or why a page that answers as gone is not."""

    SAYS_MISSING = "says-missing"
    FRONT_PAGE = "front-page"
    SHRANK = "shrank"
    GONE = "gone"


class Failure(StrEnum):
    """Why no answer came."""

    NAME = "name"
    TLS = "tls"
    OTHER = "other"


class Kind(StrEnum):
    """What an answer tells of a page."""

    PAGE = "page"
    EMPTY = "empty"
    DOUBTFUL = "doubtful"
    BLOCKED = "blocked"
    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for a page.

    `status` is None where nothing came, and then `failure` and `detail` say why. `address` is where redirects
    led. `texts` are what was read, folded: the article and all that is visible; empty where nothing was.
    `length` is that of the article in characters, 0 where none was told from the rest of the page.
    """

    asked: str
    status: int | None = None
    failure: Failure = Failure.OTHER
    detail: str = ""
    address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    texts: tuple[str, ...] = ()
    text_hash: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What an answer tells, the reason in a sentence, and the doubt where there is one."""

    kind: Kind
    reason: str = ""
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is known of a page by asking for it; `accepted` are doubts that an editor answered."""

    state: PageState = PageState.UNKNOWN
    failures: int = 0
    first_failed_at: datetime | None = None
    last_failed_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = None
    status: int | None = None
    final_address: str = ""
    reason: str = ""
    text_hash: str = ""
    text_length: int = 0
    doubt: str = ""
    doubted_at: datetime | None = None
    accepted: tuple[str, ...] = ()
    quotations: Mapping[str, Quotation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageShares:
    """How many of the cited pages stand how; of the quoted words, how many were found when last read."""

    total: int = 0
    states: Mapping[PageState, int] = field(default_factory=dict)
    archived: int = 0
    quotes: int = 0
    quotes_found: int = 0

    @property
    def is_checked(self) -> bool:
        """Whether any page was asked for yet."""
        return self.total > self.states.get(PageState.UNKNOWN, 0)


EVERY = timedelta(days=7)
AFTER_FAILURE = timedelta(days=1)
BETWEEN_STRIKES = timedelta(days=3)
DEAD_AFTER = 3
"""So many answers that it is gone, each so long after the one before, make a page dead."""
LEAST_SHARE = 0.2
"""A text that keeps less than this share of its length is looked at by an editor."""
LEAST_LENGTH = 400
"""A text shorter than that is no measure."""
SHORT = 2500
"""A page that asks for a proof of being human says little else."""

BLOCKING = (401, 402, 403, 407, 429, 451, 999)
GONE = (404, 410)
TITLES_OF_CAPTCHAS = re.compile(
    r"just a moment|attention required|checking your browser|verify(ing)? (that )?you are (a )?human"
    r"|are you (a )?(human|robot)|robot check|captcha|pardon our interruption|ddos.guard"
    r"|security (check|verification)|access (to this page has been )?denied",
    re.IGNORECASE,
)
WORDS_OF_CAPTCHAS = re.compile(
    r"verify(ing)? (that )?you are (a )?human|checking (if the site connection is secure|your browser)"
    r"|enable javascript and cookies to continue|captcha-delivery|datadome|px-captcha|prove you are human"
    r"|performing security verification|complete the security check|unusual traffic from your",
    re.IGNORECASE,
)
MISSING = re.compile(
    r"\b(error 404|404 error|http 404|not found|page (does not|doesn.t|no longer) exists?|can.t be found"
    r"|cannot be found|could not be found|couldn.t be found"
    r"|(page|content|article) (is )?(no longer |un)available"
    r"|nicht gefunden|existiert nicht( mehr)?|introuvable|n.existe (pas|plus)|no encontrad[ao]|no existe"
    r"|не найден[аоы]?|не существует|не знайдено|не існує)\b|^\W*404\b",
    re.IGNORECASE,
)
FRONT_PAGE = re.compile(
    r"https?://[^/?#]+/?([a-z]{2}([-_][a-z]{2})?/?)?((index|home|default)(\.[a-z]{3,5})?/?)?(#.*)?",
    re.IGNORECASE,
)


def finding(answer: Answer, before: Standing, *, titles: tuple[str, ...] = ()) -> Finding:
    """What an answer tells; `titles` are those under which the page is cited."""
    status = f"It answered {answer.status}"
    if answer.status is None:
        is_other = answer.failure is Failure.OTHER
        found = Finding(Kind.FAILING, answer.detail) if is_other else _gone(answer.detail, before)
    elif answer.status in BLOCKING:
        found = Finding(Kind.BLOCKED, f"{status}: it does not let us in.")
    elif _asks_for_proof(answer):
        found = Finding(Kind.BLOCKED, f"{status} and asks for a proof of being human.")
    elif answer.status in GONE:
        found = _gone(f"{status}: there is no such page.", before)
    elif not 200 <= answer.status < 300:
        found = Finding(Kind.FAILING, f"{status} instead of a page.")
    elif doubt := _doubt(answer, before, titles):
        found = doubt
    elif answer.texts:
        found = Finding(Kind.PAGE)
    else:
        found = Finding(Kind.EMPTY, answer.detail or "No text was found.")
    return found


def _gone(reason: str, before: Standing) -> Finding:
    """An answer that the page is gone; of one that an editor saw there, that it does not let us in."""
    if Doubt.GONE in before.accepted:
        return Finding(Kind.BLOCKED, f"{reason} An editor has seen the page all the same.")
    return Finding(Kind.GONE, reason)


def _asks_for_proof(answer: Answer) -> bool:
    headers = {name.lower(): value.lower() for name, value in answer.headers.items()}
    if headers.get("cf-mitigated") == "challenge" or "x-datadome" in headers:
        return True
    if TITLES_OF_CAPTCHAS.match(answer.title.strip()):
        return True
    words = answer.texts[-1] if answer.texts else ""
    return len(words) < SHORT and WORDS_OF_CAPTCHAS.search(words) is not None


def _doubt(answer: Answer, before: Standing, titles: tuple[str, ...]) -> Finding | None:
    """Why a page that came may not be the one that is cited."""
    headed = f"{answer.title}\n{answer.heading}"
    found: dict[Doubt, str] = {}
    told = MISSING.search(answer.title) or MISSING.search(answer.heading)
    if told and not any(folded(title) in folded(headed) for title in titles):
        found[Doubt.SAYS_MISSING] = f"It answered {answer.status}, but says “{_shown(headed, told[0])}”."
    if _is_front_page(answer.address) and not _is_front_page(answer.asked):
        found[Doubt.FRONT_PAGE] = "It leads to the front page now."
    if before.text_length >= LEAST_LENGTH and 0 < answer.length < LEAST_SHARE * before.text_length:
        left = f"{answer.length:,} of {before.text_length:,}"
        found[Doubt.SHRANK] = f"Its text shrank: {left} characters are left."
    return next(
        (Finding(Kind.DOUBTFUL, why, doubt) for doubt, why in found.items() if doubt not in before.accepted),
        None,
    )


def _is_front_page(address: str) -> bool:
    return FRONT_PAGE.fullmatch(address) is not None


def _shown(headed: str, told: str) -> str:
    line = next((line for line in headed.split("\n") if told in line), told)
    return " ".join(line.split())[:80]


def after(
    before: Standing, answer: Answer, *, words: tuple[str, ...], titles: tuple[str, ...], now: datetime
) -> Standing:
    """How the page stands after an answer; `words` are those that are quoted from it."""
    found = finding(answer, before, titles=titles)
    asked = replace(
        before,
        checked_at=now,
        next_check_at=now + EVERY,
        status=answer.status,
        final_address=answer.address if answer.address != answer.asked else "",
        reason=found.reason,
    )
    match found.kind:
        case Kind.BLOCKED:
            return replace(asked, state=PageState.BLOCKED)
        case Kind.FAILING:
            return _failing(asked, now=now)
        case Kind.GONE:
            return _struck(asked, now=now)
        case Kind.DOUBTFUL:
            return replace(asked, doubt=str(found.doubt), doubted_at=before.doubted_at or now)
    alive = replace(
        asked,
        state=PageState.ALIVE,
        failures=0,
        first_failed_at=None,
        last_failed_at=None,
        doubt="",
        doubted_at=None,
        accepted=tuple(each for each in before.accepted if each != Doubt.GONE),
    )
    if found.kind is Kind.EMPTY:
        return alive
    return replace(
        alive,
        text_hash=answer.text_hash,
        text_length=answer.length or before.text_length,
        quotations=compared(before.quotations, words, answer.texts, now=now),
    )


def _failing(asked: Standing, *, now: datetime) -> Standing:
    """A failure that makes no page dead, and brings no dead one back."""
    if asked.state is PageState.DEAD:
        return asked
    return replace(
        asked,
        state=PageState.FAILING,
        first_failed_at=asked.first_failed_at or now,
        next_check_at=now + AFTER_FAILURE,
    )


def _struck(asked: Standing, *, now: datetime) -> Standing:
    """An answer that the page is gone."""
    counts = asked.last_failed_at is None or now - asked.last_failed_at >= BETWEEN_STRIKES
    failures = asked.failures + counts
    is_dead = failures >= DEAD_AFTER
    return replace(
        asked,
        state=PageState.DEAD if is_dead else PageState.FAILING,
        failures=min(failures, DEAD_AFTER),
        first_failed_at=asked.first_failed_at if asked.failures else now,
        last_failed_at=now if counts else asked.last_failed_at,
        next_check_at=now + (EVERY if is_dead else BETWEEN_STRIKES),
    )


def accepted(before: Standing, *, now: datetime) -> Standing:
    """How a page stands once an editor saw that it is there and says what is quoted.

    What raised the doubt is accepted from then on; words that are gone count as never seen.
    """
    answered = {before.doubt} | ({Doubt.GONE.value} if before.state is PageState.DEAD else set())
    return replace(
        before,
        state=PageState.ALIVE,
        failures=0,
        first_failed_at=None,
        last_failed_at=None,
        doubt="",
        doubted_at=None,
        text_length=0 if before.doubt == Doubt.SHRANK else before.text_length,
        accepted=tuple(sorted({*before.accepted, *answered} - {"", Doubt.SHRANK.value})),
        quotations={
            words: Quotation() if each.gone_at else each for words, each in before.quotations.items()
        },
        reason="An editor has seen that the words stand there.",
        next_check_at=now + EVERY,
    )
