"""The site's settings with every page made anew, as often as a measurement asks: what a miss costs."""

from tests.bench.unlimited import *  # noqa: F403 -- all of them

PAGE_CACHE = False
