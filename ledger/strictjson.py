"""
JSON that another wrote, read so that every reader reads the same: no key twice, whole numbers that are exact.

What a stranger hands in may be made to fill the memory or to be read in two ways. Source: docs/bundle.md, "What must
hold"; RFC 7493 (I-JSON), sections 2.2 and 2.3.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from ledger.canonical import EXACT, encode
from models.errors import IntegrityError

LONGEST: Final = 1 << 23
"""Bytes of the longest line that is read: a chronology file has at most half of it."""
MOST_LINES: Final = 100_000
"""Lines of the longest file that is read."""
DEEPEST: Final = 64
"""How deep lists and objects may lie in one another."""
_DIGITS: Final = 17


def read(data: bytes, where: str) -> Any:  # noqa: ANN401 (any value of JSON)
    """
    A value of JSON.

    Raises:
        IntegrityError: it is none, or one that another reader may read otherwise or not at all.
    """
    if len(data) > LONGEST:
        raise IntegrityError(f"{where}: is longer than {LONGEST} bytes")
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_once, parse_int=_whole, parse_float=_no, parse_constant=_no
        )
        _check_depth(value)
        if b"\\u" in data:  # only an escape can name half a letter, and half a letter cannot be written down
            encode(value)
    except (ValueError, RecursionError):
        raise IntegrityError(f"{where}: cannot be read as JSON of a bundle; it was changed or damaged") from None
    return value


def lines(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """
    The lines of a file with their places, one at a time: a file may be made of nothing but newlines.

    Raises:
        IntegrityError: a line is empty, too long, not ended, or one too many.
    """
    start = count = 0
    while start < len(data):
        count += 1
        where, end = f"{name}, line {count}", data.find(b"\n", start, start + LONGEST + 1)
        if end in {-1, start} or count > MOST_LINES:
            raise IntegrityError(
                f"{where}: a line must end with a newline, not be empty and have at most {LONGEST} bytes; "
                f"a file has at most {MOST_LINES}"
            )
        yield where, data[start:end]
        start = end + 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS or abs(int(digits)) > EXACT:
        raise ValueError("a number that not every reader reads alike")
    return int(digits)


def _no(_: str) -> NoReturn:
    raise ValueError("a number that is not whole")


def _check_depth(value: Any) -> None:  # noqa: ANN401 (any value of JSON)
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError("lists within lists within lists")
        inner = [one for one in level if isinstance(one, dict | list)]
        level = [item for one in inner for item in (one.values() if isinstance(one, dict) else one)]
