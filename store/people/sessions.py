"""
Sessions: a random token in a cookie, and its digest here.

A session ends half an hour after it was last used and twelve hours after it began, and with every change of role,
password or standing of its account. Source: OWASP ASVS 5.0, chapter 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, delete, insert, or_, select, update

from store.database import Database
from store.people.account import COLUMNS, Account, read_account
from store.people.rows import digest, new_token, read_instant, stored
from store.people.tables import accounts, sessions

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
FRESH: Final = timedelta(minutes=10)
"""How long after a password was given what is grave may be done without asking again."""

HALFWAY: Final = timedelta(minutes=10)
"""How long a sign-in may wait for the second factor."""

_SEEN: Final = timedelta(seconds=60)
_SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class Session:
    """
    A session that holds now. `csrf` is the word that its forms carry; `entered` false: the second factor is missing.

    `shown` names it on a page without giving it away.
    """

    account: Account
    csrf: str
    begun_at: datetime
    seen_at: datetime
    fresh_until: datetime
    entered: bool
    shown: str

    def fresh(self, now: datetime) -> bool:
        """Whether the person has proved a moment ago who they are."""
        return now < self.fresh_until


class Sessions:
    """The sessions of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, id_: str, now: datetime, *, entered: bool = True, instead_of: str | None = None) -> str:
        """
        A new session; returns its token.

        Args:
            id_: whose.
            now: the moment.
            entered: false where the second factor is still missing; `enter` follows.
            instead_of: the token that came with the request, whose session ends.
        """
        token = new_token()
        row = _row(token, id_, now, begun_at=now, entered=entered)

        def begun(connection: Connection) -> None:
            connection.execute(delete(sessions).where(_over(now)))
            _end(connection, instead_of)
            connection.execute(insert(sessions).values(**row))
            if entered:
                connection.execute(update(accounts).where(accounts.c.id == id_).values(seen_at=stored(now)))

        await self._database.write(begun)
        return token

    async def find(self, token: str, now: datetime) -> Session | None:
        """The session of a token, or None: there is none, it is over, or its second factor is missing."""
        found = await self._found(token, now)
        if found is None or not found.entered:
            return None
        if now - found.seen_at >= _SEEN:
            await self._seen(token, found.account.id, now)
        return found

    async def halfway(self, token: str, now: datetime) -> Session | None:
        """The sign-in of a token that waits for its second factor, or None."""
        found = await self._found(token, now)
        return found if found is not None and not found.entered and now - found.begun_at < HALFWAY else None

    async def enter(self, token: str, now: datetime) -> str | None:
        """The second factor was right: a session with another token. None: it is too late."""
        found = await self.halfway(token, now)
        return await self.begin(found.account.id, now, instead_of=token) if found is not None else None

    async def renew(self, token: str, now: datetime) -> str | None:
        """The person has proved again who they are: the same session under another token, and fresh. None: it ended."""
        found = await self.find(token, now)
        if found is None:
            return None
        renewed = new_token()
        row = _row(renewed, found.account.id, now, begun_at=found.begun_at, entered=True)

        def replaced(connection: Connection) -> bool:
            if not _end(connection, token):
                return False
            connection.execute(insert(sessions).values(**row))
            return True

        return renewed if await self._database.write(replaced) else None

    async def of(self, id_: str, now: datetime) -> tuple[Session, ...]:
        """The sessions of an account that hold, the latest first."""
        query = _QUERY.where(sessions.c.account == id_, sessions.c.entered.is_(True), ~_over(now))
        ordered = query.order_by(sessions.c.seen_at.desc(), sessions.c.token)
        rows = await self._database.read(lambda connection: connection.execute(ordered).all())
        return tuple(_read(row) for row in rows)

    async def end(self, token: str) -> None:
        """End one session."""
        await self._database.write(lambda connection: _end(connection, token))

    async def end_shown(self, id_: str, shown: str) -> bool:
        """End the session of an account that a page shows by this name; returns whether there was one."""
        one = (sessions.c.account == id_, sessions.c.token.startswith(shown, autoescape=True))
        if len(shown) != _SHOWN:
            return False
        return await self._database.write(
            lambda connection: connection.execute(delete(sessions).where(*one)).rowcount > 0
        )

    async def end_all(self, id_: str, *, but: str | None = None) -> None:
        """End every session of an account, except that of the token `but`."""
        mine = delete(sessions).where(sessions.c.account == id_)
        if but is not None:
            mine = mine.where(sessions.c.token != digest(but))
        await self._database.write(lambda connection: connection.execute(mine))

    async def _found(self, token: str, now: datetime) -> Session | None:
        query = _QUERY.where(sessions.c.token == digest(token), ~_over(now), accounts.c.enabled.is_(True))
        row = await self._database.read_at_once(lambda connection: connection.execute(query).first())
        return _read(row) if row is not None else None

    async def _seen(self, token: str, id_: str, now: datetime) -> None:
        def seen(connection: Connection) -> None:
            at = {"seen_at": stored(now)}
            connection.execute(update(sessions).where(sessions.c.token == digest(token)).values(**at))
            connection.execute(update(accounts).where(accounts.c.id == id_).values(**at))

        await self._database.write(seen)


_QUERY: Final[Select[Any]] = select(
    *COLUMNS,
    sessions.c.csrf,
    sessions.c.begun_at,
    sessions.c.seen_at.label("session_seen_at"),
    sessions.c.fresh_until,
    sessions.c.entered,
    sessions.c.token,
).join(sessions, sessions.c.account == accounts.c.id)


def _row(token: str, id_: str, now: datetime, *, begun_at: datetime, entered: bool) -> dict[str, Any]:
    return {
        "token": digest(token),
        "account": id_,
        "entered": entered,
        "begun_at": stored(begun_at),
        "seen_at": stored(now),
        "fresh_until": stored(now + FRESH if entered else now),
        "csrf": new_token(),
    }


def _over(now: datetime) -> Any:  # noqa: ANN401 (a condition of SQLAlchemy)
    return or_(sessions.c.seen_at <= stored(now - IDLE), sessions.c.begun_at <= stored(now - LONGEST))


def _end(connection: Connection, token: str | None) -> bool:
    if token is None:
        return False
    return connection.execute(delete(sessions).where(sessions.c.token == digest(token))).rowcount > 0


def _read(row: Row[Any]) -> Session:
    csrf, begun_at, seen_at, fresh_until, entered, token = row[len(COLUMNS) :]
    return Session(
        account=read_account(row),
        csrf=csrf,
        begun_at=read_instant(begun_at),
        seen_at=read_instant(seen_at),
        fresh_until=read_instant(fresh_until),
        entered=bool(entered),
        shown=token[:_SHOWN],
    )
