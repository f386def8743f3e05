"""Documents for tests: small files of many kinds, and cases that take them in."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from models.records import RecordKind, Teller, TellerRole
from store.arriving import arriving
from store.documents import Documents, Kept
from store.opening import Store
from tests.store.telling import append, chain

BY = Teller(id="u7", role=TellerRole.LAWYER)
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
CANARY = b"AliyaNurlanova-7f3a-lies-in-no-file"


def zipped(**files: bytes) -> bytes:
    """A zip of these files; `__` in a name is a slash, `_dot_` a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """A document of Word's, with more files in it."""
    types = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return zipped(**types, **more)


async def case(store: Store, reference: str = "abaev") -> Documents:
    """A case that has a key and a record."""
    await store.ledger.append([append(*chain(reference, 1))])
    return store.documents


async def brought(
    documents: Documents, data: bytes, name: str = "photo.png", *, reference: str = "abaev", piece: int = 100_000
) -> Kept:
    """A document that arrived in pieces."""
    async with arriving(documents, reference, BY, AT) as arrival:
        for start in range(0, len(data), piece):
            await arrival.add(data[start : start + piece])
        return await arrival.finish(name, "what the guard wore")


async def bytes_of(documents: Documents, kept: Kept) -> bytes:
    """All its bytes."""
    return b"".join([piece async for piece in documents.pieces(kept)])


async def on_record(store: Store, reference: str, *said: tuple[RecordKind, str]) -> None:
    """Put records of these kinds and reasons after those of a case, as its workflow does."""
    from ledger.chain import seal  # noqa: PLC0415 (only here)
    from models.records import Record  # noqa: PLC0415 (only here)

    entries = [*await store.ledger.entries(reference)]
    for kind, reason in said:
        last = entries[-1]
        entries.append(
            seal(
                Record(
                    case=reference,
                    seq=last.record.seq + 1,
                    recorded_at=f"2026-11-23T11:00:{last.record.seq:02}.000000Z",
                    teller=BY,
                    kind=kind,
                    reason=reason,
                    previous=last.hash,
                )
            )
        )
    await store.ledger.append([append(*entries)])
