"""Downloads are written once for a version of the record, by one at a time, and old ones go."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import a_case, load
from tests.present import NOW
from tests.web.data.test_files import CAST, FILES, content
from tracker.web.data import file_cache
from tracker.web.data.file_cache import Wanted, find, find_or_write

seeded = pytest.mark.usefixtures("seeded")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DOWNLOADS_DIR = tmp_path / "downloads"
    return tmp_path / "downloads"


def written(wanted: Wanted, *parts: bytes) -> bytes:
    """What comes of asking for a file whose pieces would be these."""
    with find_or_write(wanted, lambda: parts) as file:
        return file.read()


def test_a_file_is_written_once(folder: Path) -> None:
    assert written(Wanted("1-a", "csv"), b"one", b"two") == b"onetwo"
    assert written(Wanted("1-a", "csv"), b"other") == b"onetwo"
    assert written(Wanted("1-a", "csv", "q=a"), b"narrowed") == b"narrowed"
    assert written(Wanted("1-a", "jsonl"), b"lines") == b"lines"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_many_who_ask_at_once_wait_for_one_that_writes(folder: Path) -> None:
    times: list[int] = []
    begun = threading.Barrier(8)

    def write() -> Iterator[bytes]:
        times.append(1)
        yield b"a"
        threading.Event().wait(0.05)  # time for the others to find nothing, and to wait
        yield b"b"

    found: list[bytes] = []

    def ask() -> None:
        begun.wait()
        with find_or_write(Wanted("1-a", "zip"), write) as file:
            found.append(file.read())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, times) == ([b"ab"] * 8, [1])


def test_a_new_version_takes_the_place_of_the_old_and_who_reads_the_old_reads_on(folder: Path) -> None:
    for wanted in (Wanted("1-a", "csv"), Wanted("1-a", "zip"), Wanted("1-a", "csv", "q=a")):
        written(wanted, b"old")
    old = find(Wanted("1-a", "csv"))
    assert old is not None
    with old:
        assert written(Wanted("2-a", "zip"), b"new") == b"new"
        assert [path.name for path in folder.iterdir()] == ["2-a.whole.zip"]
        assert old.read() == b"old"


def test_what_fails_half_way_leaves_nothing_and_is_tried_again(folder: Path) -> None:
    def fails() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        find_or_write(Wanted("1-a", "csv"), fails)
    assert list(folder.iterdir()) == []
    assert written(Wanted("1-a", "csv"), b"whole") == b"whole"


def test_half_a_file_of_a_killed_process_is_no_file(folder: Path) -> None:
    folder.mkdir()
    (folder / "1-a.whole.csv.part").write_bytes(b"half, and longer than the whole")
    (folder / "1-a.whole.zip.part").write_bytes(b"half")
    assert written(Wanted("1-a", "csv"), b"whole") == b"whole"
    assert [path.name for path in folder.iterdir()] == ["1-a.whole.csv"]


def test_files_of_filters_are_as_many_and_as_large_as_may_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_cache, "MOST", 3)
    written(Wanted("1-a", "csv"), b"all of it")
    for number in range(6):
        written(Wanted("1-a", "csv", f"q={number}"), b"some of it")
    assert len(list(folder.iterdir())) == 1 + 3
    assert find(Wanted("1-a", "csv", "q=2")) is None
    monkeypatch.setattr(file_cache, "MOST_BYTES", 25)
    written(Wanted("1-a", "csv", "q=7"), b"some of it")
    assert len(list(folder.iterdir())) == 1 + 2
    written(Wanted("1-a", "csv", "q=8"), b"x" * 100)
    assert {path.stat().st_size for path in folder.iterdir()} == {9, 100}


def test_all_is_forgotten_unless_something_is_being_written(folder: Path) -> None:
    file_cache.forget()  # no folder yet
    written(Wanted("1-a", "csv"), b"old")

    def write() -> Iterator[bytes]:
        file_cache.forget()
        yield b"new"

    with find_or_write(Wanted("1-a", "zip"), write):
        assert {path.name for path in folder.iterdir()} == {"1-a.whole.csv", "1-a.whole.zip"}
    file_cache.forget()
    assert list(folder.iterdir()) == []


@pytest.mark.matrix(every=2)
@seeded
@pytest.mark.django_db
@pytest.mark.parametrize("address", [*FILES, "/data/ultimatums.csv?sender=russia&as_of=2025-08-01"])
def test_a_download_is_written_once_a_version(client: Client, address: str) -> None:
    first = client.get(address)
    body = b"".join(first)
    etag = first.headers["ETag"]
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    head = client.head(address)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(body)))
    assert content(client, address) == body
    load(a_case(), now=NOW, **CAST)
    changed = client.get(address, headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert (b"open-the-river" in b"".join(changed)) == ("?" not in address)


@seeded
@pytest.mark.django_db
def test_the_order_of_filters_makes_no_file_of_its_own(client: Client, settings: Settings) -> None:
    pairs = ("sender=russia", "kind=ultimatum")
    one, two = (f"/data/ultimatums.csv?{'&'.join(each)}" for each in (pairs, reversed(pairs)))
    assert content(client, one) == content(client, two)
    assert len(list(Path(settings.DOWNLOADS_DIR).iterdir())) == 1
