"""Public pages as versioned bytes: answered before session, CSRF and login are even looked at.

A page that `web.decorators.public_page` marked as fresh is kept in this process, as it is and compressed,
under the version of the record it shows. It is good until that version changes or its minute is over. Nothing
is personal on such a page, so everybody gets the same bytes and the same ETag. Of 10,000 cases the dashboard
takes 0.1 ms of CPU from here and 10 ms when it is made, a case 0.1 and 9 ms.

When the record changes, all pages are stale at once, and many ask for each. Whoever asks for a page that was
good a moment ago is given that one, while a thread of its own makes them anew, one after the other
(stale-while-revalidate, RFC 5861); the version is asked for by another. So a page that is kept waits neither
for one that is made nor for the database.
"""

import contextlib
import gzip
import hashlib
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.http import parse_http_date_safe

from tracker.clock import utc_now
from tracker.queries.status import record_version
from tracker.web.freshness import is_old, is_written_since

log = logging.getLogger(__name__)

MOST_PAGES = 256
MOST_BYTES = 64 * 2**20
"""What the pages kept in a process may take together; one that is larger than that is not kept."""
LONG = 256 * 1024
"""A body that is longer is kept compressed alone, and made again for the few who cannot take it so."""
SMALLEST_COMPRESSED = 860
WAIT_SECONDS = 10
_HEADERS_OF_304 = ("Cache-Control", "Vary", "Last-Modified")
_NO_GZIP = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)")


@dataclass(slots=True)
class _Page:
    """One answer, ready to be sent; `fresh_until` None: until the version changes.

    `good_at` is when it was last known to be good, by the steady clock.
    """

    version: int
    fresh_until: datetime | None
    plain: bytes | None
    zipped: bytes | None
    etag: str
    headers: tuple[tuple[str, str], ...]
    good_at: float

    @property
    def size(self) -> int:
        """Bytes of what is kept."""
        return len(self.plain or b"") + len(self.zipped or b"")

    @property
    def body(self) -> bytes:
        return self.plain if self.plain is not None else gzip.decompress(self.zipped or b"")

    def holds(self, version: int, now: datetime) -> bool:
        return self.version == version and (self.fresh_until is None or now < self.fresh_until)


class PageCache:
    """The outermost middleware. Off where the setting PAGE_CACHE is False."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[str, _Page] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.rendering: dict[str, threading.Lock] = {}
        self.renewals = _Background("pages made anew")
        self.questions = _Background("version of the record")
        self.version = 0
        self.version_read_at = float("-inf")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer from what is kept, else let the page be made, once for all who wait for it."""
        if not settings.PAGE_CACHE or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        # A page is kept only after Django has let this scheme and host through (redirects, ALLOWED_HOSTS).
        key = _key(request)
        kept = self._cached(key, request)
        if kept is not None:
            return _answer(request, kept)
        stale = self.pages.get(key)
        if stale is None:
            return self._made(key, request)
        if _may_be_stale(stale.good_at, request):
            self.renewals.start(key, self._renewed, key, request)
            return _answer(request, stale)
        with self._turn(key):
            return self._renewed(key, request)

    def _renewed(self, key: str, request: HttpRequest) -> HttpResponse:
        """The page made anew, unless another thread has just done so."""
        kept = self._cached(key, request)
        return _answer(request, kept) if kept else self._made(key, request)

    def _cached(self, key: str, request: HttpRequest) -> _Page | None:
        found = self.pages.get(key)
        if found is None or not found.holds(self._version(request), utc_now()):
            return None
        found.good_at = self.version_read_at
        with contextlib.suppress(KeyError):  # another thread may have dropped it meanwhile
            self.pages.move_to_end(key)
        return found

    def _version(self, request: HttpRequest) -> int:
        """The version of the record; asked for where it is more than PAGE_VERSION_SECONDS old.

        Where this process published, and for whoever has a session, it is always new.
        """
        if is_old(self.version_read_at) or _wants_newest(request):
            if _may_be_stale(self.version_read_at, request) and not is_written_since(self.version_read_at):
                self.questions.start("version", self._read_version)
            else:
                self._read_version()
        return self.version

    def _read_version(self) -> None:
        read_at = time.monotonic()  # what is written while we ask is asked for again
        # Without a database what is kept still holds for its version; a second later we ask again.
        with contextlib.suppress(DatabaseError):
            self.version = record_version()
        self.version_read_at = read_at

    def _turn(self, key: str) -> "_Turn":
        with self.lock:
            return _Turn(self.rendering, key, self.rendering.setdefault(key, threading.Lock()))

    def _made(self, key: str, request: HttpRequest) -> HttpResponse:
        version, good_at = self._version(request), self.version_read_at
        request.record_version = version  # type: ignore[attr-defined]  # read by web.decorators
        response = self.get_response(request)
        if not hasattr(response, "fresh_until") or response.status_code != 200 or response.cookies:
            return response
        if response.streaming:  # a download: as long as the record, and sent while it is written
            return response
        page = _page(response, version, response.fresh_until, good_at)
        with self.lock:
            replaced = self.pages.pop(key, None)
            self.pages[key] = page
            self.size += page.size - (replaced.size if replaced else 0)
            while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
                self.size -= self.pages.popitem(last=False)[1].size
        return _answer(request, page)


