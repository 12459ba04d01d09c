"""The page of data and the downloads behind it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.queries.board import front
from tracker.queries.listing import is_any
from tracker.web.api.asking import check_names, read
from tracker.web.api.door import machine_page
from tracker.web.api.parameters import Filters
from tracker.web.data import codebook
from tracker.web.data.dump import LICENCE, dump, version_name
from tracker.web.data.files import case_files, csv_file, json_lines
from tracker.web.doors import Asked, View, page
from tracker.web.refusals import Refused

FILTERS = Filters.narrowing
Written = Callable[..., Iterator[bytes]]


@page(parameters=FILTERS)
def data(request: HttpRequest, asked: Asked) -> HttpResponse:
    """`/data/`: every download, of all cases or of what a filter leaves; the codebook (1 query)."""
    query = read(request, Filters)
    pairs = [*query.criteria.items(), *([("as_of", asked.as_of)] if asked.as_of else [])]
    context = {
        **asked.context(),
        "section": "data",
        "query": f"?{urlencode(pairs, safe=':')}" if pairs else "",
        "filter_query": f"?{urlencode(query.criteria, safe=':')}" if query.criteria else "",
        "criteria": query.criteria,
        "version": version_name(front(now=asked.now).version, asked.now),
        "columns": codebook.columns(),
        "rows": codebook.rows(),
        "words": codebook.words(),
        "fields": codebook.fields(),
        "licence": LICENCE,
        "canonical": f"{settings.SITE_URL}{reverse('data')}",
    }
    return render(request, "pages/data.html", context)


def download(write: Written, ending: str, content_type: str, *, can_go_back: bool = True) -> View:
    """A file of the cases that meet the filters, sent while it is written (1 query before the first byte)."""

    def view(request: HttpRequest, asked: Asked) -> HttpResponseBase:
        criteria = read(request, Filters).criteria
        if asked.as_of and not can_go_back:
            problem = _(
                "as_of: a case file holds a case as a whole; cut back to an instant it would lack what the "
                "format needs. Take the CSV or the JSON Lines as of an instant, or leave as_of out."
            )
            raise Refused(400, _("The case format cannot go back in time"), [problem])
        if criteria and not is_any(criteria, at=asked.at):
            check_names(criteria, at=asked.at)
        return _sent(
            request, write(criteria, at=asked.at), f"ultimata-{asked.at:%Y-%m-%d}.{ending}", content_type
        )

    return machine_page(view, parameters=FILTERS)  # type: ignore[arg-type]  # a stream goes through like any answer


def _dump(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    """`/data/ultimata.zip`: the whole record."""
    if asked.as_of:
        problem = _("as_of: the archive holds the record as it is now; its files cannot be cut back.")
        raise Refused(400, _("The archive cannot go back in time"), [problem])
    version = front(now=asked.now).version
    address = f"{settings.SITE_URL}{reverse('data-dump')}"
    name = f"ultimata-{version_name(version, asked.now)}.zip"
    return _sent(request, dump(version, at=asked.now, address=address), name, "application/zip")


def _sent(request: HttpRequest, parts: Iterator[bytes], name: str, content_type: str) -> HttpResponseBase:
    # For HEAD nothing is written; a stream even so, since what is no stream would be kept for GET.
    response = StreamingHttpResponse(() if request.method == "HEAD" else parts)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


as_csv = download(csv_file, "csv", "text/csv; charset=utf-8; header=present")
as_json_lines = download(json_lines, "jsonl", "application/jsonl; charset=utf-8")
as_case_files = download(case_files, "yaml", "application/yaml; charset=utf-8", can_go_back=False)
as_dump = machine_page(_dump)  # type: ignore[arg-type]  # a stream goes through like any answer
