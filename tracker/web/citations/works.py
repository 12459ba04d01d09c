"""The pages that can be cited, each under its title and its own address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.templatetags.local_names import local
from tracker.web.citations.work import FORMATS, Work, work
from tracker.web.decorators import AsOf


def case_work(slug: str, title: str, asked: AsOf) -> Work:
    """A case."""
    return work(slug, local(title), reverse("case", args=[slug]), asked)


def actor_work(slug: str, name: str, asked: AsOf) -> Work:
    """An actor's ultimatums."""
    title = _("%(name)s: ultimatums set and received") % {"name": local(name)}
    return work(f"actor-{slug}", title, reverse("actor", args=[slug]), asked)


def crisis_work(slug: str, title: str, asked: AsOf) -> Work:
    """A crisis."""
    return work(f"crisis-{slug}", local(title), reverse("dossier", args=[slug]), asked)


def record_work(asked: AsOf) -> Work:
    """The track record."""
    title = _("The track record: what usually came of ultimatums")
    return work("record", title, reverse("record"), asked)


LINE_LENGTH = 80
"""Letters of a line on a wide screen."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as a page shows it: in which format, its text, and the address of its file."""

    form: str
    name: str
    text: str
    address: str

    @property
    def lines(self) -> int:
        """About how many lines it takes."""
        return sum(1 + len(line) // LINE_LENGTH for line in self.text.splitlines())


def citations(cited: Work, view: str, *args: str, asked: AsOf) -> tuple[Citation, ...]:
    """A work in every format; `view` with `args` is where its files are."""
    query = f"?{urlencode({'as_of': asked.as_of}, safe=':')}" if asked.as_of else ""
    return tuple(
        Citation(form, each.name, each.write(cited), f"{reverse(view, args=[*args, form])}{query}")
        for form, each in FORMATS.items()
    )
