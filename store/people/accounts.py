"""Accounts: made, found, renamed, given another role, disabled. What is personal is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

from models.errors import PeopleError
from models.records import TellerRole
from store.database import Database
from store.people.account import SELECT, ZONE, Account, MailChoice, Named, normal_login, read_account
from store.people.checking import checked, language_of, role_of, zone_of
from store.people.rows import lock, new_id, put_out, stored
from store.people.secrecy import Secrecy
from store.people.tables import accounts

_ONE: Final = SELECT.where(accounts.c.id == bindparam("of"))


class Accounts:
    """The accounts of an installation."""

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def create(  # noqa: PLR0913 (what an account consists of)
        self,
        role: TellerRole,
        *,
        name: str,
        now: datetime,
        mail: str | None = None,
        login: str | None = None,
        language: str = "en",
        zone: str = ZONE,
    ) -> Account:
        """
        A new account without a password: an invitation lets its person in.

        Args:
            role: one of `ROLES`.
            name: of the person.
            now: the moment.
            mail: an address; the person then signs in with it.
            login: what the person signs in with where there is no address (default: the name).
            language: of pages and mail.
            zone: of times and mail.

        Raises:
            PeopleError: the role, name, address, language or zone is none, or the sign-in name is taken.
            StoreError: it cannot be written.
        """
        named = checked(Named(name.strip(), (mail or login or name).strip(), (mail or "").strip() or None))
        made = new_id("u")
        values: dict[str, Any] = {
            "id": made,
            "role": role_of(role),
            "login": await self._hashed(named.login),
            "sealed": await self._sealed(made, named),
            "totp_on": False,
            "totp_step": 0,
            "language": language_of(language),
            "zone": zone_of(zone),
            "mail": MailChoice.ALL.value,
            "enabled": True,
            "made_at": stored(now),
        }
        await self._database.write(lambda connection: _created(connection, values))
        return await self.by_id(made)

    async def by_id(self, id_: str) -> Account:
        """
        One account.

        Raises:
            PeopleError: there is none with this id.
        """
        found = await self.get(id_)
        if found is None:
            raise PeopleError("unknown", "there is no account with this id")
        return found

    async def get(self, id_: str) -> Account | None:
        """One account, or None."""
        row = await self._database.read(lambda connection: connection.execute(_ONE, {"of": id_}).first())
        return read_account(row) if row is not None else None

    async def find(self, login: str) -> Account | None:
        """The account that signs in with this name or address, or None."""
        hashed = await self._hashed(login)
        query = SELECT.where(accounts.c.login == hashed)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        return read_account(row) if row is not None else None

    async def list(self, role: TellerRole | None = None) -> tuple[Account, ...]:
        """Every account, or those of a role, in the order in which they were made."""
        query = SELECT.order_by(accounts.c.made_at, accounts.c.id)
        if role is not None:
            query = query.where(accounts.c.role == role.value)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple(read_account(row) for row in rows)

    async def named(self, id_: str) -> Named:
        """
        What is personal of an account.

        Raises:
            PeopleError: there is none with this id.
        """
        found = (await self.names([id_])).get(id_)
        if found is None:
            raise PeopleError("unknown", "there is no account with this id")
        return found

    async def names(self, ids: Sequence[str] | None = None) -> dict[str, Named]:
        """What is personal of these accounts (None: of all), by id. Ids of no account are left out."""
        query = select(accounts.c.id, accounts.c.sealed)
        if ids is not None:
            query = query.where(accounts.c.id.in_(ids))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {id_: Named(**await self._secrecy.open(_purpose(id_), sealed)) for id_, sealed in rows}

    async def rename(self, id_: str, *, name: str, mail: str | None) -> None:
        """
        Another name or address. With an address the person signs in with it; without, with what it was before.

        Raises:
            PeopleError: the name or address is none, or somebody else signs in with it.
        """
        before = await self.named(id_)
        address = (mail or "").strip() or None
        named = checked(Named(name.strip(), address or before.login, address))
        login, sealed = await self._hashed(named.login), await self._sealed(id_, named)

        def renamed(connection: Connection) -> None:
            lock(connection)
            _refuse_taken(connection, login, id_)
            connection.execute(update(accounts).where(accounts.c.id == id_).values(login=login, sealed=sealed))

        await self._database.write(renamed)

    async def prefer(self, id_: str, *, language: str, zone: str, mail: MailChoice) -> None:
        """
        The language, the zone and the mail that a person wants.

        Raises:
            PeopleError: the language or zone is none.
        """
        values = {"language": language_of(language), "zone": zone_of(zone), "mail": mail.value}
        chosen = update(accounts).where(accounts.c.id == id_).values(**values)
        await self._database.write(lambda connection: connection.execute(chosen))

    async def set_role(self, id_: str, role: TellerRole, now: datetime) -> None:
        """
        Another role. Its sessions end and its tokens are revoked: what was allowed under the older one is over.

        Raises:
            PeopleError: the last operator would be one no more, or the role is none.
        """
        await self._database.write(lambda connection: _changed(connection, id_, now, {"role": role_of(role)}))

    async def disable(self, id_: str, now: datetime) -> None:
        """
        Keep a person out. Nothing of the account is lost.

        Raises:
            PeopleError: it is the last operator.
        """
        await self._database.write(lambda connection: _changed(connection, id_, now, {"enabled": False}))

    async def enable(self, id_: str, now: datetime) -> None:
        """Let a disabled person in again."""
        await self._database.write(lambda connection: _changed(connection, id_, now, {"enabled": True}))

    async def _hashed(self, login: str) -> str:
        return await self._secrecy.hashed("login", normal_login(login))

    async def _sealed(self, id_: str, named: Named) -> bytes:
        return await self._secrecy.seal(_purpose(id_), asdict(named))


def last_operator(connection: Connection, id_: str) -> bool:
    """Whether nobody but this account could still act as an operator."""
    others = (
        accounts.c.id != id_,
        accounts.c.role == TellerRole.OPERATOR.value,
        accounts.c.enabled.is_(True),
        accounts.c.password.is_not(None),
    )
    return not connection.execute(select(func.count()).select_from(accounts).where(*others)).scalar_one()


def _changed(connection: Connection, id_: str, now: datetime, values: dict[str, Any]) -> None:
    lock(connection)
    row = connection.execute(select(accounts.c.role, accounts.c.enabled).where(accounts.c.id == id_)).first()
    if row is None:
        raise PeopleError("unknown", "there is no account with this id")
    before = {"role": row[0], "enabled": bool(row[1])}
    after = before | values
    if after == before:
        return
    operator = {"role": TellerRole.OPERATOR.value, "enabled": True}
    if before == operator and last_operator(connection, id_):
        raise PeopleError(
            "last_operator", "this is the last operator, without whom nobody could let people in; make another first"
        )
    connection.execute(update(accounts).where(accounts.c.id == id_).values(**values))
    put_out(connection, id_, now)


def _created(connection: Connection, values: dict[str, Any]) -> None:
    lock(connection)
    _refuse_taken(connection, values["login"], values["id"])
    connection.execute(insert(accounts).values(**values))


def _refuse_taken(connection: Connection, login: str, id_: str) -> None:
    query = select(accounts.c.id).where(accounts.c.login == login, accounts.c.id != id_)
    if connection.execute(query).first() is not None:
        raise PeopleError("taken", "somebody signs in with this name or address already; choose another")


def _purpose(id_: str) -> str:
    return f"account {id_}"
