"""`aryz law adopt`: cases follow the law as it was known on another day."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.completing import cases
from cli.console import as_json, say
from cli.failing import WrongUsage
from cli.options import Account, Address, Data, Json, day, settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from models.messages import Adopted
    from settings import Settings

_AT_ONCE = 8

Cases = Annotated[
    list[str] | None, typer.Argument(metavar="CASE...", help="The cases; none with --all.", autocompletion=cases)
]
NewPin = Annotated[
    str, typer.Option("--known-on", metavar="DAY", help="The law as it had been entered by the end of this day.")
]
All = Annotated[bool, typer.Option("--all", help="Every case that the register knows.")]
Trial = Annotated[bool, typer.Option("--trial", help="Only say what would change; nothing is put on record.")]


def adopt(
    known_on: NewPin,
    references: Cases = None,
    everything: All = False,
    trial: Trial = False,
    json: Json = False,
    data: Data = None,
    address: Address = None,
    account: Account = None,
) -> None:
    """
    Pin cases to the law as it was known on a day, and report what that changes. Moving the pin is on record.

    Example: aryz law adopt --known-on 2026-11-23 --all --trial
    """
    pin = day(known_on, "--known-on")
    if pin is None or bool(references) == everything:
        raise WrongUsage("name the cases, or say --all")
    answers = asyncio.run(_adopted(settings(data, account, address), references or [], pin, trial=trial))
    if json:
        as_json([answer.model_dump(mode="json") for answer in answers])
        return
    for answer in answers:
        _say(answer, trial=trial)


async def _adopted(chosen: Settings, references: Sequence[str], pin: date, *, trial: bool) -> list[Adopted]:
    from cli.desk import at_desk, at_store

    if not references:
        async with at_store(chosen) as store:
            references = [row.reference for row in await store.register.cases()]
    gate = asyncio.Semaphore(_AT_ONCE)
    async with at_desk(chosen) as desk:

        async def one(reference: str) -> Adopted:
            async with gate:
                return await desk.adopt(reference, pin, trial=trial)

        return list(await asyncio.gather(*(one(reference) for reference in references)))


def _say(answer: Adopted, *, trial: bool) -> None:
    if answer.before == answer.after:
        say(f"{answer.case}: follows the law as known on {answer.after} already")
        return
    done = "would follow" if trial else f"record {answer.record}: follows"
    say(f"{answer.case}: {done} the law as known on {answer.after} (before: {answer.before})")
    for line in answer.changes or ("nothing changes",):
        say(f"  {line}")
