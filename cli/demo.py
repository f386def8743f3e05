"""`aryz demo`: the published cases, told to a real server in a folder that is thrown away."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import line_by_line, note, progress, say
from cli.failing import DONE, FAILED, NotDone
from cli.server import WEB_OFFSET, Plan, free_port
from models.errors import StoreError

if TYPE_CHECKING:
    from cli.files import Source
    from cli.session import Session

EXAMPLES: Final = Path(__file__).parents[1] / "examples"

_KILLED: Final = 2.0

Once = Annotated[bool, typer.Option("--once", help="Leave when the board is printed.")]


def demo(once: Once = False) -> None:
    """
    Tell twelve published cases to a real server, event by event, and print their board.

    Everything is in a folder that is deleted afterwards. Without --once the pages stay open until Ctrl-C, with an
    account for each role.

    Example: aryz demo --once
    """
    files = sorted(str(path) for path in EXAMPLES.glob("*.yaml"))
    if not files:
        raise StoreError(f"no published cases in {EXAMPLES}; run the demo from a checkout of the project")
    folder = Path(tempfile.mkdtemp(prefix="aryz-demo-"))
    try:
        asyncio.run(_demo(folder, files, once=once))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _demo(folder: Path, files: list[str], *, once: bool) -> None:
    from cli.session import Interrupted, session
    from settings import Settings

    port = free_port()
    plan = Plan(folder, port, web=None if once else port + WEB_OFFSET)
    line_by_line()
    note("starting a Temporal server, a store and a worker")
    chosen = Settings(
        data=folder, database_url=None, keys=None, keys_url=None, ledger_name="aryz-demo", task_queue="aryz"
    )
    async with session(plan, chosen, kept=False, demo=True) as running:
        from cli.files import chronologies

        sources = chronologies(files)
        try:
            await running.unless_ended(_told(running, sources))
            await running.unless_ended(_board(running))
        except Interrupted:
            await _thrown_away(running, FAILED)
        if not once:
            await _given(running, sources)
            say()
            say(f"Pages at {running.pages}: sign in with the accounts that its start page shows.")
            say(f"Temporal listens at {plan.address}; its own web page is {plan.page}")
            say(f"Look around in another terminal: export ARYZ_DATA={folder}; aryz case show gerasimov")
            say("Ctrl-C stops everything and deletes it.")
            await running.ended()
            await _thrown_away(running, DONE)


async def _thrown_away(running: Session, status: int) -> None:
    """
    End the process at once, server and folder with it.

    Stopping a worker in order takes seconds. It does so to hand over what is under way, and here nothing is kept.
    """
    from workflows.leaving import leave

    if running.process.stdin is not None:
        running.process.stdin.close()  # without a word: the guard kills the server
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_KILLED):
            await running.process.wait()
    shutil.rmtree(running.plan.folder, ignore_errors=True)
    note("stopped; everything is deleted")
    leave(status)


async def _told(running: Session, sources: list[Source]) -> None:
    from cli.bringing import bring
    from cli.demo_people import teller
    from workflows.desk import Desk

    desk = Desk(running.client, task_queue="aryz", teller=teller())
    events = sum(len(source.chronology.events) for source in sources)
    began = time.monotonic()
    with progress("telling", events) as steps:
        brought = await bring(desk, sources, most=1, told=steps.advance)
    for one in brought:
        for reason in one.refused:
            note(reason)
    if any(one.refused for one in brought):
        raise NotDone
    seconds = time.monotonic() - began
    say(f"{events} events of {len(sources)} published cases, told one by one in {seconds:.1f} s")


async def _given(running: Session, sources: list[Source]) -> None:
    """Some cases are the lawyer's, who sees no others."""
    from cli.demo_people import give_some, teller
    from cli.options import now
    from workflows.desk import Desk

    desk = Desk(running.client, task_queue="aryz", teller=teller())
    references = [source.chronology.header.reference for source in sources]
    await give_some(desk, running.store.people, references, now().date())


async def _board(running: Session) -> None:
    from cli.board import show
    from cli.options import now
    from reports.board import board

    say()
    show(board(await running.store.register.cases(), now()))
