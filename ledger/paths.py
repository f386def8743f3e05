"""
Making proofs out of tiles.

A proof is made in two steps, so that a store reads once: what ranges of leaves it needs the roots of, which says which
tiles; then the hashes out of those tiles. Source: RFC 6962, sections 2.1.1 and 2.1.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce

from ledger.tiles import HEIGHT, TILE_SIZE, WIDTH, Edge, TileAt
from ledger.tree import HASH_SIZE, Frontier, node_hash, split
from models.errors import IntegrityError

Span = tuple[int, int]
"""The leaves from the first number up to, not including, the second."""
Read = Callable[[Sequence[TileAt]], Mapping[TileAt, bytes]]
"""How full tiles are read: for each tile that was asked for, its 256 hashes."""
_Node = tuple[int, int]
"""A complete subtree: its height, and how many of that height stand before it."""


def inclusion_spans(size: int, index: int) -> list[Span]:
    """
    The subtrees whose roots prove that leaf `index` is in the tree of `size` leaves, from the leaf upwards.

    Raises:
        IntegrityError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise IntegrityError(f"leaf {index} is not in a tree of {size} records; there is nothing to prove")
    spans, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _left(end - begin)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """
    The subtrees whose roots prove that the tree of `new` leaves begins with that of `old`, in the order of a proof.

    Raises:
        IntegrityError: the newer tree is smaller.
    """
    if not 0 <= old <= new:
        raise IntegrityError(f"a tree of {new} records does not continue one of {old}; there is nothing to prove")
    if old in {0, new}:
        return []
    spans, begin, end, kept = [], 0, new, old
    while kept < end:
        middle = begin + _left(end - begin)
        if kept <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    if begin:
        spans.append((begin, end))
    return spans[::-1]


def tiles_for(spans: Iterable[Span], edge: Edge) -> list[TileAt]:
    """The full tiles in which the roots of these spans are found, each once; the rest of them is in the edge."""
    wanted = {_tile(node)[0] for span in spans for node in _nodes(span)}
    return sorted(tile for tile in wanted if not edge.holds(tile))


def hashes_of(spans: Iterable[Span], edge: Edge, tiles: Mapping[TileAt, bytes]) -> tuple[bytes, ...]:
    """
    The roots of these spans, in their order.

    Raises:
        IntegrityError: a tile is missing or not whole.
    """
    return tuple(
        reduce(
            lambda right, left: node_hash(left, right), reversed([_hash(node, edge, tiles) for node in _nodes(span)])
        )
        for span in spans
    )


def inclusion_proof(size: int, index: int, edge: Edge, read: Read) -> tuple[bytes, ...]:
    """
    The proof that leaf `index` is in the tree of `size` leaves; `edge` may be that of a larger tree.

    Raises:
        IntegrityError: the tree has no such leaf, or the stored tree does not reach there.
    """
    return _proof(size, inclusion_spans(size, index), edge, read)


def consistency_proof(old: int, new: int, edge: Edge, read: Read) -> tuple[bytes, ...]:
    """
    The proof that the tree of `new` leaves begins with that of `old`; `edge` may be that of a larger tree.

    Raises:
        IntegrityError: the newer tree is smaller, or the stored tree does not reach there.
    """
    return _proof(new, consistency_spans(old, new), edge, read)


def root_at(size: int, edge: Edge, read: Read) -> bytes:
    """
    The root that the tree had when it had `size` leaves.

    Raises:
        IntegrityError: the stored tree does not reach there, or a tile is missing.
    """
    return _proof(size, [(0, size)], edge, read)[0] if size else Frontier().root()


def _proof(size: int, spans: list[Span], edge: Edge, read: Read) -> tuple[bytes, ...]:
    if size > edge.size:
        raise IntegrityError(f"the stored tree has {edge.size} records, not {size}; its end is missing")
    return hashes_of(spans, edge, read(tiles_for(spans, edge)))


def _left(width: int) -> int:
    """Leaves of the left subtree: the largest power of two below `width`. Source: RFC 6962, section 2.1."""
    return 1 << (width - 1).bit_length() - 1


def _nodes(span: Span) -> list[_Node]:
    """The complete subtrees that make up a span, left to right."""
    begin, end = span
    nodes: list[_Node] = []
    while begin < end:
        height = (end - begin).bit_length() - 1
        nodes.append((height, begin >> height))
        begin += 1 << height
    return nodes


def _tile(node: _Node) -> tuple[TileAt, int, int]:
    """The tile in which a node stands, and from which of its hashes up to which it is the root."""
    level, inside = divmod(node[0], HEIGHT)
    first = node[1] << inside
    return TileAt(level, first >> HEIGHT), first % WIDTH, first % WIDTH + (1 << inside)


def _hash(node: _Node, edge: Edge, tiles: Mapping[TileAt, bytes]) -> bytes:
    at, first, last = _tile(node)
    hashes = edge.part(at) if edge.holds(at) else tiles.get(at, b"")
    if len(hashes) < last * HASH_SIZE or (not edge.holds(at) and len(hashes) != TILE_SIZE):
        raise IntegrityError(f"tile {at.place} of level {at.level} of the stored tree is missing or not whole")
    return Frontier().extend(split(hashes[first * HASH_SIZE : last * HASH_SIZE])).root()
