"""What a number of the track record counts, as filters of the table of all cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.statistics.track_record import WORDS, Choice, NotAChoice
from tracker.models.phases import PhaseQuerySet
from tracker.queries.dashboard import Front
from tracker.queries.track_record import Known, known
from tracker.templatetags.track_record import BY_THE_TABLE, TABLE_NAMES, described
from tracker.web.problems import HttpProblem

COUNTED = {TABLE_NAMES.get(name, name): name for name in WORDS if name not in BY_THE_TABLE}
"""The parameters of the table that say what is counted, and what `Choice` calls them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The ultimatums that one number counts; nothing set: no number is meant, and all cases stand there."""

    given: Mapping[str, str]
    choice: Choice
    found: Known | None

    @classmethod
    def read(cls, query: QueryDict, *, front: Front, at: datetime, is_now: bool) -> "Counted":
        """What an address asks for (no query without such a parameter). Raises `HttpProblem`."""
        given = {name: text for name in COUNTED if (text := query.get(name, ""))}
        if not given:
            return cls({}, Choice(), None)
        facts = known(at, front=front, is_now=is_now)
        words = {COUNTED[name]: text for name, text in given.items()}
        return cls(given, read_choice(words, facts, _("The cases cannot be narrowed like that")), facts)

    def of(self, phases: PhaseQuerySet) -> PhaseQuerySet:
        """Those of phases that hold the instant whose cases are counted."""
        if self.found is None:
            return phases
        chosen = self.choice.of(self.found.cases, self.found.at)
        return phases.filter(pk__in=[self.found.places[case.slug].phase for case in chosen])

    @property
    def in_words(self) -> str:
        """What is counted, as headings say it."""
        return ", ".join(described(self.choice, {})) if self.given else ""


def read_choice(words: Mapping[str, str], found: Known, title: str) -> Choice:
    """The choice that these words name. Raises `HttpProblem` under a title, with what would be right."""
    links = [(reverse("record"), _("The track record"))]
    try:
        choice = Choice.from_words(words)
    except NotAChoice as error:
        sentence = _("%(name)s: %(text)s is not known; there are %(allowed)s.")
        allowed = ", ".join(error.allowed)
        name = TABLE_NAMES.get(error.name, error.name)
        problem = sentence % {"name": name, "text": error.text, "allowed": allowed}
        raise HttpProblem(400, title, [problem], links) from error
    problems = [
        _("%(name)s: the record has no actor %(slug)s.") % {"name": name, "slug": slug}
        for name, slug in (("sender", choice.sender), ("target", choice.target), ("speaker", choice.speaker))
        if slug and slug not in found.actors
    ]
    if choice.besides and choice.besides not in found.places:
        problems.append(_("besides: the record has no case %(slug)s.") % {"slug": choice.besides})
    if problems:
        raise HttpProblem(400, title, problems, links)
    return choice
