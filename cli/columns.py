"""
How a table fits into a line: which columns are narrowed, and where words are broken.

A day is never broken, shortened or left out. Where even the narrowest columns do not fit, there is no table (`fitted`
answers None) and each row is told in lines of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len

GAP: Final = 2
"""Letters between two columns."""

_LEAD: Final = 3
_DAY: Final = r"\d{4}-\d{2}(?:-\d{2})?(?:T\d{2}:\d{2})?(?!\w)[:;,.]?"
_PIECE: Final = re.compile(rf"{_DAY}|\s+|[^\s_/-]*[_/-]|[^\s_/-]+")
_NARROW: Final = 13
"""Letters to which a column of words may be narrowed; longer words are broken then."""


def fitted(
    headings: Sequence[str], rows: Sequence[Sequence[str]], room: int, numbers: Sequence[str] = ()
) -> list[int] | None:
    """
    The widths of the columns in a line of `room` letters; None where they do not fit.

    The widest columns are narrowed first, none below its longest day or what a word needs, and no column of `numbers`.
    """
    columns = [[heading, *(row[at] for row in rows)] for at, heading in enumerate(headings)]
    widths = [max(map(cell_len, cells)) for cells in columns]
    least = [
        width if name in numbers else min(width, max(map(_least, cells)))
        for name, width, cells in zip(headings, widths, columns, strict=True)
    ]
    over = sum(widths) + GAP * (len(widths) - 1) - room
    while over > 0:
        at = max(range(len(widths)), key=lambda place: (widths[place] > least[place], widths[place]), default=0)
        if not widths or widths[at] <= least[at]:
            return None
        widths[at] -= 1
        over -= 1
    return widths


def folded(text: str, width: int) -> str:
    """A text in lines of at most `width` letters: broken after words, then after `-`, `_` and `/`, then anywhere."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if cell_len(line + piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = ""
        rest = piece if line else piece.lstrip()
        while cell_len(rest) > width and not _is_day(rest):
            lines.append(rest[:width])
            rest = rest[width:]
        line += rest
    return "\n".join([*lines, line.rstrip()] if line.strip() or not lines else lines)


def told(headings: Sequence[str], row: Sequence[str], room: int) -> list[str]:
    """A row without a table: what its first columns say, and below, further in, each other one by its name."""
    named = [f"{heading} {cell}" for heading, cell in zip(headings[_LEAD:], row[_LEAD:], strict=True) if cell]
    first = folded("  ".join(cell for cell in row[:_LEAD] if cell), room).splitlines()
    return [*first, *(f"  {line}" for line in folded(", ".join(named), room - GAP).splitlines() if line)]


def _least(cell: str) -> int:
    """The narrowest that a cell can be."""
    pieces = [(cell_len(piece.rstrip()), _is_day(piece)) for piece in _PIECE.findall(cell)]
    return max((length if day else min(length, _NARROW) for length, day in pieces), default=1)


def _is_day(piece: str) -> bool:
    return re.fullmatch(_DAY, piece) is not None
