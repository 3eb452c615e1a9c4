"""The secrets are made once and stay what they are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from intake.config import Secrets
from intake.run import secrets_file


def test_the_settings_can_read_them(tmp_path):
    secrets = Secrets.load(secrets_file.create(tmp_path))
    assert len({secrets.secret_key, secrets.index_key, secrets.sender_key}) == 3
    assert all(len(key) == 32 for key in secrets.field_keys.values())


def test_only_their_owner_may_read_them(tmp_path):
    assert secrets_file.create(tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_second_start_keeps_them(tmp_path):
    before = secrets_file.create(tmp_path).read_text()
    assert secrets_file.create(tmp_path).read_text() == before


def test_starts_at_the_same_moment_agree(tmp_path):
    def start(_):
        return secrets_file.create(tmp_path).read_text()

    with ThreadPoolExecutor(8) as together:
        seen = set(together.map(start, range(64)))
    assert len(seen) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_no_two_installations_share_a_key(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (Secrets.load(secrets_file.create(tmp_path / name)) for name in ("one", "two"))
    assert one.secret_key != two.secret_key
    assert one.field_keys != two.field_keys
