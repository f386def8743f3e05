"""Secrets that are shown once: made here, and only their SHA-256 is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

_BYTES: Final = 32


def made() -> str:
    """A secret of 256 bits, as it may stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def kept(secret: str) -> str:
    """What is kept of a secret. It has too many bits to be guessed, so that it needs no salt and no slow hash."""
    return sha256(b"aryz secret\n" + secret.encode()).hexdigest()
