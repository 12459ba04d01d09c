"""What the address of a feed asks for: the dashboard's filters, checked one by one, and the instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import ThreatType
from tracker.models import Actor, Phase
from tracker.models.phases import PhaseQuerySet
from tracker.queries.changes import is_retracted
from tracker.queries.dashboard import Facet, Front, front
from tracker.queries.filters import narrow
from tracker.templatetags.labels import label
from tracker.templatetags.times import as_of_text
from tracker.web.decorators import AsOf
from tracker.web.filters import FILTER_NAMES, WITHIN
from tracker.web.headers import open_to_all
from tracker.web.problems import HttpProblem, problem_details

FACETS = ("sender", "target", "dossier")
MOST_NAMED = 40
"""How many permanent names a refusal lists at the most."""


@dataclass(frozen=True)
class Wanted:
    """A feed's cases: by which criteria, in which phases they are at the instant, and how to say so."""

    asked: AsOf
    criteria: Mapping[str, str]
    _choices: dict[str, list[Facet]] = field(default_factory=dict)

    @cached_property
    def front(self) -> Front:
        """What there is to filter by (1 query, the first time)."""
        return front(now=self.asked.now)

    @cached_property
    def phases(self) -> PhaseQuerySet:
        """The phases at the instant of the cases that meet the criteria."""
        return narrow(self.everything, self.criteria, at=self.asked.at)

    @cached_property
    def everything(self) -> PhaseQuerySet:
        """The phases at the instant of all cases."""
        asked = self.asked
        is_stored = asked.is_now and self.front.is_fresh(asked.now)
        return Phase.objects.current() if is_stored else Phase.objects.at(asked.at)

    @cached_property
    def one(self) -> dict[str, str | None]:
        """The names of the actor and the case that are asked for; None: not known by then.

        1 query each, 2 for a case that is not there.
        """
        found: dict[str, str | None] = {}
        if slug := self.criteria.get("actor"):
            theirs = narrow(self.everything, {"actor": slug}, at=self.asked.at).order_by()
            actors = Actor.objects.filter(slug=slug, parts__ultimatum__in=theirs.values("ultimatum"))
            found["actor"] = actors.values_list("name", flat=True).first()
        if slug := self.criteria.get("case"):
            cases = self.everything.filter(ultimatum__slug=slug)
            title = cases.values_list("ultimatum__title", flat=True).first()
            # Whoever reads the feed of a case that was taken back learns it there.
            found["case"] = title or (slug if is_retracted(slug) else None)
        return found

    def choices(self, name: str) -> list[Facet]:
        """What could be asked for at the instant: senders, targets or dossiers."""
        if name not in self._choices:
            self._choices[name] = self.front.choices(name, self.asked.at)
        return self._choices[name]

    @cached_property
    def title(self) -> str:
        """'Ultimata: United States, Use of force'; 'Ultimata: all deadlines'; of the past with its day."""
        parts = [self._in_words(name, value) for name, value in self.criteria.items()]
        text = "Ultimata: " + (", ".join(parts) or _("all deadlines"))
        if self.asked.is_now:
            return text
        return _("{title}, as of {day}").format(title=text, day=as_of_text(self.asked.at))

    def _in_words(self, name: str, value: str) -> str:
        if name in FACETS:
            return next(facet.name for facet in self.choices(name) if facet.slug == value)
        if name in ("threat", "status"):
            return label(value, {"threat": "threattype", "status": "status"}[name])
        if name == "within":
            return _("due within %(days)s days") % {"days": value}
        return f"“{value}”" if name == "q" else self.one[name] or value

    def address(self, name: str, *args: str, **more: str) -> str:
        """The absolute address of a page or feed, with the criteria, the instant and `more` as its query."""
        return absolute(reverse(name, args=args), {**self.criteria, **instant(self.asked), **more})

    @property
    def page_address(self) -> str:
        """The page that shows the same: of the case, or the dashboard by those criteria that it has."""
        if slug := self.criteria.get("case"):
            return absolute(reverse("case", args=[slug]), instant(self.asked))
        shown = {name: value for name, value in self.criteria.items() if name in FILTER_NAMES}
        return absolute(reverse("dashboard"), {**shown, **instant(self.asked)})


def absolute(path: str, query: Mapping[str, str]) -> str:
    """An address of this site as others need it."""
    text = urlencode(query, safe=":,")
    return f"{settings.SITE_URL}{path}{'?' if text else ''}{text}"


def instant(asked: AsOf) -> dict[str, str]:
    """The part of an address that keeps the instant; nothing for the present."""
    return {"as_of": asked.as_of} if asked.as_of else {}


def wanted(request: HttpRequest, asked: AsOf, filters: Collection[str] = FILTER_NAMES) -> Wanted:
    """The cases an address asks for (no query without criteria, else 1; 1 more for `actor` or `case`).

    Raises `HttpProblem` with every value that is wrong and what would be right.
    """
    return wanted_by({name: request.GET.get(name, "") for name in filters}, asked, filters)


def wanted_by(values: Mapping[str, str], asked: AsOf, filters: Collection[str]) -> Wanted:
    """The same for values by the names of filters; what has another name is left out."""
    given = {name: values.get(name, "").strip() for name in filters}
    found = Wanted(asked, {name: value for name, value in given.items() if value})
    checks = (_problem(name, value, found) for name, value in found.criteria.items())
    if problems := [problem for problem in checks if problem]:
        raise HttpProblem(400, _("No deadline can be filtered like that"), problems)
    return found


def _problem(name: str, value: str, found: Wanted) -> str:
    """What is wrong with the value of a filter, and what would be right; '' where nothing is."""
    allowed: Sequence[str]
    if name == "q":
        return ""
    if name in FACETS:
        allowed = [facet.slug for facet in found.choices(name)]
    elif name == "actor":
        if found.one[name]:
            return ""
        allowed = sorted({facet.slug for facet in (*found.choices("sender"), *found.choices("target"))})
    elif name == "case":
        if found.one[name]:
            return ""
        return _("case: the record knows no case %(value)s at this instant.") % {"value": value}
    else:
        allowed = {
            "threat": [word.value for word in ThreatType],
            "status": [word.value for word in Status],
            "within": [str(days) for days in WITHIN],
        }[name]
    if value in allowed:
        return ""
    problem = _("%(name)s: %(value)s is not one of %(allowed)s.")
    return problem % {"name": name, "value": value, "allowed": _listed(allowed)}


def _listed(names: Sequence[str]) -> str:
    if not names:
        return _("none: the record is empty at this instant")
    text = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return _("{names} and {count} more").format(names=text, count=more) if more > 0 else text


def refusal(request: HttpRequest, refused: HttpProblem) -> HttpResponse:
    """A problem, for programs on other sites as well."""
    return open_to_all(problem_details(request, refused))


def feed(body: bytes, content_type: str, filename: str) -> HttpResponse:
    """A feed as it is sent; `filename` is what it is called once saved, in ASCII without quotes."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return open_to_all(response)
