"""
Master keys: they wrap the data keys of cases and nothing else.

A key is 32 random bytes; its id is `m` and the first 8 hexadecimal digits of a digest of it, so that a mistyped key is
found out. Wrapped form: 12 bytes of nonce, then the key and its tag under AES-256-GCM, with the case and the
generation as associated data: a wrapped key moved to another row does not open.

Source: NIST SP 800-38D (GCM), 8.2.2 (random nonces).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import KeysError, SealedError

KEY_BYTES: Final = 32
_NONCE: Final = 12


class MasterKeys(Protocol):
    """
    What wraps data keys: a file, the environment, or a key management service behind the same words.

    `wrap` uses the key named by `current`; `unwrap` any that is still known. `context` says what the data key is for
    and must be the same in both.
    """

    @property
    def current(self) -> str:
        """The id of the key that wraps from now on."""

    def look_again(self) -> None:
        """Learn of keys that were added or removed meanwhile, before one is used to wrap."""

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """The data key, wrapped under the current master key."""

    def unwrap(self, master: str, wrapped: bytes, context: bytes) -> bytes:
        """
        The data key again.

        Raises:
            KeysError: this master key is not known here.
            SealedError: it is known, but this was not wrapped by it for this context.
        """


@dataclass(frozen=True, slots=True)
class Master:
    """One master key. `secret` is never shown."""

    id: str
    cipher: AESGCM
    text: str

    def __repr__(self) -> str:
        return f"Master({self.id})"


class Ring:
    """
    Master keys in the order in which they were made, newest last; the newest wraps.

    `reload` reads them again: it is asked when an id turns up that is not known, so that a process that runs on
    learns of a key that was added meanwhile.
    """

    def __init__(self, reload: Callable[[], tuple[Master, ...]]) -> None:
        self._reload = reload
        self._known = reload()

    @property
    def current(self) -> str:
        """The id of the newest key."""
        return self._known[-1].id

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, newest last."""
        return tuple(master.id for master in self._known)

    def look_again(self) -> None:
        """Read the keys again now."""
        self._known = self._reload()

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """The data key under the newest master key."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._known[-1].cipher.encrypt(nonce, data_key, context)

    def unwrap(self, master: str, wrapped: bytes, context: bytes) -> bytes:
        """
        The data key again.

        Raises:
            KeysError: no such master key, also after looking again.
            SealedError: it was not wrapped by this key for this context, or is damaged.
        """
        if master not in self.ids:
            self.look_again()
        cipher = next((known.cipher for known in self._known if known.id == master), None)
        if cipher is None:
            raise KeysError(
                f"master key {master} is not among those given ({', '.join(self.ids)}); add it to the key file again "
                "from its backup: the cases wrapped under it cannot be read without it"
            )
        try:
            return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], context)
        except (InvalidTag, ValueError):
            raise SealedError(
                f"a data key does not open under master key {master}; the key store was changed or is damaged, "
                "restore a copy of it"
            ) from None


def read_masters(text: str, where: str) -> tuple[Master, ...]:
    """
    Master keys from lines of `ID BASE64`, newest last. Empty lines and lines that begin with # are left out.

    Args:
        text: the lines.
        where: what messages call their source. No message repeats a key.

    Raises:
        KeysError: a line cannot be read, a key stands twice, or there is none.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    masters = tuple(
        _master(words, f"{where}, line {number}") for number, words in lines if words and words[0][0] != "#"
    )
    if not masters:
        raise KeysError(f"{where}: holds no master key; write a line `ID BASE64`, or have one made")
    if len({master.id for master in masters}) != len(masters):
        raise KeysError(f"{where}: a master key stands there twice; the newest must be last, once")
    return masters


def new_master() -> Master:
    """A new master key from the randomness of the operating system."""
    return _of(secrets.token_bytes(KEY_BYTES))


def line(master: Master) -> str:
    """The key as `read_masters` reads it. To be written where nobody else reads, and nowhere else."""
    return f"{master.id} {master.text}\n"


def _master(words: list[str], where: str) -> Master:
    try:
        named, text = words
        secret = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise KeysError(f"{where}: is not `ID BASE64`; restore the line from its backup") from None
    if len(secret) != KEY_BYTES:
        raise KeysError(f"{where}: the key has {len(secret)} bytes instead of {KEY_BYTES}; restore it from its backup")
    master = _of(secret)
    if master.id != named:
        raise KeysError(f"{where}: the key is not the one that its id names; a letter was changed, restore the line")
    return master


def _of(secret: bytes) -> Master:
    named = hashlib.sha256(b"aryz master key\n" + secret).hexdigest()[:8]
    return Master(id=f"m{named}", cipher=AESGCM(secret), text=base64.b64encode(secret).decode())
