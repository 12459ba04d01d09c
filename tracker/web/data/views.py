"""The page of data and the downloads behind it."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import file_digest
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from tracker.queries.cited_pages import page_shares
from tracker.queries.dashboard import front
from tracker.queries.pagination import is_any
from tracker.queries.status import record_version
from tracker.web import licence
from tracker.web.api.checks import check_names, read
from tracker.web.api.decorators import api_page
from tracker.web.api.parameters import Filters
from tracker.web.data import codebook
from tracker.web.data.description import MEDIA_TYPES, citation_of, package_of
from tracker.web.data.dump import dump, version_name
from tracker.web.data.file_cache import Wanted, find, find_or_write
from tracker.web.data.files import case_files, csv_file, json_lines
from tracker.web.decorators import AsOf, View, public_page
from tracker.web.linked_data import data_set
from tracker.web.problems import HttpProblem

FILTERS = Filters.narrowing
Written = Callable[..., Iterator[bytes]]
WRITTEN: Mapping[str, Written] = {"data-csv": csv_file, "data-jsonl": json_lines, "data-yaml": case_files}
FILES = (*WRITTEN, "data-dump")
"""The downloads of the whole record, by the names of their addresses."""


@public_page(parameters=FILTERS)
def data(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/data/`: every download, of all cases or of what a filter leaves; the codebook (3 queries)."""
    query = read(request, Filters)
    version = version_name(front(now=asked.now).version, asked.now)
    canonical = f"{settings.SITE_URL}{reverse('data')}"
    pairs = [*query.criteria.items(), *([("as_of", asked.as_of)] if asked.as_of else [])]
    context = {
        **asked.context(),
        "section": "data",
        "query": f"?{urlencode(pairs, safe=':')}" if pairs else "",
        "filter_query": f"?{urlencode(query.criteria, safe=':')}" if query.criteria else "",
        "criteria": query.criteria,
        "version": version,
        "columns": codebook.columns(),
        "rows": codebook.rows(),
        "words": codebook.words(),
        "fields": codebook.fields(),
        "licence": licence.SENTENCES,
        "pages": page_shares() if asked.is_now else None,
        "canonical": canonical,
        "linked_data": data_set(canonical, version=version, at=asked.now, files=_files())
        if asked.is_now
        else "",
    }
    return render(request, "pages/data.html", context)


def _files() -> list[tuple[str, str]]:
    """Every download of the whole record, and what it is."""
    return [(f"{settings.SITE_URL}{reverse(name)}", MEDIA_TYPES[_ending(name)]) for name in FILES]


def download(write: Written, ending: str, content_type: str, *, can_go_back: bool = True) -> View:
    """A file of the cases that meet the filters, written once a version (2 queries before it is written)."""

    def view(request: HttpRequest, asked: AsOf) -> HttpResponseBase:
        criteria = read(request, Filters).criteria
        if asked.as_of and not can_go_back:
            problem = _(
                "as_of: a case file holds a case as a whole; cut back to an instant it would lack what the "
                "format needs. Take the CSV or the JSON Lines as of an instant, or leave as_of out."
            )
            raise HttpProblem(400, _("The case format cannot go back in time"), [problem])
        if criteria and not is_any(criteria, at=asked.at):
            check_names(criteria, at=asked.at)
        version = version_name(record_version(), asked.now)
        narrowed = urlencode(sorted({**criteria, **({"as_of": asked.as_of} if asked.as_of else {})}.items()))
        wanted = Wanted(version, ending, narrowed)
        name = f"ultimata-{asked.at:%Y-%m-%d}.{ending}"
        return _sent(request, wanted, lambda: write(criteria, at=asked.at), name, content_type)

    return api_page(view, parameters=FILTERS)  # type: ignore[arg-type]  # a file goes through like any answer


def _only_now(asked: AsOf) -> None:
    if asked.as_of:
        problem = _("as_of: the archive holds the record as it is now; its files cannot be cut back.")
        raise HttpProblem(400, _("The archive cannot go back in time"), [problem])


