"""The entry of the web server: Django, shielded from slow clients."""

from typing import cast

from django.conf import settings

from config import watch
from config.health import ADDRESSES
from config.serving import Application, Buffered, Limits, allow_open_files
from config.wsgi import application as django
from tracker.web.middleware.rate_limit import FILES

allow_open_files()
application = Buffered(
    cast("Application", django),  # its types say response, which is an iterable of bytes
    threads=4,
    # What watches over the site must not be told that it is down because others ask for much; and a download,
    # which may take long to write, must not keep pages waiting.
    lanes={**dict.fromkeys(ADDRESSES, 1), FILES: 2},
    limits=Limits(body_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
)
if settings.OPERATORS:
    watch.start()
