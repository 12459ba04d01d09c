"""Buckets refill, owe, and are forgotten; in Redis as in a process; a Redis that is gone stops nothing."""

import logging
import socket
import subprocess
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis

from config.launcher import broker
from tracker.transports import token_buckets
from tracker.transports.token_buckets import Bucket, InProcess, InRedis, TokenBuckets, client_url

TEN = [Bucket("a", 10, 0.5)]


def in_redis(url: str) -> InRedis:
    """Empty buckets in Redis that fail the test where it does not answer."""
    made = InRedis(url, failed=lambda: pytest.fail("Redis did not answer"))
    made.client.flushall()
    return made


@pytest.fixture(params=["process", "redis"])
def buckets(request: pytest.FixtureRequest) -> TokenBuckets:
    return InProcess() if request.param == "process" else in_redis(request.getfixturevalue("valkey_url"))


def test_draws_until_there_is_too_little_and_then_nothing(buckets: TokenBuckets) -> None:
    first = buckets.draw(TEN, 4)
    assert (round(first.left), first.wait, round(first.full_in)) == (6, 0.0, 8)
    refused = buckets.draw(TEN, 7)
    assert (round(refused.left), round(refused.wait)) == (6, 2)
    assert buckets.draw(TEN, 6).wait == 0.0
    assert buckets.draw([Bucket("b", 10, 0.5)], 10).wait == 0.0, "has a bucket of its own"


def test_may_be_overdrawn_by_what_it_holds_and_says_how_long_it_owes(buckets: TokenBuckets) -> None:
    assert buckets.draw(TEN, 0).wait == 0.0
    owed = buckets.draw(TEN, 14, anyway=True)
    assert (round(owed.left), owed.wait) == (-4, 0.0)
    assert round(buckets.draw(TEN, 0).wait) == 8
    assert round(buckets.draw(TEN, 1e6, anyway=True).left) == -10
    assert round(buckets.draw(TEN, 0).wait) == 20


def test_draws_from_all_or_from_none(buckets: TokenBuckets) -> None:
    network = Bucket("network", 15, 0.5)
    assert buckets.draw([*TEN, network], 9).wait == 0.0
    refused = buckets.draw([Bucket("c", 10, 0.5), network], 9)
    assert (round(refused.left), round(refused.wait)) == (6, 6)
    assert buckets.draw([Bucket("c", 10, 0.5), network], 6).wait == 0.0
    assert round(buckets.draw([network], 0).left) == 0


def test_what_is_dearer_than_a_full_bucket_costs_all_of_it(buckets: TokenBuckets) -> None:
    assert buckets.draw(TEN, 60).wait == 0.0
    assert buckets.draw(TEN, 60).wait > 1


def test_refills_with_time_and_forgets_what_is_full() -> None:
    buckets = InProcess()
    buckets.draw(TEN, 14, anyway=True, now=0)
    assert [buckets.draw(TEN, 0, now=now).wait for now in (0, 4, 8, 9)] == [8, 4, 0, 0]
    assert buckets.draw(TEN, 10, now=28).wait == 0.0
    for number in range(token_buckets.MOST_BUCKETS + 10):
        buckets.draw([Bucket(f"n{number}", 10, 0.5)], 1, now=100 + number)
    assert len(buckets.full_at) <= token_buckets.MOST_BUCKETS
    assert "a" not in buckets.full_at


def test_redis_forgets_by_itself_and_holds_no_address(valkey_url: str) -> None:
    buckets = in_redis(valkey_url)
    buckets.draw(TEN, 3)
    (key,) = buckets.client.keys()
    assert key == b"ultimata:bucket:a"
    assert 5_500 < buckets.client.pttl(key) <= 6_001


def test_machines_share_what_is_left_and_no_two_get_the_last(valkey_url: str) -> None:
    machines = [in_redis(valkey_url) for _ in range(4)]
    drawn: list[float] = []

    def ask(machine: InRedis) -> None:
        drawn.extend(machine.draw([Bucket("shared", 50, 0.001)], 1).wait for _ in range(25))

    crowd = [threading.Thread(target=ask, args=[machine]) for machine in machines]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert drawn.count(0.0) == 50


def test_redis_that_goes_stops_nothing_and_is_used_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, token_buckets.log.name)
    failures: list[int] = []
    with TemporaryDirectory(prefix="ultimata-valkey-") as name:
        place = Path(name) / "v.sock"
        buckets = InRedis(f"redis+socket://{place}", failed=lambda: failures.append(1))
        for _ in range(3):
            assert buckets.draw(TEN, 4).full_in > 7
        assert buckets.draw(TEN, 4).wait > 0, "this process counts meanwhile"
        assert (len(failures), len(caplog.records)) == (1, 1), "asked once, told once"
        buckets.tried_at = float("-inf")
        buckets.draw(TEN, 0)
        assert (len(failures), len(caplog.records)) == (2, 1)
        server = subprocess.Popen(broker.server_command(place, Path(name)))
        try:
            broker.wait_until_up(place)
            buckets.tried_at = float("-inf")
            assert round(buckets.draw(TEN, 4).left) == 6
            assert Redis.from_url(f"unix://{place}").exists("ultimata:bucket:a") == 1
        finally:
            server.terminate()
            server.wait()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_redis_that_hangs_is_waited_for_once() -> None:
    failures: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        buckets = InRedis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", failed=lambda: failures.append(1))
        begun = time.monotonic()
        for _ in range(100):
            buckets.draw(TEN, 0)
        assert time.monotonic() - begun < 10 * token_buckets.ANSWERS_WITHIN
    assert len(failures) == 1


def test_redis_that_refuses_to_write_stops_nothing(valkey_url: str) -> None:
    failures: list[int] = []
    buckets = InRedis(valkey_url, failed=lambda: failures.append(1))
    buckets.client.set("ultimata:bucket:a", "no number")
    try:
        assert round(buckets.draw(TEN, 4).left) == 6
    finally:
        buckets.client.flushall()
    assert len(failures) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("redis://:key@queue.example:6379/2", "redis://:key@queue.example:6379/2"),
        ("redis+socket:///run/valkey.sock", "unix:///run/valkey.sock"),
        ("redis+socket:///run/valkey.sock?virtual_host=3", "unix:///run/valkey.sock?db=3"),
        ("rediss://queue/0?ssl_cert_reqs=CERT_REQUIRED", "rediss://queue/0?ssl_cert_reqs=required"),
    ],
)
def test_address_of_the_broker_is_read_as_celery_reads_it(written: str, read: str) -> None:
    assert client_url(written) == read
    Redis.from_url(read)