def _dump(request: HttpRequest, asked: AsOf) -> HttpResponseBase:
    """`/data/ultimata.zip`: the whole record, written once a version."""
    _only_now(asked)
    number = record_version()
    version = version_name(number, asked.now)
    write = _writer("data-dump", number, asked.now)
    return _sent(request, Wanted(version, "zip"), write, f"ultimata-{version}.zip", "application/zip")


def _writer(name: str, version: int, at: datetime) -> Callable[[], Iterator[bytes]]:
    """What writes a download of the whole record."""
    if name == "data-dump":
        return lambda: dump(version, at=at, address=f"{settings.SITE_URL}{reverse(name)}")
    return lambda: WRITTEN[name]({}, at=at)


def _sums(request: HttpRequest, asked: AsOf) -> HttpResponseBase:
    """`/data/ultimata.sha256`: checksums of the downloads of this version, which are written for it."""
    _only_now(asked)
    number = record_version()
    version = version_name(number, asked.now)
    wanted, lines = Wanted(version, "sha256"), list[bytes]()
    have = find(wanted)
    if have is not None:
        have.close()
    elif request.method != "HEAD":  # before the file is begun: while one is written no other can be
        for name in FILES:
            with find_or_write(Wanted(version, _ending(name)), _writer(name, number, asked.now)) as file:
                digest = file_digest(file, "sha256")  # type: ignore[arg-type]  # an open file has readinto
                lines.append(f"{digest.hexdigest()}  {_file_name(name)}\n".encode())
    return _sent(request, wanted, lambda: iter(lines), f"ultimata-{version}.sha256", "text/plain")


def _description(
    write: Callable[[str, datetime], str], content_type: str
) -> Callable[[HttpRequest, AsOf], HttpResponse]:
    """A small file about the whole record as it is now (1 query)."""

    def view(_request: HttpRequest, asked: AsOf) -> HttpResponse:
        _only_now(asked)
        text = write(version_name(record_version(), asked.now), asked.now)
        return HttpResponse(text.encode(), content_type=content_type)

    return view


def _package(version: str, at: datetime) -> str:
    return package_of(version, at, map(_file_name, FILES))


def _file_name(name: str) -> str:
    return reverse(name).rpartition("/")[2]


def _ending(name: str) -> str:
    return name.rpartition("-")[2] if name != "data-dump" else "zip"


def _sent(
    request: HttpRequest, wanted: Wanted, write: Callable[[], Iterator[bytes]], name: str, content_type: str
) -> HttpResponseBase:
    """The file, or 304 for who has it; for HEAD none is written."""
    is_head = request.method == "HEAD"
    file = find(wanted) if is_head else find_or_write(wanted, write)
    headers = {"Content-Type": content_type, "Content-Disposition": f'attachment; filename="{name}"'}
    if file is None:
        return StreamingHttpResponse((), headers=headers)
    stat = os.fstat(file.fileno())
    headers["Content-Length"] = str(stat.st_size)
    headers["ETag"] = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers["Last-Modified"] = http_date(stat.st_mtime)
    not_modified = get_conditional_response(request, headers["ETag"], int(stat.st_mtime))
    if not_modified is None and not is_head:
        response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
        for header, value in headers.items():
            response.headers[header] = value
        return response
    file.close()
    if not_modified is None:
        return StreamingHttpResponse((), headers=headers)
    if not_modified.status_code == 304:
        not_modified.headers["ETag"] = headers["ETag"]
    return not_modified


as_csv = download(csv_file, "csv", "text/csv; charset=utf-8; header=present")
as_json_lines = download(json_lines, "jsonl", "application/jsonl; charset=utf-8")
as_case_files = download(case_files, "yaml", "application/yaml; charset=utf-8", can_go_back=False)
as_dump = api_page(_dump)  # type: ignore[arg-type]  # a file goes through like any answer
checksums = api_page(_sums)  # type: ignore[arg-type]  # a file goes through like any answer
package = api_page(_description(_package, "application/json"))
citation = api_page(_description(citation_of, "application/yaml; charset=utf-8"))
