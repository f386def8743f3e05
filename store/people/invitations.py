"""One-time links: they let a new person in, or one in again who has lost the password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from models.errors import PeopleError
from store.database import Database
from store.people.account import COLUMNS, Account, read_account
from store.people.passwords import Passwords
from store.people.rows import digest, new_token, put_out, stored
from store.people.tables import accounts, invitations, recovery_codes

LASTING: Final = timedelta(hours=72)
"""How long a link can be used."""


class Invitations:
    """One-time links. Only the digest of a link's token is stored; an account has one at most."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def make(self, id_: str, now: datetime, *, second: bool = False) -> str:
        """
        The token of a new link for an account; an older one of the account is void.

        Args:
            id_: whose.
            now: the moment. The link holds for `LASTING`.
            second: whether the second factor and its recovery codes are taken away too: the person has lost them.
        """
        token = new_token()
        values = {"token": digest(token), "account": id_, "until": stored(now + LASTING)}

        def made(connection: Connection) -> None:
            connection.execute(delete(invitations).where(invitations.c.account == id_))
            connection.execute(insert(invitations).values(**values))

        await self._database.write(made)
        if second:
            await self._database.write(lambda connection: _without_second(connection, id_, now))
        return token

    async def reset(self, id_: str, now: datetime, *, second: bool = False) -> str:
        """
        The token of a link for somebody who is to choose a new password. The old one holds until it is used.

        Raises:
            PeopleError: the account is disabled.
        """
        query = select(accounts.c.enabled).where(accounts.c.id == id_)
        if not await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none()):
            raise PeopleError("disabled", "there is no such account, or it is disabled; enable it first")
        return await self.make(id_, now, second=second)

    async def find(self, token: str, now: datetime) -> Account | None:
        """Whom a link invites, or None: there is no such link, it was used, or is too old."""
        row = await self._database.read(lambda connection: connection.execute(_of(token, now)).first())
        return read_account(row) if row is not None else None

    async def accept(self, token: str, password: str, now: datetime) -> Account:
        """
        Use a link: the password is set and the link is gone. Of two at once, one does it.

        Raises:
            PeopleError: there is no such link any more, or the password may not be one; the link then still holds.
        """
        account = await self.find(token, now)
        if account is None:
            raise PeopleError("link", "this link was used already, or is older than 72 hours; ask for another")
        await self._passwords.check(account.id, password)
        hashed = await self._passwords.hashed(password)
        if not await self._database.write(lambda connection: _accepted(connection, token, hashed, now)):
            raise PeopleError("link", "this link was used already, or is older than 72 hours; ask for another")
        return account


def _of(token: str, now: datetime) -> Select[Any]:
    return (
        select(*COLUMNS)
        .join(invitations, invitations.c.account == accounts.c.id)
        .where(invitations.c.token == digest(token), invitations.c.until > stored(now), accounts.c.enabled.is_(True))
    )


def _accepted(connection: Connection, token: str, hashed: str, now: datetime) -> bool:
    row = connection.execute(_of(token, now)).first()
    gone = delete(invitations).where(invitations.c.token == digest(token))
    if row is None or not connection.execute(gone).rowcount:
        return False
    connection.execute(update(accounts).where(accounts.c.id == row[0]).values(password=hashed))
    put_out(connection, row[0], now)
    return True


def _without_second(connection: Connection, id_: str, now: datetime) -> None:
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account == id_))
    connection.execute(update(accounts).where(accounts.c.id == id_).values(totp=None, totp_on=False))
    put_out(connection, id_, now)
