"""The Celery application. Its settings are the CELERY_* names of config.settings."""

import os
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Celery warns of root, as whom containers often run: a pickled job could do anything. Ours are JSON.
warnings.simplefilter("ignore", SecurityWarning)

app = Celery("ultimata")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tracker"])


def bound_publishing(publisher: Celery) -> None:
    """Let a page that publishes a task wait about a second for Redis; by default it waits without end."""
    publisher.conf.broker_transport_options = {
        **publisher.conf.broker_transport_options,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 0,
    }
