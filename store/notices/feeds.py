"""Secret addresses of calendars: one a person, shown once, of which only the hash is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from lifecycle.telling import instant_text
from store.database import Database
from store.notices.codes import kept, made
from store.notices.tables import feeds

_OF: Final = delete(feeds).where(feeds.c.account == bindparam("of"))
_MAKE: Final = insert(feeds)
_WHOSE: Final = select(feeds.c.account).where(feeds.c.secret == bindparam("hash"))
_SINCE: Final = select(feeds.c.made_at).where(feeds.c.account == bindparam("of"))


class Feeds:
    """The addresses under which people's calendars are read, for one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def renew(self, account: str, at: datetime) -> str:
        """
        A new secret for an account; the one before it opens nothing any more. It is shown once and nowhere kept.

        Raises:
            StoreError: nothing was changed.
        """
        secret = made()
        row = {"account": account, "secret": kept(secret), "made_at": instant_text(at)}

        def renewed(connection: Connection) -> None:
            connection.execute(_OF, {"of": account})
            connection.execute(_MAKE, row)

        await self._database.write(renewed)
        return secret

    async def revoke(self, account: str) -> bool:
        """Close the address of an account; returns whether there was one."""
        return await self._database.write(lambda connection: connection.execute(_OF, {"of": account}).rowcount > 0)

    async def whose(self, secret: str) -> str | None:
        """The account whose calendar a secret opens."""
        row = await self._database.read(lambda connection: connection.execute(_WHOSE, {"hash": kept(secret)}).first())
        return row[0] if row is not None else None

    async def since(self, account: str) -> str | None:
        """Since when an account has its address (UTC); None where it has none."""
        row = await self._database.read(lambda connection: connection.execute(_SINCE, {"of": account}).first())
        return row[0] if row is not None else None
