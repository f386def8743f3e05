"""
Verifying documents: each is there, as it arrived, in its place; its custody is whole; the ledger knows of it.

Every piece is opened where the keys are at hand, one at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json
from sqlalchemy import Connection, func, select

from models.errors import Erased, KeysError, SealedError, StoreError
from models.records import RecordKind
from store.custody import faults, rows_of
from store.database import Database
from store.document_tables import document_pieces, documents
from store.documents import About, Documents
from store.found import Found, Verified
from store.keys.cases import CaseKeys
from store.schema import ledger
from store.verifying import Step

_NAMED: Final = re.compile(r"(?P<id>doc-[0-9a-f]{16}) sha256 (?P<digest>[0-9a-f]{64})")
_KINDS: Final = (RecordKind.RECEIVED.value, RecordKind.EXPORTED.value, RecordKind.ERASED.value)


@dataclass(slots=True)
class _Seen:
    """What ledger, custody and store say of documents; keys are a case and a document."""

    received: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    handed: Counter[tuple[str, str]] = field(default_factory=Counter)
    erased: set[str] = field(default_factory=set)
    arrived: dict[tuple[str, str], str | None] = field(default_factory=dict)
    read: Counter[tuple[str, str]] = field(default_factory=Counter)
    gone: set[tuple[str, str]] = field(default_factory=set)
    rows: Sequence[Any] = ()


async def verify_documents(
    database: Database,
    keys: CaseKeys | None,
    result: Verified,
    case: str | None = None,
    step: Step = lambda _: None,
) -> None:
    """
    Look at every document, or at those of one case, and add to the result what is wrong and how many were opened.

    Without keys nothing is opened: that each is there is compared with the ledger all the same.
    """
    try:
        seen = await database.read(lambda connection: _seen(connection, case, result))
        result.faults += _compared(seen)
        for row in seen.rows:
            result.documents += 1
            if keys is not None and await _opens(Documents(database, keys), row, result):
                result.documents_opened += 1
            step(1)
    except StoreError as error:
        result.faults.append(Found(f"its documents cannot be read to their end ({error})", case))


def _seen(connection: Connection, case: str | None, result: Verified) -> _Seen:
    seen = _Seen()
    query = select(ledger.c.reference, ledger.c.seq, ledger.c.kind, ledger.c.body).where(ledger.c.kind.in_(_KINDS))
    for reference, seq, kind, body in connection.execute(query if case is None else query.where(_is(ledger, case))):
        _of_ledger(seen, reference, seq, kind, body)
    rows = list(rows_of(connection, case))
    result.faults += [Found(what, reference) for reference, what in faults(rows)]
    for row in rows:
        key = (row.reference, row.document or "")
        if row.act == "arrived":
            seen.arrived[key] = row.sha256
        elif row.act == "read":
            seen.read[key] += 1
        elif row.act in {"withdrawn", "erased"}:
            seen.gone.add(key)
    kept = select(documents).where(documents.c.sha256.is_not(None)).order_by(documents.c.reference, documents.c.id)
    seen.rows = connection.execute(kept if case is None else kept.where(_is(documents, case))).all()
    return seen


def _is(table: Any, case: str) -> Any:  # noqa: ANN401 (an expression of SQLAlchemy)
    return table.c.reference == case


def _of_ledger(seen: _Seen, reference: str, seq: int, kind: str, body: bytes) -> None:
    """What a record says of a document. Whether the record itself holds is looked at elsewhere."""
    if kind == RecordKind.ERASED.value:
        seen.erased.add(reference)
        return
    try:
        said = from_json(body)["reason"]
    except (ValueError, TypeError, KeyError):
        return
    if (named := _NAMED.fullmatch(str(said))) is None:
        return
    if kind == RecordKind.RECEIVED.value:
        seen.received[reference, named["id"]] = (named["digest"], seq)
    else:
        seen.handed[reference, named["id"]] += 1


def _compared(seen: _Seen) -> list[Found]:
    """Where ledger, custody and store contradict each other."""
    found: list[Found] = []
    there = {(row.reference, row.id): row.sha256 for row in seen.rows}
    for key, (digest, seq) in seen.received.items():
        case, document = key
        if key not in there and key not in seen.gone and case not in seen.erased:
            found.append(Found(f"document {document} is gone, and nothing says that it was taken out", case, seq))
        elif there.get(key, digest) != digest:
            found.append(Found(f"document {document} is not the one that was received", case, seq))
        if key not in seen.arrived or seen.arrived[key] != digest:
            found.append(Found(f"the custody does not say how document {document} arrived", case, seq))
    for case, document in there:
        if (case, document) not in seen.received:
            found.append(Found(f"document {document} stands here, and no record says that it was received", case))
    for (case, document), times in seen.handed.items():
        if seen.read[case, document] < times:
            found.append(Found(f"the custody does not say who was given document {document}", case))
    return found


async def _opens(store: Documents, row: Any, result: Verified) -> bool:  # noqa: ANN401 (a row of SQLAlchemy)
    """Whether a document opens whole, as it arrived."""

    def wrong(what: str) -> bool:
        result.faults.append(Found(f"document {row.id} {what}", row.reference))
        return False

    try:
        about = await store.opened(row)
        digest, size = await _digest(store, row, about)
        there = await store.database.read(lambda connection: _pieces(connection, row.id))
    except Erased:
        return False  # an older copy of the data; where the ledger says so too, `store.verifying.put_back` does
    except (SealedError, KeysError) as error:
        return wrong(f"does not open ({error})")
    except (ValidationError, UnicodeError, TypeError):
        return wrong("opens and is none")
    if (digest, size, there) != (about.sha256, about.size, about.pieces) or digest != row.sha256:
        return wrong("is not what it was when it arrived")
    return True


async def _digest(store: Documents, row: Any, about: About) -> tuple[str, int]:  # noqa: ANN401 (a row of SQLAlchemy)
    digest, size = sha256(), 0
    for place in range(about.pieces):
        piece = await store.piece(row.reference, row.id, place)
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _pieces(connection: Connection, document: str) -> int:
    query = select(func.count()).where(document_pieces.c.document == document)
    return int(connection.execute(query).scalar_one())
