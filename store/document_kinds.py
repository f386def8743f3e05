"""
What a document is, by what is in it. The name that it came with and the type that somebody claimed are not asked.

A kind outside the list, or anything that two programs could read as two different things, is kept as plain bytes
(`application/octet-stream`): it can be downloaded and nothing offers to open it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Final

import puremagic

BYTES: Final = "application/octet-stream"
ZIPPED: Final = "application/zip"
"""What `Looking.kind` says of a zip: `store.document_zip` looks further."""
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT: Final = "application/vnd.oasis.opendocument.text"

ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif"),
    "image/tiff": (".tif", ".tiff"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "video/mp4": (".mp4", ".m4v"),
    "text/plain": (".txt",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    BYTES: (".bin",),
}
"""Every type with which a document is handed out, and how the names of such files end."""

_HEAD: Final = 64 * 1024
_TAIL: Final = 65_557
"""Bytes in which the end of a zip stands. Source: PKWARE APPNOTE.TXT, 4.3.16."""
_SURE: Final = 0.8
_MARKUP: Final = re.compile(rb"<(?:!doctype|html|script|svg|head|body|iframe|\?php)", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BEGINNINGS: Final = (
    (b"PK\3\4", ZIPPED),
    (b"%PDF-1.", "application/pdf"),
    (b"%PDF-2.", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_PICTURES: Final = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"))
_SOUNDS: Final = frozenset((b"M4A ", b"M4B "))
_FILMS: Final = frozenset(
    (
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"3gp4",
        b"3gp5",
        b"MSNV",
        b"dash",
    )
)
_OGG_SOUNDS: Final = (b"\x01vorbis", b"OpusHead", b"Speex   ", b"\x7fFLAC")
_FAMILIES: Final = {"audio/mp4": ("audio/", "video/mp4"), "audio/ogg": ("audio/", "application/ogg")}


@dataclass(slots=True)
class Looking:
    """Looks at the bytes of a document as they come by, and keeps little of them."""

    _head: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""
    _decoder: codecs.IncrementalDecoder | None = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def see(self, piece: bytes) -> None:
        """Look at the next bytes."""
        if len(self._head) < _HEAD:
            self._head += piece[: _HEAD - len(self._head)]
        self._tail = (self._tail + piece)[-_TAIL:]
        if self._decoder is not None:
            try:
                plain = not _CONTROL.search(self._decoder.decode(piece))
            except UnicodeDecodeError:
                plain = False
            if not plain:
                self._decoder = None

    def kind(self) -> tuple[str, str | None]:
        """The type when all was seen (`ZIPPED` of a zip), and as a code why it is plain bytes, where it is."""
        head = bytes(self._head)
        found = signed(head)
        if found == ZIPPED:
            return ZIPPED, None
        if found is None:
            return self._text(head)
        doubtful = _MARKUP.search(head[:4096]) or b"PK\5\6" in self._tail
        if doubtful or (found != "application/pdf" and b"%PDF-" in head[:1024]):
            return BYTES, "two_kinds"
        return (found, None) if _agreed(head, found) else (BYTES, "unknown")

    def _text(self, head: bytes) -> tuple[str, str | None]:
        if self._decoder is None or self._decoder.getstate()[0]:
            return BYTES, "unknown"
        if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", b"#!")) or _MARKUP.search(head):
            return BYTES, "active"
        return "text/plain", None


def signed(head: bytes) -> str | None:
    """The type that the first bytes say: what is none of the list is None."""
    for begins, kind in _BEGINNINGS:
        if head.startswith(begins):
            return kind
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return "image/png"
    return _boxed(head[8:12]) if head[4:8] == b"ftyp" else _sound(head)


def _boxed(brand: bytes) -> str | None:
    """The ISO base media formats, by their brand. Source: ISO/IEC 14496-12, 4.3; 23008-12, 10."""
    if brand in _PICTURES:
        return "image/heic"
    if brand in _SOUNDS:
        return "audio/mp4"
    return "video/mp4" if brand in _FILMS else None


def _sound(head: bytes) -> str | None:
    if head.startswith(b"OggS"):
        return "audio/ogg" if any(name in head[:128] for name in _OGG_SOUNDS) else None
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"ID3") or _frame(head):
        return "audio/mpeg"
    return None


def _frame(head: bytes) -> bool:
    """Whether an MPEG audio frame of layer III begins here. Source: ISO/IEC 11172-3, 2.4.1.3."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3


def _agreed(head: bytes, found: str) -> bool:
    """Whether puremagic, which knows many more kinds, is not sure that it is something else."""
    try:
        others = [one for one in puremagic.magic_string(head) if one.mime_type]
    except (puremagic.PureError, ValueError):
        return True
    family = _FAMILIES.get(found, (found.partition("/")[0] + "/",))
    return not any(one.confidence >= _SURE for one in others) or any(one.mime_type.startswith(family) for one in others)
