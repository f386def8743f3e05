"""The documents of a case for programs: what there is, and handing one out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from languages import N_
from models.base import Frozen, Sha256
from models.records import Instant
from store.documents import Kept
from web.api.answering import answer, api_router
from web.api.days import Case
from web.house import house_of
from web.pages.documents import document as handed_out

router = api_router()
Document = Annotated[str, Path(pattern=r"^doc-[0-9a-f]{16}$", description="The id of the document.")]


class DocumentLine(Frozen):
    """
    A document: its digest on arrival, and what is known of it. `kind` is its type by content.

    `remark` is a code that says why it is kept as plain bytes. All but id, arrival and digest are null where it cannot
    be opened.
    """

    id: str
    arrived_at: Instant
    sha256: Sha256
    name: str | None = None
    kind: str | None = None
    size: int | None = None
    note: str | None = None
    remark: str | None = None


class Documents(Frozen):
    """The documents of a case, in the order of their arrival."""

    case: str
    documents: tuple[DocumentLine, ...]


@router.get(
    "/cases/{reference}/documents", name="api_documents", response_model=Documents, summary=N_("List documents")
)
async def documents(request: Request, reference: Case) -> Response:
    """The documents of a case. Looking at the list is written down as every look at a case is."""
    kept = await house_of(request).store.documents.all(reference)
    return answer(request, Documents(case=reference, documents=tuple(_line(one) for one in kept)))


@router.get(
    "/cases/{reference}/documents/{document}",
    name="api_document",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
    summary=N_("Hand out a document"),
)
async def document(request: Request, reference: Case, document: Document) -> Response:
    """The bytes of a document as they arrived. It is on the record of the case before the first of them leaves."""
    return await handed_out(request, reference, document)


def _line(kept: Kept) -> DocumentLine:
    about = kept.about
    if about is None:
        return DocumentLine(id=kept.id, arrived_at=kept.arrived_at, sha256=kept.sha256)
    return DocumentLine(
        id=kept.id,
        arrived_at=kept.arrived_at,
        sha256=kept.sha256,
        name=about.name,
        kind=about.kind,
        size=about.size,
        note=about.note,
        remark=about.remark,
    )
