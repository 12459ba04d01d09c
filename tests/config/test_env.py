"""The environment is read strictly: what is unknown or malformed is named, with what would be right."""

import re
from pathlib import Path

import pytest

from config import env
from tracker.transports.http_guard import is_local


def test_read_gives_defaults_when_nothing_is_set() -> None:
    values = env.read({})
    assert values["PORT"] == 8000
    assert values["DATA_DIR"] == env.ROOT / "var"
    assert values["DATABASE_URL"] is None
    assert values["DEBUG"] is False
    assert set(values) == {variable.name for variable in env.VARIABLES}


def test_read_treats_empty_text_as_unset() -> None:
    assert env.read({"PORT": "", "REDIS_URL": ""}) == env.read({})


def test_read_parses_what_is_set() -> None:
    values = env.read(
        {
            "PORT": "8123",
            "DATA_DIR": "/srv/ultimata",
            "ALLOWED_HOSTS": "example.org, www.example.org",
            "DEBUG": "Yes",
            "LOG_LEVEL": "warning",
            "SITE_URL": "https://example.org/",
            "EMAIL_URL": "smtp+tls://user:pass@mail.example.org:587",
        }
    )
    assert values["PORT"] == 8123
    assert values["DATA_DIR"] == Path("/srv/ultimata")
    assert values["ALLOWED_HOSTS"] == ["example.org", "www.example.org"]
    assert values["DEBUG"] is True
    assert values["LOG_LEVEL"] == "WARNING"
    assert values["SITE_URL"] == "https://example.org"
    assert (values["EMAIL_URL"]["EMAIL_HOST"], values["EMAIL_URL"]["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert values["EMAIL_URL"]["EMAIL_USE_TLS"] is True


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("PORT", "-1"),
        ("DATA_DIR", "a\0b"),
        ("SITE_URL", "example.org"),
        ("SITE_URL", "http://example.org"),
        ("SITE_URL", "https://example.org/path"),
        ("SITE_URL", "https://user@example.org"),
        ("SITE_URL", "https://example.org:port"),
        ("SITE_URL", "https://[::1"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ".org"),
        ("ALLOWED_HOSTS", "example.org,.example.org"),
        ("ALLOWED_HOSTS", "."),
        ("ALLOWED_HOSTS", "-"),
        ("ALLOWED_HOSTS", ","),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("SECRET_KEY_FALLBACKS", f"{'long' * 20},"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgres://localhost"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://host:port"),
        ("REDIS_URL", "redis+socket://"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("ULTIMATA_BOUNCE_ADDRESS", "Bounces <bounces@example.org>"),
        ("ULTIMATA_BOUNCE_ADDRESS", "*@example.org"),
        ("ULTIMATA_BOUNCE_ADDRESS", "bounces*@example.org"),
        ("ULTIMATA_BOUNCE_ADDRESS", "bounces+*@*.example.org"),
        ("ULTIMATA_BOUNCE_ADDRESS", f"{'b' * 30}+*@example.org"),
        ("ULTIMATA_OIDC_ISSUER", "http://id.example.org"),
        ("ULTIMATA_OIDC_ISSUER", "id.example.org"),
        ("ULTIMATA_OIDC_ISSUER", "https://id.example.org/?realm=x"),
        ("ULTIMATA_OIDC_GROUPS", "newsroom"),
        ("ULTIMATA_OIDC_GROUPS", "newsroom=Nobodies"),
        ("ULTIMATA_OIDC_GROUPS", "=Editors"),
        ("DATABASE_POOLED", "transaction"),
        ("DEBUG", "maybe"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("ULTIMATA_TRUSTED_PROXIES", "many"),
        ("ULTIMATA_WEB_WORKERS", "0"),
        ("ULTIMATA_JOB_THREADS", "65"),
        ("ULTIMATA_KEEP_MAILS_DAYS", "29"),
        ("ULTIMATA_KEEP_MAILS_DAYS", "forever"),
        ("ULTIMATA_KEEP_CALLS_DAYS", "0"),
        ("ULTIMATA_KEEP_SUBSCRIPTIONS_DAYS", "3 years"),
        ("ULTIMATA_KEEP_REPORTS_DAYS", "-1"),
        ("ULTIMATA_KEEP_LOG_DAYS", "36501"),
        ("ULTIMATA_ASSISTANT_URL", "http://example.org/v1/chat/completions"),
        ("ULTIMATA_ASSISTANT_URL", "https://example.org"),
        ("ULTIMATA_ASSISTANT_URL", "https://user:word@example.org/v1"),
        ("ULTIMATA_ASSISTANT_URL", "ftp://localhost/v1"),
        ("ULTIMATA_ASSISTANT_KIND", "other"),
        ("ULTIMATA_ASSISTANT_DAILY", "0"),
    ],
)
def test_read_names_a_malformed_variable_and_what_is_right(name: str, text: str) -> None:
    right = next(variable.right for variable in env.VARIABLES if variable.name == name)
    with pytest.raises(env.BadEnvironment) as caught:
        env.read({name: text})
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert line.endswith(f" is not right; write {right}")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ULTIMATA_OPERATORS", "ann"),
        ("ULTIMATA_OPERATORS", "ann@example.org,"),
        ("ULTIMATA_OPERATORS", "Ann <ann@example.org>"),
        ("ULTIMATA_OPERATORS", "http://example.org/hook"),
        ("ULTIMATA_OPERATORS", "https://user:word@example.org/hook"),
        ("ULTIMATA_PING_URL", "example.org/ping"),
        ("ULTIMATA_PING_URL", "https://"),
        ("ULTIMATA_PING_URL", "https://example.org/a b"),
        ("SENTRY_DSN", "https://example.org/1"),
        ("SENTRY_DSN", "https://key@example.org/"),
    ],
)
def test_addresses_of_operators_are_read_strictly(name: str, text: str) -> None:
    with pytest.raises(env.BadEnvironment, match=f"^{name}: "):
        env.read({name: text})


def test_operators_are_reached_by_mail_and_by_webhooks() -> None:
    given = "ann@example.org, https://ntfy.sh/our-site ,http://127.0.0.1:9/x"
    found = ["ann@example.org", "https://ntfy.sh/our-site", "http://127.0.0.1:9/x"]
    assert env.read({"ULTIMATA_OPERATORS": given})["ULTIMATA_OPERATORS"] == found
    dsn = "https://0f0f0f@o1.ingest.sentry.example.org/42"
    assert env.read({"SENTRY_DSN": dsn})["SENTRY_DSN"] == dsn


@pytest.mark.parametrize("name", sorted(env.SECRETS))
def test_read_never_repeats_a_secret(name: str) -> None:
    with pytest.raises(env.BadEnvironment) as caught:
        env.read({name: "hunter2://"})
    assert "hunter2" not in str(caught.value)


def test_read_names_every_fault_at_once() -> None:
    with pytest.raises(env.BadEnvironment) as caught:
        env.read({"PORT": "x", "ULTIMATA_WEB_WORKER": "2", "DEBUG": "perhaps"})
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == [
        "ULTIMATA_WEB_WORKER",
        "PORT",
        "DEBUG",
    ]


def test_read_names_the_known_ones_beside_an_unknown() -> None:
    with pytest.raises(
        env.BadEnvironment, match="no such setting; those that start with ULTIMATA_ are ULTIMATA_HOST"
    ):
        env.read({"ULTIMATA_PORT": "8000"})


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("demo.localhost", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("example.org", False),
        ("192.168.0.2", False),
        ("localhost.example.org", False),
    ],
)
def test_is_local_means_this_machine_alone(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_runtime_folder_is_inside_the_data_folder_while_the_socket_path_fits(tmp_path: Path) -> None:
    assert env.runtime_folder(Path("/srv/u")) == Path("/srv/u/run")
    deep = Path("/") / "/".join(["deep"] * 30)
    elsewhere = env.runtime_folder(deep)
    assert len(str(elsewhere / "valkey.sock")) <= env.LONGEST_SOCKET_PATH
    assert elsewhere != env.runtime_folder(deep / "other")


def test_the_readme_lists_every_variable_with_its_default() -> None:
    text = (env.ROOT / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", text, re.MULTILINE))
    assert list(listed) == [variable.name for variable in env.VARIABLES]
    defaults = {
        variable.name: f"`{variable.default}`" for variable in env.VARIABLES if variable.default is not None
    }
    assert {name: listed[name] for name in defaults} == defaults


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/v1/messages",
        "http://localhost:8080/v1/chat/completions",
        "http://192.168.1.7:11434/v1/chat/completions",
        "http://[fd00::7]:8080/v1/chat/completions",
        "http://model:8080/v1/chat/completions",
    ],
)
def test_a_model_is_reached_over_tls_or_in_a_private_network(address: str) -> None:
    assert env.read({"ULTIMATA_ASSISTANT_URL": address})["ULTIMATA_ASSISTANT_URL"] == address


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    held = tmp_path / "key"
    held.write_text(f"{'k3y' * 20}\n", encoding="ascii")
    assert env.read({"SECRET_KEY_FILE": str(held)})["SECRET_KEY"] == "k3y" * 20
    assert env.read({"ULTIMATA_METRICS_TOKEN_FILE": str(held)})["ULTIMATA_METRICS_TOKEN"] == "k3y" * 20
    (tmp_path / "empty").touch()
    wrong = {
        r"SECRET_KEY_FILE: .*/none cannot be read \(No such file": {"SECRET_KEY_FILE": f"{tmp_path}/none"},
        r"SECRET_KEY_FILE: .*/empty is empty": {"SECRET_KEY_FILE": f"{tmp_path}/empty"},
        r"SECRET_KEY: set, and so is SECRET_KEY_FILE": {"SECRET_KEY": "x", "SECRET_KEY_FILE": str(held)},
        "ULTIMATA_HOST_FILE: no such setting": {"ULTIMATA_HOST_FILE": str(held)},
    }
    for words, environment in wrong.items():
        with pytest.raises(env.BadEnvironment, match=words):
            env.read(environment)
