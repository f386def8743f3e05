"""Opening every payload of a ledger and comparing it with what its record names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError
from sqlalchemy import select, tuple_

from ledger.disclosure import holds
from models.errors import Erased, KeysError, SealedError, StoreError
from models.records import Payload
from store.cells import Cell, cells
from store.database import Database
from store.found import Found, Held, Verified
from store.keys.cases import CaseKeys
from store.ledger import PAYLOAD
from store.schema import payloads
from store.sealing import Place, sealed_under, unseal
from store.verifying import Step

_AT_ONCE: Final = 500
_COLUMNS: Final = (payloads.c.reference, payloads.c.seq, payloads.c.digest, payloads.c.body)
_KEY: Final = tuple_(payloads.c.reference, payloads.c.seq)


async def open_payloads(
    database: Database, keys: CaseKeys, result: Verified, step: Step = lambda _: None, case: str | None = None
) -> None:
    """
    Open what is stored and add to the result how much was, what was erased, and what does not open or is another's.

    `case`: only its payloads. That the digest beside a payload is the one of its record is not asked here.
    """
    last: tuple[Cell, Cell] = ("" if case is None else case, 0)
    try:
        while rows := await _rows(database, last, case):
            for row in rows:
                await _one(keys, row, result)
            step(len(rows))
            if (rows[-1][0], rows[-1][1]) == last:
                break
            last = (rows[-1][0], rows[-1][1])
    except StoreError as error:
        result.faults.append(Found(f"its payloads cannot be read to their end ({error})"))
    except UnicodeError:
        result.faults.append(Found("its payloads cannot be read to their end: one is of a case whose name is no text"))


async def _rows(database: Database, last: tuple[Cell, Cell], case: str | None) -> Sequence[Sequence[Cell]]:
    after = [last < _KEY] if case is None else [payloads.c.reference == case, payloads.c.seq > last[1]]
    return await database.read(
        lambda connection: cells(
            connection, _COLUMNS, lambda parts: select(*parts).where(*after).order_by(*_KEY.clauses).limit(_AT_ONCE)
        )
    )


async def _one(keys: CaseKeys, row: Sequence[Cell], result: Verified) -> None:
    case, seq, digest, sealed = row
    try:
        place = Place(case, seq, PAYLOAD)
        named = sealed_under(sealed, place) if isinstance(sealed, bytes) else ""
        key = keys.at_hand_by_id(named) or await keys.by_id(named)
        payload = Payload.model_validate_json(unseal(key, sealed, place))
    except Erased:
        result.cases.setdefault(case, Held()).erased += 1
        return
    except (SealedError, KeysError) as error:
        result.faults.append(Found(f"its payload does not open ({error})", str(case), seq))
        return
    except ValidationError:
        result.faults.append(Found("its payload opens and is none", str(case), seq))
        return
    except (UnicodeError, TypeError):
        result.faults.append(Found(f"a payload stands at a place that is none: {case!r}, {seq!r}"))
        return
    result.opened += 1
    if not isinstance(digest, str) or not holds(payload, digest):
        result.faults.append(Found("its payload is not the one it was written for", str(case), seq))
