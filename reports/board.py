"""The board: one line a case, from its register row and the moment at which it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from models.base import Frozen
from models.register import BoardRow, DueRow

_CLOSED: Final = "closed"
NO_HOLDS: Final[Mapping[str, str]] = MappingProxyType({})


class Standing(StrEnum):
    """What a case waits for."""

    DUE = "due"
    OVERDUE = "overdue"
    FORGOTTEN = "forgotten"
    CLOSED = "closed"
    HALTED = "halted"
    ERASED = "erased"


class BoardLine(Frozen):
    """
    One case on a board.

    `standing` says which of the two is told: `due` what ends next, `overdue` what has been unanswered the longest where
    nothing else is to come. `days_open` counts from the first day that the opening may mean; None where it is unknown.
    `findings` counts those that are certain. Nothing is due in a case that was erased: `erased_at` says since when.
    `held` is the reason code of a legal hold.
    """

    case: str
    phase: str
    state: str
    since: str
    jurisdiction: str
    region: str | None
    opened_on: str
    days_open: int | None
    standing: Standing
    due: DueRow | None
    overdue: DueRow | None
    overdue_count: int
    refused: int
    terminated: int
    quashed: int
    suspended: int
    forwarded: int
    findings: int
    events: int
    records: int
    lawyer: str | None
    halted: str | None
    erased_at: str | None
    held: str | None


def board(rows: Iterable[BoardRow], now: datetime, held: Mapping[str, str] = NO_HOLDS) -> tuple[BoardLine, ...]:
    """
    The lines of a board, in the order of the rows.

    Args:
        rows: the cases.
        now: the instant (UTC) at which they are looked at.
        held: reason codes of the legal holds, by case.
    """
    at = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return tuple(_line(row, at, now.date(), held.get(row.reference)) for row in rows)


def _line(row: BoardRow, at: str, today: date, held: str | None) -> BoardLine:
    erased = row.erased_at is not None
    overdue, coming = () if erased else row.overdue(at), None if erased else row.next_due(at)
    longest = overdue[0] if overdue else None
    return BoardLine(
        case=row.reference,
        phase=row.phase,
        state=row.state,
        since=row.since,
        jurisdiction=row.jurisdiction,
        region=row.region,
        opened_on=row.opened_on,
        days_open=(today - date.fromisoformat(row.opened_first)).days if row.opened_first else None,
        standing=_standing(row, coming, longest),
        due=coming,
        overdue=longest,
        overdue_count=len(overdue),
        refused=row.opening_refused,
        terminated=row.terminated,
        quashed=row.quashed,
        suspended=row.suspended,
        forwarded=row.forwarded,
        findings=row.findings,
        events=row.events,
        records=row.records,
        lawyer=row.lawyer,
        halted=row.halted,
        erased_at=row.erased_at,
        held=held,
    )


def _standing(row: BoardRow, coming: DueRow | None, longest: DueRow | None) -> Standing:
    if row.erased_at is not None:
        return Standing.ERASED
    if row.halted is not None:
        return Standing.HALTED
    if coming is not None:
        return Standing.DUE
    if longest is not None:
        return Standing.OVERDUE
    return Standing.CLOSED if row.phase == _CLOSED else Standing.FORGOTTEN


def age(days: int | None) -> str:
    """A number of days as people say it: `3 y 2 m`, `5 m`, `12 d`; `?` where it is not known."""
    if days is None:
        return "?"
    years, months = int(days / 365.2425), int(days % 365.2425 / 30.436875)
    if years:
        return f"{years} y {months} m" if months else f"{years} y"
    return f"{months} m" if months else f"{days} d"


def waits_for(line: BoardLine) -> str:
    """What is due next and from whom, in one phrase; of an erased case, since when it is."""
    if line.erased_at is not None:
        return f"erased on {line.erased_at[:10]}"
    if line.standing is Standing.HALTED:
        return "halted: an operator must look"
    if line.due is not None:
        word = "right ends" if line.due.own else "due"
        more = f" (+{line.overdue_count} overdue)" if line.overdue_count else ""
        return f"{word} {line.due.due[:10]}: {line.due.owed_by}{more}"
    if line.overdue is not None:
        more = f" (+{line.overdue_count - 1} more)" if line.overdue_count > 1 else ""
        return f"overdue since {line.overdue.due[:10]}: {line.overdue.owed_by}{more}"
    return "closed" if line.standing is Standing.CLOSED else "nothing due: forgotten"
