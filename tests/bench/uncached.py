"""The site's settings with every page made anew: what a miss costs."""

from config.settings import *  # noqa: F403 -- all of them

PAGE_CACHE = False
API_REQUESTS_A_MINUTE = 10**9
