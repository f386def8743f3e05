"""Ids for what is told by a form: the next number in the manner of those known, and names for new bodies."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Final

_NUMBERED: Final = re.compile(r"e(\d{1,6})")


def free_id(known: Iterable[str]) -> str:
    """The next number: e07 after e06."""
    numbers = [(int(found[1]), len(found[1])) for one in known if (found := _NUMBERED.fullmatch(one))]
    highest, width = max(numbers, default=(0, 2))
    return f"e{highest + 1:0{max(width, 2)}d}"


def free_name(kind: str, known: Container[str]) -> str:
    """A name for a new body or proceeding, after its kind: `prosecutor`, then `prosecutor-2`."""
    base = kind.replace("_", "-")
    if base not in known:
        return base
    number = 2
    while f"{base}-{number}" in known:
        number += 1
    return f"{base}-{number}"
