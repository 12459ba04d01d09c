"""`/about/words/`: what every word means."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker.web.decorators import AsOf, public_page


@public_page()
def words(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The glossary; a word means the same at every instant (0 queries)."""
    canonical = f"{settings.SITE_URL}{reverse('words')}"
    return render(
        request, "pages/words.html", {**asked.context(), "section": "about", "canonical": canonical}
    )
