"""The documents of a case: what there is and who has had it, taking one in, handing one out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse

from languages import N_
from models.errors import AryzError, NotTaken
from store.custody import Deed
from store.document_kinds import BYTES, DOCX, ENDINGS, ODT, XLSX
from store.document_names import file_name
from store.documents import Kept
from web.case_page import names_for
from web.house import House, Person, house_of, person_of
from web.render import page
from web.uploads import taken_in

router = APIRouter()

KINDS: Final[Mapping[str, str]] = {
    "application/pdf": N_("PDF"),
    "image/jpeg": N_("picture (JPEG)"),
    "image/png": N_("picture (PNG)"),
    "image/heic": N_("picture (HEIC)"),
    "image/tiff": N_("picture (TIFF)"),
    "audio/mpeg": N_("sound (MP3)"),
    "audio/mp4": N_("sound (M4A)"),
    "audio/ogg": N_("sound (Ogg)"),
    "audio/wav": N_("sound (WAV)"),
    "video/mp4": N_("film (MP4)"),
    "text/plain": N_("plain text"),
    DOCX: N_("text document (DOCX)"),
    XLSX: N_("table (XLSX)"),
    ODT: N_("text document (ODT)"),
    BYTES: N_("not recognised"),
}
REMARKS: Final[Mapping[str, str]] = {
    "active": N_("It holds a program, macros or embedded objects: open it only on a machine kept for that."),
    "bomb": N_("It would unpack to far more than it is: do not unpack it."),
    "two_kinds": N_("It can be read as two different kinds of file: be careful with what opens it."),
    "unknown": N_("It is of no kind that is known here: be careful with what opens it."),
}
ACTS: Final[Mapping[str, str]] = {
    "arrived": N_("taken in"),
    "read": N_("handed out"),
    "refused": N_("not taken"),
    "withdrawn": N_("taken out again"),
    "erased": N_("erased with the case"),
}
REASONS: Final[Mapping[str, str]] = {
    "too_large": N_("The file is larger than a document may be."),
    "case_full": N_("The case has no room for more documents."),
    "empty": N_("The file is empty."),
    "no_file": N_("No file was chosen."),
    "broken_off": N_("The file did not arrive whole. Send it again."),
    "two_files": N_("Send one file at a time."),
    "erased": N_("The case was erased."),
    "off_record": N_("The case did not take it on record. Send it again."),
}
_STATUS: Final = {"too_large": 413, "case_full": 413, "off_record": 503}
_POLICY: Final = "sandbox; default-src 'none'"
"""Content-Security-Policy of a document: whatever opens it here runs nothing."""
_LATEST: Final = 200


@router.get("/cases/{reference}/documents", name="documents")
async def documents(request: Request, reference: str) -> Response:
    """Show the documents of a case, and who has had them in hand."""
    return await _shown(request, reference)


@router.post("/cases/{reference}/documents", name="document_add")
async def document_add(request: Request, reference: str) -> Response:
    """Take in a document, and put it on the record of the case."""
    house, person = house_of(request), person_of(request)
    try:
        kept = await taken_in(request, house, person, reference)
        await _recorded(house, person, kept)
    except NotTaken as error:
        await _drained(request, house.documents.limits.document)
        return await _shown(request, reference, status=_STATUS.get(error.code, 422), fault=error.code)
    place = request.app.url_path_for("documents", reference=reference)
    return RedirectResponse(f"{place}?added={kept.id}", 303)


@router.get("/cases/{reference}/documents/{document}", name="document")
async def document(request: Request, reference: str, document: str) -> Response:
    """Hand out a document: as a file to keep, never to be shown here. It is on record before its first byte."""
    house, person = house_of(request), person_of(request)
    store = house.documents
    kept = await store.find(reference, document)
    if kept is None:
        raise HTTPException(404)
    await store.hand_out(kept, person.teller, house.clock())
    try:
        await house.desk(person).exported(reference, kept.sha256, kept.id)
    except AryzError:
        await store.written_down(_refused(house, person, kept))
        raise
    if kept.about is None:
        raise HTTPException(404)
    kind = kept.about.kind if kept.about.kind in ENDINGS else BYTES
    return StreamingResponse(
        _pieces(house, kept),
        media_type=f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        headers={
            "Content-Disposition": disposition(file_name(kept.about.name, kind)),
            "Content-Length": str(kept.about.size),
            "Content-Encoding": "identity",  # or it would be packed once more on its way
            "Content-Security-Policy": _POLICY,
            "Accept-Ranges": "none",
        },
    )


def disposition(name: str) -> str:
    """
    The header that makes a file of an answer.

    Source: RFC 6266, 4.3; RFC 8187, 3.2.
    """
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


async def _pieces(house: House, kept: Kept) -> AsyncIterator[bytes]:
    async for piece in house.documents.pieces(kept):
        yield piece


async def _recorded(house: House, person: Person, kept: Kept) -> None:
    """
    Put an arrival on the record of its case; what the case does not take is not kept.

    Raises:
        NotTaken: it did not.
    """
    try:
        await house.desk(person).received(kept.reference, kept.id, kept.sha256)
    except BaseException as error:
        gone = house.documents.withdraw(kept, person.teller, house.clock(), "off_record")
        await asyncio.shield(gone)
        if not isinstance(error, AryzError):
            raise
        raise NotTaken(
            f"the case did not take the document on record ({error}); it was not kept", "off_record"
        ) from None


def _refused(house: House, person: Person, kept: Kept) -> Deed:
    at = f"{house.clock().replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return Deed(kept.reference, at, person.teller, "refused", kept.id, kept.sha256, "off_record")


async def _drained(request: Request, most: int) -> None:
    """Let a browser finish what it sends: one that is cut off shows no answer, only that the line broke."""
    seen = 0
    try:
        async for piece in request.stream():
            seen += len(piece)
            if seen > most:
                return
    except RuntimeError:  # it has been read to its end
        return


async def _shown(request: Request, reference: str, *, status: int = 200, fault: str | None = None) -> Response:
    house, person = house_of(request), person_of(request)
    kept = await house.documents.all(reference)
    rows = await house.documents.custody(reference)
    row = await house.store.register.row(reference)
    return page(
        request,
        "documents.html",
        status=status,
        reference=reference,
        documents=kept,
        rows=tuple(reversed(rows))[:_LATEST],
        more=max(0, len(rows) - _LATEST),
        brought={row.document: row for row in rows if row.act == "arrived"},
        names=await names_for(house, person, [row.account for row in rows]),
        added=next((one for one in kept if one.id == request.query_params.get("added")), None),
        fault=REASONS.get(fault or ""),
        erased=row is not None and row.erased_at is not None,
        **_words(house),
    )


def _words(house: House) -> dict[str, Any]:
    limits = house.documents.limits
    return {
        "kinds": KINDS,
        "remarks": REMARKS,
        "acts": ACTS,
        "reasons": REASONS,
        "most": limits.document // (1024 * 1024),
        "most_of_case": limits.case // (1024 * 1024),
    }
