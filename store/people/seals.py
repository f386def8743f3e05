"""Sealed cases: those that only the people on a list may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from store.database import Database
from store.people.rows import lock, stored
from store.people.tables import sealed_cases, sealed_for

_SEALED: Final = select(sealed_cases.c.reference).where(sealed_cases.c.reference == bindparam("of"))
_LISTED: Final = select(sealed_for.c.account).where(
    sealed_for.c.reference == bindparam("of"), sealed_for.c.account == bindparam("who")
)


def hidden_query(id_: str) -> Select[Any]:
    """The references that an account may not see, for `register.c.reference.not_in(…)`."""
    listed = select(sealed_for.c.reference).where(sealed_for.c.account == id_)
    return select(sealed_cases.c.reference).where(sealed_cases.c.reference.not_in(listed))


class Seals:
    """The sealed cases of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seal(self, reference: str, by: str, people: Iterable[str], now: datetime) -> None:
        """
        Let only these accounts see a case, and whoever seals it. Sealed already: the list is replaced.

        Args:
            reference: the case.
            by: the account that seals, which is on the list in any case.
            people: the ids of the others.
            now: the moment.
        """
        rows = [{"reference": reference, "account": id_} for id_ in sorted({by, *people})]

        def sealed(connection: Connection) -> None:
            lock(connection)
            connection.execute(delete(sealed_for).where(sealed_for.c.reference == reference))
            if connection.execute(_SEALED, {"of": reference}).first() is None:
                values = {"reference": reference, "sealed_at": stored(now), "account": by}
                connection.execute(insert(sealed_cases).values(**values))
            connection.execute(insert(sealed_for), rows)

        await self._database.write(sealed)

    async def admit(self, reference: str, id_: str) -> bool:
        """Put one more account on the list of a sealed case; returns whether the case is sealed at all."""

        def admitted(connection: Connection) -> bool:
            lock(connection)
            if connection.execute(_SEALED, {"of": reference}).first() is None:
                return False
            if connection.execute(_LISTED, {"of": reference, "who": id_}).first() is None:
                connection.execute(insert(sealed_for).values(reference=reference, account=id_))
            return True

        return await self._database.write(admitted)

    async def unseal(self, reference: str) -> bool:
        """Let everybody see a case again who may see cases; returns whether it was sealed."""

        def unsealed(connection: Connection) -> bool:
            lock(connection)
            connection.execute(delete(sealed_for).where(sealed_for.c.reference == reference))
            return connection.execute(delete(sealed_cases).where(sealed_cases.c.reference == reference)).rowcount > 0

        return await self._database.write(unsealed)

    async def allows(self, reference: str, id_: str) -> bool:
        """Whether an account may see a case as far as sealing goes: true where it is not sealed."""

        def allowed(connection: Connection) -> bool:
            if connection.execute(_SEALED, {"of": reference}).first() is None:
                return True
            return connection.execute(_LISTED, {"of": reference, "who": id_}).first() is not None

        return await self._database.read_at_once(allowed)

    async def people(self, reference: str) -> frozenset[str] | None:
        """The accounts that may see a sealed case. None: it is not sealed."""
        query = select(sealed_for.c.account).where(sealed_for.c.reference == reference)
        found = await self._database.read(lambda connection: connection.execute(query).scalars().all())
        return frozenset(found) or None

    async def hidden_from(self, id_: str) -> frozenset[str]:
        """The sealed cases that an account may not see."""
        found = await self._database.read(lambda connection: connection.execute(hidden_query(id_)).scalars().all())
        return frozenset(found)
