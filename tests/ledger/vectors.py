"""The vectors of Certificate Transparency: leaves, roots, proofs that hold and proofs that must be refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Final, NamedTuple

_READ: Final = json.loads(Path(__file__).with_name("merkle.json").read_text(encoding="utf-8"))


def _bytes(text: str | None) -> bytes:
    data = base64.b64decode(text or "")
    # Some vectors write these words where any root will do; here a root always has 32 bytes.
    return data.ljust(32) if data.startswith(b"don't care") else data


class Inclusion(NamedTuple):
    """A proof that a leaf is in a tree; `holds` if it is to be accepted."""

    name: str
    place: int
    size: int
    leaf: bytes
    proof: list[bytes]
    root: bytes
    holds: bool


class Consistency(NamedTuple):
    """A proof that a tree continues another; `holds` if it is to be accepted."""

    name: str
    old: int
    new: int
    old_root: bytes
    new_root: bytes
    proof: list[bytes]
    holds: bool


def _inclusion(row: list[Any]) -> Inclusion:
    name, index, size, leaf, proof, root, holds = row
    return Inclusion(name, index, size, _bytes(leaf), [_bytes(one) for one in proof or []], _bytes(root), holds)


def _consistency(row: list[Any]) -> Consistency:
    name, old, new, old_root, new_root, proof, holds = row
    return Consistency(name, old, new, _bytes(old_root), _bytes(new_root), [_bytes(one) for one in proof or []], holds)


LEAVES: Final = [bytes.fromhex(text) for text in _READ["leaves"]]
ROOTS: Final = [
    bytes.fromhex(text)
    for text in ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", *_READ["roots"]]
]
INCLUSION: Final = [_inclusion(row) for row in _READ["inclusion"]]
CONSISTENCY: Final = [_consistency(row) for row in _READ["consistency"]]
