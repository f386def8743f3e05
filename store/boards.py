"""Which cases a board shows, and in which order: questions put to the register in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, or_, select

from models.base import Frozen
from models.records import Instant
from store.schema import duties, register

_CLOSED: Final = "closed"
_CHOSEN: Final = ("phase", "state", "jurisdiction", "region")


class Sort(StrEnum):
    """The order of a board. Ties are in the order of references."""

    REFERENCE = "reference"
    OPENED = "opened"
    UPDATED = "updated"
    DUE = "due"
    FINDINGS = "findings"
    OVERDUE = "overdue"


Chosen = str | tuple[str, ...] | None
"""One value, several of which any will do, or None: not asked."""


class Board(Frozen):
    """
    Which cases a board shows, and in which order. None: not asked.

    `search` is a part of a reference. `unassigned`: only cases without a lawyer, or only those with one; together with
    `lawyer`, cases of these lawyers or of none. `overdue_at`: only cases in which a duty of an authority has ended
    unanswered at that instant. `due_after`, `due_before`: only cases in which a term, be it a duty or a right, ends
    after the one and not later than the other. `forgotten_at`: only cases in which no term runs at that instant and
    none was left unanswered, and that are neither closed, halted nor erased. `halted`: only those halted, or only those
    not. `only`: none but these; `hidden`: never these.

    `Sort.OPENED` puts the oldest first, `Sort.UPDATED` the latest, `Sort.DUE` what ends next, `Sort.FINDINGS` the most,
    `Sort.OVERDUE` what has been unanswered the longest, then what an authority owes next; `backwards` the other way
    round. Cases of which it is not known, or in which nothing is due, come last both ways. `limit` None: all.
    """

    search: str | None = None
    phase: Chosen = None
    state: Chosen = None
    jurisdiction: Chosen = None
    region: Chosen = None
    lawyer: Chosen = None
    unassigned: bool | None = None
    halted: bool | None = None
    overdue_at: Instant | None = None
    due_after: Instant | None = None
    due_before: Instant | None = None
    forgotten_at: Instant | None = None
    only: tuple[str, ...] | None = None
    hidden: tuple[str, ...] = ()
    sort: Sort = Sort.REFERENCE
    backwards: bool = False
    limit: Annotated[int, Field(ge=1)] | None = None
    offset: Annotated[int, Field(ge=0)] = 0


EVERYTHING: Final = Board()


def asked(board: Board) -> list[ColumnElement[bool]]:
    """The conditions of a board, all of which must hold."""
    return [*_named(board), *_chosen(board), *_terms(board)]


def order(board: Board) -> tuple[ColumnElement[Any], ...]:
    """By what the cases of a board are sorted; the last of it tells any two apart."""
    columns, falling = _KEYS[board.sort]
    keys = [column.desc() if falling is not board.backwards else column.asc() for column in columns]
    keys = [key.nulls_last() if column.nullable else key for column, key in zip(columns, keys, strict=True)]
    turned = board.sort is Sort.REFERENCE and board.backwards
    return (*keys, register.c.reference.desc() if turned else register.c.reference)


def paged(query: Select[Any], board: Board) -> Select[Any]:
    """The part of a query that the board asks for."""
    if board.limit is not None:
        return query.limit(board.limit).offset(board.offset)
    return query.limit(2**31 - 1).offset(board.offset) if board.offset else query


_KEYS: Final = {
    Sort.REFERENCE: ((), False),
    Sort.OPENED: ((register.c.opened_first,), False),
    Sort.UPDATED: ((register.c.updated_at,), True),
    Sort.DUE: ((register.c.next_at,), False),
    Sort.FINDINGS: ((register.c.findings,), True),
    Sort.OVERDUE: ((register.c.owed_first, register.c.next_at), False),
}


def _named(board: Board) -> Iterable[ColumnElement[bool]]:
    if board.search is not None:
        yield register.c.reference.contains(board.search.lower(), autoescape=True)
    if board.only is not None:
        yield register.c.reference.in_(board.only)
    if board.hidden:
        yield register.c.reference.not_in(board.hidden)


def _chosen(board: Board) -> Iterable[ColumnElement[bool]]:
    for name in _CHOSEN:
        if (values := _several(getattr(board, name))) is not None:
            yield register.c[name].in_(values)
    lawyers, none = _several(board.lawyer), register.c.lawyer.is_(None)
    if lawyers is not None:
        theirs = register.c.lawyer.in_(lawyers)
        yield or_(theirs, none) if board.unassigned else theirs
    elif board.unassigned is not None:
        yield none if board.unassigned else register.c.lawyer.is_not(None)
    if board.halted is not None:
        yield register.c.halted.is_not(None) if board.halted else register.c.halted.is_(None)


def _terms(board: Board) -> Iterable[ColumnElement[bool]]:
    columns = register.c
    if board.overdue_at is not None:
        yield columns.owed_first <= board.overdue_at
    if board.due_after is not None or board.due_before is not None:
        after = duties.c.due_at > board.due_after if board.due_after is not None else None
        before = duties.c.due_at <= board.due_before if board.due_before is not None else None
        within = and_(*(bound for bound in (after, before) if bound is not None))
        yield columns.reference.in_(select(duties.c.reference).where(within))
    if board.forgotten_at is not None:
        over = or_(columns.due_last.is_(None), columns.due_last <= board.forgotten_at)
        at_work = and_(columns.phase != _CLOSED, columns.halted.is_(None), columns.erased_at.is_(None))
        yield and_(columns.owed_first.is_(None), over, at_work)


def _several(chosen: Chosen) -> tuple[str, ...] | None:
    return (chosen,) if isinstance(chosen, str) else chosen
