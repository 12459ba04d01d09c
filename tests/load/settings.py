"""The settings of the site under load: the project's own, but that news leaves at once."""

from config.settings import *  # noqa: F403 -- all of them

NEWS_GRACE_SECONDS = 0
