import stat

import pytest
from cryptography.fernet import Fernet

from bot.settings import Settings, SettingsMissing
from bot.vault import Vault, of


def settings(home, key: str | None = None) -> Settings:
    return Settings(_env_file=None, rapport_home=home, rapport_secret_key=key)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    sealed = of(settings(tmp_path)).seal("xoxb-1")
    assert of(settings(tmp_path)).open(sealed) == "xoxb-1"
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_new_first_key_still_reads_what_the_old_one_sealed(tmp_path):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Vault((old,)).seal("xoxb-1")
    ring = of(settings(tmp_path, f"{new}, {old}"))
    assert ring.open(sealed) == "xoxb-1"
    assert Vault((new,)).open(ring.rotate(sealed)) == "xoxb-1"


def test_without_its_key_a_token_is_lost_and_the_sentence_says_why(tmp_path):
    sealed = of(settings(tmp_path)).seal("xoxb-1")
    with pytest.raises(SettingsMissing, match="RAPPORT_SECRET_KEY"):
        Vault((Fernet.generate_key().decode(),)).open(sealed)
    with pytest.raises(SettingsMissing, match="RAPPORT_SECRET_KEY"):
        of(settings(tmp_path, "not a key"))
