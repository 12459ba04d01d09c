"""Celery as it is wired: what it is never allowed to do, and how long a page can wait for Redis."""

import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError

from config.beat import every
from config.celery import app, bound_publishing
from config.env import ROOT
from config.launcher import site


def test_the_wiring_keeps_the_truth_in_the_database() -> None:
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.enable_utc is True


def test_beat_runs_the_tick_and_nothing_else() -> None:
    (entry,) = settings.CELERY_BEAT_SCHEDULE.values()
    assert entry == {"task": "tracker.tasks.tick", "schedule": every(5)}, "no task expires"
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


def test_each_queue_is_served_by_the_launcher_and_as_the_readme_has_it() -> None:
    """Ticks by a worker that does nothing else, and so is what feeds and pages bring."""
    queues = {queue.name for queue in settings.CELERY_TASK_QUEUES}
    started = [child.command for child in (site.worker(()), site.ticker(()), site.intake(()))]
    launched = [set(command[command.index("--queues") + 1].split(",")) for command in started]
    assert all("--skip-checks" in command for command in started), "it would import all pages and forms"
    documented = re.findall(r"celery -A config worker --queues (\S+)", (ROOT / "README.md").read_text())
    assert (
        launched
        == [set(each.split(",")) for each in documented]
        == [
            queues - {"ticks", "intake"},
            {"ticks"},
            {"intake"},
        ]
    )
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    app.loader.import_default_modules()
    assert set(settings.CELERY_TASK_ROUTES) == {name for name in app.tasks if name.startswith("tracker.")}
    assert routed == queues


def test_acknowledging_over_a_lost_channel_is_a_lost_connection(valkey_url: str) -> None:
    """Celery survives those; of anything else a worker dies."""
    connection = Connection(valkey_url)
    channel: Any = connection.channel()
    connection.close()
    with pytest.raises(connection.connection_errors):
        channel.basic_ack("of a task that waited for its thread")


@pytest.mark.parametrize("is_hung", [True, False])
def test_a_page_waits_for_redis_a_second_or_two(tmp_path: Path, is_hung: bool) -> None:
    path = tmp_path / "redis.sock"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        if is_hung:
            silent.listen()
        publisher = Celery(broker=f"redis+socket://{path}", set_as_current=False)
        publisher.conf.task_publish_retry = False
        bound_publishing(publisher)
        began_at = time.monotonic()
        with pytest.raises(OperationalError):
            publisher.send_task("tracker.tasks.tick")
        assert time.monotonic() - began_at < 6
        publisher.close()
