"""What a link asks to follow: `?case=`, `?dossier=`, `?actor=`, `?everything=1` or a filter."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.domain.vocabulary import ThreatType
from tracker.models import TopicKind
from tracker.queries.filters import LASTING
from tracker.queries.topics import LONGEST_KEY, Followed, filter_key, followed
from tracker.templatetags.labels import LABELS
from tracker.web.decorators import LONGEST_VALUE, no_parameter
from tracker.web.params import changes_nothing, unknown_names
from tracker.web.problems import HttpProblem

NAMED = (TopicKind.CASE, TopicKind.DOSSIER, TopicKind.ACTOR)
PARAMETERS = {*(kind.value for kind in NAMED), TopicKind.EVERYTHING.value, *LASTING}
PASSING = {"status", "within", "sort", "page", "as_of"}
"""What a dashboard's address may hold as well and nothing can follow."""


def requested_topic(request: HttpRequest) -> Followed:
    """What the address of the form asks to follow; raises `HttpProblem` with what would be right."""
    return topic_given(request.GET)


def topic_given(query: QueryDict) -> Followed:
    """What a query asks to follow; raises `HttpProblem` with what would be right."""
    given = {name: values for name, values in query.lists() if not changes_nothing(name)}
    refused, _ignored = unknown_names(given, PARAMETERS | PASSING)
    problems = [no_parameter(name, PARAMETERS) for name in refused]
    problems += [
        _("%(name)s is to be given once, with 1 to 100 characters and no NUL.") % {"name": name}
        for name, values in given.items()
        if name in PARAMETERS and (len(values) > 1 or "\0" in values[0] or len(values[0]) > LONGEST_VALUE)
    ]
    if problems:
        raise HttpProblem(400, _("That cannot be followed"), problems)
    kind, key = _topic({name: values[0].strip() for name, values in given.items() if name in PARAMETERS})
    if len(key) > LONGEST_KEY:
        raise HttpProblem(
            400, _("That cannot be followed"), [_("The search is too long to be followed; shorten it.")]
        )
    topic = followed([(kind, key)])[kind, key]
    if not topic.is_known:
        problem = _("The record has nothing of the name %(name)s.") % {"name": _unknown(topic)}
        raise HttpProblem(
            404, _("That cannot be followed"), [problem], [(reverse("subscribe"), _("Follow everything"))]
        )
    return topic


def _topic(given: Mapping[str, str]) -> tuple[TopicKind, str]:
    key = filter_key(given)
    if key in [filter_key({kind: given.get(kind, "")}) for kind in NAMED if kind in LASTING]:
        key = ""  # a filter on nothing but a dossier, or an actor, follows that dossier or actor
    named = [(kind, given[kind]) for kind in NAMED if given.get(kind) and not (key and kind in LASTING)]
    if len(named) + bool(key) + bool(given.get(TopicKind.EVERYTHING)) > 1:
        problem = _(
            "One subscription follows one thing: a case, a dossier, an actor, a filter, or everything."
        )
        raise HttpProblem(400, _("That cannot be followed"), [problem])
    if named:
        return named[0]
    return (TopicKind.FILTER, key) if key else (TopicKind.EVERYTHING, "")


def _unknown(topic: Followed) -> str:
    return topic.name or ", ".join(value for _name, value in topic.parts)


def address_of(kind: str, key: str) -> str:
    """The address of the form that follows a topic."""
    query = key if kind == TopicKind.FILTER else urlencode({kind: key or "1"})
    return f"{reverse('subscribe')}?{query}"


def follow_address(criteria: Mapping[str, str]) -> str:
    """The address of the form that follows what a dashboard's filter lasts on; everything without one."""
    key = filter_key(criteria)
    return address_of(TopicKind.FILTER, key) if key else address_of(TopicKind.EVERYTHING, "")


def in_words(topic: Followed) -> str:
    """What is followed, as a phrase: `every case with sender United States`."""
    if topic.kind is TopicKind.CASE:
        return _("the case “%(name)s”") % {"name": topic.name}
    if topic.kind is TopicKind.DOSSIER:
        return _("every case of the crisis “%(name)s”") % {"name": topic.name}
    if topic.kind is TopicKind.ACTOR:
        return _("every case of %(name)s, as sender or target") % {"name": topic.name}
    if topic.kind is TopicKind.EVERYTHING:
        return _("every case of the record")
    return _("every case with %(parts)s") % {"parts": ", ".join(_part(*part) for part in topic.parts)}


def _part(name: str, value: str) -> str:
    if name == "threat":
        value = str(LABELS[ThreatType].get(ThreatType(value), value))
    words = {
        "q": pgettext("filter", "the words “%(value)s”"),
        "sender": pgettext("filter", "sender %(value)s"),
        "target": pgettext("filter", "target %(value)s"),
        "actor": pgettext("filter", "%(value)s on either side"),
        "dossier": pgettext("filter", "crisis “%(value)s”"),
        "threat": pgettext("filter", "threat: %(value)s"),
    }
    return words[name] % {"value": value}
