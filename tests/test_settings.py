"""Settings are read from the environment once, and wrong ones are told in plain words."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = (ROOT / "deploy" / "example.env").read_text()
PRODUCTION = dict(line.split("=", 1) for line in shlex.split(EXAMPLE, comments=True))


def run(arguments: list[str], *, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing but this environment."""
    kept = {name: os.environ[name] for name in ("PATH", "PAGCRM_HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PROVIDER = (
    '[{{"provider_id": "{}", "name": "X", "client_id": "a", "secret": "b",'
    ' "server_url": "https://id.example.org", "serves": "{}"}}]'
)


def show(expression: str, **changes: str) -> str:
    """Print an expression of the settings in production, with some variables changed."""
    script = f"from pagcrm import settings; print({expression})"
    result = run(["-c", script], environment=PRODUCTION | changes)
    return result.stdout.strip() or result.stderr


def test_production_without_any_value_lists_everything_to_set() -> None:
    result = run(["-c", "import pagcrm.settings"], environment={"PAGCRM_ENV": "production"})
    assert result.returncode != 0
    for name in PRODUCTION.keys() - {"PAGCRM_ENV"}:
        assert f"- {name} is not set: " in result.stderr


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"PAGCRM_ENV"}))
def test_production_names_the_one_value_that_is_missing(name: str) -> None:
    said = show("1", **{name: ""})
    assert f"- {name} is not set: " in said
    assert said.count("is not set") == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PAGCRM_ENV", "staging", "set it to local or production"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short"),
        ("SUPPRESSION_KEY", "short", "SUPPRESSION_KEY is too short"),
        ("DEBUG", "1", "it must be off in production"),
        ("DEBUG", "perhaps", "set it to 1 or 0"),
        ("DATABASE_URL", "mysql://db/pagcrm", "must read postgresql://"),
        ("EMAIL_URL", "mail.example.org", "must read smtp://"),
        ("REPLY_ADDRESS", "replies", "must read replies@example.org"),
        ("IMAP_URL", "imap://replies:word@mail.example.org/INBOX", "must read imaps://"),
        ("INBOUND_WEBHOOK_SECRET", "short", "INBOUND_WEBHOOK_SECRET is too short"),
        ("HSTS_SECONDS", "-1", "set it to a whole number"),
        ("MESSAGE_LEASE_SECONDS", "20", "must be more than EMAIL_TIMEOUT_SECONDS"),
        ("MESSAGE_SWEEP_SECONDS", "0", "MESSAGE_SWEEP_SECONDS must be at least 1"),
        ("OPENID_PROVIDERS", "{", "OPENID_PROVIDERS is not JSON"),
        ("OPENID_PROVIDERS", '[{"name": "x"}]', "must be a JSON list of objects with client_id"),
        ("OPENID_PROVIDERS", PROVIDER.format("x", "all"), "X serves colleagues or sponsors"),
        ("OPENID_PROVIDERS", PROVIDER.format("a/b", "sponsors"), "letters, digits, _ and -"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_set(name: str, value: str, words: str) -> None:
    assert words in show("1", **{name: value})


def test_a_database_address_is_taken_apart() -> None:
    shown = show("[settings.DATABASES['default'][k] for k in ('USER','PASSWORD','HOST','PORT')]")
    assert shown == "['pagcrm_app', 'p@ss', 'db.example.org', '5432']"
    assert show("settings.DATABASES['default']['OPTIONS']") == "{'sslmode': 'require'}"


def test_the_portal_only_reads() -> None:
    assert "default_transaction_read_only=on" in show("settings.DATABASES['portal']['OPTIONS']")


def test_an_identity_provider_is_not_named_on_every_page() -> None:
    provider = (
        '[{"provider_id": "corp", "name": "Corp", "client_id": "a", "secret": "b", '
        '"server_url": "https://id.example.org/realm", "serves": "sponsors"}]'
    )
    told = "str(settings.CONTENT_SECURITY_POLICY), settings.OPENID_PROVIDERS[0]['serves']"
    policy = show(told, OPENID_PROVIDERS=provider)
    assert "id.example.org" not in policy
    assert "sponsors" in policy


def test_production_passes_the_deployment_check() -> None:
    arguments = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = run(arguments, environment=PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr
