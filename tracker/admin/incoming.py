"""*Incoming*: texts that came in, what was read in them, and what an editor decides about it.

`incoming/` is the ranked list, `incoming/<pk>/` one candidate beside its text, `incoming/text/<pk>/` a text
in which nothing was read (yet). What is accepted is entered in the form of the case or in the dialog of a
published one (`admin.candidate_form`); nothing is entered here.
"""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from tracker.admin.candidate_form import ALSO, CANDIDATE, text_beside
from tracker.admin.case_pages import way_back
from tracker.admin.paste_form import PasteForm, paste_form
from tracker.admin.proposed_fields import proposed_fields
from tracker.clock import utc_now
from tracker.intake.apart import page_apart
from tracker.models import (
    OPEN_CANDIDATES,
    Candidate,
    IntakeItem,
    ItemOrigin,
    ItemState,
    Publication,
    RejectReason,
    Section,
    Ultimatum,
)
from tracker.queries import incoming as queries
from tracker.queries.work_queues import Page
from tracker.services.http_clients import page_reader
from tracker.services.intake import decide
from tracker.services.intake.engine import Rules
from tracker.services.intake.paste import HandedIn, fetch_at_once, paste

PER_PAGE = 50
PAGE_NUMBER = re.compile("[1-9][0-9]{0,4}", re.ASCII)
LATER = {"tomorrow": timedelta(days=1), "in a week": timedelta(days=7)}
DIALOGS = {"move": "They moved the date", "event": "Something happened", "outcome": "Record the outcome"}
MOST_CASES = 300
"""Cases that the field of a case offers; any other is named by its slug."""
STATES = (
    ("open", "To decide"),
    ("later", "Later"),
    ("drafted", "Made a draft"),
    ("added", "Added to a case"),
    ("rejected", "Not ours"),
    ("unread", "Nothing read"),
)
ORIGINS = (("", "All"), *((each.value, each.label) for each in ItemOrigin))


class IncomingPage:
    """A page of *Incoming*, for whoever has its permission."""

    permission: ClassVar[str] = "tracker.view_candidate"

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def __call__(self, request: HttpRequest, **named: int) -> HttpResponse:
        """Look whether the user may."""
        if not cast("Any", request.user).has_perm(self.permission):
            raise PermissionDenied
        return self.answer(request, **named)

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """What the page does."""
        raise NotImplementedError

    def page(self, request: HttpRequest, template: str, title: str, **more: Any) -> HttpResponse:
        """The page."""
        context = {**self.site.each_context(request), "title": title, "now": utc_now(), **more}
        return TemplateResponse(request, f"admin/tracker/incoming/{template}.html", context)


