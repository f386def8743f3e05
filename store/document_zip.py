"""
Looking into documents that are zips: which office format, and whether it is only that.

Nothing is unpacked but two small files that say what the whole is. What holds macros, programs, other documents'
objects or more than it can be, is no office document here.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO, Final

from store.document_kinds import BYTES, DOCX, ODT, XLSX

_TYPES: Final = "[Content_Types].xml"
_MOST_FILES: Final = 2_000
_MOST_BYTES: Final = 200 * 1024 * 1024
_MOST_TIMES: Final = 150
"""How many times its packed size a whole document may have: text packs to a tenth, a bomb to a thousandth."""
_SMALL: Final = 1024 * 1024
_LOOKED_AT: Final = 256 * 1024
_PARTS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_ACTIVE: Final = re.compile(
    r"vba|macro|activex|oleobject|embeddings/|(?:^|/)(?:basic|scripts)/|\.(?:exe|dll|js|vbs|jar|zip)$",
    re.IGNORECASE,
)
_ACTIVE_TYPES: Final = re.compile(rb"macroenabled|vbaproject|activex", re.IGNORECASE)


def kind_of_zip(file: IO[bytes], size: int) -> tuple[str, str | None]:
    """
    The type of a zip, and as a code why it is plain bytes, where it is: `active`, `bomb`, `unknown`.

    Args:
        file: can be sought in.
        size: its bytes.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _looked_into(archive, size)
    except Exception:  # noqa: BLE001 (zipfile and zlib raise of all kinds where bytes are damaged)
        return BYTES, "unknown"


def _looked_into(archive: zipfile.ZipFile, size: int) -> tuple[str, str | None]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if _too_much(entries, size):
        return BYTES, "bomb"
    encrypted = any(entry.flag_bits & 1 for entry in entries)
    strange = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    if encrypted or strange or len(set(names)) != len(names) or min(entry.header_offset for entry in entries):
        return BYTES, "unknown"
    found, said = _named(archive, entries, frozenset(names))
    if found is None:
        return BYTES, "unknown"
    if any(map(_ACTIVE.search, names)) or _ACTIVE_TYPES.search(said):
        return BYTES, "active"
    return found, None


def _too_much(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """
    Whether it would unpack to more than a document is, or its files lie over one another.

    Source: D. Fifield, "A better zip bomb" (WOOT 2019): overlapping files add up to more than the zip holds.
    """
    whole = sum(entry.file_size for entry in entries)
    return (
        len(entries) > _MOST_FILES
        or whole > _MOST_BYTES
        or (whole > _SMALL and whole > _MOST_TIMES * size)
        or sum(entry.compress_size for entry in entries) > size
    )


def _named(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], names: frozenset[str]) -> tuple[str | None, bytes]:
    """Which format it says that it is, and the bytes in which it says so."""
    if entries[0].filename == "mimetype":
        said = _read(archive, "mimetype")
        return (ODT if said == ODT.encode() and "content.xml" in names else None), said
    if _TYPES in names:
        return next((kind for part, kind in _PARTS.items() if part in names), None), _read(archive, _TYPES)
    return None, b""


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a small file, however much it says that it holds."""
    with archive.open(name) as file:
        return file.read(_LOOKED_AT)
