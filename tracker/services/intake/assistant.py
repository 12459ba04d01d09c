"""A language model beside the rules, off by default: what it adds, and when it may be asked at all.

It is asked about texts that passed the sieve, where somebody allowed it for exactly this address and model,
and so often a day. Whatever goes wrong, what the rules read stays, and `problem` says what went wrong.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.contrib.auth.models import User

from tracker.domain.dates.moments import When
from tracker.domain.extraction.quotes import NoQuotes, read_quotes
from tracker.domain.extraction.result import Candidate
from tracker.models import AssistantConsent
from tracker.services.http_clients import user_agent
from tracker.services.intake.engine import Rules
from tracker.services.rate_limit import Limit, TooManyRequests, count
from tracker.transports.assistant import Assistant, AssistantClient, AssistantKind, NotAnswered

log = logging.getLogger(__name__)
LONGEST_TEXT = 20_000
"""Characters of a text that are sent; longer ones are left to the rules."""
SIEVED = 3000
"""Characters at its start that must pass the sieve: what editors and readers hand in has not yet."""
ROUND_SECONDS = 45.0
"""After so long with answers the rest of a round is left to the rules: a task ends after two minutes."""
DAY = timedelta(days=1)


class NotSent(Exception):
    """Why the model was not asked."""


def chosen_assistant() -> Assistant | None:
    """The model that the settings name."""
    if not settings.ASSISTANT_URL:
        return None
    kind = AssistantKind(settings.ASSISTANT_KIND)
    return Assistant(kind, settings.ASSISTANT_URL, settings.ASSISTANT_MODEL, settings.ASSISTANT_KEY)


def is_allowed(assistant: Assistant) -> bool:
    """Whether the newest answer for this address and model is yes (1 query)."""
    answers = AssistantConsent.objects.filter(address=assistant.address, model=assistant.model)
    return bool(answers.values_list("is_given", flat=True).first())


def answer_consent(assistant: Assistant, *, is_given: bool, editor: User, now: datetime) -> AssistantConsent:
    """Store whether texts may leave for a model, and who says so."""
    return AssistantConsent.objects.create(
        address=assistant.address,
        model=assistant.model,
        is_given=is_given,
        answered_at=now,
        answered_by=editor,
    )


def engine_for(now: datetime, *, clock: Callable[[], datetime]) -> "Rules | Assisted":
    """What reads texts for one round: the rules, with a model beside them where one is set up."""
    rules, assistant = Rules(now), chosen_assistant()
    return Assisted(rules, assistant, clock=clock) if assistant else rules


class Assisted:
    """The rules, and then a model, for one round. After a failure the rest of the round is left to the rules.

    `problem` says why the model added nothing to the text that was read last; empty where it was asked.
    """

    def __init__(self, rules: Rules, assistant: Assistant, *, clock: Callable[[], datetime]) -> None:
        self._rules = rules
        self._assistant = assistant
        self._client = AssistantClient(assistant, user_agent=user_agent())
        self._clock = clock
        self._resting_because = ""
        self._seconds = 0.0
        self.problem = ""

    def read(self, text: str, *, published: When) -> list[Candidate]:
        """The candidates of the rules and of the model, best first; raises `NotRead` as the rules do."""
        # As in `engine`: few processes read texts.
        from tracker.domain.extraction.assisted import candidates_of, put_together  # noqa: PLC0415 -- see above
        from tracker.domain.extraction.sieve import may_be_ultimatum  # noqa: PLC0415 -- see above

        found = self._rules.read(text, published=published)
        self.problem = ""
        if may_be_ultimatum("", text[:SIEVED], actors=self._rules.actors, on=published.first_day):
            return found
        try:
            quoted = read_quotes(self._ask(text), text)
        except (NotSent, NotAnswered, NoQuotes) as error:
            self.problem = f"The assistant added nothing: {error}"
            log.log(logging.DEBUG if isinstance(error, NotSent) else logging.WARNING, "%s", self.problem)
            return found
        actors, cases = self._rules.actors, self._rules.cases
        return put_together(
            found, candidates_of(quoted, text, published=published, actors=actors, cases=cases)
        )

    def _ask(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise NotSent(f"texts of more than {LONGEST_TEXT:,} characters are not sent.")
        if self._resting_because:
            raise NotSent(self._resting_because)
        began = monotonic()
        try:
            self._check_leave()
            return self._client.ask(text)
        except (NotSent, NotAnswered) as error:
            self._resting_because = str(error)
            raise
        finally:
            self._seconds += monotonic() - began
            if self._seconds > ROUND_SECONDS and not self._resting_because:
                self._resting_because = f"its answers took {self._seconds:.0f} seconds of this round."

    def _check_leave(self) -> None:
        """Raise `NotSent` unless texts may leave and today's number is not used up; count one."""
        if not is_allowed(self._assistant):
            raise NotSent("nobody has allowed yet that texts leave this machine.")
        most = settings.ASSISTANT_DAILY
        try:
            count([Limit("assistant", "", most, DAY)], now=self._clock())
        except TooManyRequests as error:
            raise NotSent(f"it was asked {most} times within a day.") from error
