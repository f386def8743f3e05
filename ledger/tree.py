"""
The tree over all records of a ledger: hashes of leaves and nodes, and the frontier that grows.

The tree is that of Certificate Transparency. Its root at one size says everything about all records up to there.
Source: RFC 6962, section 2.1; RFC 9162, section 2.1.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from itertools import islice
from typing import Final

from models.errors import IntegrityError

HASH_SIZE: Final = 32
"""Bytes of a hash."""
EMPTY_ROOT: Final = sha256(b"").digest()
"""The root of a tree without leaves. Source: RFC 6962, section 2.1."""
LARGEST: Final = 2**63 - 1
"""No tree is larger: every reader holds its size in a signed whole number of 64 bits."""
_CHUNK: Final = 1 << 14


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || data), 32 bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children: SHA-256(0x01 || left || right), 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """
    A growing tree, of which only what later leaves need is kept.

    `hashes` are the roots of the complete subtrees that make up the tree, the largest and leftmost first: one for each
    binary one of `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf, given by its leaf hash."""
        hashes, size = list(self.hashes), self.size
        while size & 1:
            leaf = node_hash(hashes.pop(), leaf)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, leaf))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier with all these leaf hashes after its own, in their order."""
        grown, more = self, iter(leaves)
        while chunk := list(islice(more, _CHUNK)):
            grown = grown._with(chunk)
        return grown

    def root(self) -> bytes:
        """The root of the tree at this size."""
        if not self.hashes:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.hashes))

    def to_bytes(self) -> bytes:
        """The hashes one after another. With the size, `from_bytes` reads them again."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Frontier:
        """
        Read what `to_bytes` wrote.

        Raises:
            IntegrityError: the bytes are not the frontier of a tree of this size.
        """
        if not 0 <= size <= LARGEST or len(data) != HASH_SIZE * size.bit_count():
            raise IntegrityError(f"the tree's frontier of {len(data)} bytes is not that of a tree of {size} records")
        return cls(size, tuple(split(data)))

    def _with(self, level: list[bytes]) -> Frontier:
        """One level after another, so that each is a single loop: appending leaf by leaf takes three times as long."""
        hashes, rest, kept = list(self.hashes), self.size, []
        size = rest + len(level)
        while rest or level:
            if rest & 1:
                level.insert(0, hashes.pop())
            if len(level) & 1:
                kept.append(level.pop())
            pairs = iter(level)
            level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            rest >>= 1
        return Frontier(size, tuple(reversed(kept)))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes; of none, the root of the empty tree."""
    return Frontier().extend(leaves).root()


def split(data: bytes) -> list[bytes]:
    """The hashes that stand one after another in `data`."""
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]
