"""`aryz audit`: whether the ledger is what it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.completing import cases as known_cases
from cli.console import as_json, note, progress, say
from cli.failing import BROKEN, NotDone
from cli.options import Data, Json, settings
from models.errors import IntegrityError

if TYPE_CHECKING:
    from models.records import Entry
    from models.register import BoardRow
    from settings import Settings
    from store.opening import Store

app = typer.Typer(no_args_is_help=True, help="The ledger: whether anybody rewrote it.")

Cases = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", help="Only these cases. Default: all.", autocompletion=known_cases),
]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one chain: how many records hold, how many payloads were erased, and the first fault."""

    case: str
    records: int = 0
    erased: int = 0
    head: str | None = None
    fault: str | None = None


@app.callback()
def group() -> None:
    """Hold the commands together: one alone would lose its name."""


@app.command()
def verify(cases: Cases = None, data: Data = None, json: Json = False) -> None:
    """
    Follow the chain of every case from its first record to its last, payloads included.

    Exit status 3 if a record does not hold, if a chain is shorter than the register says, or if there is nothing to
    verify. No server is needed.

    Example: aryz audit verify
    """
    found = asyncio.run(_verified(settings(data), tuple(cases or ())))
    sound = [one for one in found if one.fault is None]
    records, erased = sum(one.records for one in sound), sum(one.erased for one in sound)
    if json:
        as_json({"verified": len(sound), "of": len(found), "records": records, "cases": [_plain(one) for one in found]})
    elif sound:
        gone = f", {erased} payloads erased" if erased else ""
        say(f"verified {len(sound)} of {len(found)} cases, {records} records{gone}")
    for one in found:
        if one.fault:
            note(one.fault)
    if not found:
        note("verified 0 of 0: the ledger holds no case")
    if not sound or len(sound) < len(found):
        raise NotDone(BROKEN)


async def _verified(chosen: Settings, named: Sequence[str]) -> list[Checked]:
    from cli.desk import at_store

    async with at_store(chosen) as store:
        known = sorted({*await store.ledger.heads(), *(row.reference for row in await store.register.cases())})
        asked = list(dict.fromkeys(named)) or known
        with progress("verifying", len(asked)) as steps:
            found = []
            for case in asked:
                found.append(await _check(store, case))
                steps.advance()
    return found


async def _check(store: Store, case: str) -> Checked:
    """The register is read before and after: a worker may write meanwhile, and both only grow."""
    before = await store.register.row(case)
    try:
        entries = await store.ledger.entries(case)
        _chain(case, entries)
        _register(case, entries, before, await store.register.row(case))
    except IntegrityError as error:
        return Checked(case, fault=str(error))
    erased = sum(entry.payload is None and entry.record.payload is not None for entry in entries)
    return Checked(case, len(entries), erased, entries[-1].hash)


def _chain(case: str, entries: Sequence[Entry]) -> None:
    from ledger.chain import verify

    verify(entries)
    if entries and entries[0].record.case != case:
        raise IntegrityError(f"case {case}, record 1: belongs to case {entries[0].record.case}")


def _register(case: str, entries: Sequence[Entry], before: BoardRow | None, after: BoardRow | None) -> None:
    if not entries:
        problem = "the register knows it, the ledger holds no record of it" if after else "there is no such case"
        raise IntegrityError(f"case {case}: {problem}")
    if after is None or after.records < len(entries):
        counted = after.records if after else 0
        raise IntegrityError(f"case {case}, record {counted + 1}: stands in the ledger, the register does not count it")
    for row in (before, after):
        if row is None or (row is after and row.records > len(entries) and row != before):
            continue
        if row.records > len(entries):
            problem = f"is missing; the register counts {row.records} records"
            raise IntegrityError(f"case {case}, record {len(entries) + 1}: {problem}")
        if entries[row.records - 1].hash != row.head:
            raise IntegrityError(f"case {case}, record {row.records}: is not the one that the register names")


def _plain(one: Checked) -> dict[str, Any]:
    return {"case": one.case, "records": one.records, "erased": one.erased, "head": one.head, "fault": one.fault}
