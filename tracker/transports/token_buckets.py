"""Token buckets: in this process, or in Redis for all web machines together.

A bucket is kept as one number, the instant at which it is full again (the generic cell rate algorithm, ITU-T
I.371): a full one needs no memory, so what is kept follows how much is drawn and not how many ask.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)

MOST_BUCKETS = 20_000
"""In a process. Those that are full again are forgotten first; if there are still as many, all are."""
ANSWERS_WITHIN = 0.25
"""Seconds that a page waits for Redis, once."""
TRIED_AGAIN_AFTER = 5.0
"""Seconds after which a Redis that failed is asked again, by one request of the process."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket by its name: `size` tokens at the most, `a_second` of them come back each second."""

    name: str
    size: float
    a_second: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of it: the tokens left in the emptiest bucket, and seconds.

    `wait`: until as much can be drawn, 0.0 where it was; `full_in`: until all buckets are full again.
    """

    left: float
    wait: float
    full_in: float


class TokenBuckets(Protocol):
    """A place where buckets are kept."""

    def draw(self, buckets: Sequence[Bucket], cost: float, *, anyway: bool = False) -> Drawn:
        """Draw from all of them, or from none where one has too little left.

        A cost of 0 asks whether one is overdrawn. `anyway`: what was used up already, be there enough or
        not; a bucket owes as much again as it holds at the most. What is dearer than a full bucket costs all
        of it.
        """


@dataclass(slots=True)
class InProcess:
    """Buckets of this process alone."""

    full_at: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def draw(
        self, buckets: Sequence[Bucket], cost: float, *, anyway: bool = False, now: float | None = None
    ) -> Drawn:
        """As `TokenBuckets`; `now` in seconds of a clock that only goes on."""
        now = time.monotonic() if now is None else now
        with self.lock:
            used = [
                min(max(0.0, self.full_at.get(each.name, now) - now) * each.a_second, 2 * each.size)
                for each in buckets
            ]
            pairs = list(zip(buckets, used, strict=True))
            wait = max((was + min(cost, each.size) - each.size) / each.a_second for each, was in pairs)
            if cost and (anyway or wait <= 0):
                wait = 0.0
                used = [min(was + cost, 2 * each.size) for each, was in pairs]
                pairs = list(zip(buckets, used, strict=True))
                self._keep(pairs, now)
        return Drawn(
            left=min(each.size - was for each, was in pairs),
            wait=max(0.0, wait),
            full_in=max(was / each.a_second for each, was in pairs),
        )

    def _keep(self, pairs: Sequence[tuple[Bucket, float]], now: float) -> None:
        if len(self.full_at) >= MOST_BUCKETS:
            self.full_at = {name: at for name, at in self.full_at.items() if at > now}
            if len(self.full_at) >= MOST_BUCKETS:
                self.full_at.clear()
        for each, used in pairs:
            self.full_at[each.name] = now + used / each.a_second


DRAW = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local cost, anyway = tonumber(ARGV[1]), ARGV[2] == '1'
local used, size, rate = {}, {}, {}
local wait = -math.huge
for i, key in ipairs(KEYS) do
  size[i], rate[i] = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local full_at = tonumber(redis.call('GET', key) or now)
  used[i] = math.min(math.max(0, full_at - now) * rate[i], 2 * size[i])
  wait = math.max(wait, (used[i] + math.min(cost, size[i]) - size[i]) / rate[i])
end
if cost > 0 and (anyway or wait <= 0) then
  wait = 0
  for i, key in ipairs(KEYS) do
    used[i] = math.min(used[i] + cost, 2 * size[i])
    local seconds = used[i] / rate[i]
    redis.call('SET', key, string.format('%.6f', now + seconds), 'PX', math.ceil(seconds * 1000) + 1)
  end
end
local left, full_in = math.huge, 0
for i in ipairs(KEYS) do
  left = math.min(left, size[i] - used[i])
  full_in = math.max(full_in, used[i] / rate[i])
end
return {string.format('%.6f', left), string.format('%.6f', math.max(0, wait)), string.format('%.6f', full_in)}
"""
"""The same as `InProcess.draw` in one step of Redis, by its own clock."""


class InRedis:
    """Buckets that all processes share which ask the same Redis.

    Where it does not answer, this process counts by itself until it does; `failed` is called for each time it
    was asked in vain.
    """

    def __init__(self, url: str, *, failed: Callable[[], None]) -> None:
        self.client = Redis.from_url(
            client_url(url),
            socket_timeout=ANSWERS_WITHIN,
            socket_connect_timeout=ANSWERS_WITHIN,
            retry=Retry(NoBackoff(), 0),
        )
        self.script = self.client.register_script(DRAW)
        self.failed = failed
        self.meanwhile = InProcess()
        self.is_down = False
        self.tried_at = float("-inf")

    def draw(self, buckets: Sequence[Bucket], cost: float, *, anyway: bool = False) -> Drawn:
        """As `TokenBuckets`; never fails, and waits for Redis at most once in `TRIED_AGAIN_AFTER`."""
        if self.is_down and time.monotonic() - self.tried_at < TRIED_AGAIN_AFTER:
            return self.meanwhile.draw(buckets, cost, anyway=anyway)
        self.tried_at = time.monotonic()
        arguments: list[float | str] = [cost, "1" if anyway else "0"]
        for each in buckets:
            arguments += [each.size, each.a_second]
        try:
            answer = self.script([f"ultimata:bucket:{each.name}" for each in buckets], arguments)
        except (RedisError, OSError) as error:
            self._note_failure(error)
            return self.meanwhile.draw(buckets, cost, anyway=anyway)
        if self.is_down:
            self.is_down = False
            log.info("Redis answers again; rate limits are shared by all web processes")
        return Drawn(*map(float, answer))

    def _note_failure(self, error: Exception) -> None:
        if not self.is_down:
            self.is_down = True
            log.warning("Redis does not count for rate limits, each web process does by itself: %s", error)
        self.failed()


def client_url(url: str) -> str:
    """The address of a broker as the client of Redis writes it: Celery names some parts otherwise."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    scheme = parts.scheme
    if scheme == "redis+socket":
        scheme = "unix"
        if "virtual_host" in query:
            query["db"] = query.pop("virtual_host")
    if "ssl_cert_reqs" in query:
        query["ssl_cert_reqs"] = query["ssl_cert_reqs"].removeprefix("CERT_").lower()
    return f"{scheme}://{parts.netloc}{parts.path}{'?' if query else ''}{urlencode(query)}"
