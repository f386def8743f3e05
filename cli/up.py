"""`aryz up`: everything on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import line_by_line, say
from cli.options import Data, settings
from cli.server import Plan

if TYPE_CHECKING:
    from settings import Settings

Port = Annotated[
    int, typer.Option("--port", min=1, max=64535, help="Port of the Temporal server; its web page has 1000 more.")
]
Ui = Annotated[bool, typer.Option("--ui/--no-ui", help="Temporal's own web page, for operators.")]
Durable = Annotated[
    bool,
    typer.Option("--durable/--no-durable", help="Wait for the disk at every step of the server: safe in a power cut."),
]


def up(data: Data = None, port: Port = 7233, ui: Ui = True, durable: Durable = True) -> None:
    """
    Run server, store and worker on this machine, until Ctrl-C. What they know survives.

    Other commands with the same data folder find the server by themselves.

    Example: aryz up --data ./cases
    """
    chosen = settings(data)
    plan = Plan(chosen.data, port, ui, durable)
    asyncio.run(_up(plan, chosen))


async def _up(plan: Plan, chosen: Settings) -> None:
    from cli.session import session

    line_by_line()
    async with session(plan, chosen) as running:
        cases = await running.store.register.count()
        page = f", its web page at {plan.page}" if plan.page else ""
        say(f"Aryz is up: Temporal at {plan.address}{page}")
        say(f"Data in {plan.folder} ({cases} {'case' if cases == 1 else 'cases'}). Ctrl-C stops everything.")
        if running.new_keys:
            say(f"Keys were made in {chosen.keys_folder}: back them up apart from the data (docs/backup.md).")
        await running.ended()
        say("Stopping.")
    say("Stopped. Everything acknowledged is kept.")
