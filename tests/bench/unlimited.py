"""The site's settings, with as many requests as a measurement makes."""

from config.settings import *  # noqa: F403 -- all of them

API_REQUESTS_A_MINUTE = 10**9
RENDER_SECONDS = 1e9
