"""
The access log: who looked at what, and when. Nothing in it is personal, and nothing is ever changed or taken out.

Each row carries the hash of the one before it (SHA-256 over canonical JSON), so that a row that was changed, put in,
moved or taken out shows. Rows cut off at the end show to whoever has noted a later head.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select

from ledger.canonical import digest, encode
from models.errors import IntegrityError, PeopleError
from models.records import FIRST_PREVIOUS
from store.database import Database
from store.people.rows import lock, stored
from store.people.tables import accesses

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
_HOUR: Final = 13
"""Characters of an instant up to its hour."""


@dataclass(frozen=True, slots=True)
class Access:
    """
    One row. `at` is UTC; `account` and `reference` are opaque ids; `what` and `detail` are codes.

    `hash` is that of everything before it.
    """

    number: int
    at: str
    account: str
    role: str
    what: str
    reference: str | None
    detail: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the log: its number (0: none) and its hash."""

    number: int
    hash: str


class Accesses:
    """The access log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(  # noqa: PLR0913 (what a row says)
        self,
        account: str,
        role: str,
        what: str,
        now: datetime,
        *,
        reference: str | None = None,
        detail: str | None = None,
        each: bool = False,
    ) -> None:
        """
        Write that somebody did something.

        Args:
            account: the id of who.
            role: in which role.
            what: a code, such as the name of a route.
            now: the moment.
            reference: the case.
            detail: another code, such as the id of a document.
            each: false for what is only looked at: one row an account, case, action, detail and hour is enough.

        Raises:
            PeopleError: what should be a code is a sentence; it could hold a name.
        """
        said = {"account": account, "role": role, "what": what, "reference": reference, "detail": detail}
        if not all(value is None or _CODE.fullmatch(value) for value in said.values()):
            raise PeopleError("code", "the access log holds ids and codes only: letters, digits and ._:/-")
        values = {"at": stored(now), **said}
        if not each and await self._database.read_at_once(lambda connection: _within_hour(connection, values)):
            return
        await self._database.write(lambda connection: _added(connection, values, each=each))

    async def list(
        self,
        *,
        account: str | None = None,
        reference: str | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> tuple[Access, ...]:
        """
        Rows, the latest first.

        Args:
            account: only of this account.
            reference: only of this case.
            before: only rows with a smaller number, for the next page.
            limit: how many at most.
        """
        query = _ROWS.order_by(accesses.c.number.desc()).limit(limit)
        for column, value in ((accesses.c.account, account), (accesses.c.reference, reference)):
            query = query.where(column == value) if value is not None else query
        if before is not None:
            query = query.where(accesses.c.number < before)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple(Access(*row) for row in rows)

    async def head(self) -> Head:
        """The last row."""
        return await self._database.read(_head)

    async def verify(self, noted: Head | None = None) -> int:
        """
        Check the whole log.

        Args:
            noted: a head that was noted earlier, which must still stand.

        Returns:
            How many rows were checked.

        Raises:
            IntegrityError: a row was changed, put in, moved or taken out.
        """
        return await self._database.read(lambda connection: _verified(connection, noted))


_ROWS: Final[Select[Any]] = select(
    accesses.c.number,
    accesses.c.at,
    accesses.c.account,
    accesses.c.role,
    accesses.c.what,
    accesses.c.reference,
    accesses.c.detail,
    accesses.c.previous,
    accesses.c.hash,
)


def _head(connection: Connection) -> Head:
    row = connection.execute(_ROWS.order_by(accesses.c.number.desc()).limit(1)).first()
    return Head(row.number, row.hash) if row is not None else Head(0, FIRST_PREVIOUS)


def _within_hour(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the same was written in this hour."""
    same = [accesses.c[name].is_not_distinct_from(values[name]) for name in ("role", "what", "reference", "detail")]
    hour = accesses.c.at >= values["at"][:_HOUR]
    query = select(accesses.c.number).where(accesses.c.account == values["account"], hour, *same).limit(1)
    return connection.execute(query).first() is not None


def _added(connection: Connection, values: Mapping[str, Any], *, each: bool) -> None:
    lock(connection)
    if not each and _within_hour(connection, values):
        return
    head = _head(connection)
    row = {"number": head.number + 1, "previous": head.hash, **values}
    connection.execute(insert(accesses).values(**row, hash=_hash(row)))


def _hash(row: Mapping[str, Any]) -> str:
    return digest(encode({name: value for name, value in sorted(row.items()) if value is not None}))


def _verified(connection: Connection, noted: Head | None) -> int:
    count, previous = 0, FIRST_PREVIOUS
    for row in connection.execute(_ROWS.order_by(accesses.c.number)):
        count += 1
        _check(row, count, previous)
        previous = row.hash
        if noted is not None and noted.number == count and noted.hash != previous:
            raise IntegrityError(f"access log: row {count} is another one than the head that was noted")
    if noted is not None and noted.number > count:
        raise IntegrityError(f"access log: holds {count} rows, and {noted.number} were noted; the end was cut off")
    return count


def _check(row: Row[Any], number: int, previous: str) -> None:
    said = row._asdict()
    claimed = said.pop("hash")
    if row.number != number or row.previous != previous or _hash(said) != claimed:
        raise IntegrityError(f"access log: row {number} was changed, put in, moved or taken out; compare with a backup")
