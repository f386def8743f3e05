"""`aryz audit reconcile`: whether ledger, register and workflows tell the same cases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.completing import cases as known_cases
from cli.console import as_json, note, progress, say
from cli.failing import BROKEN, NotDone
from cli.options import Address, Data, Json, settings

if TYPE_CHECKING:
    from lifecycle.comparing import Difference
    from settings import Settings

Cases = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", help="Only these cases. Default: all.", autocompletion=known_cases),
]
_AT_ONCE: Final = 8


def reconcile(cases: Cases = None, data: Data = None, address: Address = None, json: Json = False) -> None:
    """
    Compare ledger, register and the workflows in Temporal, and name each difference with what to do about it.

    Sealed histories are held to the digests on record. Exit status 3 if anything differs. Nothing is changed. The
    server must run, and a worker. Whether the ledger itself was rewritten, aryz audit verify says.

    Example: aryz audit reconcile spring-2024
    """
    count, found = asyncio.run(_reconciled(settings(data, None, address), tuple(cases or ())))
    if json:
        told = [{"case": one.case, "difference": one.what, "remedy": one.remedy} for one in found]
        as_json({"compared": count, "differences": told})
    else:
        for one in found:
            say(str(one))
        different = len({one.case for one in found})
        verdict = f"{different} differ" if found else "ledger, register and workflows agree"
        say(f"compared {count} {'case' if count == 1 else 'cases'}: {verdict}")
    if found:
        raise NotDone(BROKEN)
    if not count:
        note("there is no case yet")


async def _reconciled(chosen: Settings, named: Sequence[str]) -> tuple[int, list[Difference]]:
    from cli.desk import at_server, at_store
    from models.errors import UnknownCase
    from workflows.comparing import compared, running

    async with at_store(chosen) as store, at_server(chosen) as (client, _):
        known = {*await store.ledger.heads(), *(row.reference for row in await store.register.cases())}
        known |= await running(client)
        if missing := [case for case in named if case not in known]:
            raise UnknownCase(f"no case {missing[0]}; `aryz case list` shows those there are")
        asked = list(dict.fromkeys(named)) or sorted(known)
        buried = {stone.case for stone in await store.keys_at_hand().tombstones()}
        gate = asyncio.Semaphore(_AT_ONCE)
        with progress("comparing", len(asked)) as steps:

            async def one(case: str) -> tuple[Difference, ...]:
                async with gate:
                    found = await compared(client, store, case, buried)
                steps.advance()
                return found

            everything = await asyncio.gather(*(one(case) for case in asked))
    return len(asked), [difference for found in everything for difference in found]
