"""The front page of the admin: the queues of work, each with its count and its rows, what presses most first.

A queue is an entry of `QUEUES` and a template for its rows, `admin/tracker/queues/<key>.html`; whoever has
its permissions sees it. What a row offers to do is a link or a button to a page that asks for permission
itself.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from tracker.admin.case_pages import way_back
from tracker.admin.history import change_words
from tracker.clock import utc_now
from tracker.models import Report, ReportState
from tracker.queries import work_queues
from tracker.queries.case import names_in
from tracker.queries.work_queues import Page, Queue, SubmittedCase, WeakCase
from tracker.services.cases.error_reports import decide
from tracker.services.cases.store import facts_of
from tracker.templatetags.differences import name_of_fact

SHOWN, PER_PAGE = 5, 50
"""Rows of a queue on the front page, and on a page of the queue alone."""
PAGE_NUMBER = re.compile("[1-9][0-9]{0,3}", re.ASCII)


def nothing_more(rows: Sequence[Any]) -> list[list[str]]:
    """Rows that say all by themselves."""
    return [[] for _ in rows]


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """One queue: who sees it, how it is read, and what the page says of it.

    `find` returns its count and a page of its rows, `words` further sentences for each of these, `beside`
    what is not in the queue though one may look for it there.
    """

    key: str
    title: str
    about: str
    empty: str
    permissions: tuple[str, ...]
    find: Callable[..., Queue[Any]]
    words: Callable[[Sequence[Any]], list[list[str]]] = nothing_more
    beside: Callable[..., str] | None = None

    @property
    def template(self) -> str:
        """What shows one row."""
        return f"admin/tracker/queues/{self.key}.html"

    def is_for(self, request: HttpRequest) -> bool:
        """Whether the user sees it."""
        return bool(cast("Any", request.user).has_perms(self.permissions))

    def read(self, *, now: datetime, page: Page) -> dict[str, Any]:
        """What the template of a queue shows."""
        found = self.find(now=now, page=page)
        return {
            "queue": self,
            "count": found.count,
            "rows": list(zip(found.rows, self.words(found.rows), strict=True)),
            "beside": self.beside(now=now) if self.beside else "",
        }


def _differences(rows: Sequence[SubmittedCase]) -> list[list[str]]:
    """What each says otherwise than it said in public (2 queries)."""
    facts = [fact for row in rows if row.public for fact in facts_of(row.public).values()]
    facts += [fact for row in rows if row.public for fact in facts_of(row.document).values()]
    names = names_in(facts) if facts else {}
    return [
        change_words(row.public, row.document, None, names)
        if row.public
        else ["It was never public: all of it is new."]
        for row in rows
    ]


def _weak_facts(rows: Sequence[WeakCase]) -> list[list[str]]:
    """The facts that rest on weak sources alone, by name."""
    return [[name_of_fact(path, item, {}) for path, item in row.weak_facts.items()] for row in rows]


def _resting(*, now: datetime) -> str:
    """How many are not shown because somebody looked within a week (1 query)."""
    number = work_queues.resting(now=now)
    return f"{number} more found still open within the last 7 days." if number else ""


EDIT_CASES = ("tracker.change_ultimatum",)
QUEUES: tuple[WorkQueue, ...] = (
    WorkQueue(
        "running-out",
        "Runs out in 48 hours",
        "Are the words, the zone and the hour right? The next mail says so to everybody who asked.",
        "No deadline runs out in the next 48 hours.",
        EDIT_CASES,
        work_queues.running_out,
    ),
    WorkQueue(
        "passed",
        "Passed, outcome open",
        "The longest first. What came of it? A case found still open comes back in a week.",
        "Every deadline that passed has an outcome, or was looked at within a week.",
        EDIT_CASES,
        work_queues.passed,
        beside=_resting,
    ),
    WorkQueue(
        "review",
        "Waiting for review",
        "The longest first, with the differences to what was public.",
        "No case waits for review.",
        EDIT_CASES,
        work_queues.in_review,
        words=_differences,
    ),
    WorkQueue(
        "reports",
        "Errors that readers report",
        "The longest open first. Right it in the case, then accept it.",
        "No report is open.",
        ("tracker.change_report",),
        work_queues.open_reports,
    ),
    WorkQueue(
        "contradictions",
        "Contradictions",
        "Facts that cannot all be right, the gravest first; as of the last change of each case. "
        "manage.py check_record lists these and more.",
        "No public case contradicts itself.",
        EDIT_CASES,
        work_queues.contradictory,
    ),
    WorkQueue(
        "weak-sources",
        "Weak sources alone",
        "Facts that are public and rest on weak sources only; these are for use beside others.",
        "Every public fact has a source that is not weak.",
        EDIT_CASES,
        work_queues.weak_alone,
        words=_weak_facts,
    ),
    WorkQueue(
        "not-looked-at",
        "Not looked at for 30 days",
        "Running cases, the longest first. Does it still hold? Readers see the day as “checked on”.",
        "Every running case was looked at within 30 days.",
        EDIT_CASES,
        work_queues.not_looked_at,
    ),
    WorkQueue(
        "stuck",
        "Something is stuck",
        "Mails that wait for over ten minutes or need a human, and webhooks whose endpoint fails.",
        "Nothing is stuck.",
        ("tracker.view_delivery", "tracker.view_endpoint"),
        work_queues.stuck,
    ),
)


def front_page(request: HttpRequest) -> dict[str, Any]:
    """The queues of the user, with their first rows."""
    now = utc_now()
    mine = [queue for queue in QUEUES if queue.is_for(request)]
    return {"queues": [queue.read(now=now, page=Page(most=SHOWN)) for queue in mine], "now": now}


class OneQueue:
    """`queue/<key>/`: one queue, fifty rows a page (`p`)."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def __call__(self, request: HttpRequest, key: str) -> HttpResponse:
        """The page; 404 for a queue or a page that there is not."""
        queue = next((each for each in QUEUES if each.key == key), None)
        if queue is None:
            raise Http404(f"There is no queue {key}; there are {', '.join(each.key for each in QUEUES)}.")
        if not queue.is_for(request):
            raise PermissionDenied
        number = request.GET.get("p", "1")
        if not PAGE_NUMBER.fullmatch(number):
            raise Http404(f"There is no page {number}.")
        at, now = int(number), utc_now()
        read = queue.read(now=now, page=Page((at - 1) * PER_PAGE, PER_PAGE))
        if at > 1 and not read["rows"]:
            raise Http404(f"There is no page {number}.")
        context = {
            **self.site.each_context(request),
            "title": queue.title,
            "now": now,
            "read": read,
            "page": at,
            "pages": max(1, -(-read["count"] // PER_PAGE)),
        }
        return TemplateResponse(request, "admin/tracker/queue.html", context)


class DecideReport:
    """`tracker/report/<pk>/decide/`: accept or decline a reader's report by one press."""

    DECISIONS = (ReportState.ACCEPTED, ReportState.DECLINED)

    def __init__(self, site: AdminSite) -> None:
        self.model_admin = site.get_model_admin(Report)

    def __call__(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide and go back."""
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        state = next((each for each in self.DECISIONS if each == request.POST.get("state")), None)
        if state is None:
            return HttpResponseBadRequest(f"Needed: state, one of {', '.join(self.DECISIONS)}.")
        report = get_object_or_404(Report.objects.select_related("ultimatum"), pk=pk)
        decide([report], state, who=cast("Any", request.user), now=utc_now())
        self.model_admin.log_change(request, report, f"{state.label}.")
        messages.success(request, f"The report on “{report.ultimatum}”: {state.label.lower()}.")
        return redirect(way_back(request))


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of these pages."""
    wrap = site.admin_view
    return [
        path("queue/<slug:key>/", wrap(OneQueue(site)), name="work_queue"),
        path("tracker/report/<int:pk>/decide/", wrap(DecideReport(site)), name="tracker_report_decide"),
    ]
