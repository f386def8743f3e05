"""`aryz case erase`: nobody can read any more what was told in a case. Its records stay, and every proof holds."""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import as_json, note, say
from cli.failing import NotDone, WrongUsage
from cli.options import Account, Address, Data, Json, Reference, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.messages import ErasedCase
    from models.records import Entry
    from models.register import BoardRow
    from settings import Settings
    from store.opening import Store

Reason = Annotated[
    str, typer.Option("--reason", metavar="CODE", help="Why, as a code such as consent_withdrawn. Stays for ever.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. It cannot be undone.")]
_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def erase(
    reference: Reference,
    reason: Reason,
    yes: Yes = False,
    data: Data = None,
    address: Address = None,
    account: Account = None,
    json: Json = False,
) -> None:
    """
    Erase a case: destroy its key, so that nobody can read what was told in it, in no copy and no backup of the data.

    Records, proofs and counts stay. It cannot be undone. A legal hold (aryz case hold) prevents it. Backups of the
    keys hold the key as long as they are kept: see docs/secrecy.md.

    Example: aryz case erase spring-2024 --reason consent_withdrawn
    """
    code(reason)
    _ask(reference, yes=yes)
    done = asyncio.run(_erase(settings(data, account, address), reference, reason))
    if json:
        as_json(done)
        return
    say(f"case {reference} was erased on {done.erased_at[:10]} ({done.reason}), on record as number {done.record}")
    say(f"its key is destroyed; {done.payloads} payloads and {done.histories} histories were deleted besides")
    say("its records stay, and every proof holds: aryz audit verify")


def code(reason: str) -> str:
    """
    A reason as it may stand in the clear.

    Raises:
        WrongUsage: it is a sentence, which could hold a name.
    """
    if not _CODE.fullmatch(reason):
        raise WrongUsage("--reason: a code of 1 to 40 of a-z 0-9 _ -, such as consent_withdrawn: it stays in the clear")
    return reason


async def refuse_erased(store: Store, entries: Sequence[Entry], row: BoardRow | None) -> None:
    """
    Say of a case of which nothing can be read that it was erased, if it was.

    Raises:
        RefusedError: it was: by which record, when, and why; or, in an older copy of the data, as the keys know it.
    """
    from models.errors import RefusedError

    reference, last = entries[0].record.case, entries[-1].record
    gone = "what was told in it cannot be read any more"
    if row is not None and row.erased_at is not None:
        why = f" for {last.reason}" if last.reason else ""
        raise RefusedError(f"case {reference} was erased by record {last.seq} on {row.erased_at[:10]}{why}; {gone}")
    for stone in await store.keys_at_hand().tombstones():
        if stone.case == reference:
            raise RefusedError(
                f"case {reference} was erased on {stone.erased_at[:10]} for {stone.reason}; {gone}. This copy of the "
                f"ledger is older than that: `aryz case erase {reference}` puts it on record here"
            )


def _ask(reference: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongUsage("erasing cannot be undone, and there is nobody to ask; say --yes if it is meant")
    if not typer.confirm(f"Erase case {reference}? Nobody will be able to read it again", err=True):
        note(f"case {reference} was not erased")
        raise NotDone


async def _erase(chosen: Settings, reference: str, reason: str) -> ErasedCase:
    from cli.desk import at_desk

    async with at_desk(chosen) as desk:
        return await desk.erase(reference, reason)
