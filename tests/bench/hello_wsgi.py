"""The WSGI door of the yardstick."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.hello"
application = get_wsgi_application()
