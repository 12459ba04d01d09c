"""Where webhooks may go: every spelling of an inside address is refused, written or resolved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.transports.http_guard import BadCallee, is_public, read_callee

INSIDE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.0.1:8443/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://2852039166/",
    "https://100.64.0.1/",
    "https://8.8.8.8/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:a9fe:a9fe]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://①②⑦.⓪.⓪.①/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://١٢٧.0.0.1/",
    "https://%31%32%37.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://router.local/",
    "https://metadata.google.internal/",
    "https://db/",
    "https://printer.lan/",
    "https://user@127.0.0.1/",
    "https://example.org@127.0.0.1/",
    "https://127.0.0.1#@example.org/",
    "https://127.0.0.1\\@example.org/",
    "https://example.org\\.127.0.0.1/",
    "https://127.0.0.1%00.example.org/",
    "https://127.0.0.1%09/",
    "https://1.2.3.4.5/",
    "https://host.0x7f/",
]
WRONG = {
    "": "must begin with https://",
    "example.org": "must begin with https://",
    "http://example.org/": "must begin with https://",
    "ftp://example.org/": "must begin with https://",
    "javascript:alert(1)": "must begin with https://",
    "https:example.org": "must begin with https://",
    "https://": "names no host",
    "https:///path": "names no host",
    "https://user:pass@example.org/": "user or password",
    "https://example.org/#part": "must not hold a #",
    "https://example.org/a b": "a space",
    "https://example.org/\u200b": "invisible",
    "https://example.org/\r\nX: y": "invisible",
    "https://example.org/ü": "with a percent sign",
    "https://example.org:80/": "Port 80 is not allowed; 443 and 8443 are",
    "https://example.org:22/": "Port 22 is not allowed",
    "https://example.org:0/": "Port 0 is not allowed",
    "https://example.org:99999/": "no web address",
    "https://example.org:x/": "no web address",
    "https://[::1/": "no web address",
    "https://-a.example.org/": "no name of a host",
    "https://a..example.org/": "no name of a host",
    f"https://{'a' * 64}.example.org/": "no name of a host",
    f"https://example.org/{'a' * 500}": "at most 500",
}


@pytest.mark.parametrize("text", INSIDE)
def test_no_spelling_of_an_inside_address_is_taken(text: str) -> None:
    with pytest.raises(BadCallee):
        read_callee(text)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said(text: str) -> None:
    with pytest.raises(BadCallee, match=WRONG[text]):
        read_callee(text)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://example.org", "https://example.org/"),
        (" https://Example.ORG./hook?a=1&b=%20 ", "https://example.org/hook?a=1&b=%20"),
        ("https://example.org:8443/hook", "https://example.org:8443/hook"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://Bücher.example.org/x", "https://xn--bcher-kva.example.org/x"),
        ("https://Пошта.укр/", "https://xn--80a1acn3a.xn--j1amh/"),
        ("https://my_host.example.org/", "https://my_host.example.org/"),
        ("https://a--b.example.org/", "https://a--b.example.org/"),
    ],
)
def test_an_address_has_one_spelling(text: str, right: str) -> None:
    assert str(read_callee(text)) == right


def test_trials_may_call_this_machine_and_nothing_else_inside() -> None:
    for text in ("http://127.0.0.1:8281/x", "http://localhost:8281/", "https://[::1]:8281/"):
        read_callee(text, allow_local=True)
    for text in (
        "http://10.0.0.1/",
        "http://example.org/",
        "https://192.168.0.1/",
        "http://127.0.0.1.nip.io/",
    ):
        with pytest.raises(BadCallee):
            read_callee(text, allow_local=True)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1"),
        *("192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
        *("239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "100.100.100.200"),
        *("::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::808:808"),
        *("64:ff9b:1::a00:1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"),
        *("5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
        *("not an address", "", "2130706433", "0x7f.1"),
    ],
)
def test_addresses_that_are_not_public_are_not_called(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::200e"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_calls_inside_is_called(address: object) -> None:
    inside = any(
        getattr(address, name)
        for name in ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_reserved")
    )
    assert not (inside and is_public(str(address)))


@given(st.text(max_size=80))
def test_any_text_is_refused_or_read_as_an_address_that_reads_the_same(text: str) -> None:
    for attempt in (text, f"https://{text}", f"https://{text}.example.org/"):
        try:
            found = read_callee(attempt)
        except BadCallee:
            continue
        assert read_callee(str(found)) == found
        assert str(found).isascii()
