"""Which processes make up the site, and what to tell the person who started it."""

import http.client
import os
import sys
from collections.abc import Mapping, Sequence

from django.conf import settings

from config.launcher.processes import Child

CELERY = (sys.executable, "-m", "celery", "-A", "config", "-q", "--skip-checks")
"""`make test` makes Django's checks; at each start they would import all pages and forms."""
BEHIND_PAGES, BEHIND_MAILS = ("nice", "-n", "10"), ("nice", "-n", "19")
"""Where the machine is busy, pages come first, then ticks and mails, then what is fetched to be read."""
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- listened on by choice; asked on this machine


def web(inherit: Sequence[int]) -> Child:
    """The web server."""
    return Child("web server", web_command(), environment(), inherit)


def web_command() -> tuple[str, ...]:
    """The command of the web server, by the settings."""
    return server_command(
        host=settings.ENV["ULTIMATA_HOST"],
        port=settings.PORT,
        workers=settings.ENV["ULTIMATA_WEB_WORKERS"],
    )


def server_command(*, host: str, port: int, workers: int) -> tuple[str, ...]:
    """The command of a web server; config.serving says what it adds to these limits."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "asginl", "config.asgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        # HTTP/2 has no deadline for its headers; a proxy that speaks it to browsers speaks HTTP/1.1 to us.
        *("--http", "1", "--no-ws"),
        *("--http1-header-read-timeout", "10000", "--http1-buffer-size", "65536"),
        *("--backlog", "2048", "--backpressure", "2048"),  # connections: waiting, and served by each worker
        # Without a kill timeout, SIGTERM during the start can hang it for more than 40 s.
        *("--workers-kill-timeout", "5", "--respawn-failed-workers", "--log-level", "warning"),
    )


def worker(inherit: Sequence[int]) -> Child:
    """The Celery worker that sends: threads, since one machine has little memory and each job is short."""
    command = (
        *(*BEHIND_PAGES, *CELERY, "worker", "--pool", "threads"),
        *("--concurrency", str(settings.ENV["ULTIMATA_JOB_THREADS"])),
        *("--queues", "mails,calls,push", "--hostname", "jobs@%h", *QUIET),
    )
    return Child("job worker", command, environment(), inherit)


def ticker(inherit: Sequence[int]) -> Child:
    """The Celery worker of ticks alone, which so never wait for mails that are being sent."""
    command = (
        *(*BEHIND_PAGES, *CELERY, "worker", "--pool", "solo", "--queues", "ticks"),
        *("--hostname", "ticks@%h", *QUIET),
    )
    return Child("tick worker", command, environment(), inherit)


def intake(inherit: Sequence[int]) -> Child:
    """The Celery worker that fetches feeds and pages and reads them, so that no mail waits behind one.

    A process of its own does the work: it is replaced when it has grown, hangs or dies of what it reads.
    """
    command = (
        *(*BEHIND_MAILS, *CELERY, "worker", "--pool", "prefork", "--concurrency", "1"),
        *("--queues", "intake", "--hostname", "intake@%h", *QUIET),
    )
    return Child("intake worker", command, environment(), inherit)


def beat(inherit: Sequence[int]) -> Child:
    """The one Celery beat."""
    command = (*BEHIND_PAGES, *CELERY, "beat", "--pidfile", "", "--loglevel", "WARNING")
    return Child("beat", command, environment(), inherit)


def environment() -> Mapping[str, str]:
    """The environment of each process."""
    return {**os.environ, "DATA_DIR": str(settings.DATA_DIR), "PYTHONUNBUFFERED": "1"}


def is_serving() -> bool:
    """Whether the web server answers the front page, be it with an error."""
    host = EVERYWHERE.get(settings.ENV["ULTIMATA_HOST"], settings.ENV["ULTIMATA_HOST"])
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=5)
    try:
        connection.request("HEAD", "/", headers={"Host": settings.SITE_HOST})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def greeting(password: str | None) -> str:
    """The addresses of the running site."""
    note = f"  user admin, password {password} (change it there)" if password else ""
    lines = [
        "Ultimata is running.",
        f"  Site     {settings.SITE_URL}/",
        f"  Admin    {settings.SITE_URL}/admin/{note}",
    ]
    if settings.MAILBOX:
        lines.append(f"  Mailbox  {settings.SITE_URL}/mailbox/  (mails stay there until EMAIL_URL is set)")
    lines.append(f"  Data     {settings.DATA_DIR}")
    lines.append("Ctrl-C stops it.")
    return "\n".join(lines)
