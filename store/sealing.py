"""
Sealing bytes for the store under the data key of their case.

    "ARYZ"  4 bytes
    version 1 byte    1
    packing 1 byte    0 as it is, 1 compressed (zlib) before it was encrypted
    length  1 byte    of the key id
    key id  ASCII     `REFERENCE.GENERATION`
    nonce   12 bytes  random
    body    AES-256-GCM: as long as the (compressed) plaintext, and 16 bytes of tag

Associated data: everything before the nonce, then `case|seq|purpose` in UTF-8. Sealed bytes that are moved to another
case, row or column do not open.

Source: NIST SP 800-38D (GCM).
"""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag

from models.errors import SealedError
from store.keys.data_key import DataKey

_MAGIC: Final = b"ARYZ"
_VERSION: Final = 1
_HEAD: Final = 7
_NONCE: Final = 12
_TAG: Final = 16
_PLAIN, _ZLIB = 0, 1
_WORTH: Final = 512
"""Bytes below which compressing costs more than it saves."""

_LARGEST: Final = 256 * 1024 * 1024
"""What sealed bytes may unpack to: ten times the longest history that a server keeps."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed bytes stand: the case, the number of the record (0: of none), and what they are for."""

    case: str
    seq: int
    purpose: str

    def bound(self) -> bytes:
        """The place as associated data."""
        return f"{self.case}|{self.seq}|{self.purpose}".encode()

    def __str__(self) -> str:
        return f"case {self.case}, {self.purpose} {self.seq}"


def seal(key: DataKey, plaintext: bytes, place: Place) -> bytes:
    """The bytes, compressed where that helps and encrypted, to be opened at this place only."""
    packing, body = pack(plaintext)
    named = key.id.encode("ascii")
    head = _MAGIC + bytes((_VERSION, packing, len(named))) + named
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + key.cipher.encrypt(nonce, body, head + place.bound())


def sealed_under(sealed: bytes, place: Place) -> str:
    """
    The id of the key under which bytes were sealed.

    Raises:
        SealedError: they are not sealed, by a newer Aryz, or cut off.
    """
    if sealed[:4] != _MAGIC:
        raise SealedError(f"{place}: what is stored is not sealed; it was changed, or written by something else")
    if len(sealed) < _HEAD or sealed[4] != _VERSION:
        raise SealedError(f"{place}: is sealed in a form that this Aryz does not know; use the version that wrote it")
    end = _HEAD + sealed[6]
    if len(sealed) < end + _NONCE + _TAG or not (named := sealed[_HEAD:end]).isascii():
        raise SealedError(f"{place}: what is stored is damaged; restore a copy")
    return named.decode("ascii")


def unseal(key: DataKey, sealed: bytes, place: Place) -> bytes:
    """
    The bytes again.

    Args:
        key: the one that `sealed_under` names.
        sealed: what `seal` returned.
        place: the same as when it was sealed.

    Raises:
        SealedError: another key, another place, or damaged.
    """
    named = sealed_under(sealed, place)
    if named != key.id:
        raise SealedError(f"{place}: is sealed under the key {named}, not {key.id}; it was moved there or changed")
    start = _HEAD + len(named)
    nonce, body = sealed[start : start + _NONCE], sealed[start + _NONCE :]
    try:
        opened = key.cipher.decrypt(nonce, body, sealed[:start] + place.bound())
    except InvalidTag:
        raise SealedError(f"{place}: does not open; it was moved there, changed, or is damaged") from None
    return unpack(sealed[5], opened, str(place))


def pack(plaintext: bytes) -> tuple[int, bytes]:
    """How the bytes are packed, and they themselves: compressed where that makes them shorter."""
    if len(plaintext) >= _WORTH:
        smaller = zlib.compress(plaintext, 1)
        if len(smaller) < len(plaintext):
            return _ZLIB, smaller
    return _PLAIN, plaintext


def unpack(packing: int, body: bytes, where: str) -> bytes:
    """
    The bytes as they were.

    Raises:
        SealedError: they are packed in no known way, or unpack to more than 256 MiB.
    """
    if packing == _PLAIN:
        return body
    unpacking = zlib.decompressobj()
    try:
        opened = unpacking.decompress(body, _LARGEST) if packing == _ZLIB else b""
    except zlib.error:
        opened = b""
    if not unpacking.eof:
        raise SealedError(f"{where}: opened, but cannot be unpacked; it was written by another Aryz")
    return opened
