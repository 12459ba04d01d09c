"""The WSGI entry of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.celery import app, bound_publishing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SELDOM = (20_000, 10, 10)
"""How often garbage is looked for, not (700, 10, 10): an answer makes much, and little of it in circles."""

application = get_wsgi_application()
bound_publishing(app)
gc.collect()
gc.freeze()  # what is here now stays: no search for garbage need go over it
gc.set_threshold(*SELDOM)
