"""`aryz audit replay`: going through a case record by record, and its history against today's code."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.console import as_json, note, say
from cli.failing import BROKEN, NotDone, WrongUsage
from cli.options import Data, Json, Reference, day, settings
from cli.whole_file import whole
from models.errors import RefusedError

if TYPE_CHECKING:
    from reports.replay import Step
    from workflows.looking_back import Case, History

Number = Annotated[int | None, typer.Option("--step", metavar="N", help="Only the record of this number.", min=1)]
On = Annotated[str | None, typer.Option("--date", metavar="DAY", help="The case as it stood at the end of this day.")]
Known = Annotated[
    str | None, typer.Option("--known-at", metavar="DAY", help="Only what had been recorded by this day (UTC).")
]
Page = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write one page to read and to print; only its owner may read it."),
]
WithHistory = Annotated[
    bool | None,
    typer.Option(
        "--history/--no-history",
        help="Replay its Temporal history with today's code. Default: where a server or the store has one.",
        show_default=False,
    ),
]
_HELP: Final = "n next, b back, NUMBER, d DAY as it stood, k DAY as known (k: all), q leave"


def replay(
    reference: Reference,
    step: Number = None,
    on: On = None,
    known_at: Known = None,
    json: Json = False,
    html: Page = None,
    history: WithHistory = None,
    data: Data = None,
) -> None:
    """
    Go through a case record by record: what happened, when it was learned, what it changed, what followed from it.

    On a terminal it waits after each record: n next, b back, a number, d DAY for how it stood, k DAY for how it was
    known, q to leave. Its Temporal history is replayed with today's code and compared with the ledger. Exit status 3 if
    that differs, or if a record does not hold.

    Example: aryz audit replay gerasimov --date 2012-05-24
    """
    from cli.replaying import gathered

    if step is not None and on is not None:
        raise WrongUsage("--step and --date name two places; give one of them")
    as_of, known = day(on, "--date"), day(known_at, "--known-at")
    case, past = asyncio.run(gathered(settings(data), reference, history=history))
    if html is not None:
        _write(html, case, past, known)
    if json:
        as_json(_plain(case, past, step, as_of, known))
    elif html is None:
        _show(case, past, step, as_of, known)
    if past.outcome == "differs":
        note(f"case {reference}: a history does not replay under today's code, or is not that of this ledger")
        raise NotDone(BROKEN)


def _show(case: Case, past: History, step: int | None, as_of: date | None, known: date | None) -> None:
    from cli.showing_replay import show_runs, show_step, show_view

    if step is None and as_of is None and known is None and sys.stdin.isatty() and sys.stdout.isatty():
        show_runs(past.runs, past.why)
        Session(case).run(sys.stdin.readline)
        return
    if step is not None:
        found = _one(case.steps(known), step)
        show_step(found, len(case.entries))
    elif as_of is not None or known is not None:
        show_view(case.view(as_of, known))
    else:
        for one in case.steps():
            show_step(one, len(case.entries))
            say()
    say()
    show_runs(past.runs, past.why)


def _one(steps: tuple[Step, ...], number: int) -> Step:
    if not 1 <= number <= len(steps):
        raise RefusedError(f"there is no record {number}; the records here are 1 to {len(steps)}")
    return steps[number - 1]


def _plain(case: Case, past: History, step: int | None, as_of: date | None, known: date | None) -> dict[str, Any]:
    steps = case.steps(known)
    shown = steps if step is None else (_one(steps, step),)
    asked = as_of is not None or known is not None
    last = case.entries[-1]
    return {
        "case": case.reference,
        "records": last.record.seq,
        "head": last.hash,
        "erased": case.norms is None,
        "history": past.plain(),
        "view": case.view(as_of, known).model_dump(mode="json") if asked else None,
        "steps": [one.model_dump(mode="json") for one in shown],
    }


def _write(path: Path, case: Case, past: History, known: date | None) -> None:
    """Write the page; what was told stands on it, therefore nobody else may read the file."""
    from cli.showing_replay import run_line
    from reports.replay_page import page

    lines = [f"Head of the ledger: {case.entries[-1].hash}"]
    lines += [f"As known on {known} (UTC)."] if known else []
    lines += [f"History: {run_line(one)}" for one in past.runs]
    lines += [f"The history was not replayed: {past.why}"] if past.why else []
    text = page(case.reference, case.steps(known), lines)
    with whole(path) as file:
        file.write(text)
    note(f"wrote {path}")


class Session:
    """Going through a case by hand: where one stands, and as of which day it is known."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._steps = case.steps()
        self._known: date | None = None
        self._at = 0

    def run(self, ask: Callable[[], str]) -> None:
        """Show a page, ask for the next word, until it is q or nothing more comes."""
        self._page()
        while True:
            say()
            say(_HELP, style="dim")
            sys.stdout.write("> ")
            sys.stdout.flush()
            line = ask()
            if not line or line.strip() in {"q", "quit"}:
                return
            try:
                self._obey(line.split())
            except (RefusedError, WrongUsage) as error:
                say(str(error))

    def _obey(self, words: list[str]) -> None:
        match words:
            case [] | ["n" | "next"]:
                self._go(self._at + 1)
            case ["b" | "back"]:
                self._go(self._at - 1)
            case ["g", number] | [number] if number.isascii() and number.isdigit():
                self._go(int(number) - 1)
            case ["d", text]:
                self._day(day(text, "d"))
            case ["k", text]:
                self._as_known(day(text, "k"))
            case ["k"]:
                self._as_known(None)
            case _:
                say(f"not understood: {' '.join(words)[:40]}")

    def _go(self, place: int) -> None:
        _one(self._steps, place + 1)
        self._at = place
        self._page()

    def _day(self, wanted: date | None) -> None:
        from cli.showing_replay import show_view

        view = self._case.view(wanted, self._known)
        show_view(view)
        self._at = view.step - 1 if view.step is not None else 0

    def _as_known(self, wanted: date | None) -> None:
        steps = self._case.steps(wanted)
        if not steps:
            self._case.view(None, wanted)  # says why there is nothing
        self._steps, self._known = steps, wanted
        self._at = min(self._at, len(steps) - 1)
        self._page()

    def _page(self) -> None:
        from cli.showing_replay import show_step

        say()
        if self._known is not None:
            say(f"As known on {self._known} (UTC):", style="dim")
        show_step(self._steps[self._at], len(self._steps))
