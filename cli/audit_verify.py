"""`aryz audit verify`: everything that a ledger must be, looked at and told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.console import as_json, note, progress, say
from cli.failing import BROKEN, NotDone
from cli.keys_given import public_keys, small_file
from models.errors import IntegrityError

if TYPE_CHECKING:
    from settings import Settings
    from store.found import Found, Verified
    from store.signatures import Known

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be verified (no cases: all), against which older checkpoints, and with which key of the ledger."""

    cases: tuple[str, ...] = ()
    since: tuple[Path, ...] = ()
    key: str | None = None


def verified(chosen: Settings, asked: Asked, *, json: bool) -> None:
    """
    Verify and tell.

    Raises:
        NotDone: something is wrong, or there was nothing to verify; status 3. It has been told.
        IntegrityError: a file or key that was handed in is not what it must be.
    """
    result, why = asyncio.run(_looked_at(chosen, asked))
    bad, faults = result.bad(), result.in_order()
    continues = [path.name for path in asked.since] if result.cases and not faults else []
    if json:
        as_json({**_plain(result, why), "continues": continues})
    else:
        _told(result, why, bad)
        for name in continues:
            say(f"it begins with all that {name} shows")
    for found in faults[:_SHOWN]:
        note(str(found))
    if len(faults) > _SHOWN:
        note(f"and {len(faults) - _SHOWN} more faults; --json names them all")
    if not result.cases and not faults:
        note("verified 0 of 0: the ledger holds no case")
    if faults or not result.cases:
        raise NotDone(BROKEN)


def _told(result: Verified, why: str | None, bad: dict[str, Found]) -> None:
    sound = [held for case, held in result.cases.items() if case not in bad]
    if not sound:
        return
    erased = sum(held.erased for held in sound)
    gone = f", {erased} payloads erased" if erased else ""
    records = sum(held.records for held in sound)
    say(f"verified {len(sound)} of {len(result.cases)} cases, {records} records{gone}")
    if result.signed is not None:
        seen = f", cosigned by {', '.join(result.witnesses)}" if result.witnesses else ""
        say(f"signed up to record {result.signed} of the ledger{seen}")
    if result.documents_opened:
        say(f"opened {result.documents_opened} of {result.documents} documents")
    if why is not None:
        say(f"payloads not opened: {why}")
        say(f"register not compared: {why}")


async def _looked_at(chosen: Settings, asked: Asked) -> tuple[Verified, str | None]:
    from store.signing import verifiers_of, witnesses_of
    from workflows.verifying import Asked as Wanted
    from workflows.verifying import verified_at

    place = chosen.keys_place
    log = public_keys([asked.key], "--key") if asked.key is not None else None
    known = log if log is not None else verifiers_of(place)
    since = tuple(_known(path, known, witnesses_of(place)) for path in asked.since)
    return await verified_at(chosen.store_url, place, Wanted(asked.cases, log, since), _stage)


@contextlib.contextmanager
def _stage(what: str, total: int) -> Iterator[Callable[[int], None]]:
    with progress(what, total) as steps:
        yield steps.advance


def _known(path: Path, log: Sequence[Any], witnesses: Sequence[Any]) -> Known:
    from ledger.checkpoint import open_checkpoint
    from ledger.cosignature import cosignatures
    from store.signatures import Known

    data = small_file(path)
    try:
        signed = open_checkpoint(data, log, witnesses)
    except IntegrityError as error:
        raise IntegrityError(f"{path}: {error}") from None
    names = tuple(one.witness for one in cosignatures(signed.opened))
    return Known(signed.checkpoint.size, signed.checkpoint.root, names, path.name)


def _plain(result: Verified, why: str | None) -> dict[str, Any]:
    from ledger.keytext import to_base64

    bad = result.bad()
    sound = [held for case, held in result.cases.items() if case not in bad]
    return {
        "verified": len(sound),
        "of": len(result.cases),
        "records": sum(held.records for held in sound),
        "cases": [
            {
                "case": case,
                "records": held.records if case not in bad else 0,
                "erased": held.erased,
                "head": held.head if case not in bad else None,
                "fault": str(bad[case]) if case in bad else None,
            }
            for case, held in sorted(result.cases.items())
        ],
        "tree": {"size": result.size, "root": to_base64(result.root)} if result.root else None,
        "checkpoint": None if result.signed is None else {"size": result.signed, "witnesses": list(result.witnesses)},
        "payloads": {"stored": result.payloads, "opened": result.opened, "not_opened": why},
        "documents": {"stored": result.documents, "opened": result.documents_opened},
        "register": {"compared": result.compared, "not_compared": why},
        "faults": [
            {"case": one.case, "record": one.record, "position": one.position, "what": one.what}
            for one in result.in_order()
        ],
    }
