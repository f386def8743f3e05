"""Reading the zip of a bundle: what a zip says of itself is not trusted."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from models.errors import IntegrityError

LIMIT: Final = 1 << 28
"""Bytes of a bundle, packed and unpacked: one of ten thousand records has a fifth of it."""
MOST_FILES: Final = 10_000
_END: Final = 22
"""Bytes of the record at the end of a zip. Source: PKWARE APPNOTE.TXT, 4.3.16."""
_LOCATOR: Final = 20
"""Bytes of what stands before it in a zip of more than 4 GiB or 65,535 files. Source: APPNOTE.TXT, 4.3.15."""
_ENTRY: Final = 400
"""More bytes than the list of a bundle's zip needs for one file."""
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def unpacked(path: Path) -> dict[str, bytes]:
    """
    The files in a bundle's zip, by name.

    Raises:
        IntegrityError: it cannot be read, is damaged, or is larger than a bundle is.
    """
    try:
        _check_end(path)
        with zipfile.ZipFile(path) as archive:
            return _files(archive, path)
    except IntegrityError:
        raise
    except OSError as error:
        raise IntegrityError(f"{path}: cannot be read ({error.strerror or 'damaged'})") from None
    except Exception as error:  # noqa: BLE001 (zipfile and zlib raise of all kinds where bytes are damaged)
        raise IntegrityError(f"{path}: is no bundle, or it is damaged ({type(error).__name__})") from None


def _check_end(path: Path) -> None:
    """The end of a zip says how long its list of files is: that is held to a limit before the list is read."""
    size = path.stat().st_size
    if size > LIMIT:
        raise IntegrityError(f"{path}: has {size} bytes; a bundle has no more than {LIMIT}")
    with path.open("rb") as file:
        file.seek(max(0, size - _END - _LOCATOR))
        tail = file.read(_END + _LOCATOR)
    end = tail[-_END:]
    if len(end) < _END or end[:4] != b"PK\5\6" or end[20:] != b"\0\0":
        raise IntegrityError(f"{path}: does not end as a zip ends; it is no bundle, or only the first part of one")
    if tail[:-_END].startswith(b"PK\6\7") or int.from_bytes(end[12:16], "little") > MOST_FILES * _ENTRY:
        raise IntegrityError(f"{path}: lists more files than a bundle has")


def _files(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    from ledger.bundle import NAME

    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LIMIT:
        raise IntegrityError(f"{path}: would unpack to more than {MOST_FILES} files or {LIMIT} bytes; no bundle does")
    if entries and min(entry.header_offset for entry in entries) > 0:
        raise IntegrityError(f"{path}: something stands before it in the file; another reader might read that")
    found: dict[str, bytes] = {}
    for entry in entries:
        name = entry.filename
        if not NAME.fullmatch(name) or name in found or entry.flag_bits & 1 or entry.compress_type not in _PACKED:
            raise IntegrityError(
                f"{path}: holds a file that no bundle holds: a strange name, one twice, encrypted, or packed otherwise"
            )
        with archive.open(entry) as file:
            found[name] = file.read(entry.file_size + 1)
        if len(found[name]) != entry.file_size:
            raise IntegrityError(f"{path}: {name} has another size than the zip says")
    return found
