"""The settings of the processes that are broken: the project's own, with shorter waits."""

import json
import os

from config.beat import every
from config.settings import *  # noqa: F403 -- these settings are those, but for what follows

TICK_SECONDS = 0.5
CELERY_BEAT_SCHEDULE = {"tick": {"task": "tracker.tasks.tick", "schedule": every(TICK_SECONDS)}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
globals().update(json.loads(os.environ["FAULTS_SETTINGS"]))
