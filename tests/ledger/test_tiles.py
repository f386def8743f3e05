"""The tree in tiles: what a store keeps of it, and proofs made from that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.paths import consistency_proof, consistency_spans, inclusion_proof, inclusion_spans, root_at, tiles_for
from ledger.proofs import verify_consistency, verify_inclusion
from ledger.tiles import Edge, Tile, TileAt, tile_root
from ledger.tree import root_of
from models.errors import IntegrityError
from tests.ledger import naive

LARGE = 70_000
"""A tree with full tiles on two levels, as in the example of C2SP tlog-tiles."""


class Kept:
    """A stored tree: its edge, its full tiles, and how often tiles were asked for."""

    def __init__(self, leaves: Sequence[bytes], portion: int) -> None:
        self.edge = Edge()
        self.tiles: dict[TileAt, bytes] = {}
        self.asked: list[Sequence[TileAt]] = []
        for start in range(0, len(leaves), portion):
            self.edge, full = self.edge.grow(leaves[start : start + portion])
            self.tiles.update(full)

    def read(self, wanted: Sequence[TileAt]) -> Mapping[TileAt, bytes]:
        """The tiles that are asked for, as a store answers."""
        self.asked.append(wanted)
        return {tile: self.tiles[tile] for tile in wanted}


@cache
def large() -> tuple[list[bytes], Kept]:
    """The leaves of a large tree, and how it is kept."""
    leaves = naive.leaves(LARGE)
    return leaves, Kept(leaves, 997)


def test_tiles_of_the_published_example() -> None:
    """70,000 leaves have 273 full tiles at level 0 and one at level 1; 112, 17 and 1 hashes stand at the edge."""
    _, kept = large()

    assert len([tile for tile in kept.tiles if tile.level == 0]) == 273
    assert [tile for tile in kept.tiles if tile.level] == [TileAt(1, 0)]
    assert [len(part) // 32 for part in kept.edge.parts] == [112, 17, 1]
    assert all(len(hashes) == 8192 for hashes in kept.tiles.values())


def test_a_full_tile_stands_for_its_root_above() -> None:
    """Each hash of a tile at level 1 is the root of the full tile below."""
    leaves, kept = large()

    assert kept.tiles[TileAt(0, 5)] == b"".join(leaves[5 * 256 : 6 * 256])
    assert kept.tiles[TileAt(1, 0)][5 * 32 : 6 * 32] == tile_root(kept.tiles[TileAt(0, 5)])
    assert tile_root(kept.tiles[TileAt(1, 0)]) == root_of(leaves[: 1 << 16]) == kept.edge.parts[2]


@given(st.lists(st.integers(0, 700), max_size=4))
@settings(max_examples=30, deadline=None)
def test_leaves_may_come_in_any_portions(portions: list[int]) -> None:
    """However they come, the same tiles are full and the same edge is left; its bytes are read again."""
    leaves = naive.leaves(sum(portions))
    edge, done = Edge(), 0
    tiles: list[Tile] = []
    for portion in portions:
        edge, full = edge.grow(leaves[done : done + portion])
        tiles, done = [*tiles, *full], done + portion
    whole, all_full = Edge().grow(leaves)

    assert (edge.size, edge.to_bytes(), dict(tiles)) == (whole.size, whole.to_bytes(), dict(all_full))
    assert edge.root() == root_of(leaves)
    assert Edge.from_bytes(edge.size, edge.to_bytes()).root() == root_of(leaves)


@given(st.integers(1, 1200), st.integers(1, 600), st.data())
@settings(max_examples=40, deadline=None)
def test_proofs_are_those_of_the_definition(size: int, portion: int, data: st.DataObject) -> None:
    """At any size, also one in the past, proofs from tiles are those of the recursive definition."""
    leaves = naive.leaves(size)
    kept = Kept(leaves, portion)
    then = data.draw(st.integers(1, size))
    index, old = data.draw(st.integers(0, then - 1)), data.draw(st.integers(0, then))

    assert list(inclusion_proof(then, index, kept.edge, kept.read)) == naive.path(index, leaves[:then])
    assert list(consistency_proof(old, then, kept.edge, kept.read)) == naive.proof(old, leaves[:then])
    assert root_at(then, kept.edge, kept.read) == naive.root(leaves[:then])


@given(st.integers(1, LARGE), st.integers(0, LARGE))
@example(LARGE, LARGE)
@example(1 << 16, 1 << 15)
@settings(max_examples=40, deadline=None)
def test_proofs_of_a_large_tree_hold(size: int, other: int) -> None:
    """In a tree of three levels each proof holds, and each reads once, four tiles at most beside the edge."""
    leaves, kept = large()
    index, old = other % size, other % (size + 1)
    kept.asked.clear()
    path = inclusion_proof(size, index, kept.edge, kept.read)
    proof = consistency_proof(old, size, kept.edge, kept.read)
    assert len(kept.asked) == 2
    assert max(len(asked) for asked in kept.asked) <= 4

    root = root_at(size, kept.edge, kept.read)
    verify_inclusion(leaves[index], index, size, path, root)
    verify_consistency(old, root_at(old, kept.edge, kept.read), size, root, proof)


def test_the_edge_is_read_no_tile_for_a_small_tree() -> None:
    """Below 256 records everything stands in the edge."""
    edge, _ = Edge().grow(naive.leaves(200))

    assert tiles_for(inclusion_spans(200, 3), edge) == []
    assert tiles_for(consistency_spans(7, 200), edge) == []


def test_a_missing_or_short_tile_is_named() -> None:
    """A tile that the store lost is not passed over."""
    _, kept = large()

    with pytest.raises(IntegrityError, match="tile 0 of level 0 of the stored tree is missing"):
        inclusion_proof(LARGE, 3, kept.edge, lambda _: {})
    with pytest.raises(IntegrityError, match="missing or not whole"):
        inclusion_proof(LARGE, 3, kept.edge, lambda wanted: {tile: kept.tiles[tile][:-1] for tile in wanted})


def test_what_is_not_there_is_not_proved() -> None:
    """A leaf or a size beyond the stored tree, and a tree that shrinks, have no proof."""
    edge, _ = Edge().grow(naive.leaves(10))
    for index in (-1, 10):
        with pytest.raises(IntegrityError, match="nothing to prove"):
            inclusion_proof(10, index, edge, lambda _: {})
    with pytest.raises(IntegrityError, match="nothing to prove"):
        consistency_proof(5, 4, edge, lambda _: {})
    with pytest.raises(IntegrityError, match="its end is missing"):
        consistency_proof(5, 11, edge, lambda _: {})


@pytest.mark.parametrize(("size", "length"), [(1, 0), (1, 31), (256, 0), (300, 44 * 32), (300, 46 * 32), (-1, 0)])
def test_an_edge_of_another_size_is_refused(size: int, length: int) -> None:
    """Bytes that are not the edge of a tree of this size are not read as one."""
    with pytest.raises(IntegrityError, match="edge"):
        Edge.from_bytes(size, bytes(length))
