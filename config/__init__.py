"""Wiring: environment, settings, URLs, servers. May import tracker; never the other way round."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
