"""The settings as a program of its own sees them: one line and no traceback when they are wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import PREFIX, ROOT, VARIABLES

ALL_NAMES = {variable.name for variable in VARIABLES}
PUBLIC = {"SITE_URL": "https://example.org", "EMAIL_URL": "smtp+tls://u:p@mail.example.org:587"}
KEY = "vBq2-9Zx_w7Lr4Tn8Kd1Fh6Gs3Jm5Pc0Yb-Xv_QaWeRtUiOpAsDfGh"


def manage(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run manage.py with these variables and no others of ours."""
    foreign = {*ALL_NAMES, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    clean = {
        name: text for name, text in os.environ.items() if name not in foreign and not name.startswith(PREFIX)
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**clean, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_malformed_variable_is_one_line() -> None:
    done = manage("check", PORT="eighty")
    assert done.stderr == "ultimata: PORT: 'eighty' is not right; write a port from 1 to 65535\n"
    assert done.returncode == 1


def test_an_unwritable_data_folder_is_one_line() -> None:
    done = manage("check", DATA_DIR="/dev/null/here")
    assert done.stderr == "ultimata: DATA_DIR: /dev/null/here/secret-key cannot be read (Not a directory)\n"
    assert done.returncode == 1


def test_a_public_site_needs_its_own_key(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), **PUBLIC)
    assert (
        done.stderr
        == "ultimata: SECRET_KEY: not set; a public SITE_URL needs at least 50 random characters\n"
    )
    assert done.returncode == 1


def test_a_public_site_needs_a_mail_server(tmp_path: Path) -> None:
    done = manage("check", DATA_DIR=str(tmp_path), SITE_URL="https://example.org", SECRET_KEY="k3y-" * 20)
    assert done.stderr.startswith("ultimata: EMAIL_URL: not set; a public SITE_URL needs a mail server")
    assert done.returncode == 1


NEWSROOM = {
    "DATABASE_URL": "postgres://u:p@127.0.0.1:9/x",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "ULTIMATA_TRUSTED_PROXIES": "1",
    "ULTIMATA_OIDC_ISSUER": "https://id.example.org",
    "ULTIMATA_OIDC_CLIENT_ID": "ultimata",
    "ULTIMATA_OIDC_CLIENT_SECRET": "what-the-provider-gave",
    "ULTIMATA_OPERATORS": "ann@example.org",
    "LOG_FORMAT": "json",
}
"""As compose.yaml has it, with servers of its own and a provider; the checks ask none of them."""


@pytest.mark.parametrize("more", [{}, NEWSROOM], ids=["the least", "with servers of its own"])
def test_a_public_site_passes_the_deployment_checks(tmp_path: Path, more: dict[str, str]) -> None:
    variables = {"DATA_DIR": str(tmp_path), "SECRET_KEY": KEY, **PUBLIC, **more}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (2 silenced).\n"


def test_the_local_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    show = ("shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
    first, second = (manage(*show, DATA_DIR=str(tmp_path)).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("dead", ["postgres://u:p@127.0.0.1:9/x"])
def test_a_database_away_is_one_line_for_the_launcher(tmp_path: Path, dead: str) -> None:
    done = manage("up", DATA_DIR=str(tmp_path), DATABASE_URL=dead, PORT="8497")
    assert "ultimata: the database cannot be used: connection failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_a_public_site_lets_webhooks_call_nothing_inside() -> None:
    done = manage("check", **PUBLIC, SECRET_KEY="s" * 60, ULTIMATA_WEBHOOKS_LOCAL="true")
    assert done.stderr == (
        "ultimata: ULTIMATA_WEBHOOKS_LOCAL: only for trials; a public SITE_URL forbids it\n"
    )
    assert done.returncode == 1


@pytest.mark.parametrize(
    "key", ["s" * 60, "k3y-" * 20, "0123456789" * 6, "django-insecure-" + "aB3$xYz9" * 8 + "q"]
)
def test_a_public_site_refuses_a_key_that_can_be_guessed(key: str) -> None:
    done = manage("check", **PUBLIC, SECRET_KEY=key)
    assert done.stderr.startswith("ultimata: SECRET_KEY: its value (not shown) is easy to guess; write")
    assert (done.returncode, key in done.stderr) == (1, False)


def test_a_public_site_shows_no_debug_pages() -> None:
    done = manage("check", **PUBLIC, SECRET_KEY=KEY, DEBUG="true")
    assert done.stderr.startswith("ultimata: DEBUG: shows code and settings to everybody")
    assert done.returncode == 1


def test_keys_of_before_are_read(tmp_path: Path) -> None:
    show = "from django.conf import settings; print(len(settings.SECRET_KEY_FALLBACKS))"
    keys = f"{KEY}1, {KEY}2"
    done = manage("shell", "--no-imports", "-c", show, DATA_DIR=str(tmp_path), SECRET_KEY_FALLBACKS=keys)
    assert done.stdout == "2\n"
