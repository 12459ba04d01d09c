"""Mail addresses as people type them: read strictly, kept as given, compared alike.

What RFC 5321 allows is allowed: any dot-atom, plus, quoted local parts, domains in any script. Refused, each
with its reason: addresses that mail servers of today do not route (domains without a dot, [192.0.2.1]) and
local parts beyond ASCII: those need SMTPUTF8 (RFC 6531) on every server of the way, ours cannot know the rest
of the way, and a reminder that bounces is worse than a clear word at the form.
"""

import re
from dataclasses import dataclass

import idna

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets (RFC 3696, erratum 1690)
LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253

ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = re.compile(rf"{ATEXT}(\.{ATEXT})*")
QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\[ -~])+)"')
GMAIL = ("gmail.com", "googlemail.com")
"""Where dots before the @ do not count."""
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class BadAddress(ValueError):
    """The text is not a mail address we can write to; the message says why, in words for its owner."""


@dataclass(frozen=True)
class Address:
    """A mail address that can be written to, ASCII throughout.

    `local` is as given, in quotes only where it needs them; `domain` is lower-case in its ASCII form.
    """

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def canonical(self) -> str:
        """What makes it the same address as another: the local part without regard to case, and the domain.

        A server may tell Ann@ from ann@; none in use does, and one person must not be two subscribers.
        """
        return f"{self.local.lower()}@{self.domain}"

    @property
    def shown(self) -> str:
        """For people: the domain in its own script."""
        return f"{self.local}@{idna.decode(self.domain)}" if "xn--" in self.domain else str(self)


def mailbox_of(canonical: str) -> str:
    """The mailbox an address likely leads to, for counting alone: without plus tag, at Gmail without dots.

    `canonical` is `Address.canonical`. Never for sending, nor for telling two subscribers apart.
    """
    local, _, domain = canonical.rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@{GMAIL[0]}" if domain in GMAIL else f"{local}@{domain}"


def parse_address(text: str) -> Address:
    """Read one bare address; spaces around it do not count. `BadAddress` says what is wrong."""
    if BREAKS.search(text):
        raise BadAddress("An address is one line without control characters.")
    text = text.strip(" ")
    if not text:
        raise BadAddress("No address was given.")
    if len(text) > LONGEST:
        raise BadAddress(f"An address has at most {LONGEST} characters; this one has {len(text)}.")
    local, domain = _split(text)
    address = Address(_local(local), _domain(domain))
    if len(str(address)) > LONGEST:
        raise BadAddress(f"An address has at most {LONGEST} characters; this one has {len(str(address))}.")
    return address


def _split(text: str) -> tuple[str, str]:
    """The parts before and after the @ that counts."""
    if text.startswith('"'):
        quoted = QUOTED.match(text)
        if not quoted or text[quoted.end() : quoted.end() + 1] != "@":
            raise BadAddress(
                'What is in quotes must be closed by " and followed by @, as in "a b"@example.org.'
            )
        return quoted[0], text[quoted.end() + 1 :]
    if "<" in text or ">" in text:
        raise BadAddress("Write the address alone, without a name and without < and >.")
    if "@" not in text:
        raise BadAddress("An address has an @ with a domain after it, as in name@example.org.")
    if text.count("@") > 1:
        raise BadAddress("An address has one @; another one must stand in quotes before it.")
    local, _, domain = text.partition("@")
    return local, domain


def _local(text: str) -> str:
    """The part before the @, in quotes only where needed."""
    if not text:
        raise BadAddress("There is nothing before the @.")
    if not text.isascii():
        raise BadAddress(
            "Before the @ we can only write to letters without accents (a to z), digits and signs."
        )
    quoted = QUOTED.fullmatch(text)
    if quoted:
        bare = re.sub(r"\\(.)", r"\1", quoted[1])
        text = bare if DOT_ATOM.fullmatch(bare) else '"' + re.sub(r'(["\\])', r"\\\1", bare) + '"'
    elif text.startswith(".") or text.endswith(".") or ".." in text:
        raise BadAddress("Before the @, a dot must stand between two other characters.")
    elif not DOT_ATOM.fullmatch(text):
        raise BadAddress(f"{_odd(text)!r} cannot stand before the @ without quotes.")
    if len(text) > LONGEST_LOCAL:
        raise BadAddress(f"Before the @ there are at most {LONGEST_LOCAL} characters; here are {len(text)}.")
    return text


def _odd(text: str) -> str:
    """The first character that no unquoted local part may have."""
    return next(char for char in text if char != "." and not re.fullmatch(ATEXT, char))


def _domain(text: str) -> str:
    """The part after the @ in lower-case ASCII, labels of other scripts by IDNA 2008 as UTS 46 maps them."""
    if not text:
        raise BadAddress("There is no domain after the @.")
    if text.startswith("["):
        raise BadAddress("We cannot write to a numeric address; a domain such as example.org is needed.")
    labels = text.split(".")
    if not text.isascii() or any(label[:4].lower() == "xn--" for label in labels):
        try:
            text = idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise BadAddress(f"{text!r} is not a domain.") from error
        labels = text.split(".")
    if len(labels) < 2:
        raise BadAddress(f"{text!r} is not a full domain; one with a dot is needed, such as example.org.")
    if len(text) > LONGEST_DOMAIN or not all(LABEL.fullmatch(label) for label in labels):
        raise BadAddress(f"{text!r} is not a domain.")
    if not re.search("[A-Za-z]", labels[-1]):
        raise BadAddress(f"{text!r} is not a domain; its last part must have letters.")
    return text.lower()
