"""The pages of the mailbox: the list, one mail with its headers and text, its HTML on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tracker.transports.http_guard import is_local

NEWEST = 200
PERMISSION = "tracker.read_mailbox"
# The HTML of a mail is shown, never run: no script, no form, nothing from elsewhere.
SANDBOX = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups"


@dataclass(frozen=True)
class StoredMail:
    """One mail in the list."""

    name: str
    subject: str
    to: str
    date: str


View = Callable[..., HttpResponse]


def for_readers_or_this_machine(view: View) -> View:
    """Let in whoever may read it; everyone when the site can only be reached from the machine it runs on.

    A mail holds an address and links that act for its owner: to be staff is not enough.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        is_private = settings.IS_LOCAL and is_local(settings.ENV["ULTIMATA_HOST"])
        user = getattr(request, "user", None)
        if is_private or (user is not None and user.is_staff and user.has_perm(PERMISSION)):
            return never_cache(view)(request, *args, **kwargs)
        if user is not None and user.is_staff:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path(), "admin:login")

    return guarded


@for_readers_or_this_machine
def listing(request: HttpRequest) -> HttpResponse:
    """The newest mails, newest first."""
    files = sorted(Path(settings.MAILBOX_DIR).glob("*.eml"), reverse=True)[:NEWEST]
    mails = [_row(path.stem, _parse(path)) for path in files]
    return render(request, "mailbox/list.html", {"mails": mails, "folder": settings.MAILBOX_DIR})


@for_readers_or_this_machine
def detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: all headers and the plain text."""
    mail = _find(name)
    context = {
        "mail": _row(name, mail),
        "headers": [(key, str(value)) for key, value in mail.items()],
        "text": _body(mail, "plain"),
        "has_html": mail.get_body(("html",)) is not None,
        "attachments": [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()],
    }
    return render(request, "mailbox/detail.html", context)


@for_readers_or_this_machine
def html(_request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of one mail as it was written, locked into a sandbox."""
    mail = _find(name)
    if mail.get_body(("html",)) is None:
        raise Http404("This mail has no HTML part.")
    return HttpResponse(_body(mail, "html"), headers={"Content-Security-Policy": SANDBOX})


def _find(name: str) -> EmailMessage:
    path = Path(settings.MAILBOX_DIR) / f"{name}.eml"
    if not path.is_file():
        raise Http404("There is no such mail.")
    return _parse(path)


def _parse(path: Path) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())


def _row(name: str, mail: EmailMessage) -> StoredMail:
    return StoredMail(
        name, str(mail["Subject"] or "(no subject)"), str(mail["To"] or ""), str(mail["Date"] or "")
    )


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
