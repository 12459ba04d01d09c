"""`/about/method/`: how the figures of the record are made, and how that changed."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.web.decorators import AsOf, public_page


@dataclass(frozen=True, slots=True)
class MethodChange:
    """A version of the method: since which day, what is different, and what that did to the figures."""

    version: int
    on: date
    changed: Promise
    effect: Promise


CHANGES = (
    MethodChange(
        4,
        date(2026, 11, 27),
        _(
            "Groups of fewer than three cases are folded below the others. Persons have the same figures as "
            "senders, over the ultimatums for which they spoke."
        ),
        _("No figure changed."),
    ),
    MethodChange(
        3,
        date(2026, 11, 27),
        _(
            "A demand with a date and without a threat is a request and no ultimatum. A term that was "
            "continued for a further one has an outcome of its own."
        ),
        _("One case of 58 resolved ultimatums became a request, so that shares are of 57."),
    ),
    MethodChange(
        2,
        date(2026, 11, 27),
        _(
            "How far apart two dates lie is counted in days of the calendar where either is known by its day "
            "alone. What is announced with the outcome or after it moves no date."
        ),
        _(
            "Times that were counted from the end of a day are a day longer; cases whose only move came with "
            "the outcome count as never moved."
        ),
    ),
    MethodChange(
        1,
        date(2026, 11, 26),
        _(
            "Counts of resolved ultimatums with their denominators and Wilson's 95% intervals; the time from "
            "expiry to outcome as a Kaplan-Meier curve."
        ),
        _("The first figures."),
    ),
)
"""The newest first; `VERSION` of tracker/domain/statistics/method.py is that of the first entry."""


@public_page()
def method(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The method and its versions; what is said of the past is counted by the newest as well (0 queries)."""
    context = {
        **asked.context(),
        "section": "about",
        "canonical": f"{settings.SITE_URL}{reverse('method')}",
        "changes": CHANGES,
    }
    return render(request, "pages/method.html", context)
