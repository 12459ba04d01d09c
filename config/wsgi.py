"""The WSGI entry of the web server."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

from config.celery import app, bound_publishing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SELDOM = (20_000, 10, 10)
"""How often garbage is looked for, not (700, 10, 10): an answer makes much, and little of it in circles."""
SWITCH_SECONDS = 0.0005
"""How long a thread that makes a page keeps others waiting: an answer changes threads several times."""

application = get_wsgi_application()
bound_publishing(app)
gc.collect()
gc.freeze()  # what is here now stays: no search for garbage need go over it
gc.set_threshold(*SELDOM)
sys.setswitchinterval(SWITCH_SECONDS)
