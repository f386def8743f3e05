"""The terms that run, and the cases in which none does, read for many cases at once."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, func, select

from models.notices import RunningTerm
from store.boards import Board, asked
from store.database import Database
from store.schema import duties, register

_TERM: Final = select(
    register.c.reference,
    register.c.lawyer,
    duties.c.rule,
    duties.c.term,
    duties.c.anchor,
    duties.c.due,
    duties.c.due_at,
    duties.c.own,
    register.c.records,
    register.c.updated_at,
).join(register, register.c.reference == duties.c.reference)


class Running:
    """What runs in all cases, for one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def terms(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        lawyer: str | None = None,
        at_most: int | None = None,
        backwards: bool = False,
    ) -> tuple[RunningTerm, ...]:
        """
        The terms of cases that are not erased, soonest end first.

        Args:
            since: only those that end at this instant or later.
            until: only those that end before this instant.
            lawyer: only those of this account's cases.
            at_most: no more than so many.
            backwards: latest end first.
        """
        wanted: list[ColumnElement[bool]] = [register.c.erased_at.is_(None)]
        if since is not None:
            wanted.append(duties.c.due_at >= since)
        if until is not None:
            wanted.append(duties.c.due_at < until)
        if lawyer is not None:
            wanted.append(register.c.lawyer == lawyer)
        first = duties.c.due_at.desc() if backwards else duties.c.due_at
        query = _TERM.where(and_(*wanted)).order_by(first, duties.c.reference, duties.c.place).limit(at_most)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple(RunningTerm._make(row) for row in rows)

    async def forgotten(self, at: str, lawyer: str | None = None) -> tuple[str, ...]:
        """The open cases in which nothing is due from anybody at an instant: those of the board "forgotten"."""
        board = Board(forgotten_at=at, lawyer=lawyer)
        query = select(register.c.reference).where(*asked(board)).order_by(register.c.reference)
        return await self._database.read(lambda connection: tuple(connection.execute(query).scalars()))

    async def held(self, lawyer: str) -> int:
        """How many cases that are not erased an account has."""
        query = select(func.count()).select_from(register)
        mine = query.where(register.c.lawyer == lawyer, register.c.erased_at.is_(None))
        return await self._database.read(lambda connection: connection.execute(mine).scalar_one())
