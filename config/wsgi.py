"""The WSGI entry of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from config.celery import app, bound_publishing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
bound_publishing(app)
