"""The Celery application. Its settings are the CELERY_* names of config.settings."""

import os
import warnings
from functools import wraps
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import before_task_publish, task_postrun, task_prerun
from kombu.transport.redis import Channel

from config import log_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Celery warns of root, as whom containers often run: a pickled job could do anything. Ours are JSON.
warnings.simplefilter("ignore", SecurityWarning)

app = Celery("ultimata")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tracker"])
before_task_publish.connect(log_context.mark_task)
task_prerun.connect(log_context.begin_task)
task_postrun.connect(log_context.end_task)


def survive_lost_connections(channel: Any) -> None:
    """Let a Redis channel whose connection is gone fail as a lost connection does, which a worker survives.

    A task that waited for a thread while Redis went away is acknowledged when it starts, over the channel it
    came by. There kombu 5.7.0 trips over an attribute of None, of which Celery 5.7.0 dies as unrecoverable.
    """
    parameters = channel._connparams

    @wraps(parameters)
    def checked(self: Any, *given: Any, **more: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the connection of this channel is gone")
        return parameters(self, *given, **more)

    channel._connparams = checked


survive_lost_connections(Channel)


def bound_publishing(publisher: Celery) -> None:
    """Let a page that publishes a task wait about a second for Redis; by default it waits without end."""
    publisher.conf.broker_transport_options = {
        **publisher.conf.broker_transport_options,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 0,
    }
