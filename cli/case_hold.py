"""`aryz case hold` and `aryz case release`: a legal hold, under which a case cannot be erased."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.case_erase import code
from cli.console import note, say
from cli.options import Account, Address, Data, Reference, now, settings

if TYPE_CHECKING:
    from settings import Settings

Reason = Annotated[str, typer.Option("--reason", metavar="CODE", help="Why, as a code such as court_order.")]


def hold(
    reference: Reference,
    reason: Reason,
    data: Data = None,
    address: Address = None,
    account: Account = None,
) -> None:
    """
    Lay a legal hold on a case: it cannot be erased until the hold is released.

    Example: aryz case hold spring-2024 --reason court_order
    """
    already = asyncio.run(_hold(settings(data, account, address), reference, code(reason)))
    say(f"case {reference}: {f'a legal hold lies on it already ({already})' if already else 'may not be erased now'}")


def release(reference: Reference, data: Data = None, address: Address = None, account: Account = None) -> None:
    """
    Take the legal hold off a case: it can be erased again.

    Example: aryz case release spring-2024
    """
    done = asyncio.run(_release(settings(data, account, address), reference))
    say(f"case {reference}: {'the legal hold is released' if done else 'no legal hold lay on it'}")


def hold_line(on_record: tuple[str, str] | None, in_force: str | None) -> str | None:
    """
    What is said of the legal hold on a case, or None where there is none.

    Args:
        on_record: day and reason as the records tell them; they may lack it, where no server ran when it was laid.
        in_force: its reason as the keys know it: what they know is what prevents that the case is erased.
    """
    if on_record is None:
        return None if in_force is None else f"legal hold ({in_force}), not on the record of the case"
    line = f"legal hold since {on_record[0]} ({on_record[1]})"
    return line if in_force is not None else f"{line} on the record, not in force: the keys do not know it"


async def _hold(chosen: Settings, reference: str, reason: str) -> str | None:
    """Lay the hold; returns the reason of one that lies there already."""
    from cli.desk import at_store
    from models.errors import UnknownCase

    async with at_store(chosen) as store:
        if not await store.ledger.exists(reference):
            raise UnknownCase(f"no case {reference}; `aryz case list` shows those there are")
        keys = store.keys_at_hand()
        already = (await keys.held()).get(reference)
        if already is None:
            await keys.hold(reference, reason, now())
    if already is None:
        await _on_record(chosen, reference, reason)
    return already


async def _release(chosen: Settings, reference: str) -> bool:
    from cli.desk import at_store

    async with at_store(chosen) as store:
        done = await store.keys_at_hand().release(reference)
    if done:
        await _on_record(chosen, reference, None)
    return done


async def _on_record(chosen: Settings, reference: str, held_for: str | None) -> None:
    """Put it on the record of the case, if the case can be reached. The hold is in force without that."""
    from cli.desk import at_desk
    from models.errors import AryzError

    try:
        async with at_desk(chosen) as desk:
            await (desk.release(reference) if held_for is None else desk.hold(reference, held_for))
    except AryzError as error:
        note(f"done, and not on the record of the case: {error}")
