"""What others put into their own pages, and what lets a page of ours stand in theirs."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from tracker.web.headers import content_policy


def framed(response: HttpResponse) -> HttpResponse:
    """Let any page frame this one."""
    response.headers["Content-Security-Policy"] = content_policy({"frame-ancestors": "*"})
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.xframe_options_exempt = True  # read by Django's middleware
    return response


def absolute(path: str, query: Mapping[str, str]) -> str:
    """An address of this site as others need it."""
    address = f"{settings.SITE_URL}{path}"
    return f"{address}?{urlencode(query, safe=':')}" if query else address


def frame(address: str, title: str, width: int, height: int) -> str:
    """The HTML that shows an embed in a frame, and the script that gives the frame its height."""
    script = absolute(reverse("embed-script"), {})
    context = {"address": address, "title": title, "width": str(width), "height": str(height)}
    return render_to_string("embeds/frame.html", {**context, "script": script})


def picture(address: str, source: str, title: str, size: tuple[int, int] | None = None) -> str:
    """The HTML that shows a picture which leads to a page, for where frames are not allowed."""
    context = {"address": address, "picture": source, "title": title}
    if size:
        context |= {"width": str(size[0]), "height": str(size[1])}
    return render_to_string("embeds/picture.html", context)


def badge_html(address: str, badge: str, title: str) -> str:
    """The HTML of a badge that leads to its case."""
    return render_to_string(
        "embeds/linked_badge.html", {"case_url": address, "badge_url": badge, "title": title}
    )


def badge_markdown(address: str, badge: str, title: str) -> str:
    """The same in Markdown."""
    words = "".join(f"\\{char}" if char in "\\[]*_`" else char for char in title)
    return f"[![{words}]({badge})]({address})"
