"""The dates that passed with the outcome open, as an Atom feed: what is due without what is still ahead."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.queries.calendar_entries import MOST_PASSED, passed_lines
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds import atom
from tracker.web.feeds.changes import ATOM_FILTERS, last_news
from tracker.web.feeds.due import entry_of
from tracker.web.feeds.params import feed, refusal, wanted


@public_page(parameters=ATOM_FILTERS, refusing=refusal)
def passed_feed(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """What passed last of the cases that meet the filters (2 queries, 2 more with filters)."""
    found = wanted(request, asked, ATOM_FILTERS)
    lines = passed_lines(found.phases if found.criteria else None, at=asked.at)[:MOST_PASSED]
    own_address = found.address("passed-feed")
    body = atom.feed(
        own_address.removeprefix(f"{settings.SITE_URL}/"),
        title=_("{title}: what passed").format(title=found.title),
        subtitle=_("Deadlines that passed with the outcome open."),
        updated=lines[0].at if lines else last_news(asked),
        own_address=own_address,
        page_address=found.page_address,
        entries=[atom.entry(entry_of(line, asked)) for line in lines],
    )
    return feed(body, atom.CONTENT_TYPE, "ultimata-passed.atom")
