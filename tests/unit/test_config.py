"""Settings: an impossible value stops the start, naming itself."""

import json
from base64 import b64encode

import pytest

from intake.config import Secrets, Settings
from intake.errors import ConfigError

GOOD = {
    "secret_key": "s" * 40,
    "index_key": "i" * 40,
    "sender_key": "n" * 40,
    "field_keys": {"k1": b64encode(b"k" * 32).decode()},
}


@pytest.fixture
def env(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps(GOOD))
    return {"INTAKE_DATA": str(tmp_path)}


def test_nothing_set_means_everything_under_the_data_directory(env, tmp_path):
    settings = Settings.from_env(env)
    assert settings.database_url == f"sqlite:///{tmp_path / 'intake.db'}"
    assert settings.redis_url == f"unix://{tmp_path / 'redis' / 'redis.sock'}"
    assert settings.base_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "-1"),
        ("POSTS_PER_MINUTE", "0"),
        ("TRUSTED_PROXIES", "one"),
        ("DEMO", "yes"),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", "localhost:6379"),
        ("BASE_URL", "intake.example.org"),
        ("BASE_URL", "https://intake.example.org/?a=b"),
        ("SMTP_URL", "mail.example.org:25"),
    ],
)
def test_an_impossible_value_names_its_variable(env, name, value):
    with pytest.raises(ConfigError, match=name):
        Settings.from_env(env | {name: value})


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_way_to_write_a_postgresql_url_is_understood(env, prefix):
    settings = Settings.from_env(env | {"DATABASE_URL": prefix + "u:p@db/intake"})
    assert settings.database_url == "postgresql+psycopg://u:p@db/intake"


def test_passwords_in_urls_are_not_shown_when_printed(env):
    settings = Settings.from_env(
        env | {"DATABASE_URL": "postgresql://u:hidden@db/x", "SMTP_URL": "smtp://u:hidden@mail"}
    )
    assert "hidden" not in repr(settings)


def test_missing_secrets_say_how_to_make_them(tmp_path):
    with pytest.raises(ConfigError, match="There are no secrets"):
        Secrets.load(tmp_path / "secrets.json")


@pytest.mark.parametrize(
    "damage",
    ["", "[]", "{}", json.dumps(GOOD | {"field_keys": []}), json.dumps(GOOD | {"field_keys": {}})],
)
def test_damaged_secrets_stop_the_start(tmp_path, damage):
    (tmp_path / "secrets.json").write_text(damage)
    with pytest.raises(ConfigError):
        Secrets.load(tmp_path / "secrets.json")
