"""The settings of the test run: the project's own, away from the environment of whoever runs it."""

import os
import tempfile

from config.env import VARIABLES

DATABASE_URL = os.environ.get("TEST_DATABASE_URL")
for variable in VARIABLES:
    os.environ.pop(variable.name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ultimata-tests-")
os.environ["LOG_LEVEL"] = "WARNING"
if DATABASE_URL:
    os.environ["DATABASE_URL"] = DATABASE_URL

from config.settings import *  # noqa: E402, F403 -- the environment above comes first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
