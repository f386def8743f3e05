"""The tree as RFC 6962 defines it, word for word and slow: what the ledger's own code is held to."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def leaf(data: bytes) -> bytes:
    """MTH({d(0)}) = SHA-256(0x00 || d(0))."""
    return sha256(b"\x00" + data).digest()


def leaves(size: int) -> list[bytes]:
    """The hashes of `size` different leaves."""
    return [leaf(b"record %d" % number) for number in range(size)]


def root(hashes: Sequence[bytes]) -> bytes:
    """MTH(D[n]), section 2.1."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha256(b"\x01" + root(hashes[:k]) + root(hashes[k:])).digest()


def path(m: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]), section 2.1.1."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if m < k:
        return [*path(m, hashes[:k]), root(hashes[k:])]
    return [*path(m - k, hashes[k:]), root(hashes[:k])]


def proof(m: int, hashes: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]), section 2.1.2, for 0 < m < n; none is needed otherwise."""
    return _subproof(m, hashes, whole=True) if 0 < m < len(hashes) else []


def _subproof(m: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(hashes):
        return [] if whole else [root(hashes)]
    k = split(len(hashes))
    if m <= k:
        return [*_subproof(m, hashes[:k], whole=whole), root(hashes[k:])]
    return [*_subproof(m - k, hashes[k:], whole=False), root(hashes[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k
