"""Celery tasks: read the clock, call one service. Beat's schedule is in config/settings.py."""

from celery import shared_task

from tracker.clock import utc_now


@shared_task(ignore_result=True)
def tick() -> None:
    """Bring what is stored up to date with the clock; does only what is due, so running it twice changes nothing."""
    from tracker.services.ticking import tick as refresh  # noqa: PLC0415 -- workers import tasks before Django is ready

    refresh(now=utc_now())