class IncomingList(IncomingPage):
    """`incoming/`: the best first, fifty a page (`p`); `state` and `origin` narrow it."""

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """The list; 404 for what it cannot be narrowed to, and for a page that there is not."""
        state, origin = request.GET.get("state", "open"), request.GET.get("origin", "")
        number = request.GET.get("p", "1")
        if state not in dict(STATES) or origin not in dict(ORIGINS) or not PAGE_NUMBER.fullmatch(number):
            raise Http404("There is no such part of the list.")
        at, now = int(number), utc_now()
        part = Page((at - 1) * PER_PAGE, PER_PAGE)
        found: Any = (
            queries.unread(now=now, page=part)
            if state == "unread"
            else queries.incoming(now=now, page=part, state=state, origin=origin)
        )
        if at > 1 and not found.rows:
            raise Http404(f"There is no page {number}.")
        return self.page(
            request,
            "list",
            "Incoming",
            found=found,
            state=state,
            origin=origin,
            states=STATES,
            origins=ORIGINS,
            page=at,
            pages=max(1, -(-found.count // PER_PAGE)),
            paste_form=paste_form(request, now.date()),
        )


class Pasted(IncomingPage):
    """`incoming/paste/`: a text or an address is read at once, and leads to its best candidate."""

    permission = "tracker.add_intakeitem"

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """GET shows the box by itself; POST reads, or says what is wrong with what was given."""
        if request.method != "POST":
            form = paste_form(request, utc_now().date())
            return self.page(request, "paste", "Read a text", paste_form=form)
        form = PasteForm(request.POST)
        if not form.is_valid():
            return self.page(request, "paste", "Read a text", paste_form=form)
        item = _read_at_once(request, form)
        if item.duplicate_of is not None:
            messages.info(request, f"The same text came in before. {item.reason}")
        return redirect(address_of(item))


def _read_at_once(request: HttpRequest, form: PasteForm) -> IntakeItem:
    """The item of what was pasted, read where it could be."""
    data, now = form.cleaned_data, utc_now()
    is_today = data["published"] == now.date().isoformat()
    given = (
        HandedIn(address=data["given"], published="" if is_today else data["published"])
        if form.is_address
        else HandedIn(text=data["given"], published=data["published"])
    )
    engine = Rules(now)
    item = paste(given, editor=cast("Any", request.user), engine=engine, now=now)
    if item.state == ItemState.WAITING:
        fetch_at_once(item, pages=page_reader(), text_of=page_apart, engine=engine, now=utc_now())
        item.refresh_from_db()
    if data["language"]:
        item.language = data["language"]
        item.save(update_fields=["language"])
    return item


def address_of(item: IntakeItem) -> str:
    """The page of the best candidate of a text, else that of the text."""
    first = item.duplicate_of or item
    best = first.candidates.order_by("rank").first()
    if best is not None:
        return reverse("admin:incoming_candidate", args=[best.pk])
    return reverse("admin:incoming_text", args=[first.pk])


class OneText(IncomingPage):
    """`incoming/text/<pk>/`: a text in which nothing was read, and why."""

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """The page; where something was read it leads on to that."""
        item = get_object_or_404(IntakeItem.objects.select_related("duplicate_of", "feed"), pk=named["pk"])
        if item.candidates.exists() or item.duplicate_of_id:
            return redirect(address_of(item))
        return self.page(
            request, "unread_text", queries.title_of(item), item=item, reasons=RejectReason.choices
        )


class OneCandidate(IncomingPage):
    """`incoming/<pk>/`: the text with marks, and what was read in it."""

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """The page."""
        reading = queries.reading_of(named["pk"])
        if reading is None:
            raise Http404(f"There is no candidate {named['pk']}.")
        row = reading.row
        return self.page(
            request,
            "candidate",
            queries.title_of(row.item),
            **text_beside(reading),
            fields=proposed_fields(reading),
            strength=queries.strength(row.score),
            publisher=queries.publisher_of(row.item),
            decision=decide.decision_text(row),
            is_open=row.state in OPEN_CANDIDATES,
            reasons=RejectReason.choices,
            later=LATER,
            dialogs=DIALOGS,
            cases=offered_cases() if row.state in OPEN_CANDIDATES else (),
        )


def offered_cases() -> list[tuple[str, str]]:
    """Slug and title of published cases whose end is not known, by title (1 query)."""
    unresolved = Q(phases__is_current=True) & ~Q(phases__shelf=Section.RESOLVED)
    found = Ultimatum.objects.filter(unresolved, publication=Publication.PUBLISHED)
    return list(found.order_by("title").values_list("slug", "title").distinct()[:MOST_CASES])


class Decide(IncomingPage):
    """`incoming/<pk>/decide/`: not ours, later, or back into the queue, by one press."""

    permission = "tracker.change_candidate"

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """Decide, say so and go back; what somebody decided before stays, and is told."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pk, now = named["pk"], utc_now()
        if not Candidate.objects.filter(pk=pk).exists():
            raise Http404(f"There is no candidate {pk}.")
        try:
            messages.success(request, self._decided(request, pk, now))
        except decide.AlreadyDecided as error:
            messages.error(request, str(error))
            return redirect("admin:incoming_candidate", pk)
        except ValueError as error:
            messages.error(request, f"Nothing was decided: {error}.")
            return redirect("admin:incoming_candidate", pk)
        return redirect(way_back(request))

    def _decided(self, request: HttpRequest, pk: int, now: datetime) -> str:
        posted = request.POST
        if "later" in posted:
            if posted["later"] not in LATER:
                raise ValueError(f"later is one of {', '.join(LATER)}")
            decide.put_off(pk, now + LATER[posted["later"]], now=now)
            return f"Put off: it comes back {posted['later']}."
        if "reason" in posted:
            reason = next((each for each in RejectReason if each == posted["reason"]), None)
            if reason is None:
                raise ValueError(f"a reason is one of {', '.join(RejectReason)}")
            decide.reject(pk, reason, user=cast("Any", request.user), now=now)
            return f"Not ours: {str(reason.label).lower()}."
        if "again" in posted:
            decide.open_again(pk)
            return "It is in the queue again."
        raise ValueError("a decision is one of reason, later and again")


class DecideText(IncomingPage):
    """`incoming/text/<pk>/decide/`: what nothing was read in is entered by hand, or is not ours."""

    permission = "tracker.change_candidate"

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """Make it a candidate without a proposal; with a reason it is decided, else its page is next."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        item = get_object_or_404(IntakeItem, pk=named["pk"], duplicate_of=None)
        candidate = decide.candidate_of(item)
        if "reason" in request.POST:
            return Decide(self.site)(request, pk=candidate.pk)
        return redirect("admin:incoming_candidate", candidate.pk)


class AddToCase(IncomingPage):
    """`incoming/<pk>/add/?case=…&as=…`: leads to the dialog of that case, filled in."""

    permission = "tracker.change_candidate"

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """Find the case by its slug or title, and go on to the dialog."""
        pk, given = named["pk"], request.GET.get("case", "").strip()
        dialog = request.GET.get("as", "move")
        if dialog not in DIALOGS:
            raise Http404(f"There is no dialog {dialog[:20]}; there are {', '.join(DIALOGS)}.")
        case = _case_named(given)
        if case is None:
            messages.error(
                request, f"No published case is called “{given[:80]}”. Choose one that is offered."
            )
            return redirect("admin:incoming_candidate", pk)
        query = QueryDict(mutable=True)
        query.setlist(ALSO, request.GET.getlist(ALSO))
        query[CANDIDATE], query["next"] = str(pk), reverse("admin:incoming")
        return redirect(f"{reverse(f'admin:tracker_ultimatum_{dialog}', args=[case])}?{query.urlencode()}")


def _case_named(given: str) -> int | None:
    """The number of the one published case of that slug or title."""
    found = Ultimatum.objects.filter(publication=Publication.PUBLISHED)
    rows = found.filter(Q(slug=given) | Q(title=given)).values_list("pk", flat=True)[:2]
    return rows[0] if given and "\0" not in given and len(rows) == 1 else None


class WhatBecame(IncomingPage):
    """`incoming/became/`: what became of what was offered."""

    def answer(self, request: HttpRequest, **named: int) -> HttpResponse:
        """The page."""
        return self.page(request, "became", "What became of what was offered", engines=queries.became())


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of these pages."""
    wrap = site.admin_view
    return [
        path("incoming/", wrap(IncomingList(site)), name="incoming"),
        path("incoming/paste/", wrap(Pasted(site)), name="incoming_paste"),
        path("incoming/became/", wrap(WhatBecame(site)), name="incoming_became"),
        path("incoming/text/<int:pk>/", wrap(OneText(site)), name="incoming_text"),
        path("incoming/text/<int:pk>/decide/", wrap(DecideText(site)), name="incoming_text_decide"),
        path("incoming/<int:pk>/", wrap(OneCandidate(site)), name="incoming_candidate"),
        path("incoming/<int:pk>/decide/", wrap(Decide(site)), name="incoming_decide"),
        path("incoming/<int:pk>/add/", wrap(AddToCase(site)), name="incoming_add"),
    ]
