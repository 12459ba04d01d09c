"""The site's settings with nothing remembered from one request to the next: what a first reader pays."""

from tests.bench.uncached import *  # noqa: F403 -- all of them
from tests.bench.uncached import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["tests.bench.forgetting.forget_first", *_MIDDLEWARE]
