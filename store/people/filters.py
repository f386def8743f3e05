"""Saved boards: a name and the query of a board, both sealed, for a query may hold a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from models.errors import PeopleError
from store.database import Database
from store.people.rows import new_id, stored
from store.people.secrecy import Secrecy
from store.people.tables import filters

MOST: Final = 50
"""How many boards a person can save."""

_NAME, _QUERY = 80, 2000


@dataclass(frozen=True, slots=True)
class Filter:
    """A saved board. `query` is what stands after the question mark of its address."""

    id: str
    name: str
    query: str


class Filters:
    """The saved boards of all accounts."""

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def of(self, id_: str) -> tuple[Filter, ...]:
        """The boards that a person saved, by name."""
        query = select(filters.c.id, filters.c.sealed).where(filters.c.account == id_)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        opened = [Filter(named, *await self._secrecy.open(_purpose(named), sealed)) for named, sealed in rows]
        return tuple(sorted(opened, key=lambda each: (each.name.casefold(), each.id)))

    async def save(self, id_: str, name: str, query: str, now: datetime) -> Filter:
        """
        Save a board.

        Raises:
            PeopleError: it has no name, is too long, or there are `MOST` already.
        """
        made = Filter(new_id("f"), name.strip(), query)
        if not made.name or len(made.name) > _NAME or not made.name.isprintable() or len(query) > _QUERY:
            raise PeopleError("filter", f"a saved board has a name of 1-{_NAME} characters")
        sealed = await self._secrecy.seal(_purpose(made.id), [made.name, made.query])
        row = {"id": made.id, "account": id_, "made_at": stored(now), "sealed": sealed}

        def saved(connection: Connection) -> None:
            count = select(func.count()).select_from(filters).where(filters.c.account == id_)
            if connection.execute(count).scalar_one() >= MOST:
                raise PeopleError("filters", f"{MOST} boards are saved already; delete one first")
            connection.execute(insert(filters).values(**row))

        await self._database.write(saved)
        return made

    async def delete(self, id_: str, filter_id: str) -> bool:
        """Delete a board that this person saved; returns whether there was one."""
        mine = delete(filters).where(filters.c.account == id_, filters.c.id == filter_id)
        return await self._database.write(lambda connection: connection.execute(mine).rowcount > 0)


def _purpose(filter_id: str) -> str:
    return f"filter {filter_id}"
