"""Tokens at rest: encrypted with the first key, readable with every key of the ring."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.settings import Settings, SettingsMissing

FILE = "secret.key"


class Vault:
    """Encrypts with the first of several Fernet keys and decrypts with any of them."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Take the ring; raises `SettingsMissing` where a key is none."""
        try:
            self._ring = MultiFernet([Fernet(key.encode()) for key in keys])
        except ValueError as error:
            raise SettingsMissing(
                "RAPPORT_SECRET_KEY is not a Fernet key (32 bytes, url-safe base64)."
            ) from error

    def seal(self, secret: str) -> str:
        """The secret as it may be stored."""
        return self._ring.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """The secret; raises `SettingsMissing` where no key of the ring fits."""
        try:
            return self._ring.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SettingsMissing(
                "A stored token cannot be read: RAPPORT_SECRET_KEY lacks the key that sealed it."
            ) from error

    def fresh(self, sealed: str, life: timedelta) -> str | None:
        """The secret if it was sealed within `life`; None for an older or a foreign one."""
        try:
            return self._ring.decrypt(sealed.encode(), int(life.total_seconds())).decode()
        except InvalidToken:
            return None

    def rotate(self, sealed: str) -> str:
        """The same secret under the first key."""
        return self._ring.rotate(sealed.encode()).decode()


def of(settings: Settings) -> Vault:
    """The vault of the settings; without a key one is made and kept in RAPPORT_HOME."""
    given = settings.rapport_secret_key
    text = given.get_secret_value() if given else _kept(settings.rapport_home / FILE)
    return Vault(tuple(key.strip() for key in text.split(",") if key.strip()))


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(Fernet.generate_key().decode())
    return path.read_text(encoding="ascii")
