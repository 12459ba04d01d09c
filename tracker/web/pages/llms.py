"""`/llms.txt`: where programs that read texts find what the record holds, as https://llmstxt.org has it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tracker.web.decorators import AsOf, public_page
from tracker.web.mcp.tools import TOOLS


@public_page()
def llms(_request: HttpRequest, _asked: AsOf) -> HttpResponse:
    """Addresses and tools, in Markdown (no query)."""
    text = render_to_string("pages/llms.txt", {"site": settings.SITE_URL, "tools": TOOLS})
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")
