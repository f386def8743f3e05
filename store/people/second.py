"""
The second factor: six digits from a program that holds a secret, or one of ten recovery codes.

Source: RFC 6238 (TOTP); section 5.2: a code is accepted once.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import Connection, delete, func, insert, select, update

from models.errors import PeopleError
from models.records import TellerRole
from store.database import Database
from store.people.rows import lock
from store.people.secrecy import Secrecy
from store.people.tables import accounts, recovery_codes, role_rules

CODES: Final = 10
"""How many recovery codes there are."""

STEP: Final = 30
"""Seconds for which one code holds."""

_NEAR: Final = (0, -1, 1)
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


class SecondFactor:
    """The second factors of accounts, and which roles must have one."""

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def enrol(self, id_: str) -> str:
        """
        The secret that a person's program is to hold, in base 32.

        It counts from `confirm` on; asked again before, it is the same.

        Raises:
            PeopleError: the account has a second factor already.
        """
        made = await self._secrecy.seal(_purpose(id_), pyotp.random_base32())
        waiting = update(accounts).where(accounts.c.id == id_, accounts.c.totp.is_(None), accounts.c.totp_on.is_(False))
        await self._database.write(lambda connection: connection.execute(waiting.values(totp=made, totp_step=0)))
        query = select(accounts.c.totp, accounts.c.totp_on).where(accounts.c.id == id_)
        sealed, on = await self._database.read(lambda connection: connection.execute(query).one())
        if on:
            raise PeopleError("second_on", "a second factor is in use already; take it away first")
        return str(await self._secrecy.open(_purpose(id_), sealed))

    async def confirm(self, id_: str, code: str, now: datetime) -> tuple[str, ...] | None:
        """
        Put the second factor in use, with the first code that the program shows.

        Returns:
            The recovery codes, to be shown once; None: the code is wrong.
        """
        if not await self._stepped(id_, code, now, on=False):
            return None
        return await self.new_codes(id_)

    async def check(self, id_: str, code: str, now: datetime) -> bool:
        """Whether this is a code of the program, used for the first time, or a recovery code, which it uses up."""
        plain = _plain(code)
        if len(plain) == _GROUPS * _GROUP:
            hashed = await self._secrecy.hashed(_purpose(id_), plain)
            return bool(await self._database.write(lambda connection: _used(connection, id_, hashed)))
        return await self._stepped(id_, plain, now, on=True)

    async def new_codes(self, id_: str) -> tuple[str, ...]:
        """Ten new recovery codes in place of the older ones, to be shown once."""
        codes = tuple(_code() for _ in range(CODES))
        rows = [{"account": id_, "code": await self._secrecy.hashed(_purpose(id_), _plain(code))} for code in codes]

        def replaced(connection: Connection) -> None:
            connection.execute(delete(recovery_codes).where(recovery_codes.c.account == id_))
            connection.execute(insert(recovery_codes), rows)

        await self._database.write(replaced)
        return codes

    async def codes_left(self, id_: str) -> int:
        """How many recovery codes an account has not used."""
        query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account == id_)
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def drop(self, id_: str) -> None:
        """Take the second factor and its recovery codes away."""

        def dropped(connection: Connection) -> None:
            connection.execute(delete(recovery_codes).where(recovery_codes.c.account == id_))
            connection.execute(update(accounts).where(accounts.c.id == id_).values(totp=None, totp_on=False))

        await self._database.write(dropped)

    async def required(self, role: TellerRole) -> bool:
        """Whether a role must have a second factor."""
        return role in await self.rules()

    async def rules(self) -> frozenset[TellerRole]:
        """The roles that must have one."""
        query = select(role_rules.c.role).where(role_rules.c.totp_required.is_(True))
        rows = await self._database.read(lambda connection: connection.execute(query).scalars().all())
        return frozenset(TellerRole(role) for role in rows)

    async def require(self, role: TellerRole, required: bool) -> None:  # noqa: FBT001 (what is set)
        """Say whether a role must have one: who has none is asked for it at the next sign-in."""

        def said(connection: Connection) -> None:
            lock(connection)
            connection.execute(delete(role_rules).where(role_rules.c.role == role.value))
            connection.execute(insert(role_rules).values(role=role.value, totp_required=required))

        await self._database.write(said)

    async def _stepped(self, id_: str, code: str, now: datetime, *, on: bool) -> bool:
        """Whether the code is that of a step near now which was not used, and no later one was."""
        query = select(accounts.c.totp).where(accounts.c.id == id_, accounts.c.totp_on.is_(on))
        sealed = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        if sealed is None:
            return False
        step = _step(str(await self._secrecy.open(_purpose(id_), sealed)), _plain(code), now)
        if step is None:
            return False
        later = update(accounts).where(
            accounts.c.id == id_, accounts.c.totp == sealed, accounts.c.totp_on.is_(on), accounts.c.totp_step < step
        )
        taken = later.values(totp_step=step, totp_on=True)
        return bool(await self._database.write(lambda connection: connection.execute(taken).rowcount))


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is: this one, the one before or the one after."""
    program, current = pyotp.TOTP(secret, interval=STEP), int(now.timestamp()) // STEP
    right = [near for near in _NEAR if hmac.compare_digest(program.generate_otp(current + near), code)]
    return current + right[0] if right else None


def _used(connection: Connection, id_: str, hashed: str) -> int:
    one = (recovery_codes.c.account == id_, recovery_codes.c.code == hashed)
    return connection.execute(delete(recovery_codes).where(*one)).rowcount


def _code() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _plain(code: str) -> str:
    """A code without the spaces and hyphens with which people write it."""
    return "".join(each for each in code.lower() if each.isascii() and each.isalnum())


def _purpose(id_: str) -> str:
    return f"second {id_}"
