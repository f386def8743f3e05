"""The tree over all records, against the vectors of Certificate Transparency and the definition of RFC 6962."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root_of
from models.errors import IntegrityError
from tests.ledger import naive
from tests.ledger.vectors import LEAVES, ROOTS


def test_known_hashes() -> None:
    """The hashes that the reference implementation names: an empty leaf, a leaf, a node."""
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    """The well-known eight leaves have the well-known roots, at every size."""
    assert root_of([leaf_hash(data) for data in LEAVES[:size]]) == ROOTS[size]


@given(st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_roots_are_those_of_the_definition(size: int) -> None:
    """For any size the root is that of the recursive definition."""
    leaves = naive.leaves(size)

    assert root_of(leaves) == naive.root(leaves)


@given(st.lists(st.integers(0, 200), max_size=6))
@settings(max_examples=60, deadline=None)
def test_leaves_may_come_in_any_portions(portions: list[int]) -> None:
    """One by one, in portions, all at once: the frontier is the same, and its bytes are read again."""
    leaves = naive.leaves(sum(portions))
    ends = [sum(portions[:number]) for number in range(len(portions) + 1)]
    by_portion = by_leaf = Frontier()
    for begin, end in pairwise(ends):
        by_portion = by_portion.extend(leaves[begin:end])
    for leaf in leaves:
        by_leaf = by_leaf.append(leaf)

    assert by_portion == by_leaf == Frontier().extend(leaves)
    assert Frontier.from_bytes(by_leaf.size, by_leaf.to_bytes()) == by_leaf


def test_more_leaves_than_are_taken_at_a_time() -> None:
    """A long ledger is taken in pieces: its root is that of its halves."""
    leaves = naive.leaves(1 << 15)
    left, right = root_of(leaves[: 1 << 14]), root_of(leaves[1 << 14 :])

    assert root_of(iter(leaves)) == node_hash(left, right)


@pytest.mark.parametrize(("size", "length"), [(1, 0), (3, 32), (3, 63), (3, 96), (-1, 32), (0, 32), (2**63, 32)])
def test_a_frontier_of_another_size_is_refused(size: int, length: int) -> None:
    """Bytes that are not the frontier of a tree of this size are not read as one."""
    with pytest.raises(IntegrityError, match="frontier"):
        Frontier.from_bytes(size, bytes(length))
