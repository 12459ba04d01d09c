"""Which addresses are taken, how they are kept, and what is said of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.transports.email_addresses import LONGEST, BadAddress, parse_address


@pytest.mark.parametrize(
    ("text", "kept", "canonical"),
    [
        ("ann@example.org", "ann@example.org", "ann@example.org"),
        ("  Ann@Example.ORG ", "Ann@example.org", "ann@example.org"),
        ("ann+news@example.org", "ann+news@example.org", "ann+news@example.org"),
        (
            "a.b-c_d=e!{}|~@sub.example.co.uk",
            "a.b-c_d=e!{}|~@sub.example.co.uk",
            "a.b-c_d=e!{}|~@sub.example.co.uk",
        ),
        ('"ann b"@example.org', '"ann b"@example.org', '"ann b"@example.org'),
        ('"a@b"@example.org', '"a@b"@example.org', '"a@b"@example.org'),
        ('"a\\"b\\\\"@example.org', '"a\\"b\\\\"@example.org', '"a\\"b\\\\"@example.org'),
        ('"Ann"@example.org', "Ann@example.org", "ann@example.org"),
        ('"\\a.\\b"@example.org', "a.b@example.org", "a.b@example.org"),
        ('".ann."@example.org', '".ann."@example.org', '".ann."@example.org'),
        ("=1+1@example.org", "=1+1@example.org", "=1+1@example.org"),
        ("ann@пошта.укр", "ann@xn--80a1acn3a.xn--j1amh", "ann@xn--80a1acn3a.xn--j1amh"),
        ("ann@Straße.de", "ann@xn--strae-oqa.de", "ann@xn--strae-oqa.de"),
        ("ann@XN--STRAE-OQA.de", "ann@xn--strae-oqa.de", "ann@xn--strae-oqa.de"),
        ("ann@例え。jp", "ann@xn--r8jz45g.jp", "ann@xn--r8jz45g.jp"),
        ("ann@r3---sn.example.org", "ann@r3---sn.example.org", "ann@r3---sn.example.org"),
        ("1@2.example", "1@2.example", "1@2.example"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_addresses_are_kept_as_given_and_compared_alike(text: str, kept: str, canonical: str) -> None:
    address = parse_address(text)
    assert (str(address), address.canonical) == (kept, canonical)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "No address"),
        ("   ", "No address"),
        ("ann", "has an @"),
        ("@example.org", "nothing before"),
        ("ann@", "no domain"),
        ("ann@example", "full domain"),
        ("ann@example.org.", "not a domain"),
        ("ann@.example.org", "not a domain"),
        ("ann@exa mple.org", "not a domain"),
        ("ann@-example.org", "not a domain"),
        ("ann@exa_mple.org", "not a domain"),
        ("ann@192.0.2.1", "must have letters"),
        ("ann@[192.0.2.1]", "numeric address"),
        ("ann@xn--a.org", "not a domain"),
        ("ann@" + "a" * 64 + ".org", "not a domain"),
        ("ann@b@example.org", "one @"),
        ("Ann <ann@example.org>", "alone"),
        ("ann b@example.org", "without quotes"),
        ("ann,bob@example.org", "without quotes"),
        (".ann@example.org", "a dot"),
        ("ann.@example.org", "a dot"),
        ("a..b@example.org", "a dot"),
        ('"ann@example.org', "closed"),
        ('"a"b@example.org', "closed"),
        ('""@example.org', "closed"),
        ("жанна@example.org", "without accents"),
        ("ann@example.org\n", "one line"),
        ("ann@example.org\r\nBcc: bob@example.org", "one line"),
        ("a\0nn@example.org", "one line"),
        ("ann\u2028@example.org", "one line"),
        ("ann\ud800@example.org", "one line"),
        ("a" * 65 + "@example.org", "at most 64"),
        ("a" * 10_000 + "@example.org", f"at most {LONGEST} characters; this one has 10012"),
        ("a@" + "я" * 60 + "." + "я" * 60 + "." + "я" * 60 + ".org", "domain|at most"),
    ],
)
def test_other_texts_are_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why):
        parse_address(text)


def test_shown_is_in_the_script_of_the_domain() -> None:
    assert parse_address("ann@пошта.укр").shown == "ann@пошта.укр"


@given(
    st.text() | st.from_regex(r'("[^\n]{1,9}"|[a-z.+"@ ]{1,9})@[a-zäß.-]{1,9}\.[a-z]{2,3}', fullmatch=True)
)
def test_any_text_is_refused_or_kept_as_a_safe_address_that_reads_the_same_again(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddress:
        return
    assert parse_address(str(address)) == address
    assert parse_address(address.canonical).canonical == address.canonical
    assert str(address).isascii()
    assert str(address).isprintable()
    assert len(str(address)) <= LONGEST