def _may_be_stale(good_at: float, request: HttpRequest) -> bool:
    """Whether what was good then, by the steady clock, may be given while it is asked for anew."""
    return time.monotonic() - good_at < settings.PAGE_STALE_SECONDS and not _wants_newest(request)


def _wants_newest(request: HttpRequest) -> bool:
    """Whether who asks may just have changed the record, and looks whether it shows."""
    meta = request.META
    return "HTTP_AUTHORIZATION" in meta or settings.SESSION_COOKIE_NAME in meta.get("HTTP_COOKIE", "")


class _Background:
    """A thread that does what it is told, one thing after the other, each key once at a time."""

    def __init__(self, name: str) -> None:
        self.pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.under_way: set[str] = set()
        self.lock = threading.Lock()

    def start(self, key: str, work: Callable[..., object], *arguments: object) -> None:
        """Have the work done soon, in the context of who asks; nothing where the key is under way."""
        with self.lock:
            if key in self.under_way:
                return
            self.under_way.add(key)
        self.pool.submit(copy_context().run, self._run, key, work, *arguments)

    def _run(self, key: str, work: Callable[..., object], *arguments: object) -> None:
        close_old_connections()
        try:
            work(*arguments)
        except Exception:
            log.exception("%s: not done", key)
        finally:
            close_old_connections()
            with self.lock:
                self.under_way.discard(key)


class _Turn:
    """Whoever comes second for the same stale page waits for the first, but not for ever."""

    def __init__(self, turns: dict[str, threading.Lock], key: str, lock: threading.Lock) -> None:
        self.turns, self.key, self.lock = turns, key, lock
        self.held = False

    def __enter__(self) -> None:
        self.held = self.lock.acquire(timeout=WAIT_SECONDS)

    def __exit__(self, *_: object) -> None:
        if self.held:
            self.lock.release()
        self.turns.pop(self.key, None)


def _key(request: HttpRequest) -> str:
    """The address of a request; the order of its parameters changes nothing."""
    query = "&".join(sorted(filter(None, request.META.get("QUERY_STRING", "").split("&"))))
    path = escape_uri_path(request.path)  # a ? of the path must not be taken for the one before the query
    return f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{path}?{query}"


def _page(response: HttpResponse, version: int, fresh_until: datetime | None, good_at: float) -> _Page:
    body = response.content
    zipped = gzip.compress(body, 6, mtime=0) if len(body) >= SMALLEST_COMPRESSED else None
    headers = [(name, value) for name, value in response.items() if name != "Content-Length"]
    headers = [(name, value) for name, value in headers if name not in ("Vary", "ETag")]
    vary = response.headers.get("Vary", "")
    headers.append(("Vary", f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"))
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    plain = None if zipped is not None and len(body) > LONG else body
    return _Page(version, fresh_until, plain, zipped, etag, tuple(headers), good_at)


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not (";" in accepted and _NO_GZIP.search(accepted))


def _is_as_new(meta: Mapping[str, Any], page: _Page) -> bool:
    """Whether who asks without an ETag has a copy no older than this one (RFC 9110, 13.1.3)."""
    since = meta.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or "HTTP_IF_NONE_MATCH" in meta:
        return False
    made_at = next((value for name, value in page.headers if name == "Last-Modified"), None)
    had_at = parse_http_date_safe(since)
    return made_at is not None and had_at is not None and (parse_http_date_safe(made_at) or 0) <= had_at


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    """200 with the body, compressed for who takes it, or 304 for who has it (RFC 9110, 13.1.2)."""
    meta = request.META
    zips = page.zipped is not None and _takes_gzip(meta.get("HTTP_ACCEPT_ENCODING", ""))
    # Two representations, two strong validators.
    etag = f'"{page.etag}{"-gz" if zips else ""}"'
    had = [item.strip().removeprefix("W/") for item in meta.get("HTTP_IF_NONE_MATCH", "").split(",")]
    if etag in had or "*" in had or _is_as_new(meta, page):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(page.zipped if zips else page.body)
    for name, value in page.headers:
        if response.status_code == 200 or name in _HEADERS_OF_304:
            response.headers[name] = value
    response.headers["ETag"] = etag
    if response.status_code == 200:
        response.headers["Content-Length"] = str(len(response.content))
        if zips:
            response.headers["Content-Encoding"] = "gzip"
    return response
