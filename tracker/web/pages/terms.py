"""What may be done with the record: its licence, on a page of its own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker.web import licence
from tracker.web.decorators import AsOf, public_page


@public_page()
def terms(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/about/terms/`: the licence of the record (0 queries)."""
    context = {
        **asked.context(),
        "section": "about",
        "canonical": f"{settings.SITE_URL}{reverse('terms')}",
        "name": licence.NAME,
        "address": licence.URL,
        "sentences": licence.SENTENCES,
    }
    return render(request, "pages/terms.html", context)
