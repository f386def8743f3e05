"""
Keys as lines of text: what a ledger or a witness signs with, and what others check it with.

Two kinds are known: Ed25519 signatures of notes, and cosignatures of checkpoints, which carry a time. A key's id binds
its name, its kind and its bytes. Source: C2SP signed-note, "Verifier keys" (c2sp.org/signed-note); C2SP
tlog-cosignature, "Format" (c2sp.org/tlog-cosignature); the signer's text is that of Go's golang.org/x/mod/sumdb/note.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import IntegrityError

ED25519: Final = 0x01
"""The kind of key that signs a note's text."""
COSIGNATURE: Final = 0x04
"""The kind of key that signs a checkpoint with the time of signing (cosignature/v1)."""
_ID: Final = re.compile(r"[0-9a-f]{8}")
_PRIVATE: Final = "PRIVATE+KEY+"


@dataclass(frozen=True)
class VerifierKey:
    """A key that others check with: its name, its kind (`ED25519`, `COSIGNATURE`) and 32 public bytes."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        _check(self.name, self.kind, self.public)

    @cached_property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name || newline || kind || public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """`name+id+base64(kind || public key)`: one line, for a file or a mail."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """
        Read what `text` wrote.

        Raises:
            IntegrityError: it is no such line, or its id is not that of its name and bytes.
        """
        name, key_id, kind, public = _parts("a public key", text)
        key = cls(name, kind, public)
        if key.id.hex() != key_id:
            raise IntegrityError(
                f"a public key: the id {key_id} is not that of its name and bytes; copy the line again"
            )
        return key

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether this is the key's Ed25519 signature (64 bytes) over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SignerKey:
    """A key to sign with: its name, its kind and 32 secret bytes, which stand in no message and no `repr`."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.name, self.kind, self.seed)

    @cached_property
    def verifier(self) -> VerifierKey:
        """The key that others check with."""
        return VerifierKey(self.name, self.kind, self._key.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """`PRIVATE+KEY+name+id+base64(kind || seed)`: one line, secret."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_base64(bytes([self.kind]) + self.seed)}"

    @classmethod
    def read(cls, text: str) -> SignerKey:
        """
        Read what `text` wrote.

        Raises:
            IntegrityError: it is no such line, or its id is not that of its name and bytes. No message repeats it.
        """
        if not text.startswith(_PRIVATE):
            raise IntegrityError(f"a signing key: the line must begin with {_PRIVATE}; this is not the key file")
        name, key_id, kind, seed = _parts("a signing key", text.removeprefix(_PRIVATE))
        key = cls(name, kind, seed)
        if key.verifier.id.hex() != key_id:
            raise IntegrityError("a signing key: its id is not that of its name and bytes; the key file is damaged")
        return key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature (64 bytes) over the message."""
        return self._key.sign(message)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def named(name: str) -> bool:
    """Whether a key can have this name: not empty, without spaces, pluses and control characters."""
    return bool(name) and not any(sign.isspace() or sign == "+" or sign < " " for sign in name)


def to_base64(data: bytes) -> str:
    """Base64 in the usual letters, with padding. Source: RFC 4648, section 4."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes | None:
    """The bytes of a base64 text, or None if it is not exactly what `to_base64` writes."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if to_base64(data) == text else None


def _parts(what: str, text: str) -> tuple[str, str, int, bytes]:
    """Name, id, kind and bytes of a line. The bytes are base64 and may hold pluses of their own."""
    name, _, rest = text.partition("+")
    key_id, _, coded = rest.partition("+")
    data = from_base64(coded)
    if not _ID.fullmatch(key_id) or not data:
        raise IntegrityError(f"{what}: must be a name, 8 hexadecimal digits and base64, joined by +")
    return name, key_id, data[0], data[1:]


def _check(name: str, kind: int, data: bytes) -> None:
    if not named(name):
        raise IntegrityError("a key's name must not be empty nor hold spaces, pluses or control characters")
    if kind not in {ED25519, COSIGNATURE}:
        raise IntegrityError(f"a key of kind {kind} is not known here; 1 (Ed25519) and 4 (cosignature) are")
    if len(data) != 32:
        raise IntegrityError(f"a key must have 32 bytes, not {len(data)}")
