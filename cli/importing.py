"""`aryz import`: chronology files into cases, through Temporal."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import as_json, note, progress, say
from cli.failing import NotDone
from cli.options import Account, Address, Data, Json, Region, settings
from cli.regions import region_code

if TYPE_CHECKING:
    from cli.bringing import Brought
    from cli.files import Source
    from settings import Settings

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Chronology files, YAML or JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, tell nothing. Needs no server.")]


def import_(
    files: Files,
    dry_run: DryRun = False,
    region: Region = None,
    data: Data = None,
    address: Address = None,
    account: Account = None,
    json: Json = False,
) -> None:
    """
    Bring chronology files into cases. Run again, it tells only what is new.

    All files are read and judged before anything is told: a file is taken whole or not at all. What has once been told
    is never told twice.

    Example: aryz import cases/*.yaml
    """
    from cli.files import chronologies, remark

    region = region_code(region)
    sources = chronologies(files)
    for source in sources:
        remark(source)
    if dry_run:
        _plan(sources, json=json)
        return
    chosen = settings(data, account, address)
    brought = asyncio.run(_brought(chosen, sources, region))
    if json:
        as_json({"cases": [_told(one) for one in brought]})
    else:
        _say(brought)
    for one in brought:
        for reason in one.refused:
            note(reason)
        if not one.settled:
            note(f"{one.source.case}: all is told; the ledger will have the last of it shortly")
    if any(one.refused for one in brought):
        raise NotDone


async def _brought(chosen: Settings, sources: list[Source], region: str | None) -> list[Brought]:
    from cli.bringing import bring
    from cli.desk import at_desk

    events = sum(len(source.chronology.events) for source in sources)
    async with at_desk(chosen, opens=True) as desk:
        with progress("telling", events) as steps:
            return await bring(desk, sources, region, told=steps.advance)


def _plan(sources: list[Source], *, json: bool) -> None:
    if json:
        rows = [{"case": one.case, "file": one.name, "events": len(one.chronology.events)} for one in sources]
        as_json({"dry_run": True, "cases": rows})
        return
    for one in sources:
        say(f"{one.case}: {_events(len(one.chronology.events))} to tell, from {one.name}")
    say(f"{len(sources)} {'file is' if len(sources) == 1 else 'files are'} in order; nothing was told.")


def _say(brought: list[Brought]) -> None:
    if all(one.nothing_new for one in brought):
        say(f"nothing new: {len(brought)} {'case knows' if len(brought) == 1 else 'cases know'} all of it already")
        return
    for one in brought:
        say(f"{one.source.case}: {_sentence(one)}")


def _sentence(one: Brought) -> str:
    if one.nothing_new:
        return "nothing new"
    done = [word for word, true in (("opened", one.opened), ("amended", one.amended)) if true]
    known = f" ({one.known} known already)" if one.known else ""
    refused = "refused, nothing of it was told" if one.refused and not one.told else ""
    rest = ", the rest refused" if one.refused else ""
    return refused or ", ".join([*done, f"{_events(one.told)} told{known}"]) + rest


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _told(one: Brought) -> dict[str, Any]:
    return {
        "case": one.source.case,
        "file": one.source.name,
        "opened": one.opened,
        "amended": one.amended,
        "told": one.told,
        "known": one.known,
        "refused": "\n".join(one.refused) or None,
    }
