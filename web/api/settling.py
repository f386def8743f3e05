"""Waiting a moment until what was told is in the ledger, so that whoever told it also reads it."""

from __future__ import annotations

import asyncio
from typing import Final

from web.house import House

_AT_MOST: Final = 3.0
_LOOK_AGAIN: Final = 0.03


async def settled(house: House, reference: str, record: int) -> bool:
    """
    Wait until the register shows a case up to a record.

    Args:
        house: of the installation.
        reference: the case.
        record: the number of the record.

    Returns:
        Whether it does; False after three seconds: it is acknowledged and will be kept, the ledger is late.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + _AT_MOST
    while loop.time() < until:
        row = await house.store.register.row(reference)
        if row is not None and row.records >= record:
            return True
        await asyncio.sleep(_LOOK_AGAIN)
    return False
