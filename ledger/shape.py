"""What must stand in a value that another wrote: texts, numbers, digests, keys. Each error names the place."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Any, Final

from ledger.keytext import VerifierKey
from ledger.note import LARGEST_NOTE
from models.errors import IntegrityError

MOST_KEYS: Final = 1000
"""Keys of the longest file of keys that is read."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def exactly(keys: AbstractSet[str], value: object, where: str) -> dict[str, Any]:
    """
    An object with these keys and no other.

    Raises:
        IntegrityError: it is something else.
    """
    if not isinstance(value, dict) or value.keys() != keys:
        raise IntegrityError(f"{where}: must hold {', '.join(sorted(keys))} and nothing else")
    return value


def text(value: object, key: str, where: str) -> str:
    """
    A text that must be there.

    Raises:
        IntegrityError: it is not.
    """
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, str):
        raise IntegrityError(f"{where}: lacks {key}")
    return found


def number(value: object, key: str, where: str) -> int:
    """
    A whole number from 0 that must be there.

    Raises:
        IntegrityError: it is not.
    """
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise IntegrityError(f"{where}: lacks {key}")
    return found


def digest(value: object, where: str) -> str:
    """
    A SHA-256 in hexadecimal.

    Raises:
        IntegrityError: it is something else.
    """
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise IntegrityError(f"{where}: must have a digest of 64 hexadecimal digits in lower case")
    return value


def keys_in(data: bytes, where: str) -> list[VerifierKey]:
    """
    The public keys in a file, one a line.

    Raises:
        IntegrityError: a line is no public key, or there are too many.
    """
    held = [line.strip() for line in data.split(b"\n", MOST_KEYS)]
    if len(data) > LARGEST_NOTE or len(held) > MOST_KEYS:
        raise IntegrityError(
            f"{where}: holds more than {MOST_KEYS} lines or {LARGEST_NOTE} bytes; no file of keys does"
        )
    try:
        return [VerifierKey.read(line.decode()) for line in held if line]
    except UnicodeDecodeError:
        raise IntegrityError(f"{where}: holds no keys; a key is a line of text") from None
    except IntegrityError as error:
        raise IntegrityError(f"{where}: {error}") from None
