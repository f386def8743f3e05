"""
The tree cut into tiles, so that a store keeps it in rows and a proof reads a few of them.

A tile holds 256 hashes side by side. At level 0 these are leaf hashes; at every level above, each is the root of one
full tile below. A full tile never changes. What stands right of the last full tile of each level is the edge: at most
255 hashes a level, kept in one row beside the size of the tree.
Source: C2SP tlog-tiles, "Merkle Tree" and "Partial Tiles" (c2sp.org/tlog-tiles).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ledger.tree import HASH_SIZE, LARGEST, Frontier, split
from models.errors import IntegrityError

HEIGHT: Final = 8
"""Levels of the tree that one level of tiles spans."""
WIDTH: Final = 1 << HEIGHT
"""Hashes of a full tile."""
TILE_SIZE: Final = WIDTH * HASH_SIZE
"""Bytes of a full tile."""


class TileAt(NamedTuple):
    """Which tile: its level from 0, and its place within the level from 0."""

    level: int
    place: int


class Tile(NamedTuple):
    """A full tile: where it is, and its 256 hashes one after another (8,192 bytes)."""

    at: TileAt
    hashes: bytes


@dataclass(frozen=True, slots=True)
class Edge:
    """
    The right edge of a tree of `size` leaves: for each level, from 0, the hashes that do not fill a tile yet.

    A level's part has `floor(size / 256^level) mod 256` hashes, so that size and bytes together say all.
    """

    size: int = 0
    parts: tuple[bytes, ...] = ()

    def grow(self, leaves: Sequence[bytes]) -> tuple[Edge, list[Tile]]:
        """The edge after these leaf hashes, and the tiles that became full, lower levels and places first."""
        full: list[Tile] = []
        parts: list[bytes] = []
        rising, level, size = b"".join(leaves), 0, self.size
        while rising or level < len(self.parts):
            row = (self.parts[level] if level < len(self.parts) else b"") + rising
            whole = len(row) - len(row) % TILE_SIZE
            first = size >> HEIGHT
            cut = [row[start : start + TILE_SIZE] for start in range(0, whole, TILE_SIZE)]
            full.extend(Tile(TileAt(level, first + place), hashes) for place, hashes in enumerate(cut))
            parts.append(row[whole:])
            rising = b"".join(tile_root(hashes) for hashes in cut)
            level, size = level + 1, first
        return Edge(self.size + len(leaves), tuple(parts)), full

    def root(self) -> bytes:
        """The root of the tree at this size."""
        return self.frontier().root()

    def frontier(self) -> Frontier:
        """The complete subtrees of the tree; those of each level's part lie side by side with the next level's."""
        hashes: list[bytes] = []
        for part in reversed(self.parts):
            hashes.extend(Frontier().extend(split(part)).hashes)
        return Frontier(self.size, tuple(hashes))

    def to_bytes(self) -> bytes:
        """The parts one after another, level 0 first. With the size, `from_bytes` reads them again."""
        return b"".join(self.parts)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Edge:
        """
        Read what `to_bytes` wrote.

        Raises:
            IntegrityError: the bytes are not the edge of a tree of this size.
        """
        if type(size) is not int or not isinstance(data, bytes):  # what a database holds may be anything
            raise IntegrityError("the tree's size and edge are no number and no bytes; they were changed")
        parts, start, rest = [], 0, size
        while rest > 0:
            end = start + rest % WIDTH * HASH_SIZE
            parts.append(data[start:end])
            start, rest = end, rest >> HEIGHT
        if not 0 <= size <= LARGEST or len(data) != start:
            raise IntegrityError(f"the tree's edge of {len(data)} bytes is not that of a tree of {size} records")
        return cls(size, tuple(parts))

    def holds(self, tile: TileAt) -> bool:
        """Whether this tile is not full yet, so that its hashes are here."""
        return tile.place >= self.size >> HEIGHT * (tile.level + 1)

    def part(self, tile: TileAt) -> bytes:
        """The hashes, so far, of a tile that is not full yet; empty if it has none."""
        here = tile.place == self.size >> HEIGHT * (tile.level + 1) and tile.level < len(self.parts)
        return self.parts[tile.level] if here else b""


def tile_root(hashes: bytes) -> bytes:
    """The root of a full tile: what stands for it in the level above."""
    return Frontier().extend(split(hashes)).root()
