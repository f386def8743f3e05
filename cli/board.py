"""Printing a board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from cli.console import table
from reports.board import BoardLine, Standing, age, waits_for

_STYLES: Final = {
    Standing.OVERDUE: "red",
    Standing.HALTED: "bold red",
    Standing.FORGOTTEN: "yellow",
    Standing.CLOSED: "dim",
    Standing.DUE: "",
}
_COUNTS: Final = ("refused", "quashed", "suspended", "forwarded")


def show(lines: Sequence[BoardLine], *, lawyers: bool = True) -> None:
    """Print a board, one line a case."""
    named = lawyers and any(line.lawyer for line in lines)
    headings = ["case", "phase", "state", "open", "next", *_COUNTS, *(["lawyer"] if named else [])]
    table(headings, [_row(line, named=named) for line in lines], numbers=(*_COUNTS, "open"))


def _row(line: BoardLine, *, named: bool) -> list[str | Text]:
    counts = [str(getattr(line, name) or "-") for name in _COUNTS]
    state = line.state.replace("_", " ")
    waits = Text(waits_for(line), style=_STYLES[line.standing])
    return [line.case, line.phase, state, age(line.days_open), waits, *counts, *([line.lawyer or ""] if named else [])]
