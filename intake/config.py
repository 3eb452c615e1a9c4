"""Settings.from_env(): frozen, typed, secrets hidden; an impossible value stops the start."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from intake.errors import ConfigError


@dataclass(frozen=True)
class Secrets:
    """Keys that never leave the machine. `field_keys` maps a key id to 32 bytes; the last seals."""

    secret_key: str = field(repr=False)
    index_key: str = field(repr=False)
    sender_key: str = field(repr=False)
    field_keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> Secrets:
        """Read the file that the set-up wrote. Raises ConfigError naming what is wrong."""
        try:
            raw = json.loads(path.read_text())
            keys = {name: base64.b64decode(key) for name, key in raw["field_keys"].items()}
            secrets = cls(raw["secret_key"], raw["index_key"], raw["sender_key"], keys)
        except FileNotFoundError:
            raise ConfigError(
                f"There are no secrets at {path}. Run `make run` once, or `python -m intake.run "
                "--secrets`, to create them."
            ) from None
        except (ValueError, KeyError, AttributeError, TypeError):
            raise ConfigError(f"The secrets at {path} are damaged. Restore them.") from None
        if not keys or any(len(key) != 32 for key in keys.values()):
            raise ConfigError(f"Each of field_keys in {path} must be 32 bytes in base64.")
        return secrets


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with the name of the environment variable beside it."""

    data: Path  # INTAKE_DATA
    database_url: str = field(repr=False)  # DATABASE_URL
    redis_url: str = field(repr=False)  # REDIS_URL
    base_url: str  # BASE_URL: what links in mails begin with
    secrets: Secrets = field(repr=False)  # INTAKE_SECRETS, or secrets.json in the data directory
    smtp_url: str = field(default="", repr=False)  # SMTP_URL; empty: the mailbox directory
    mail_from: str = "Intake <intake@localhost>"  # MAIL_FROM
    trusted_proxies: int = 0  # TRUSTED_PROXIES: how many stand in front
    model: Path | None = None  # INTAKE_MODEL; None: the model that ships with the code
    is_demo: bool = False  # DEMO
    posts_per_minute: int = 12  # POSTS_PER_MINUTE, for one sender
    posts_per_hour: int = 120  # POSTS_PER_HOUR, for one sender
    may_call_private_webhooks: bool = False  # ALLOW_PRIVATE_WEBHOOKS, for tests and LANs

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises ConfigError naming the variable that cannot be."""
        data = Path(env.get("INTAKE_DATA", "data")).resolve()
        port = _whole(env, "PORT", 8000)
        return cls(
            data=data,
            database_url=_database_url(env.get("DATABASE_URL", ""), data),
            redis_url=_redis_url(env.get("REDIS_URL", ""), data),
            base_url=_base_url(env.get("BASE_URL", f"http://127.0.0.1:{port}")),
            secrets=Secrets.load(Path(env.get("INTAKE_SECRETS", data / "secrets.json"))),
            smtp_url=_smtp_url(env.get("SMTP_URL", "")),
            mail_from=env.get("MAIL_FROM", cls.mail_from),
            trusted_proxies=_whole(env, "TRUSTED_PROXIES", cls.trusted_proxies),
            model=Path(env["INTAKE_MODEL"]) if env.get("INTAKE_MODEL") else None,
            is_demo=_switch(env, "DEMO"),
            posts_per_minute=_whole(env, "POSTS_PER_MINUTE", cls.posts_per_minute, least=1),
            posts_per_hour=_whole(env, "POSTS_PER_HOUR", cls.posts_per_hour, least=1),
            may_call_private_webhooks=_switch(env, "ALLOW_PRIVATE_WEBHOOKS"),
        )


def _whole(env: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = env.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ConfigError(f"{name} must be a whole number from {least} up, not {text!r}.")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "0")
    if text not in {"0", "1"}:
        raise ConfigError(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def _database_url(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'intake.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _redis_url(url: str, data: Path) -> str:
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ConfigError("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url or f"unix://{data / 'redis' / 'redis.sock'}"


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ConfigError(f"BASE_URL must look like https://intake.example.org, not {url!r}.")
    return url.rstrip("/")


def _smtp_url(url: str) -> str:
    if url and urlsplit(url).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise ConfigError("SMTP_URL must begin with smtp://, smtps:// or smtp+starttls://.")
    return url
