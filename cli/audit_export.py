"""`aryz audit export`: one case in one file, for somebody who need not trust us."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import as_json, note, say
from cli.failing import WrongUsage
from cli.options import Data, Json, Reference, now, settings
from models.errors import StoreError

if TYPE_CHECKING:
    from settings import Settings
    from workflows.bundling import Bundled, Wanted

Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to write it. Default: REFERENCE-DAY.zip, here.")
]
Withhold = Annotated[
    list[str] | None,
    typer.Option("--withhold", metavar="FIELD", help="Do not show this field, as event.summary. Can be repeated."),
]
Redact = Annotated[bool, typer.Option("--redact", help="Withhold every field that can hold a name or typed words.")]


_SERVERS: Final = frozenset({"TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE"})


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a file that was written: its SHA-256, what it withholds, and the record that names it."""

    digest: str
    withheld: tuple[str, ...]
    record: int | None


def export(
    reference: Reference,
    out: Out = None,
    withhold: Withhold = None,
    redact: Redact = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """
    Write one case into a zip that a stranger can check without us, offline, years from now.

    It holds the records, what was told, the proof that they are in the signed ledger, the law relied on, a page to read
    and a verifier. What is withheld is replaced by digests, and all proofs hold. It needs the key of the ledger. No
    server is needed; where one runs, the export is put on record in the case.

    Example: aryz audit export gerasimov --redact --out gerasimov.zip
    """
    from workflows.bundling import REDACTED, Wanted, packed

    moment = now()
    path = out or Path(f"{reference}-{moment:%Y-%m-%d}.zip")
    withheld = tuple(sorted({*(withhold or ()), *(REDACTED if redact else ())}))
    _check_free(path)
    chosen = settings(data)
    made = asyncio.run(_made(chosen, Wanted(reference, withheld, path.name, moment)))
    zipped = packed(made.files, moment.timetuple()[:6])
    _write(path, zipped)
    digest = sha256(zipped).hexdigest()
    record = None if made.erased else asyncio.run(_on_record(chosen, reference, digest))
    _tell(path, reference, made, Told(digest, withheld, record), json=json)


async def _made(chosen: Settings, wanted: Wanted) -> Bundled:
    from cli.desk import at_store
    from workflows.bundling import bundled

    async with at_store(chosen) as store:
        return await bundled(store, chosen.keys_place, wanted)


async def _on_record(chosen: Settings, case: str, digest: str) -> int | None:
    """The record that says that this file was handed out; None where nobody could write it, which is said."""
    from cli.desk import at_desk
    from models.errors import AryzError

    if chosen.running_address is None and not _SERVERS & os.environ.keys():
        note("the export is not on the record of the case: no server runs here that could write it")
        return None
    try:
        async with at_desk(chosen) as desk:
            return (await desk.exported(case, digest)).record
    except AryzError as error:
        note(f"the export is not on the record of the case: {error}")
        return None


def _tell(path: Path, case: str, made: Bundled, told: Told, *, json: bool) -> None:
    if json:
        plain = {
            "case": case,
            "file": str(path),
            "sha256": told.digest,
            "records": made.records,
            "tree_size": made.size,
            "witnesses": list(made.witnesses),
            "erased": made.erased,
            "histories": made.histories,
            "withheld": list(told.withheld),
            "left_out": list(made.whole_only),
            "on_record": told.record,
        }
        as_json(plain)
    else:
        seen = f", cosigned by {', '.join(made.witnesses)}" if made.witnesses else ""
        say(f"{path}: case {case}, {made.records} records, in the ledger of {made.size} records{seen}")
        say(f"sha256 {told.digest}{f', on record as record {told.record}' if told.record else ''}")
    if made.whole_only:
        numbers = ", ".join(map(str, made.whole_only))
        note(f"the words of record {numbers} are left out: they were digested as a whole and cannot be shown in fields")
    elif made.erased:
        note("erased cases take no more records: this export is not on record")
        note(f"what was told in {made.erased} records was erased; the records are there, and hold")


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise WrongUsage(f"{path}: is there already and is not written over; name another file with --out")


def _write(path: Path, data: bytes) -> None:
    """For its owner alone, and never over what is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _check_free(path)
        raise
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise StoreError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
