"""Secrets that are shown once: made here, and only their SHA-256 is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

_BYTES: Final = 32
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is read as another one or as a digit."""
_GROUPS, _GROUP = 4, 5


def made() -> str:
    """A secret of 256 bits, as it may stand in an address."""
    return secrets.token_urlsafe(_BYTES)


def said() -> str:
    """A code of 100 bits that a person can write down and read out: `7Q2KD-...`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def heard(code: str) -> str:
    """A code as it was made, from how a person writes it: without hyphens, in small letters, with O for 0."""
    plain = "".join(code.upper().replace("O", "0").replace("I", "1").replace("L", "1").split()).replace("-", "")
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))


def kept(secret: str) -> str:
    """What is kept of a secret. It has too many bits to be guessed, so that it needs no salt and no slow hash."""
    return sha256(b"aryz secret\n" + secret.encode()).hexdigest()
