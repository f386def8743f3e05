"""`aryz case retry`: a halted case goes on, after a person has looked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cli.console import say
from cli.options import Account, Address, Data, Reference, settings

if TYPE_CHECKING:
    from settings import Settings


def retry(reference: Reference, data: Data = None, address: Address = None, account: Account = None) -> None:
    """
    Let a halted case try its ledger again. Look first: aryz audit verify REFERENCE.

    Example: aryz case retry spring-2024
    """
    asyncio.run(_retry(settings(data, account, address), reference))
    say(f"case {reference} tries again; `aryz case list` shows whether it is still halted")


async def _retry(chosen: Settings, reference: str) -> None:
    from cli.desk import at_desk, at_store

    async with at_desk(chosen) as desk:
        await desk.health(reference)
        async with at_store(chosen) as store:
            await store.register.lift_halt(reference)
        await desk.retry(reference)
