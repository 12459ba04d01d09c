"""What is cited, and how each format writes it.

The record as it stood at an instant is cited: its day is the date of the work, its address holds the instant,
and the day it was looked at is told beside. BibTeX is read by BibTeX and biblatex, RIS by EndNote, Zotero and
Mendeley (Research Info Systems, 2001), CSL-JSON by every processor of the Citation Style Language (1.0.2).
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from tracker.templatetags.times import as_of_text, date_text, instant_text
from tracker.web.cards.drawing import legible
from tracker.web.decorators import AsOf
from tracker.web.lasting import lasting_address

AUTHOR = "Ultimata"
_NOT_OF_A_KEY = re.compile(r"[^a-z0-9-]+")
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped or not
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}


@dataclass(frozen=True, slots=True)
class Work:
    """A page at an instant: `key` names it among the references of a text, `address` holds the instant."""

    key: str
    title: str
    address: str
    language: str
    when: str
    issued_at: datetime
    accessed_at: datetime


def work(name: str, title: str, path: str, asked: AsOf) -> Work:
    """The work that a page is at the instant asked for; `name` is part of its key."""
    plain = _NOT_OF_A_KEY.sub("-", name.lower()).strip("-")
    return Work(
        key=f"ultimata-{plain}-{asked.at:%Y%m%d}",
        title=" ".join(legible(title).split()),
        address=lasting_address(path, asked),
        language=get_language() or "en",
        when=as_of_text(asked.at) if asked.as_of else instant_text(asked.at),
        issued_at=asked.at.astimezone(UTC),
        accessed_at=asked.now.astimezone(UTC),
    )


def as_text(cited: Work) -> str:
    """A sentence for a footnote."""
    words = _("Ultimata (%(year)s): “%(title)s”. As of %(when)s. %(address)s (accessed %(accessed)s).")
    return words % {
        "year": cited.issued_at.year,
        "title": cited.title,
        "when": cited.when,
        "address": cited.address,
        "accessed": date_text(cited.accessed_at),
    }


def as_bibtex(cited: Work) -> str:
    """An entry `@misc`: the only type that classic styles and biblatex both know for a page."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{_latex(cited.title)}}}",
        "year": f"{cited.issued_at:%Y}",
        "month": f"{cited.issued_at.month}",
        "howpublished": f"\\url{{{cited.address}}}",
        "url": cited.address,
        "urldate": f"{cited.accessed_at:%Y-%m-%d}",
        "note": _latex(_as_of(cited)),
        "language": get_language_info(cited.language)["name"].lower(),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{cited.key},\n{lines}}}\n"


def as_ris(cited: Work) -> str:
    """An electronic source, lines ended by CR LF."""
    lines = (
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("AU", AUTHOR),
        ("TI", cited.title),
        ("T2", AUTHOR),
        ("PY", f"{cited.issued_at:%Y}"),
        ("DA", f"{cited.issued_at:%Y/%m/%d}"),
        ("Y2", f"{cited.accessed_at:%Y/%m/%d}"),
        ("UR", cited.address),
        ("LA", cited.language),
        ("N1", _as_of(cited)),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def as_csl(cited: Work) -> str:
    """A list of one item of the type `webpage`."""
    item = {
        "id": cited.key,
        "type": "webpage",
        "author": [{"literal": AUTHOR}],
        "title": cited.title,
        "container-title": AUTHOR,
        "URL": cited.address,
        "issued": _date_parts(cited.issued_at),
        "accessed": _date_parts(cited.accessed_at),
        "language": cited.language,
        "note": _as_of(cited),
    }
    lines = ",\n".join(f"    {json.dumps(name)}: {_json(value)}" for name, value in item.items())
    return f"[\n  {{\n{lines}\n  }}\n]\n"


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a citation: its name, the type of its file, and what writes it."""

    name: str
    content_type: str
    write: Callable[[Work], str]


FORMATS = {
    "txt": Format("", "text/plain; charset=utf-8", as_text),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", as_bibtex),
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", as_ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", as_csl),
}
"""By the endings of their files; the name of the sentence is a word of the page."""


def _as_of(cited: Work) -> str:
    return _("As of {when}").format(when=cited.when)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _date_parts(at: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[at.year, at.month, at.day]]}
