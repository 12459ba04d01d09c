"""The settings of the test run: the project's own, away from the environment of whoever runs it."""

import atexit
import os
import shutil
import tempfile

from config.env import PREFIX, VARIABLES

for name in [*os.environ]:
    if name.startswith(PREFIX) or name in {variable.name for variable in VARIABLES}:
        del os.environ[name]
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ultimata-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["LOG_LEVEL"] = "WARNING"
DATABASE_URL = os.environ.get("TEST_DATABASE_URL")
if DATABASE_URL:
    os.environ["DATABASE_URL"] = DATABASE_URL
    os.environ["DATABASE_POOLED"] = os.environ.get("TEST_DATABASE_POOLED", "")
# Playwright's synchronous interface runs an event loop in the test's thread, where Django refuses to work.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: E402, F403 -- the environment above comes first

if "TEST_DATABASE_NAME" in os.environ:  # two runs on one server, each with several processes
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_DATABASE_NAME"]}  # noqa: F405 -- as below
if not DATABASE_URL:
    # A file has the write-ahead log and the locks of the real one; a database in memory has not.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATA_DIR}/test.sqlite3"}  # noqa: F405 -- from config.settings
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
RENDER_SECONDS = 1e9  # one network asks for all pages of all tests
PAGE_VERSION_SECONDS = PAGE_STALE_SECONDS = 0  # a test sees what it wrote
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Pieces of pages are kept by what they show and when it changed; tests store different things at one instant.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
