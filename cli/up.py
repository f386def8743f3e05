"""`aryz up`: everything on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import line_by_line, say
from cli.options import Data, settings
from cli.server import WEB_OFFSET, Plan

if TYPE_CHECKING:
    from settings import Settings

Port = Annotated[
    int,
    typer.Option(
        "--port", min=1, max=63535, help="Port of the Temporal server; its own web page has 1000 more, the pages 2000."
    ),
]
WebPort = Annotated[
    int | None,
    typer.Option("--web-port", min=1, max=65535, help="Port of the pages; of itself 2000 above the server's."),
]
Web = Annotated[bool, typer.Option("--web/--no-web", help="The pages that people use, on this machine only.")]
Ui = Annotated[bool, typer.Option("--ui/--no-ui", help="Temporal's own web page, for operators.")]
Durable = Annotated[
    bool,
    typer.Option("--durable/--no-durable", help="Wait for the disk at every step of the server: safe in a power cut."),
]


def up(
    data: Data = None,
    port: Port = 7233,
    web_port: WebPort = None,
    web: Web = True,
    ui: Ui = True,
    durable: Durable = True,
) -> None:
    """
    Run server, store, worker and pages on this machine, until Ctrl-C. What they know survives.

    The first start prints a link by which the first operator comes in. It is shown once.

    Other commands with the same data folder find the server by themselves.

    Example: aryz up --data ./cases
    """
    chosen = settings(data)
    plan = Plan(chosen.data, port, ui, durable, (web_port or port + WEB_OFFSET) if web else None)
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
        if running.pages:
            say(f"Pages at {running.pages}")
        if running.invitation:
            say(f"First operator: open {running.pages}{running.invitation} within 72 hours. The link is shown once.")
        await running.ended()
        say("Stopping.")
    say("Stopped. Everything acknowledged is kept.")
