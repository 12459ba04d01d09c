"""The first step of the log-in (config.sign_in has the others): wrong passwords are counted before one is
looked at, and told in the log.

Looking at a password takes the processor for a third of a second by design. One is looked at at a time, one
more may wait, so that a crowd of attempts leaves the other threads of the web server to readers.
"""

import logging
import threading
from datetime import timedelta

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from config.sign_in import facts
from tracker.clock import utc_now
from tracker.services import login_attempts
from tracker.services.rate_limit import TooManyRequests
from tracker.web.subscriptions.decorators import networks_of, too_many

log = logging.getLogger("ultimata.log_in")
LONGEST_NAME = 150  # of django.contrib.auth
MOST_AT_ONCE = 2
_queue = threading.BoundedSemaphore(MOST_AT_ONCE)
_hashing = threading.Lock()


def log_in(request: HttpRequest) -> HttpResponse:
    """`/admin/login/`: the admin's own page; 429 for who tried too often, and while others log in."""
    if request.method != "POST":
        return admin.site.login(request)
    if not _queue.acquire(blocking=False):
        problem = _("Others are logging in at this moment. Try again in a few seconds.")
        return too_many(request, timedelta(seconds=2), problem)
    try:
        return _counted(request)
    finally:
        _queue.release()


def _counted(request: HttpRequest) -> HttpResponse:
    account = request.POST.get("username", "")[:LONGEST_NAME]
    networks = networks_of(request)
    try:
        counted = login_attempts.begin(account, networks, now=utc_now())
    except TooManyRequests as error:
        log.warning("Log-in refused, too many wrong passwords: account %r from %s", account, networks[0])
        minutes = int(error.retry_after.total_seconds() // 60) + 1
        problem = _(
            "Too many wrong passwords came from your network, or for this account. "
            "Try again in %(minutes)s minutes."
        )
        return too_many(request, error.retry_after, problem % {"minutes": minutes})
    with _hashing:
        response = admin.site.login(request)
    if getattr(request, "was_password_right", False):
        login_attempts.succeeded(counted)
    else:
        known = User.objects.filter(username=account).exists()
        facts.refused(request, "wrong password, or no staff", account=account if known else "")
        log.warning("Log-in failed, wrong password: account %r from %s", account, networks[0])
    return response
