"""A board as a file for spreadsheets, piece by piece. No cell can be taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

from models.register import BoardRow
from reports.board import BoardLine, board
from store.boards import Sort
from web.board_asked import Asked
from web.house import House, Person

_PIECE: Final = 1000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARK: Final = "\ufeff"
"""By this mark spreadsheets know that the text is UTF-8."""

COLUMNS: Final = (
    *("case", "jurisdiction", "region", "phase", "state", "since", "opened_on", "days_open", "findings", "lawyer"),
    *("next", "next_owed_by", "next_is_right", "overdue_since", "overdue_owed_by", "overdue_count"),
    *("opening_refused", "terminated", "quashed", "suspended", "forwarded", "events", "updated_at", "erased_at"),
)


async def pieces(house: House, person: Person, asked: Asked) -> AsyncIterator[str]:
    """
    The file, from its heading to its last case, in the order of references.

    Raises:
        StoreError: the database cannot be read.
    """
    now = house.clock()
    question = asked.board(person, now, await house.people.seals.hidden_from(person.id))
    yield _MARK + written([COLUMNS])
    for start in range(0, await house.store.register.count(question), _PIECE):
        part = {"limit": _PIECE, "offset": start, "sort": Sort.REFERENCE, "backwards": False}
        rows = await house.store.register.cases(question.model_copy(update=part))
        yield written([_cells(line, row) for line, row in zip(board(rows, now), rows, strict=True)])


def written(rows: Iterable[Iterable[Any]]) -> str:
    """
    Lines of the file.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it, which it shows as text.

    Source: RFC 4180; OWASP, CSV Injection.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([[cell(value) for value in row] for row in rows])
    return out.getvalue()


def cell(value: object) -> str:
    """One cell, harmless. Numbers stay numbers."""
    if value is None:
        return ""
    text = str(value)
    harmless = isinstance(value, int) or not text.lstrip(" ").startswith(_FORMULA)
    return text if harmless else f"'{text}"


def _cells(line: BoardLine, row: BoardRow) -> tuple[object, ...]:
    due, overdue = line.due, line.overdue
    return (
        *(line.case, line.jurisdiction, line.region, line.phase, line.state, line.since, line.opened_on),
        *(line.days_open, line.findings, line.lawyer),
        *(due.due if due else None, due.owed_by if due else None, "yes" if due and due.own else None),
        *(overdue.due if overdue else None, overdue.owed_by if overdue else None, line.overdue_count),
        *(line.refused, line.terminated, line.quashed, line.suspended, line.forwarded, line.events),
        *(row.updated_at, line.erased_at),
    )
