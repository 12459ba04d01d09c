"""Celery tasks: read the clock, call one service. Beat's schedule is in config/settings.py."""

from celery import shared_task

from tracker.clock import utc_now


@shared_task(ignore_result=True)
def tick() -> None:
    """Bring what is stored up to date with the clock. It does what is due, so twice is as good as once."""
    from tracker.services.ticking import tick as refresh  # noqa: PLC0415 -- imported before Django is ready

    refresh(now=utc_now())
