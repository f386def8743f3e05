"""Checking proofs: the ones of Certificate Transparency, those of the definition, and what nobody may get through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.proofs import verify_consistency, verify_inclusion
from ledger.tree import EMPTY_ROOT, leaf_hash
from models.errors import IntegrityError
from tests.ledger import naive
from tests.ledger.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS, Consistency, Inclusion


@pytest.mark.parametrize("known", INCLUSION, ids=lambda known: known.name)
def test_known_inclusion(known: Inclusion) -> None:
    """Each vector is accepted or refused as Certificate Transparency does."""
    arguments = (known.leaf, known.place, known.size, known.proof, known.root)
    if known.holds:
        verify_inclusion(*arguments)
    else:
        with pytest.raises(IntegrityError):
            verify_inclusion(*arguments)


# Two programs differ about growth from nothing: Certificate Transparency asks for no proof of it and refuses one; a
# witness has to accept it (C2SP tlog-witness). It is tested below.
GROWTH = [known for known in CONSISTENCY if known.old]


@pytest.mark.parametrize("known", GROWTH, ids=lambda known: known.name)
def test_known_consistency(known: Consistency) -> None:
    """Each vector is accepted or refused as Certificate Transparency does."""
    arguments = (known.old, known.old_root, known.new, known.new_root, known.proof)
    if known.holds:
        verify_consistency(*arguments)
    else:
        with pytest.raises(IntegrityError):
            verify_consistency(*arguments)


def test_every_leaf_of_the_known_trees() -> None:
    """In each of the well-known trees every leaf is proved against the published root."""
    hashes = [leaf_hash(data) for data in LEAVES]
    for size in range(1, 9):
        for index in range(size):
            verify_inclusion(hashes[index], index, size, naive.path(index, hashes[:size]), ROOTS[size])


def test_every_growth_of_the_known_trees() -> None:
    """Each of the well-known trees continues every smaller one, against the published roots."""
    hashes = [leaf_hash(data) for data in LEAVES]
    for new in range(9):
        for old in range(new + 1):
            verify_consistency(old, ROOTS[old], new, ROOTS[new], naive.proof(old, hashes[:new]))


@given(st.integers(1, 200), st.data())
@settings(max_examples=40, deadline=None)
def test_an_altered_proof_of_a_leaf_is_refused(size: int, data: st.DataObject) -> None:
    """With any bit of leaf, proof or root flipped, another index, or a hash more or less, it is refused."""
    index = data.draw(st.integers(0, size - 1))
    leaves = naive.leaves(size)
    leaf, path, root = leaves[index], naive.path(index, leaves), naive.root(leaves)
    verify_inclusion(leaf, index, size, path, root)

    for altered in _altered([leaf, root, *path]):
        _not_included(altered[0], index, size, altered[2:], altered[1])
    for other in (set(range(-1, size + 2)) | {index ^ (1 << bit) for bit in range(9)}) - {index}:
        _not_included(leaf, other, size, path, root)
    for proof in _lengthened(path):
        _not_included(leaf, index, size, proof, root)


@given(st.integers(2, 200), st.data())
@settings(max_examples=40, deadline=None)
def test_an_altered_proof_of_growth_is_refused(new: int, data: st.DataObject) -> None:
    """With any bit of proof or roots flipped, another older size, or a hash more or less, it is refused."""
    old = data.draw(st.integers(1, new - 1))
    leaves = naive.leaves(new)
    proof, before, after = naive.proof(old, leaves), naive.root(leaves[:old]), naive.root(leaves)
    verify_consistency(old, before, new, after, proof)

    for altered in _altered([before, after, *proof]):
        _not_consistent(old, altered[0], new, altered[1], altered[2:])
    for other in set(range(new + 2)) - {old}:
        _not_consistent(other, before, new, after, proof)
    for changed in _lengthened(proof):
        _not_consistent(old, before, new, after, changed)


@given(st.integers(1, 120), st.integers(1, 240))
@settings(max_examples=60, deadline=None)
def test_a_size_that_changes_the_way_to_the_root_is_refused(size: int, other: int) -> None:
    """A proof for the last leaf holds for no other size."""
    assume(other != size)
    leaves = naive.leaves(size)
    path, root = naive.path(size - 1, leaves), naive.root(leaves)

    with pytest.raises(IntegrityError):
        verify_inclusion(leaves[-1], size - 1, other, path, root)


def test_two_roots_of_one_size() -> None:
    """Two trees of one size and two roots are a fork."""
    one, other = naive.leaves(2)

    with pytest.raises(IntegrityError, match="two roots; one of them is forged"):
        verify_consistency(5, one, 5, other, ())


def test_from_nothing() -> None:
    """Everything continues the empty tree, which has one root only."""
    (root,) = naive.leaves(1)
    verify_consistency(0, EMPTY_ROOT, 7, root, ())

    with pytest.raises(IntegrityError, match="not that of an empty tree"):
        verify_consistency(0, root, 7, root, ())
    with pytest.raises(IntegrityError, match="needs no hashes"):
        verify_consistency(0, EMPTY_ROOT, 7, root, (root,))


def test_what_is_wrong_is_said() -> None:
    """Each refusal says of which proof and what."""
    leaves = naive.leaves(5)
    root, path = naive.root(leaves), naive.path(2, leaves)
    for arguments, message in {
        (leaves[1], 2, 5, tuple(path), root): "the proof for leaf 2 of 5: does not lead to the root",
        (leaves[2], 2, 5, tuple(path[:-1]), root): "too short",
        (leaves[2], 2, 5, (*path, root), root): "too long",
        (leaves[2], 5, 5, tuple(path), root): "no such leaf",
        (leaves[2][1:], 2, 5, tuple(path), root): "32 bytes",
    }.items():
        with pytest.raises(IntegrityError, match=message):
            verify_inclusion(*arguments)


def _altered(hashes: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The hashes with one bit of one of them flipped: each bit of the first byte and of the last, and one in each."""
    for place, one in enumerate(hashes):
        for bit in (*range(8), *range(8, 248, 9), *range(248, 256)):
            flipped = (int.from_bytes(one, "big") ^ 1 << bit).to_bytes(32, "big")
            yield [*hashes[:place], flipped, *hashes[place + 1 :]]


def _lengthened(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    for place in range(len(proof) + 1):
        yield [*proof[:place], bytes(32), *proof[place:]]
        yield [*proof[:place], *proof[place + 1 :], bytes(32)]
        if place < len(proof):
            yield [*proof[:place], *proof[place + 1 :]]


def _not_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    with pytest.raises(IntegrityError):
        verify_inclusion(leaf, index, size, proof, root)


def _not_consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    with pytest.raises(IntegrityError):
        verify_consistency(old, old_root, new, new_root, proof)
