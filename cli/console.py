"""Speaking: results on stdout, everything else on stderr; colours only where a person looks."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn

from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

_PIPED_WIDTH: Final = 160
_QUIET_SECONDS: Final = 2.0


class _Quiet(Console):
    """A console that leaves a closed pipe to `cli.failing`."""

    def on_broken_pipe(self) -> NoReturn:
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """The console of this moment: no markup is read in what is printed, and a pipe gets wide, plain lines."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPED_WIDTH
    return _Quiet(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


def say(line: str = "", style: str | None = None) -> None:
    """One line of the result. Long lines are left to the terminal to wrap."""
    console().print(Text(clean(line), style=style or ""), soft_wrap=True)


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


def table(headings: Sequence[str], rows: Sequence[Sequence[str | Text]], numbers: Sequence[str] = ()) -> None:
    """A table. Columns named in `numbers` stand to the right."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for heading in headings:
        shown.add_column(heading, justify="right" if heading in numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text(clean(cell)) for cell in row))
    console().print(shown)


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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        yield Steps(what, total, bar)
