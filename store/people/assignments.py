"""How many cases each lawyer has: a count, and nothing of the cases."""

from __future__ import annotations

from sqlalchemy import func, select

from store.database import Database
from store.schema import register


class Assignments:
    """Which account has how many cases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self) -> dict[str | None, int]:
        """The number of cases by the id of their lawyer; None: given to nobody."""
        query = select(register.c.lawyer, func.count()).group_by(register.c.lawyer)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row[0]: row[1] for row in rows}
