"""The engine that reads texts: the rules of `domain.extraction` on the actors and cases of the record."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from tracker.domain.dates.moments import When
from tracker.domain.extraction.actors import ActorTable
from tracker.domain.extraction.cases import KnownCase
from tracker.domain.extraction.result import Candidate
from tracker.intake.feed_document import FeedItem
from tracker.queries.extraction import actor_table, known_cases


class Rules:
    """Reads for one round: actors and cases come from the database once, when the first text needs them."""

    problem = ""

    def __init__(self, now: datetime) -> None:
        self._now = now

    @cached_property
    def actors(self) -> ActorTable:
        """The actors a text may name."""
        return actor_table()

    @cached_property
    def cases(self) -> Sequence[KnownCase]:
        """The cases a text may be about."""
        return known_cases(self._now)

    def sieve(self, item: FeedItem, published: When) -> str:
        """Why an item is not worth fetching; empty where it may tell of an ultimatum."""
        from tracker.domain.extraction.sieve import may_be_ultimatum  # noqa: PLC0415 -- as below

        return may_be_ultimatum(item.title, item.summary, actors=self.actors, on=published.first_day)

    def read(self, text: str, *, published: When) -> list[Candidate]:
        """The candidates of a text, best first; raises `NotRead` with a reason."""
        # To compile its patterns takes each process a quarter of what Django takes to start; few read texts.
        from tracker.domain.extraction.reader import read_text  # noqa: PLC0415 -- see above

        return read_text(text, published=published, actors=self.actors, cases=self.cases)
