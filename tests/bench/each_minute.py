"""The site's settings with a minute gone by before each request: what the first reader of a minute pays."""

from tests.bench.uncached import *  # noqa: F403 -- all of them
from tests.bench.uncached import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["tests.bench.minutes.turn_first", *_MIDDLEWARE]
