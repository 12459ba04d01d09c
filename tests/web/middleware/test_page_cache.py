"""Pages kept as bytes: who gets them, how long they hold, what is never kept."""

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.cache import patch_vary_headers
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import a_case, load
from tests.present import early_in_a_minute
from tracker.clock import utc_now
from tracker.models import SiteState
from tracker.services.tick import tick
from tracker.web.middleware import page_cache
from tracker.web.middleware.page_cache import MOST_PAGES, PageCache

pytestmark = pytest.mark.django_db

BODY = "Ein Satz, der sich gut packen lässt. " * 40


class Inner:
    """The site behind the cache: counts what it is asked, answers a page that holds until `fresh_until`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fresh_until: datetime | None = None
        self.status = 200
        self.body = BODY
        self.is_public = True

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request.get_full_path())
        response = HttpResponse(f"{self.body}{len(self.asked)}", status=self.status)
        response.headers["Cache-Control"] = "public, max-age=5"
        response.headers["X-Kept"] = "yes"
        patch_vary_headers(response, ["Cookie"])
        if self.is_public:
            response.fresh_until = self.fresh_until  # type: ignore[attr-defined]  # as web.decorators does
        return response


@pytest.fixture
def inner() -> Inner:
    SiteState.objects.create(id=1, version=7)
    return Inner()


@pytest.fixture
def cache(inner: Inner) -> PageCache:
    return PageCache(inner)


Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(cache: PageCache, rf: RequestFactory) -> Ask:
    return lambda address="/", **headers: cache(rf.get(address, headers=headers))


def test_page_is_made_once_and_then_kept(ask: Ask, inner: Inner) -> None:
    first, second = ask(), ask()
    assert inner.asked == ["/"]
    assert first.content == second.content == f"{BODY}1".encode()
    assert (second.headers["X-Kept"], second.headers["Cache-Control"]) == ("yes", "public, max-age=5")
    assert second.headers["Content-Length"] == str(len(second.content))


def test_each_address_and_host_is_kept_by_itself(cache: PageCache, inner: Inner, rf: RequestFactory) -> None:
    for address in ("/", "/?a=1", "/?a=2", "/x/", "/"):
        cache(rf.get(address))
    cache(rf.get("/", headers={"host": "localhost"}))
    assert inner.asked == ["/", "/?a=1", "/?a=2", "/x/", "/"]


def test_new_version_of_the_record_shows_at_once(ask: Ask, inner: Inner) -> None:
    ask()
    SiteState.objects.update(version=8)
    assert ask().content == f"{BODY}2".encode()
    assert len(inner.asked) == 2


def test_version_is_asked_once_in_a_while_by_readers_and_always_by_editors(
    ask: Ask, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_VERSION_SECONDS = 3600
    ask()
    with django_assert_num_queries(0):
        ask()
    SiteState.objects.update(version=8)
    assert ask().content == f"{BODY}1".encode()
    assert ask(cookie=f"{settings.SESSION_COOKIE_NAME}=abc").content == f"{BODY}2".encode()


def test_a_change_by_another_machine_shows_within_a_second_and_one_of_our_own_at_once(
    cache: PageCache,
    ask: Ask,
    settings: Settings,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    settings.PAGE_VERSION_SECONDS = 3600.0
    assert ask().content == f"{BODY}1".encode()
    SiteState.objects.update(version=8)  # without a signal, as where somebody else writes
    assert ask().content == f"{BODY}1".encode()
    cache.version_read_at -= 3601
    assert ask().content == f"{BODY}2".encode()
    with django_capture_on_commit_callbacks(execute=True):
        load(a_case(), now=utc_now())
    assert ask().content == f"{BODY}3".encode()


def test_kept_page_costs_one_query_at_the_most(
    ask: Ask, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask()
    with django_assert_num_queries(1):
        ask()


@pytest.mark.parametrize(("ahead", "made"), [(timedelta(hours=1), 1), (timedelta(seconds=-1), 2)])
def test_page_holds_until_its_time_is_over(ask: Ask, inner: Inner, ahead: timedelta, made: int) -> None:
    inner.fresh_until = utc_now() + ahead
    ask()
    ask()
    assert len(inner.asked) == made


def test_page_about_the_past_holds_for_its_version(ask: Ask, inner: Inner) -> None:
    inner.fresh_until = None
    assert [ask().content for _ in range(3)] == [f"{BODY}1".encode()] * 3


def test_zipped_page_is_the_page(ask: Ask, inner: Inner) -> None:
    plain, zipped = ask(), ask(accept_encoding="br, gzip;q=0.8")
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["Content-Length"] == str(len(zipped.content))
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Cookie, Accept-Encoding"
    assert len(inner.asked) == 1


def test_who_refuses_gzip_gets_none(ask: Ask) -> None:
    for refused in ("gzip;q=0", "gzip; q=0.0, deflate", "br", "identity, gzip ; q=0", ""):
        assert "Content-Encoding" not in ask(accept_encoding=refused).headers


def test_small_page_is_not_zipped(ask: Ask, inner: Inner) -> None:
    inner.body = "short"
    assert "Content-Encoding" not in ask(accept_encoding="gzip").headers


def test_each_form_of_a_page_has_its_own_tag(ask: Ask) -> None:
    plain, zipped = ask(), ask(accept_encoding="gzip")
    tags = (plain.headers["ETag"], zipped.headers["ETag"])
    assert len(set(tags)) == 2
    assert ask(if_none_match=tags[0]).status_code == 304
    assert ask(if_none_match=tags[1], accept_encoding="gzip").status_code == 304
    assert ask(if_none_match=tags[1]).status_code == 200
    assert ask(if_none_match=tags[0], accept_encoding="gzip").status_code == 200


def test_tag_follows_the_bytes_and_nothing_else(ask: Ask, inner: Inner) -> None:
    inner.fresh_until = utc_now() - timedelta(seconds=1)
    tags = [ask().headers["ETag"] for _ in range(2)]
    assert tags[0] != tags[1]
    inner.asked.clear()
    assert ask().headers["ETag"] == tags[0]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_who_has_the_page_gets_no_body(ask: Ask, form: str) -> None:
    tag = ask().headers["ETag"]
    answer = ask(if_none_match=form.format(tag))
    assert (answer.status_code, answer.content) == (304, b"")
    kept = {name: answer.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
    assert kept == {"ETag": tag, "Cache-Control": "public, max-age=5", "Vary": "Cookie, Accept-Encoding"}
    assert {"Content-Length", "Content-Type", "Content-Encoding"} & set(answer.headers) == set()


def test_other_tags_get_the_page(ask: Ask) -> None:
    tag = ask().headers["ETag"]
    for other in ('"other"', tag[:-2] + '"', tag.strip('"')):
        assert ask(if_none_match=other).status_code == 200


def test_head_is_answered_from_what_get_kept(cache: PageCache, inner: Inner, rf: RequestFactory) -> None:
    full = cache(rf.get("/"))
    head = cache(rf.head("/"))
    assert len(inner.asked) == 1
    assert {name: head.headers[name] for name in ("ETag", "Content-Length")} == {
        name: full.headers[name] for name in ("ETag", "Content-Length")
    }


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_only_reading_is_answered_from_what_is_kept(
    cache: PageCache, inner: Inner, rf: RequestFactory, method: str
) -> None:
    cache(rf.get("/"))
    cache(getattr(rf, method)("/"))
    assert len(inner.asked) == 2
    assert cache(rf.get("/")).content == f"{BODY}1".encode()


def not_public(inner: Inner) -> None:
    inner.is_public = False


def refused(inner: Inner) -> None:
    inner.status = 404


@pytest.mark.parametrize("make", [not_public, refused])
def test_what_is_not_a_public_page_is_never_kept(
    ask: Ask, inner: Inner, make: Callable[[Inner], None]
) -> None:
    make(inner)
    ask()
    ask()
    assert len(inner.asked) == 2


def test_page_that_sets_a_cookie_is_never_kept(rf: RequestFactory, inner: Inner) -> None:
    def with_cookie(request: HttpRequest) -> HttpResponse:
        response = inner(request)
        response.set_cookie("csrftoken", "secret")
        return response

    cache = PageCache(with_cookie)
    assert [cache(rf.get("/")).cookies["csrftoken"].value for _ in range(2)] == ["secret"] * 2
    assert len(inner.asked) == 2


def test_cache_is_off_when_the_setting_says_so(ask: Ask, inner: Inner, settings: Settings) -> None:
    settings.PAGE_CACHE = False
    assert "ETag" not in ask().headers
    ask()
    assert len(inner.asked) == 2


def test_no_more_pages_are_kept_than_fit_and_those_asked_for_last_stay(
    cache: PageCache, inner: Inner, ask: Ask
) -> None:
    ask("/")
    for number in range(MOST_PAGES - 1):
        ask(f"/?n={number}")
    ask("/")
    for number in range(50):
        ask(f"/?m={number}")
    assert len(cache.pages) == MOST_PAGES
    made = len(inner.asked)
    ask("/")
    ask("/?m=49")
    assert len(inner.asked) == made
    ask("/?n=0")
    assert len(inner.asked) == made + 1


def test_pages_take_no_more_memory_than_they_may_and_give_back_what_is_replaced(
    cache: PageCache, inner: Inner, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner.body = "".join(chr(33 + number % 90) for number in range(10_000))
    ask("/")
    (one,) = cache.pages.values()
    assert cache.size == one.size > 10_000
    monkeypatch.setattr(page_cache, "MOST_BYTES", 4 * one.size + 100)
    for number in range(9):
        ask(f"/?n={number}")
    assert len(cache.pages) == 4
    for _ in range(9):
        SiteState.objects.update(version=F("version") + 1)
        ask("/?n=8")
    assert len(inner.asked) == 1 + 9 + 9
    assert len(cache.pages) == 4
    assert cache.size == sum(page.size for page in cache.pages.values())


def test_without_a_database_what_is_kept_is_served(ask: Ask, inner: Inner) -> None:
    ask()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tracker_board")
    assert ask().content == f"{BODY}1".encode()
    assert len(inner.asked) == 1


class Held:
    """The site behind the cache, which answers once `go_on` is set; `begun` when it was asked."""

    def __init__(self) -> None:
        self.inner = Inner()
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.begun.set()
        assert self.go_on.wait(10)
        return self.inner(request)

    def hold(self) -> None:
        """Let whoever asks from now on wait."""
        self.go_on.clear()
        self.begun.clear()


@pytest.fixture
def held(settings: Settings) -> Held:
    SiteState.objects.create(id=1, version=7)
    settings.PAGE_VERSION_SECONDS = 3600
    return Held()


@pytest.fixture
def held_cache(held: Held) -> Iterator[PageCache]:
    """The cache before it; what its threads have open is closed."""
    cache = PageCache(held)
    yield cache
    for background in (cache.questions, cache.renewals):
        ended(background)
        background.pool.shutdown()


def in_a_thread(ask: Callable[[], HttpResponse]) -> tuple[threading.Thread, list[bytes]]:
    """A thread that asks, and what it is given."""
    answers: list[bytes] = []

    def run() -> None:
        answers.append(ask().content)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


@pytest.mark.django_db(transaction=True)
def test_while_pages_are_made_anew_all_are_given_the_stale_ones(
    rf: RequestFactory, held: Held, held_cache: PageCache, settings: Settings
) -> None:
    settings.PAGE_STALE_SECONDS = 3600
    held_cache(rf.get("/"))
    held_cache(rf.get("/other/"))
    held.hold()
    held_cache.version += 1
    for _ in range(3):
        assert held_cache(rf.get("/")).content == f"{BODY}1".encode()
        assert held_cache(rf.get("/other/")).content == f"{BODY}2".encode()
    assert held.begun.wait(10)
    held.go_on.set()
    ended(held_cache.renewals)
    assert held.inner.asked == ["/", "/other/", "/", "/other/"], "each once, one after the other"
    assert held_cache(rf.get("/")).content == f"{BODY}3".encode()
    assert held_cache(rf.get("/other/")).content == f"{BODY}4".encode()


@pytest.mark.django_db(transaction=True)
def test_version_is_asked_for_beside_the_readers_and_soon_known(
    rf: RequestFactory,
    held_cache: PageCache,
    settings: Settings,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    settings.PAGE_VERSION_SECONDS, settings.PAGE_STALE_SECONDS = 0, 3600
    held_cache(rf.get("/"))
    SiteState.objects.update(version=8)
    with django_assert_num_queries(0):
        assert held_cache(rf.get("/")).content == f"{BODY}1".encode()
    ended(held_cache.questions)
    assert held_cache.version == 8
    assert held_cache(rf.get("/")).content == f"{BODY}1".encode()
    ended(held_cache.renewals)
    assert held_cache(rf.get("/")).content == f"{BODY}2".encode()


@pytest.mark.django_db(transaction=True)
def test_page_that_cannot_be_made_anew_is_tried_again(
    rf: RequestFactory, held: Held, held_cache: PageCache, settings: Settings
) -> None:
    settings.PAGE_STALE_SECONDS = 3600
    held_cache(rf.get("/"))
    held_cache.version += 1
    held_cache.get_response = lambda _request: HttpResponse(status=500)
    for _ in range(2):
        assert held_cache(rf.get("/")).content == f"{BODY}1".encode()
        ended(held_cache.renewals)
    held_cache.get_response = held
    held_cache(rf.get("/"))
    ended(held_cache.renewals)
    assert held_cache(rf.get("/")).content == f"{BODY}2".encode()


def ended(background: "page_cache._Background") -> None:
    """Wait until all that was asked of it is done."""
    background.pool.submit(connections.close_all).result(10)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["an editor", "a program with a key", "readers after a while"])
def test_who_may_have_changed_the_record_or_comes_late_waits_for_the_new_page(
    rf: RequestFactory, held: Held, held_cache: PageCache, settings: Settings, who: str
) -> None:
    settings.PAGE_STALE_SECONDS = 10
    held_cache(rf.get("/"))
    held.hold()
    held_cache.version += 1
    SiteState.objects.update(version=8)
    headers = {
        "an editor": {"cookie": f"{settings.SESSION_COOKIE_NAME}=abc"},
        "a program with a key": {"authorization": "Bearer abc"},
        "readers after a while": {},
    }[who]
    if not headers:
        (page,) = held_cache.pages.values()
        page.good_at -= 11
    asked = [in_a_thread(lambda: held_cache(rf.get("/", headers=headers))) for _ in range(8)]
    assert held.begun.wait(10)
    held.go_on.set()
    for thread, _ in asked:
        thread.join(10)
    assert [answers for _, answers in asked] == [[f"{BODY}2".encode()]] * 8
    assert held.inner.asked == ["/", "/"]


@pytest.fixture
def public() -> None:
    load(a_case(), now=utc_now())
    tick(now=utc_now())


@pytest.mark.usefixtures("public")
def test_public_pages_are_kept_and_show_a_change_at_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in ("/ultimatums/open-the-river/", "/?as_of=2026-03-05"):
        client.get(address)
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 200
    load(a_case(title="Another title"), now=utc_now())
    for address in ("/ultimatums/open-the-river/", "/?as_of=2026-03-05", "/"):
        assert "Another title" in client.get(address).content.decode()


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("address", ["/?colour=red", "/ultimatums/nothing/", "/?page=99", "/nothing/"])
def test_refusals_are_never_kept(client: Client, address: str) -> None:
    for _ in range(2):
        answer = client.get(address)
        assert answer.status_code in {400, 404}
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


@pytest.mark.usefixtures("public")
@pytest.mark.parametrize("address", ["/status/", "/healthz", "/readyz", "/admin/login/"])
def test_what_speaks_of_the_moment_or_of_a_person_is_never_kept(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


@pytest.mark.usefixtures("public")
def test_editors_and_readers_get_the_same_bytes_of_a_public_page(client: Client) -> None:
    early_in_a_minute()
    before = client.get("/ultimatums/open-the-river/")
    client.force_login(User.objects.create_superuser("editor"))
    after = client.get("/ultimatums/open-the-river/")
    assert before.headers["ETag"] == after.headers["ETag"]
    assert "Set-Cookie" not in after.headers


@pytest.mark.usefixtures("public")
def test_a_page_may_be_kept_by_others_for_seconds_only(client: Client) -> None:
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "public, max-age=5, stale-while-revalidate=30"


def test_long_calendars_are_kept_within_a_limit(
    cache: PageCache, inner: Inner, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 2 * 1024 * 1024)
    lines = Random(1).sample(range(10**9), 30_000)  # 400 KB that pack badly
    inner.body = "\n".join(f"UID:{line}" for line in lines)
    inner.fresh_until = utc_now() + timedelta(minutes=1)
    for number in range(30):
        ask(f"/feeds/ultimatums.ics?alarms={number}d")
    assert sum(page.size for page in cache.pages.values()) == cache.size <= 2 * 1024 * 1024
    assert 5 < len(cache.pages) < 30
    newest = ask("/feeds/ultimatums.ics?alarms=29d")
    assert len(inner.asked) == 30
    assert newest.content.decode() == f"{inner.body}30", "also for who takes no gzip"


def test_a_question_mark_of_the_path_is_none_of_the_query(ask: Ask, inner: Inner) -> None:
    inner.fresh_until = utc_now() + timedelta(minutes=1)
    for address in ("/a%3Fb=1", "/a?b=1", "/a%3Fb?=1"):
        ask(address)
    assert len(inner.asked) == 3


def test_what_changes_nothing_makes_no_page_of_its_own(client: Client) -> None:
    load(a_case())
    early_in_a_minute()
    first = client.get("/?sender=aldovia&sort=title")
    for address in (
        "/?sort=title&sender=aldovia",
        "/?utm_source=a&sender=aldovia&sort=title",
        "/?sender=aldovia&sort=title&fbclid=1&_=2",
        "/?sender=aldovia&&sort=title",
    ):
        assert client.get(address).headers["ETag"] == first.headers["ETag"], address
    assert "utm_source" not in client.get("/?utm_source=leak").content.decode()
