"""Speaking: results on stdout, everything else on stderr; colours only where a person looks."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

_PIPED_WIDTH: Final = 160
_QUIET_SECONDS: Final = 2.0
_SHADES: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


def console(*, stderr: bool = False) -> Console:
    """The console of this moment: no markup is read in what is printed, and a pipe gets wide, plain lines."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def say(line: str = "", style: str = "") -> None:
    """One line of the result. A terminal wraps what is long; `style` is a word or two such as `bold red`."""
    words = [_SHADES[word] for word in style.split()]
    text = clean(line)
    sys.stdout.write(f"\x1b[{';'.join(words)}m{text}\x1b[0m\n" if words and _coloured() else f"{text}\n")


def line_by_line() -> None:
    """From now on every line is written at once, also into a file or a pipe: for what runs until it is stopped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def _coloured() -> bool:
    """Whether a person looks who has not asked for plain text (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def note(line: str) -> None:
    """One line beside the result, on stderr."""
    sys.stderr.write(f"aryz: {clean(line)}\n")
    sys.stderr.flush()


def clean(text: str) -> str:
    """Text that a terminal shows and does not obey: control characters become `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def as_json(value: BaseModel | Sequence[BaseModel] | dict[str, Any] | list[Any]) -> None:
    """A result as JSON, indented, keys in their fixed order."""
    plain: Any = value
    if isinstance(value, BaseModel):
        plain = value.model_dump(mode="json")
    elif isinstance(value, Sequence):
        plain = [one.model_dump(mode="json") if isinstance(one, BaseModel) else one for one in value]
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def as_json_line(value: BaseModel) -> None:
    """One of several results as JSON, in one line."""
    sys.stdout.write(json.dumps(value.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")) + "\n")


def width() -> int:
    """How many letters a line of the result may have."""
    return console().width


def table(headings: Sequence[str], rows: Sequence[Sequence[str | Text]], numbers: Sequence[str] = ()) -> None:
    """
    A table. Columns named in `numbers` stand to the right; a column with nothing in it is left out.

    Where the line is too short, columns are narrowed and their texts wrapped; where that is not enough, each row is
    told in lines of its own. A day is never broken or left out.
    """
    from cli.columns import fitted, told

    filled = [at for at in range(len(headings)) if any(str(row[at]) for row in rows)]
    names = [headings[at] for at in filled]
    cells = [[_cell(row[at]) for at in filled] for row in rows]
    plain = [[cell.plain for cell in row] for row in cells]
    widths = fitted(names, plain, width(), numbers)
    if widths is not None:
        _drawn(names, cells, widths, numbers)
        return
    for row in plain:
        for line in told(names, row, width()):
            say(line)


def _cell(value: str | Text) -> Text:
    from rich.text import Text

    return value if isinstance(value, Text) else Text(clean(value))


def _drawn(names: Sequence[str], cells: list[list[Text]], widths: Sequence[int], numbers: Sequence[str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from cli.columns import folded

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    for name, wide in zip(names, widths, strict=True):
        side: Literal["left", "right"] = "right" if name in numbers else "left"
        shown.add_column(folded(name, wide), justify=side, no_wrap=True, width=wide)
    for row in cells:
        shown.add_row(
            *(Text(folded(cell.plain, wide), style=cell.style) for cell, wide in zip(row, widths, strict=True))
        )
    drawn = console()
    with drawn.capture() as lines:
        drawn.print(shown)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines.get().splitlines()))


class Steps:
    """How far long work has come. On a terminal a bar on stderr, elsewhere a plain line every two seconds."""

    def __init__(self, what: str, total: int, bar: Progress | None) -> None:
        self._what, self._total, self._done = what, total, 0
        self._said = time.monotonic()
        self._bar = bar
        self._task = bar.add_task(what, total=total) if bar else None

    def advance(self, by: int = 1) -> None:
        """So much more is done."""
        self._done += by
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, by)
        elif time.monotonic() - self._said >= _QUIET_SECONDS:
            self._said = time.monotonic()
            note(f"{self._what}: {self._done} of {self._total}")


@contextlib.contextmanager
def progress(what: str, total: int) -> Iterator[Steps]:
    """Show how far `what` has come while the block runs. The bar is gone afterwards."""
    if not sys.stderr.isatty():
        yield Steps(what, total, None)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        yield Steps(what, total, bar)
