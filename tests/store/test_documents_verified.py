"""Verifying documents: what is lost, changed, swapped or put in is named."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from models.records import RecordKind
from store.document_tables import custody, document_pieces, documents
from store.documents import PIECE, Documents, Kept
from store.found import Verified
from store.opening import Store
from store.verifying_documents import verify_documents
from tests.store.documents import AT, BY, PDF, brought, case, on_record


def _piece(document: str) -> Any:
    pieces = document_pieces.alias()
    return select(pieces.c.body).where(pieces.c.document == document, pieces.c.place == 0).scalar_subquery()


def _about(document: str) -> Any:
    others = documents.alias()
    return select(others.c.about).where(others.c.id == document).scalar_subquery()


def _pieces_gone(document: str) -> Any:
    return delete(document_pieces).where(document_pieces.c.document == document)


def _changed(document: str, **values: Any) -> Any:
    return update(documents).where(documents.c.id == document).values(**values)


CHANGES: dict[str, tuple[Callable[[str, str], list[Any]], str]] = {
    "a piece lost": (lambda a, _b: [_pieces_gone(a)], "is missing; restore a copy"),
    "a document lost": (
        lambda a, _b: [_pieces_gone(a), delete(documents).where(documents.c.id == a)],
        "is gone, and nothing says that it was taken out",
    ),
    "a piece swapped": (
        lambda a, b: [update(document_pieces).where(document_pieces.c.document == a).values(body=_piece(b))],
        "does not open",
    ),
    "what is known swapped": (lambda a, b: [_changed(a, about=_about(b))], "does not open"),
    "a digest changed": (lambda a, _b: [_changed(a, sha256="0" * 64)], "is not the one that was"),
    "custody lost": (lambda a, _b: [delete(custody).where(custody.c.document == a)], "one was taken out"),
    "its end cut off": (lambda _a, _b: [delete(custody).where(custody.c.seq == 3)], "does not say who was given"),
    "a row rewritten": (
        lambda _a, _b: [update(custody).where(custody.c.seq == 3).values(account="u8")],
        "it was rewritten",
    ),
}


async def kept_two(store: Store) -> tuple[Documents, Kept, Kept]:
    """Two documents of one case, both on its record, the first handed out."""
    kept_in = await case(store)
    first, second = [await brought(kept_in, secrets.token_bytes(PIECE + size)) for size in (10, 20)]
    await kept_in.hand_out(first, BY, AT)
    await on_record(
        store,
        "abaev",
        *((RecordKind.RECEIVED, f"{one.id} sha256 {one.sha256}") for one in (first, second)),
        (RecordKind.EXPORTED, f"{first.id} sha256 {first.sha256}"),
    )
    return kept_in, first, second


async def found(store: Store, case: str | None = None) -> list[str]:
    """What a verification names."""
    result = Verified()
    await verify_documents(store.database, store.keys, result, case)
    return [str(one) for one in result.faults]


async def test_whole_documents_hold(store: Store) -> None:
    """Documents as they arrived are counted and opened; without keys they are compared all the same."""
    await kept_two(store)
    with_keys, without = Verified(), Verified()
    await verify_documents(store.database, store.keys, with_keys)
    await verify_documents(store.database, None, without, "abaev")
    assert (with_keys.documents, with_keys.documents_opened, with_keys.faults) == (2, 2, [])
    assert (without.documents, without.documents_opened, without.faults) == (2, 0, [])


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_done_to_them_is_named(store: Store, change: str) -> None:
    """A piece or a document lost, changed, swapped; custody cut or rewritten: each is a fault of its case."""
    _, first, second = await kept_two(store)
    statements, said = CHANGES[change]
    for one in statements(first.id, second.id):
        await store.database.write(lambda connection, one=one: connection.execute(one) and None)  # type: ignore[misc]
    faults = await found(store)
    assert any(said in one and one.startswith("case abaev") for one in faults), faults
    assert await found(store, "evloev") == []


async def test_what_was_put_in_is_named(store: Store) -> None:
    """A document that no record knows is named; one that was withdrawn is not."""
    kept_in, first, _ = await kept_two(store)
    put_in = await brought(kept_in, PDF)
    (said,) = await found(store)
    assert f"document {put_in.id} stands here, and no record says" in said
    await kept_in.withdraw(put_in, BY, AT, "off_record")
    assert await found(store) == []
    await kept_in.withdraw(first, BY, AT, "off_record")
    assert await found(store) == []


async def test_an_erased_case_holds_without_them(store: Store) -> None:
    """After erasing nothing is missing; put back, it is named by the check of the ledger."""
    kept_in, _, _ = await kept_two(store)
    await on_record(store, "abaev", (RecordKind.ERASED, "consent_withdrawn"))
    await kept_in.erase("abaev", "2026-11-23T12:00:00.000000Z")
    assert await found(store) == []
