"""`aryz report`: what the cases of a ledger say together."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.completing import cases as known_cases
from cli.console import note, progress
from cli.failing import NotDone, WrongUsage
from cli.options import Data, settings
from cli.whole_file import whole
from models.errors import UnknownCase

if TYPE_CHECKING:
    from reports.eventlog import CaseLog, Pseudonyms
    from settings import Settings

app = typer.Typer(no_args_is_help=True, help="What the cases of a ledger say together.")
_SHORTEST_KEY = 16

Format = Annotated[Literal["xes", "ocel"], typer.Option("--format", help="XES (IEEE 1849) or OCEL 2.0 (JSON).")]
Cases = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", help="Only these cases. Default: all.", autocompletion=known_cases),
]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write it. Default: stdout.")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="Secret of 16 bytes or more from which pseudonyms are made. Default: a fresh one, thrown away.",
    ),
]


@app.callback()
def group() -> None:
    """Hold the commands together: one alone would lose its name."""


@app.command()
def log(
    cases: Cases = None,
    form: Format = "xes",
    out: Out = None,
    key: Key = None,
    data: Data = None,
) -> None:
    """
    Write an event log for tools of process mining: what happened in each proceeding, under pseudonyms.

    Nothing that a person typed is in it. With the same --key, a case has the same pseudonym in every log.

    Example: aryz report log --format xes --out cases.xes
    """
    from reports.eventlog import Pseudonyms

    names = Pseudonyms(_key(key))
    logs = asyncio.run(_logs(settings(data), tuple(cases or ()), names))
    if not logs:
        note("the ledger holds no case; open one with `aryz case open`, or tell the published ones with `aryz import`")
        raise NotDone
    _write(_pieces(logs, form), out)
    if out is not None:
        happened = sum(len(one.happenings) for one in logs)
        note(f"{out}: {len(logs)} cases, {happened} events")


def _pieces(logs: Sequence[CaseLog], form: str) -> Iterable[str]:
    from reports.ocel import ocel
    from reports.xes import xes

    if form == "xes":
        return xes(logs)
    return (json.dumps(ocel(logs), ensure_ascii=False, indent=1), "\n")


async def _logs(chosen: Settings, named: Sequence[str], names: Pseudonyms) -> list[CaseLog]:
    from cli.desk import at_store
    from cli.law_of import folded
    from reports.eventlog import case_log, erased_log

    logs: list[CaseLog] = []
    async with at_store(chosen) as store:
        asked = list(dict.fromkeys(named)) or sorted(await store.ledger.heads())
        with progress("writing the log", len(asked)) as steps:
            for case in asked:
                entries = await store.ledger.entries(case)
                if not entries:
                    raise UnknownCase(f"no case {case} in this ledger; `aryz case list` shows those there are")
                erased = any(entry.record.payload and entry.payload is None for entry in entries)
                logs.append(erased_log(entries, names) if erased else case_log(folded(case, entries), names))
                steps.advance()
    return logs


def _key(path: Path | None) -> bytes:
    if path is None:
        return secrets.token_bytes(32)
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise WrongUsage(f"--key {path}: {error.strerror or type(error).__name__}") from None
    if len(key) < _SHORTEST_KEY:
        raise WrongUsage(f"--key {path}: holds {len(key)} bytes; a secret needs {_SHORTEST_KEY} or more")
    return key


def _write(pieces: Iterable[str], out: Path | None) -> None:
    if out is None:
        sys.stdout.writelines(pieces)
        return
    with whole(out, 0o644) as file:
        file.writelines(pieces)
