"""`aryz audit checkpoint` and `cosign`: what a witness is asked, and what it answers."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import say
from cli.failing import WrongUsage
from cli.keys_given import small_file
from cli.options import Data, settings
from models.errors import IntegrityError

if TYPE_CHECKING:
    from ledger.keytext import VerifierKey
    from ledger.note import Note, Signature
    from settings import Settings
    from store.opening import Store
    from store.tree import Signed

Seen = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="SIZE", help="Ask a witness that has seen so many records, or the checkpoint in this file."
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write it there instead of printing it.", dir_okay=False)
]
Answer = Annotated[Path, typer.Argument(metavar="FILE", help="What the witness sent back.", dir_okay=False)]


def checkpoint(since: Seen = None, out: Out = None, data: Data = None) -> None:
    """
    Print the newest checkpoint: how many records the ledger has and their root, signed.

    Keep it in another place: `aryz audit verify --since` then finds whatever was changed before it. With --since it is
    a request for a witness, with the proof that nothing was changed since it last looked (0: it has never looked).

    Example: aryz audit checkpoint --since 0 --out request.txt
    """
    written = asyncio.run(_written(settings(data), since))
    if out is None:
        sys.stdout.write(written.decode())
        return
    out.write_bytes(written)
    say(f"written to {out}")


def cosign(answer: Answer, data: Data = None) -> None:
    """
    Take the signature of a witness into the ledger. The witness must be known: aryz keys trust KEY.

    Example: aryz audit cosign answer.txt
    """
    names, size = asyncio.run(_merged(settings(data), small_file(answer), answer))
    say(f"the checkpoint of {size} records is now signed by {', '.join(names)} too")


async def _written(chosen: Settings, since: str | None) -> bytes:
    from ledger.witness import Request
    from store.reading import open_to_read

    async with open_to_read(chosen.store_url, chosen.keys_place) as opened:
        newest = await newest_of(opened.store)
        if since is None:
            return newest.note
        old = _size(since)
        return Request(old, await opened.store.tree.consistency(old, newest.size), newest.note).encode()


async def newest_of(store: Store) -> Signed:
    """
    The newest checkpoint.

    Raises:
        IntegrityError: there is none.
    """
    newest = await store.tree.latest()
    if newest is None:
        raise IntegrityError("the ledger has signed nothing yet; it signs with the first record that is kept")
    return newest


def _size(since: str) -> int:
    """A number, or the size that the checkpoint in a file names. It is not believed: the witness will not either."""
    from ledger.checkpoint import Checkpoint
    from ledger.note import parse

    if since.isascii() and since.isdigit() and len(since) < 19:
        return int(since)
    path = Path(since)
    if not path.is_file():
        raise WrongUsage(f"--since {since[:80]!r}: is no number of records and no file")
    try:
        return Checkpoint.read(parse(small_file(path)).text).size
    except IntegrityError as error:
        raise IntegrityError(f"{path}: {error}") from None


async def _merged(chosen: Settings, data: bytes, path: Path) -> tuple[list[str], int]:
    from cli.desk import at_store
    from ledger.note import parse, with_signature
    from store.signing import verifiers_of, witnesses_of

    witnesses = witnesses_of(chosen.keys_place)
    async with at_store(chosen) as store:
        for kept in reversed(await store.tree.checkpoints()):
            whole = parse(kept.note)
            good = _good(whole, _signatures(data, path), witnesses)
            for signature in good:
                whole = with_signature(whole, signature)
            if good:
                await store.tree.cosigned(kept.size, whole.encode())
                return [signature.name for signature in good], kept.size
    known_names = {key.name for key in (*witnesses, *verifiers_of(chosen.keys_place))}
    known_names.add(data.partition(b"\n")[0].decode(errors="replace"))  # another ledger is no witness
    strangers = list(dict.fromkeys(one.name for one in _signatures(data, path) if one.name not in known_names))
    if strangers:
        raise IntegrityError(
            f"{path}: signed by {', '.join(strangers)}, whom this ledger does not know as a witness; if you trust it, "
            "take the public key that it printed (aryz witness show), run aryz keys trust KEY, and try again"
        )
    known = ", ".join(key.name for key in witnesses) or "none yet: aryz keys trust KEY"
    raise IntegrityError(f"{path}: no known witness has signed a checkpoint of this ledger here (known: {known})")


def _good(note: Note, signatures: list[Signature], witnesses: tuple[VerifierKey, ...]) -> list[Signature]:
    from ledger.note import holds

    return [one for one in signatures if any(holds(key, note.text, one) for key in witnesses)]


def _signatures(data: bytes, path: Path) -> list[Signature]:
    """Those of a whole note, or lines of signatures alone."""
    from ledger.note import parse

    try:
        found = parse(data if b"\n\n" in data else b"signatures\n\n" + data)
    except IntegrityError as error:
        raise IntegrityError(f"{path}: {error}") from None
    return list(found.signatures)
