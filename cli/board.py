"""Printing a board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cli.console import say, table, width
from reports.board import BoardLine, Standing, age, waits_for

if TYPE_CHECKING:
    from rich.text import Text

_STYLES: Final = {
    Standing.OVERDUE: "red",
    Standing.HALTED: "bold red",
    Standing.FORGOTTEN: "yellow",
    Standing.CLOSED: "dim",
    Standing.ERASED: "dim",
    Standing.DUE: "",
}
_COUNTS: Final = ("refused", "quashed", "suspended", "forwarded")
_SHORT: Final = "r/q/s/f"
_WIDE: Final = 125


def show(lines: Sequence[BoardLine]) -> None:
    """Print a board, one line a case. On a narrow terminal the counts share one column."""
    wide = width() >= _WIDE
    headings = ("case", "phase", "state", "open", "next", *(_COUNTS if wide else [_SHORT]), "lawyer")
    table(headings, [_row(line, wide=wide) for line in lines], numbers=(*_COUNTS, _SHORT, "open"))
    if not wide:
        say(f"{_SHORT}: how often {', '.join(_COUNTS)}", style="dim")


def _row(line: BoardLine, *, wide: bool) -> list[str | Text]:
    from rich.text import Text

    counts = [str(getattr(line, name)) for name in _COUNTS]
    counted = [count if count != "0" else "-" for count in counts] if wide else ["/".join(counts)]
    state = line.state.replace("_", " ")
    held = ", legal hold" if line.held is not None else ""
    waits = Text(waits_for(line) + held, style=_STYLES[line.standing])
    return [line.case, line.phase, state, age(line.days_open), waits, *counted, line.lawyer or ""]
