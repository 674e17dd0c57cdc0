"""Reads the environment once and tells of everything that is wrong in one message."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


@dataclass
class Environment:
    """The variables, and the problems found while reading them."""

    variables: Mapping[str, str]
    production: bool
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, *, local: str, hint: str) -> str:
        """Give the value; without one, `local` on a laptop and a problem in production."""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if self.production:
            self.problems.append(f"{name} is not set: {hint}")
        return local

    def optional(self, name: str, default: str = "") -> str:
        """Give the value or the default."""
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Give a yes or no."""
        value = self.variables.get(name)
        if value is None:
            return default
        if value.strip().lower() not in TRUE | FALSE:
            self.problems.append(f"{name} is {value!r}: set it to 1 or 0")
        return value.strip().lower() in TRUE

    def number(self, name: str, *, default: int) -> int:
        """Give a whole number that is not negative."""
        value = self.optional(name, str(default))
        if not value.isdecimal():
            self.problems.append(f"{name} is {value!r}: set it to a whole number")
            return default
        return int(value)

    def words(self, name: str, *, local: list[str], hint: str) -> list[str]:
        """Give a list that was written with commas."""
        value = self.text(name, local=",".join(local), hint=hint)
        return [word.strip() for word in value.split(",") if word.strip()]

    def objects(self, name: str, *, keys: set[str]) -> list[dict[str, Any]]:
        """Give a JSON list of objects which all have `keys`; an empty list without one."""
        try:
            found = json.loads(self.optional(name, "[]"))
        except ValueError as error:
            self.problems.append(f"{name} is not JSON: {error}")
            return []
        if isinstance(found, list) and all(isinstance(o, dict) and keys <= set(o) for o in found):
            return found
        wanted = ", ".join(sorted(keys))
        self.problems.append(f"{name} must be a JSON list of objects with {wanted}")
        return []

    def database(self, name: str, *, local: dict[str, Any], hint: str) -> dict[str, Any]:
        """Give the connection of a postgresql:// address in Django's terms."""
        url = self.text(name, local="", hint=hint)
        if not url:
            return local
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            self.problems.append(f"{name} must read postgresql://user:password@host:5432/name")
            return local
        options = dict(parse_qsl(parts.query))
        return {
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }

    def mail(self, name: str, *, local: dict[str, Any], hint: str) -> dict[str, Any]:
        """Give Django's mail settings for smtp:// (STARTTLS) or smtps:// (TLS from the start)."""
        url = self.text(name, local="", hint=hint)
        if not url:
            return local
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            self.problems.append(f"{name} must read smtp://user:password@host:587 (or smtps://)")
            return local
        implicit = parts.scheme == "smtps"
        plain = dict(parse_qsl(parts.query)).get("tls") == "0"
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if implicit else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": implicit,
            "EMAIL_USE_TLS": not implicit and not plain,
        }
