"""
Canonical bytes: one value, one way to write it down.

Canonical JSON is RFC 8785 (JCS). Only what says something is written: fields that are absent, empty or null are left
out, so that a later version may add a field without changing old hashes.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from pydantic import BaseModel

from models.errors import IntegrityError

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
"""RFC 8785 for what models hold: keys in ASCII, texts, whole numbers, booleans, lists. A test holds it to `rfc8785`."""
EXACT: Final = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly. Source: RFC 8785, section 3.2.2.3; RFC 7493."""


def canonical(value: BaseModel) -> bytes:
    """
    The canonical bytes of a model (RFC 8785), without absent, empty or null fields.

    Raises:
        IntegrityError: a number that JSON cannot carry exactly (beyond 2^53 - 1), or one that is not whole.
    """
    return encode(said(value))


def said(value: BaseModel) -> dict[str, Any]:
    """
    What a model says, as plain JSON values, without absent, empty or null fields.

    Raises:
        IntegrityError: a number that JSON cannot carry exactly (beyond 2^53 - 1), or one that is not whole.
    """
    return _said(value.model_dump(mode="json", exclude_none=True))


def encode(value: object) -> bytes:
    """The canonical bytes of a plain JSON value whose keys are ASCII and whose numbers are whole and exact."""
    return b"%d" % value if type(value) is int else _ENCODER.encode(value).encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(item: object) -> object:
    """
    A plain JSON value without absent, empty or null fields inside it.

    Raises:
        IntegrityError: a number that JSON cannot carry exactly (beyond 2^53 - 1), or one that is not whole.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        return _said(item)
    if isinstance(item, list):
        return [_plain(part) for part in item]
    if isinstance(item, float) or (isinstance(item, int) and abs(item) > EXACT):
        raise IntegrityError(
            f"the number {item} cannot be written down exactly; records hold whole numbers to 2^53 - 1"
        )
    return item


def _said(value: dict[str, Any]) -> dict[str, Any]:
    return {key: _plain(item) for key, item in value.items() if _says(item)}


def _says(item: object) -> bool:
    return item not in (None, "", [])
