"""How the record is made, what its words mean, and how to cite it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker.web.decorators import AsOf, public_page


@public_page()
def about(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/about/`: method, vocabularies, coding rule, sources, citing, errors, privacy (0 queries)."""
    address = f"{settings.SITE_URL}{reverse('about')}"
    context = {
        **asked.context(),
        "section": "about",
        "canonical": address,
        "site": settings.SITE_URL,
        "day_cited": f"{asked.at:%Y-%m-%d}",
    }
    return render(request, "pages/about.html", context)
