"""The codes with which victims follow their cases: one a case, shown once, of which only the hash is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from lifecycle.telling import instant_text
from store.database import Database
from store.notices.codes import heard, kept, said
from store.notices.tables import receipts

_OF: Final = delete(receipts).where(receipts.c.reference == bindparam("of"))
_MAKE: Final = insert(receipts)
_WHICH: Final = select(receipts.c.reference).where(receipts.c.code == bindparam("hash"))
_SINCE: Final = select(receipts.c.made_at).where(receipts.c.reference == bindparam("of"))


class Receipts:
    """The codes of victims, for one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def renew(self, reference: str, account: str, at: datetime) -> str:
        """
        A new code for a case; the one before it opens nothing any more.

        Args:
            reference: of the case.
            account: the opaque id of who hands it out.
            at: when.
        """
        code = said()
        row = {"reference": reference, "code": kept(code), "made_at": instant_text(at), "account": account}

        def renewed(connection: Connection) -> None:
            connection.execute(_OF, {"of": reference})
            connection.execute(_MAKE, row)

        await self._database.write(renewed)
        return code

    async def revoke(self, reference: str) -> bool:
        """Close the code of a case; returns whether it had one."""
        return await self._database.write(lambda connection: connection.execute(_OF, {"of": reference}).rowcount > 0)

    async def which(self, code: str) -> str | None:
        """The case that a code opens, however a person writes it."""
        asked = {"hash": kept(heard(code))}
        row = await self._database.read(lambda connection: connection.execute(_WHICH, asked).first())
        return row[0] if row is not None else None

    async def since(self, reference: str) -> str | None:
        """Since when a case has its code (UTC); None where it has none."""
        row = await self._database.read(lambda connection: connection.execute(_SINCE, {"of": reference}).first())
        return row[0] if row is not None else None
