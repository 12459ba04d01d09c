"""The tools: each asks what an address of the API or a page asks, by the same rules, and words the answer.

Arguments are the parameters of the address, so a wrong one is refused by name with what would be right.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field, ValidationError

from tracker.domain.dates.moments import NotADate, When
from tracker.queries.changes import changes
from tracker.queries.dashboard import DashboardRow, Sort
from tracker.web.api import parameters as asks
from tracker.web.api.checks import check_names, refused
from tracker.web.api.payloads import about, change_payload
from tracker.web.api.rows import case_url, due_date
from tracker.web.decorators import parse_as_of
from tracker.web.mcp.sentences import case_sentence, change_sentence, page, record_sentence
from tracker.web.pages.search import answer_of
from tracker.web.problems import HttpProblem

LONGEST_ARGUMENT = 600
MOST_LISTED = 20
Plain = dict[str, Any]
Arguments = Mapping[str, str]
Answer = Callable[[HttpRequest, Arguments, datetime], tuple[Plain, list[str]]]
"""Data, and lines for people, of a request with checked arguments at an instant."""
Asks = TypeVar("Asks", bound=Schema)


class Search(asks.AsOfParameter):
    query: asks.Words
    """Names or words of the record; quotes make a phrase. Typing errors are forgiven."""


class OneCase(asks.AsOfParameter):
    slug: asks.Slug
    """The permanent name of the case, as other tools give it."""


class Cases(asks.Filters):
    sort: Sort = Sort.EXPIRY
    """expiry: what runs, soonest first; newest; title."""
    limit: asks.Limit = 20
    """How many at the most."""
    cursor: asks.Cursor | asks.Nothing = None
    """next_cursor of the answer before."""


class Upcoming(asks.AsOfParameter):
    days: asks.Days = 30
    """How many days ahead."""
    limit: asks.Limit = 20
    """How many at the most."""
    cursor: asks.Cursor | asks.Nothing = None
    """next_cursor of the answer before."""


class Changes(asks.OfFacts):
    model_config = ConfigDict(use_attribute_docstrings=True)

    since: Annotated[str, Field(min_length=1, max_length=100, examples=["2025-07-24"])]
    """A day or an instant: what became news from then on."""
    limit: asks.Limit = 50
    """How many at the most, the newest first."""


class Record(asks.AsOfParameter):
    pass


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its arguments as a schema, and what answers with data and with lines for people."""

    name: str
    title: str
    text: str
    arguments: type[Schema]
    answer: "Answer"

    def described(self) -> Plain:
        """As `tools/list` has it."""
        schema = {**self.arguments.model_json_schema(), "additionalProperties": False}
        for each in schema["properties"].values():
            if each.get("default", "") is None:  # left out; no argument can be null
                del each["default"]
        hints = {"readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
        return {
            "name": self.name,
            "title": self.title,
            "description": self.text,
            "inputSchema": schema,
            "annotations": {"title": self.title, **hints},
        }


def call(tool: Tool, arguments: Mapping[str, Any], request: HttpRequest, now: datetime) -> Plain:
    """The result of a call; what is asked wrong is a result as well, which says what would be right."""
    try:
        found, lines = tool.answer(request, _checked(tool, arguments), now)
    except HttpProblem as problem:
        text = "\n".join([problem.title, *problem.problems])
        return {"content": [{"type": "text", "text": text}], "isError": True}
    text = "\n".join(lines) or "Nothing in the record fits."
    return {"content": [{"type": "text", "text": text}], "structuredContent": found, "isError": False}


def _checked(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, str]:
    """The arguments as the texts an address holds, without those that are null; raises `HttpProblem`."""
    arguments = {name: value for name, value in arguments.items() if value is not None}
    known = tool.arguments.model_fields
    problems, texts = [], dict[str, str]()
    for name, value in arguments.items():
        if name not in known:
            allowed = ", ".join(known)
            problems.append(
                _("There is no argument %(name)s here; there are %(allowed)s.")
                % {"name": str(name)[:100], "allowed": allowed}
            )
        elif isinstance(value, float) and value.is_integer():  # 5.0 is a whole number in JSON Schema
            texts[name] = f"{min(value, 1e9):.0f}"
        elif isinstance(value, bool) or not isinstance(value, str | int):
            problems.append(_("%(name)s: a text or a whole number.") % {"name": name})
        elif len(text := value if isinstance(value, str) else str(min(value, 10**9))) > LONGEST_ARGUMENT:
            problems.append(
                _("%(name)s holds more than %(most)s characters.") % {"name": name, "most": LONGEST_ARGUMENT}
            )
        else:
            texts[name] = text
    missing = [name for name, field in known.items() if field.is_required() and name not in arguments]
    problems += [_("%(name)s is missing.") % {"name": name} for name in missing]
    if problems:
        raise HttpProblem(400, _("Nothing can be asked like that"), problems)
    return texts


def _api(request: HttpRequest, name: str, query: Mapping[str, str], **parts: str) -> Plain:
    """What an address of the API answers; raises `HttpProblem` with what it refuses."""
    path = reverse(name, kwargs=parts)
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.META, asked.GET = request.META, QueryDict(urlencode(query))
    view, args, kwargs = resolve(path)
    answer = view(asked, *args, **kwargs)
    content: Plain = json.loads(answer.content)
    if answer.status_code != 200:
        raise HttpProblem(answer.status_code, content["title"], content["errors"])
    return content


def _read(shape: type[Asks], arguments: Arguments) -> Asks:
    """The arguments by their types; raises `HttpProblem`."""
    try:
        return shape.model_validate(dict(arguments))
    except ValidationError as error:
        found = [(str(problem["loc"][0]), problem) for problem in error.errors(include_url=False)]
        raise refused(found) from error


def _lines(items: list[Plain]) -> list[str]:
    return [f"{item['sentence']} {item['url']}" for item in items]


def _cases(name: str) -> Answer:
    def answer(request: HttpRequest, arguments: Arguments, _now: datetime) -> tuple[Plain, list[str]]:
        found = _api(request, name, {"limit": str(MOST_LISTED), **arguments})
        found["items"] = [{"sentence": case_sentence(item), **item} for item in found["items"]]
        return found, _lines(found["items"])

    return answer


def _one_case(request: HttpRequest, arguments: Arguments, _now: datetime) -> tuple[Plain, list[str]]:
    slug = _read(OneCase, arguments).slug
    rest = {name: value for name, value in arguments.items() if name != "slug"}
    found = _api(request, "api-ultimatum", rest, slug=slug)
    found = {"sentence": case_sentence(found), **found}
    return found, [*_lines([found]), *filter(None, [found["summary"]])]


def _search(_request: HttpRequest, arguments: Arguments, now: datetime) -> tuple[Plain, list[str]]:
    query = _read(Search, arguments).query
    asked = parse_as_of(arguments.get("as_of"), now=now)
    answer = answer_of(query, asked, None, 1)
    items = [_found(case.row) for section in answer.found.sections for case in section.cases]
    names = {
        name: [{"slug": each.slug, "name": each.name} for each in found]
        for name, found in (("actors", answer.found.actors), ("crises", answer.found.crises))
    }
    told = {"searched_for": answer.meant or query, "total": answer.found.total}
    return {**about(asked), **told, "items": items, **names}, _lines(items)


def _found(row: DashboardRow) -> Plain:
    item = {
        "slug": row.slug,
        "url": case_url(row.slug),
        "title": row.title,
        "kind": row.kind,
        "status": row.status,
        "senders": list(row.senders),
        "targets": list(row.targets),
        "due": due_date(row.due),
        "headlines": list(row.headlines),
    }
    return {"sentence": case_sentence(item), **item}


def _changes(_request: HttpRequest, arguments: Arguments, now: datetime) -> tuple[Plain, list[str]]:
    query = _read(Changes, arguments)
    asked = parse_as_of(query.as_of, now=now)
    try:
        start = When(query.since.replace(" ", "+")).starts_at
    except NotADate as error:
        raise HttpProblem(400, _("That is not an instant"), [f"since: {error}"]) from error
    lines = changes(at=asked.at, criteria=query.criteria, limit=query.limit + 1, as_told=asked.is_now)
    if not lines:
        check_names(query.criteria, at=asked.at)
    fresh = [line for line in lines if (line.news_at if asked.is_now else line.at) >= start]
    items = []
    for line in fresh[: query.limit]:
        item = change_payload(line, asked)
        items.append({"sentence": change_sentence(item), "url": item["case"]["url"], **item})
    return {**about(asked), "items": items, "has_more": len(fresh) > query.limit}, _lines(items)


def _record(request: HttpRequest, arguments: Arguments, _now: datetime) -> tuple[Plain, list[str]]:
    found = _api(request, "api-statistics", arguments)
    found = {"sentence": record_sentence(found), "url": page("record", found["as_of"]), **found}
    return found, _lines([found])


TOOLS = (
    Tool(
        "search",
        "Search the record",
        "Finds cases (ultimatums and deadlines), crises and actors by names and words, English or Ukrainian.",
        Search,
        _search,
    ),
    Tool(
        "get_case",
        "One case",
        "Everything known of a case: parties, demands, threats, each announcement of its date, events, "
        "outcome, and the source of each fact.",
        OneCase,
        _one_case,
    ),
    Tool(
        "list_cases",
        "List cases",
        "Cases that meet every filter: who demands of whom, what is threatened, where it stands.",
        Cases,
        _cases("api-ultimatums"),
    ),
    Tool(
        "upcoming_deadlines",
        "Upcoming deadlines",
        "What expires, or may expire, within so many days, the soonest first.",
        Upcoming,
        _cases("api-next"),
    ),
    Tool(
        "changes_since",
        "What changed",
        "Deadlines set and moved, proposals, events, outcomes and corrections that became news since a day.",
        Changes,
        _changes,
    ),
    Tool(
        "track_record",
        "Track record",
        "What usually came of ultimatums: how often threats were carried out and dates moved, with counts, "
        "denominators and intervals.",
        Record,
        _record,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
