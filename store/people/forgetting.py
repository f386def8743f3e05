"""Forgetting somebody who has left: the account stays as an id in the ledger, and nothing tells whose it was."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from models.errors import PeopleError
from store.database import Database
from store.people.account import Named
from store.people.rows import lock, put_out
from store.people.secrecy import Secrecy
from store.people.tables import accounts, api_tokens, filters, invitations, recovery_codes


class Forgetting:
    """Takes out of the store what is personal of an account."""

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def forget(self, id_: str, now: datetime) -> None:
        """
        Take out name, address, password, second factor, saved boards and tokens of a disabled account.

        Backups hold them until they are destroyed themselves. What the account told stays in the ledger under its id.

        Raises:
            PeopleError: there is no such account, or it is not disabled.
        """
        sealed = await self._secrecy.seal(f"account {id_}", asdict(Named(id_, id_)))
        login = await self._secrecy.hashed("login", id_)

        def forgotten(connection: Connection) -> None:
            lock(connection)
            query = select(accounts.c.enabled).where(accounts.c.id == id_)
            if connection.execute(query).scalar_one_or_none() is not False:
                raise PeopleError("enabled", "only an account that is disabled can be forgotten; disable it first")
            put_out(connection, id_, now)
            for table in (recovery_codes, invitations, filters, api_tokens):
                connection.execute(delete(table).where(table.c.account == id_))
            gone = {"password": None, "totp": None, "totp_on": False, "sealed": sealed, "login": login}
            connection.execute(update(accounts).where(accounts.c.id == id_).values(**gone))

        await self._database.write(forgotten)
