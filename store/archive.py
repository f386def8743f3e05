"""
Archives of files, encrypted for their recipients: a tar file with a manifest in an age file.

Source: age-encryption.org/v1 (C2SP). Any age program can open an archive; what it holds can be read with tar.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pyrage

from models.errors import IntegrityError, StoreError

FORMAT: Final = "aryz.backup/1"
_MANIFEST: Final = "manifest.json"
_MANIFEST_LIMIT: Final = 1_000_000
_PIECE: Final = 1 << 20
_DAMAGED: Final = "is no backup, or it is damaged or cut short"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: what it holds (`data` or `keys`), when made, size and digest of each file."""

    what: str
    made_at: str
    files: dict[str, tuple[int, str]]


def new_identity() -> tuple[str, str]:
    """A fresh key pair as text: the public key (`age1...`) and the secret one."""
    made = pyrage.x25519.Identity.generate()
    return str(made.to_public()), str(made)


def is_recipient(text: str) -> bool:
    """Whether this is a public key of age."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def is_identity(text: str) -> bool:
    """Whether this is a secret key of age."""
    try:
        pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        return False
    return True


def pack(files: Sequence[Path], out: Path, recipients: Sequence[str], *, what: str, made_at: str) -> Manifest:
    """
    Write an archive that only the recipients (public keys) can open. `out` appears when it is complete.

    Raises:
        StoreError: it cannot be written.
    """
    manifest = Manifest(what, made_at, {path.name: (path.stat().st_size, _digest(path)) for path in files})
    fresh = out.with_name(f"{out.name}.new")
    try:
        with tempfile.TemporaryFile(dir=files[0].parent) as plain:
            _write_tar(plain, manifest, files)
            plain.seek(0)
            fresh.touch(mode=0o600)
            with fresh.open("wb") as sealed:
                pyrage.encrypt_io(plain, sealed, [pyrage.x25519.Recipient.from_str(one) for one in recipients])
        fresh.replace(out)
    except (OSError, pyrage.EncryptError) as error:  # the latter hides the OSError of a full disk
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        why = error.strerror if isinstance(error, OSError) and error.strerror else "is there room on the disk?"
        raise StoreError(f"{out}: cannot be written ({why})") from None
    return manifest


def unpack(archive: Path, into: Path, identities: Sequence[str]) -> Manifest:
    """
    Open an archive into a folder with secret keys and check every file against the manifest.

    Only plain names are taken, only those that the manifest names, and of each no more bytes than it says.

    Raises:
        StoreError: it cannot be read, or the folder cannot be written.
        IntegrityError: it is none, it is damaged or incomplete, or these identities do not open it.
    """
    try:
        with tempfile.TemporaryFile(dir=into) as plain:
            with archive.open("rb") as sealed:
                _decrypt(sealed, plain, identities, archive)
            plain.seek(0)
            return _read_tar(plain, into, archive)
    except OSError as error:
        raise StoreError(f"{archive}: cannot be opened ({error.strerror or type(error).__name__})") from None


def _decrypt(sealed: IO[bytes], plain: IO[bytes], identities: Sequence[str], archive: Path) -> None:
    try:
        pyrage.decrypt_io(sealed, plain, [pyrage.x25519.Identity.from_str(one) for one in identities])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise IntegrityError(f"{archive}: was made for another key; name the identity that opens it") from None
        raise IntegrityError(f"{archive}: {_DAMAGED}") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise IntegrityError(f"{archive}: {_DAMAGED}") from None  # the package's own: a piece did not decrypt


def _write_tar(plain: IO[bytes], manifest: Manifest, files: Sequence[Path]) -> None:
    listed = {name: {"size": size, "sha256": digest} for name, (size, digest) in manifest.files.items()}
    said = {"format": FORMAT, "what": manifest.what, "made_at": manifest.made_at, "files": listed}
    text = json.dumps(said, indent=1).encode()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        head = tarfile.TarInfo(_MANIFEST)
        head.size, head.mode = len(text), 0o600
        tar.addfile(head, io.BytesIO(text))
        for path in files:
            tar.add(path, arcname=path.name, recursive=False)


def _read_tar(plain: IO[bytes], into: Path, archive: Path) -> Manifest:
    try:
        with tarfile.open(fileobj=plain, mode="r:") as tar:
            manifest = _manifest(tar.next(), tar)
            found = set()
            while (member := tar.next()) is not None:
                if member.name not in manifest.files or member.name in found or not member.isreg():
                    raise IntegrityError(f"{archive}: holds a file that its list does not name")
                found.add(member.name)
                _extract(tar.extractfile(member), into / member.name, manifest.files[member.name], archive)
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError):
        raise IntegrityError(f"{archive}: is no backup of Aryz") from None
    if missing := sorted(set(manifest.files) - found):
        raise IntegrityError(f"{archive}: lacks {', '.join(missing)}, which its list names")
    return manifest


def _manifest(member: tarfile.TarInfo | None, tar: tarfile.TarFile) -> Manifest:
    if member is None or member.name != _MANIFEST or member.size > _MANIFEST_LIMIT:
        raise ValueError("no manifest")
    read = tar.extractfile(member)
    said: dict[str, Any] = json.loads(read.read()) if read else {}
    if said["format"] != FORMAT:
        raise ValueError("another format")
    files = {str(name): (int(one["size"]), str(one["sha256"])) for name, one in said["files"].items()}
    if any(Path(name).name != name or name in {"", ".", "..", _MANIFEST} for name in files):
        raise ValueError("a name with a path")
    return Manifest(str(said["what"]), str(said["made_at"]), files)


def _extract(read: IO[bytes] | None, path: Path, listed: tuple[int, str], archive: Path) -> None:
    size, digest = listed
    found, left = hashlib.sha256(), size
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        while read is not None and left > 0 and (piece := read.read(min(_PIECE, left))):
            found.update(piece)
            file.write(piece)
            left -= len(piece)
    if left or (read is not None and read.read(1)) or found.hexdigest() != digest:
        raise IntegrityError(f"{archive}: {path.name} is not what the list says; the backup is damaged")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
