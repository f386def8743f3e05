"""
Checking proofs: that a leaf is in a tree, and that a tree only grew.

The one who checks needs nothing of the ledger but the roots. Source: RFC 6962, sections 2.1.1 and 2.1.2; the steps are
those of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest

from ledger.tree import EMPTY_ROOT, HASH_SIZE, LARGEST, node_hash
from models.errors import IntegrityError


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """
    Check that the leaf with this leaf hash stands at `index` (from 0) of the tree of `size` leaves with this root.

    Raises:
        IntegrityError: it does not, or the proof is not one.
    """
    place = f"the proof for leaf {index} of {size}"
    if not 0 <= index < size <= LARGEST:
        raise IntegrityError(f"{place}: the tree has no such leaf")
    _whole(place, (leaf, root, *proof))
    own, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            raise IntegrityError(f"{place}: is too long")
        if own & 1 or own == last:
            found = node_hash(other, found)
            own, last = _up(own, last)
        else:
            found = node_hash(found, other)
        own, last = own >> 1, last >> 1
    if last:
        raise IntegrityError(f"{place}: is too short")
    if not compare_digest(found, root):
        raise IntegrityError(f"{place}: does not lead to the root; the leaf is not in this tree")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """
    Check that the tree of `new` leaves begins with the tree of `old` leaves: nothing was changed, only added.

    Raises:
        IntegrityError: it does not, or the proof is not one.
    """
    place = f"the proof from {old} to {new}"
    if not 0 <= old <= new <= LARGEST:
        raise IntegrityError(f"{place}: a tree does not shrink")
    _whole(place, (old_root, new_root, *proof))
    if old in {0, new}:
        _trivial(place, old, (old_root, new_root), new, proof)
        return
    found_old, found_new = _roots(place, old, old_root, new, proof)
    if not compare_digest(found_old, old_root):
        raise IntegrityError(f"{place}: does not lead to the older root; what stood in the tree was changed")
    if not compare_digest(found_new, new_root):
        raise IntegrityError(f"{place}: does not lead to the newer root; what stood in the tree was changed")


def _roots(place: str, old: int, old_root: bytes, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots, worked out of the proof. `old` is neither 0 nor `new`."""
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise IntegrityError(f"{place}: is empty")
    own, last = old - 1, new - 1
    while own & 1:
        own, last = own >> 1, last >> 1
    found_old = found_new = path[0]
    for other in path[1:]:
        if last == 0:
            raise IntegrityError(f"{place}: is too long")
        if own & 1 or own == last:
            found_old, found_new = node_hash(other, found_old), node_hash(other, found_new)
            own, last = _up(own, last)
        else:
            found_new = node_hash(found_new, other)
        own, last = own >> 1, last >> 1
    if last:
        raise IntegrityError(f"{place}: is too short")
    return found_old, found_new


def _up(own: int, last: int) -> tuple[int, int]:
    """Levels at which the node has no sibling are left out of a proof."""
    while own and not own & 1:
        own, last = own >> 1, last >> 1
    return own, last


def _trivial(place: str, old: int, roots: tuple[bytes, bytes], new: int, proof: Sequence[bytes]) -> None:
    """Any tree begins with the empty one, and with itself: both without proof."""
    if proof:
        raise IntegrityError(f"{place}: needs no hashes and has {len(proof)}")
    if old == 0 and roots[0] != EMPTY_ROOT:
        raise IntegrityError(f"{place}: the older root is not that of an empty tree")
    if old == new and not compare_digest(*roots):
        raise IntegrityError(f"{place}: two trees of the same size have two roots; one of them is forged")


def _whole(place: str, hashes: Sequence[bytes]) -> None:
    if any(len(one) != HASH_SIZE for one in hashes):
        raise IntegrityError(f"{place}: a hash must have {HASH_SIZE} bytes")
