"""`aryz backup` and `aryz restore`: everything in two encrypted files, and back into an empty folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cli.console import note, say
from cli.failing import WrongUsage
from cli.options import Data, now, settings
from models.errors import StoreError

if TYPE_CHECKING:
    from store.archive import Manifest

Into = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="Where the backup goes; made if need be.", file_okay=False)
]
To = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="RECIPIENT", help="Who can open it: a public key, age1...; may be repeated."),
]
KeysTo = Annotated[
    list[str] | None,
    typer.Option("--keys-to", metavar="RECIPIENT", help="Who can open the copy of the keys. Default: as --to."),
]
NewIdentity = Annotated[
    Path | None,
    typer.Option(
        "--new-identity", metavar="FILE", help="Make a key pair: the secret half goes here, no backup is made."
    ),
]
Archives = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files of one backup.", dir_okay=False)]
IdentityFile = Annotated[
    Path, typer.Option("--identity", metavar="FILE", help="The secret key that opens them.", dir_okay=False)
]

_KEYS: Final = "keys"


def backup(
    into: Into = None, to: To = None, keys_to: KeysTo = None, new_identity: NewIdentity = None, data: Data = None
) -> None:
    """
    Copy ledger, histories and keys into two encrypted files (age), also while `aryz up` runs.

    The keys are in a file of their own: keep it in another place. Who has both, and the secret key, has everything.

    Example: aryz backup /mnt/safe --to age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq
    """
    if new_identity is not None:
        _make_identity(new_identity)
        return
    if into is None or not to:
        raise WrongUsage("a backup needs a folder and --to RECIPIENT; make a key pair with --new-identity FILE first")
    recipients = _recipients(to)
    chosen = settings(data)
    stamp = now().strftime("%Y-%m-%dT%H%M%SZ")
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _beside(chosen.data) as folder:
        if chosen.database_url is None:
            _data(chosen.data, folder, into / f"aryz-{stamp}.data.age", recipients)
        else:
            note("the store is not in the data folder: copy it with the database's own tools (pg_dump), and Temporal's")
        _keys(chosen.data / _KEYS, folder, into / f"aryz-{stamp}.keys.age", _recipients(keys_to or to))


def restore(archives: Archives, identity: IdentityFile, data: Data = None) -> None:
    """
    Put a backup into an empty data folder. Nothing is there before everything was opened and checked.

    The file of the keys also goes into a folder that has data and no keys, and the other way round.

    Example: aryz restore aryz-2026-11-23T101500Z.data.age aryz-2026-11-23T101500Z.keys.age --identity me.key --data new
    """
    chosen = settings(data)
    target = chosen.data
    identities = _identities(identity)
    with _beside(target) as folder:
        opened = [_opened(archive, folder / str(number), identities) for number, archive in enumerate(archives)]
        moves = [(path, _place(target, manifest) / path.name) for manifest, paths in opened for path in paths]
        if len({place for _, place in moves}) < len(moves):
            raise StoreError("two of the files hold the same; name the files of one backup")
        restored = {manifest.what for manifest, _ in opened}
        _refuse_overwriting(target, restored)
        for path, place in moves:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(place)
    for archive, (manifest, _) in zip(archives, opened, strict=True):
        say(f"{archive.name}: {manifest.what} of {manifest.made_at}, {len(manifest.files)} files")
    say(f"Restored into {target}. Check it: aryz audit verify --data {target}")
    if _KEYS not in restored and not _holds(target / _KEYS) and not _holds(chosen.keys_folder):
        note("the keys are not in this backup: restore them too before `aryz up`")


def _refuse_overwriting(target: Path, restored: set[str]) -> None:
    """Keys may come to data and data to keys; neither comes to others of its own kind."""
    if restored != {_KEYS} and _holds(target, besides=_KEYS):
        raise StoreError(f"data folder {target} is not empty; name an empty one with --data")
    if _KEYS in restored and _holds(target / _KEYS):
        raise StoreError(f"{target / _KEYS} is not empty, and keys are never written over; name another --data")


def _holds(folder: Path, besides: str | None = None) -> bool:
    return folder.exists() and any(path.name != besides for path in folder.iterdir())


def _opened(archive: Path, folder: Path, identities: list[str]) -> tuple[Manifest, list[Path]]:
    from store.archive import unpack
    from store.copying import check_database

    folder.mkdir(mode=0o700)
    manifest = unpack(archive, folder, identities)
    paths = sorted(folder.iterdir())
    for path in paths:
        if path.suffix == ".db":
            check_database(path)
    return manifest, paths


def _place(target: Path, manifest: Manifest) -> Path:
    return target / _KEYS if manifest.what == _KEYS else target


def _data(source: Path, folder: Path, out: Path, recipients: list[str]) -> None:
    from store.archive import pack
    from store.copying import copy_data

    manifest = pack(copy_data(source, folder), out, recipients, what="data", made_at=_instant())
    say(f"{out}: {', '.join(manifest.files)}")


def _keys(source: Path, folder: Path, out: Path, recipients: list[str]) -> None:
    from store.archive import pack
    from store.copying import copy_database

    found = sorted(path for path in source.glob("*") if path.is_file()) if source.exists() else []
    copies = []
    for path in found:
        if path.suffix == ".db":
            copies.append(copy_database(path, folder))
        elif not path.name.endswith(("-wal", "-shm", ".lock")):
            copies.append(Path(shutil.copy2(path, folder / path.name)))
    if not copies:
        note(f"no keys in {source}: only the data was copied")
        return
    manifest = pack(copies, out, recipients, what=_KEYS, made_at=_instant())
    say(f"{out}: {', '.join(manifest.files)}; keep this one in another place")


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder for work, on the same disk and for its owner only; gone afterwards."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".aryz-", dir=folder.parent) as name:
            yield Path(name)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror or type(error).__name__}; nothing was changed there") from None


def _instant() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _make_identity(path: Path) -> None:
    from store.archive import new_identity

    public, secret = new_identity()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; a secret key is never written over another file") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{secret}\n")
    say(public)
    note(f"the secret half is in {path}: keep it away from the backups; give the line above with --to")


def _recipients(given: list[str]) -> list[str]:
    from store.archive import is_recipient

    if not all(is_recipient(one) for one in given):
        raise WrongUsage("--to: is no public key of age; it looks like age1... and comes from --new-identity")
    return given


def _identities(path: Path) -> list[str]:
    from store.archive import is_identity

    try:
        found = [line for line in path.read_text("ascii").split() if is_identity(line)]
    except (OSError, UnicodeDecodeError):
        found = []
    if not found:
        raise WrongUsage(f"--identity {path}: holds no secret key of age (a line AGE-SECRET-KEY-1...)")
    return found
