"""
Passwords: Argon2id, in threads of their own, and the same work for a name that nobody has.

Source: RFC 9106 (Argon2), section 4: the second recommended option, 64 MiB, 3 passes, 4 lanes.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import Connection, delete, select, update

from models.errors import PeopleError
from store.database import Database
from store.people.account import COLUMNS, Account, Named, normal_login, read_account
from store.people.password_words import fault
from store.people.rows import put_out
from store.people.secrecy import Secrecy
from store.people.tables import accounts, invitations

HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
"""Argon2id with the parameters of RFC 9106."""

_THREADS: Final = ThreadPoolExecutor(2, thread_name_prefix="aryz-password")
"""No more than two are hashed at once: each takes 64 MiB, and strangers may ask for it."""

_LONGEST: Final = 1024
T = TypeVar("T")


class Passwords:
    """The passwords of accounts."""

    def __init__(self, database: Database, secrecy: Secrecy, hasher: PasswordHasher = HASHER) -> None:
        self._database = database
        self._secrecy = secrecy
        self._hasher = hasher

    async def verify(self, login: str, password: str) -> Account | None:
        """
        The account that signs in with this name and this password, or None.

        A name that nobody has, a disabled account and a wrong password take the same time and give the same answer.
        """
        hashed = await self._secrecy.hashed("login", normal_login(login))
        query = select(*COLUMNS, accounts.c.password).where(accounts.c.login == hashed)
        row = await self._database.read(lambda connection: connection.execute(query).first())
        stored: str | None = row[-1] if row is not None else None
        right = await self._right(stored, password)
        if row is None or stored is None or not right:
            return None
        account = read_account(row)
        if self._hasher.check_needs_rehash(stored):
            await self._put(account.id, await self.hashed(password), stored)
        return account if account.enabled else None

    async def verify_own(self, id_: str, password: str) -> bool:
        """Whether this is the password of an account."""
        query = select(accounts.c.password).where(accounts.c.id == id_)
        stored = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        return await self._right(stored, password)

    async def change(self, id_: str, password: str, now: datetime) -> None:
        """
        Another password. Every session of the account ends, its tokens are revoked, and an open link is void.

        Raises:
            PeopleError: the password is too short, too common, or holds the person's own name.
        """
        await self.check(id_, password)
        hashed = await self.hashed(password)

        def changed(connection: Connection) -> None:
            connection.execute(update(accounts).where(accounts.c.id == id_).values(password=hashed))
            connection.execute(delete(invitations).where(invitations.c.account == id_))
            put_out(connection, id_, now)

        await self._database.write(changed)

    async def check(self, id_: str, password: str) -> None:
        """
        See that a password may be that of an account.

        Raises:
            PeopleError: it is too short, too long, too common, or holds the person's own name.
        """
        query = select(accounts.c.sealed).where(accounts.c.id == id_)
        sealed = await self._database.read(lambda connection: connection.execute(query).scalar_one())
        named = Named(**await self._secrecy.open(f"account {id_}", sealed))
        found = fault(password, (named.name, named.login, named.mail or ""))
        if found is not None:
            raise PeopleError(*found)

    async def hashed(self, password: str) -> str:
        """The Argon2id hash of a password."""
        return await _in_thread(self._hasher.hash, _plain(password))

    async def _right(self, stored: str | None, password: str) -> bool:
        dummy = await _in_thread(_dummy, self._hasher)
        right = await _in_thread(_verified, self._hasher, stored or dummy, _plain(password))
        return right and stored is not None

    async def _put(self, id_: str, hashed: str, before: str) -> None:
        same = update(accounts).where(accounts.c.id == id_, accounts.c.password == before)
        await self._database.write(lambda connection: connection.execute(same.values(password=hashed)))


def _plain(password: str) -> str:
    """One way of writing a letter. What is longer than any password is cut: it is refused where one is chosen."""
    return unicodedata.normalize("NFC", password[: 4 * _LONGEST])


@lru_cache
def _dummy(hasher: PasswordHasher) -> str:
    """A hash of what nobody knows, to be checked in vain."""
    return hasher.hash(secrets.token_hex(16))


def _verified(hasher: PasswordHasher, stored: str, password: str) -> bool:
    try:
        return hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_thread(work: Callable[..., T], *arguments: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work, *arguments)
