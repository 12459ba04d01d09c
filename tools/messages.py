"""Collects every message of pages and mails into locale/*/LC_MESSAGES/django.po and compiles it.

    .venv/bin/python -m tools.messages [language to begin]

Messages that are there keep their translation, new ones wait for theirs, those nobody uses any more go. No
gettext tools are needed: Babel reads Python, and templates by what Django makes of them. The admin and
the management commands speak English.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = tuple(sorted(path.name for path in (ROOT / "locale").iterdir()))
"""Those that have a catalogue."""
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LEFT_OUT = (
    "tracker/admin/",
    "tracker/management/",
    "tracker/migrations/",
    "templates/admin/",
    "templates/mailbox/",
)
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Compiled files say when they were made, and would change with nothing in them changed."""
Message = str | tuple[str, ...]


def po_path(language: str) -> Path:
    """Where the translations of a language are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def plural_forms(language: str) -> str:
    """As Django's own catalogue of a language has them: one with other forms would not be merged with it."""
    path = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        django_has = read_po(file, charset="utf-8")
    return f"nplurals={django_has.num_plurals}; plural={django_has.plural_expr}"


def messages() -> Catalog:
    """Every message there is, with the files it is in."""
    found = Catalog(charset="utf-8")
    for path in _files():
        name = path.relative_to(ROOT).as_posix()
        for _line, message, _comments, context in extract("python", _source(path), keywords=KEYWORDS):
            flags = ["python-brace-format"] if _has_braces(message) else []
            _check_plural(found, message, context, name)
            found.add(message, locations=[(name, 0)], context=context, flags=flags)
    return found


def stored(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def merged(language: str) -> Catalog:
    """What the catalogue of a language should hold: all messages, translated as far as they were."""
    new = messages()
    old = stored(language) if po_path(language).exists() else Catalog(locale=language)
    whole = Catalog(locale=language, header_comment=old.header_comment, charset="utf-8", fuzzy=False)
    whole.mime_headers = [("Plural-Forms", plural_forms(language))]
    for message in sorted(new, key=lambda each: (sorted(each.locations), str(each.id))):
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        places = sorted(set(message.locations))
        text = known.string if known is not None and not known.fuzzy else None
        whole.add(message.id, text, locations=places, context=message.context, flags=message.flags)
    return whole


def as_po(catalog: Catalog) -> bytes:
    """The catalogue as the text file translators read."""
    text = io.BytesIO()
    write_po(text, catalog, width=100, omit_header=True, include_lineno=False)
    header = "".join(f"{line}\n" for line in (catalog.header_comment or "").splitlines())
    fields = (
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Language", str(catalog.locale)),
        ("Plural-Forms", plural_forms(str(catalog.locale))),
    )
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields)
    return f'{header}msgid ""\nmsgstr ""\n{lines}\n'.encode() + text.getvalue()


def as_mo(po: bytes) -> bytes:
    """The catalogue as Django reads it."""
    catalog = read_po(io.BytesIO(po), charset="utf-8")
    catalog.creation_date = catalog.revision_date = NO_DATE
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def _files() -> Iterator[Path]:
    for folder, endings in (
        ("tracker", (".py",)),
        ("config", (".py",)),
        ("templates", (".html", ".txt", ".svg")),
    ):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in endings and not name.startswith(LEFT_OUT):
                yield path


def _source(path: Path) -> io.BytesIO:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":  # what Django makes of a template is Python but for its indentation
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    return io.BytesIO(text.encode())


def _check_plural(found: Catalog, message: Message, context: str | None, name: str) -> None:
    """A catalogue knows a message by its singular: two plurals of one would hide each other."""
    known = found.get(message, context)
    if known is None or isinstance(message, str) or isinstance(known.id, str) or known.id == message:
        return
    raise ValueError(f"{name}: {message[0]!r} has the plural {message[1]!r} here, {known.id[1]!r} elsewhere")


def _has_braces(message: Message) -> bool:
    return any("{" in each for each in ([message] if isinstance(message, str) else message))


def main() -> None:
    """Write the catalogues and say how much of each is translated."""
    settings.configure(USE_I18N=True)
    django.setup()
    for language in sys.argv[1:] or LANGUAGES:
        catalog = merged(language)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        po = as_po(catalog)
        path.write_bytes(po)
        path.with_suffix(".mo").write_bytes(as_mo(po))
        all_ = [each for each in catalog if each.id]
        print(f"{language}: {sum(_is_translated(each.string) for each in all_)} of {len(all_)} messages")


def _is_translated(text: object) -> bool:
    return bool(text) and (isinstance(text, str) or all(text))  # type: ignore[arg-type]  # a tuple of forms


if __name__ == "__main__":
    main()
