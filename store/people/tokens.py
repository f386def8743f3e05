"""Tokens with which programs use the API in the name of an account. Only their digests are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, insert, select, update

from models.errors import PeopleError
from store.database import Database
from store.people.account import COLUMNS, Account, read_account
from store.people.rows import digest, new_id, new_token, read_instant, stored
from store.people.secrecy import Secrecy
from store.people.tables import accounts, api_tokens

PREFIX: Final = "aryz_"
"""How every token begins, so that one that was left lying about is recognised."""

LONGEST: Final = timedelta(days=366)
_SEEN: Final = timedelta(seconds=60)
_LABEL: Final = 80


class Scope(StrEnum):
    """
    What a token may be used for, within the rights of its account.

    `read`: look at cases. `tell`: open cases, tell events, add documents. `export`: bundles, documents, receipts of
    verification. `admin`: webhooks and other tokens.
    """

    READ = "read"
    TELL = "tell"
    EXPORT = "export"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token that was made. `label` is what its owner calls it; times are UTC."""

    id: str
    account: Account
    label: str
    scopes: frozenset[Scope]
    made_at: datetime
    until: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class Tokens:
    """The tokens of all accounts."""

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def make(
        self, id_: str, label: str, scopes: Iterable[Scope], now: datetime, *, until: datetime
    ) -> tuple[str, str]:
        """
        A new token of an account.

        Returns:
            Its id, and the token itself, which is shown once.

        Raises:
            PeopleError: no scope, no label, or an end that is past or more than a year away.
        """
        named, wanted = new_id("t"), sorted({Scope(scope).value for scope in scopes})
        if not wanted or not label.strip() or len(label) > _LABEL or not label.isprintable():
            raise PeopleError("token", f"a token has a label of 1-{_LABEL} characters and at least one scope")
        if not now < until <= now + LONGEST:
            raise PeopleError("token_until", "a token ends within a year from now")
        token = PREFIX + new_token()
        values = {
            "id": named,
            "token": digest(token),
            "account": id_,
            "sealed": await self._secrecy.seal(_purpose(named), label.strip()),
            "scopes": " ".join(wanted),
            "made_at": stored(now),
            "until": stored(until),
        }
        await self._database.write(lambda connection: connection.execute(insert(api_tokens).values(**values)))
        return named, token

    async def find(self, token: str, now: datetime) -> ApiToken | None:
        """The token, if it holds: known, not revoked, not over, its account enabled."""
        if not token.startswith(PREFIX):
            return None
        query = _QUERY.where(
            api_tokens.c.token == digest(token),
            api_tokens.c.revoked_at.is_(None),
            api_tokens.c.until > stored(now),
            accounts.c.enabled.is_(True),
        )
        row = await self._database.read(lambda connection: connection.execute(query).first())
        if row is None:
            return None
        found = await self._read(row)
        if found.used_at is None or now - found.used_at >= _SEEN:
            used = update(api_tokens).where(api_tokens.c.id == found.id).values(used_at=stored(now))
            await self._database.write(lambda connection: connection.execute(used))
        return found

    async def of(self, id_: str) -> tuple[ApiToken, ...]:
        """Every token of an account, also those that hold no more, the latest first."""
        query = _QUERY.where(api_tokens.c.account == id_).order_by(api_tokens.c.made_at.desc(), api_tokens.c.id)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple([await self._read(row) for row in rows])

    async def revoke(self, id_: str, token_id: str, now: datetime) -> bool:
        """Revoke a token of an account; returns whether there was one that held."""
        mine = update(api_tokens).where(
            api_tokens.c.account == id_, api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None)
        )
        values = {"revoked_at": stored(now)}
        return await self._database.write(lambda connection: connection.execute(mine.values(**values)).rowcount > 0)

    async def _read(self, row: Row[Any]) -> ApiToken:
        named, sealed, scopes, made_at, until, used_at, revoked_at = row[len(COLUMNS) :]
        return ApiToken(
            id=named,
            account=read_account(row),
            label=await self._secrecy.open(_purpose(named), sealed),
            scopes=frozenset(Scope(scope) for scope in scopes.split()),
            made_at=read_instant(made_at),
            until=read_instant(until),
            used_at=read_instant(used_at) if used_at else None,
            revoked_at=read_instant(revoked_at) if revoked_at else None,
        )


_QUERY: Final[Select[Any]] = select(
    *COLUMNS,
    api_tokens.c.id.label("token_id"),
    api_tokens.c.sealed,
    api_tokens.c.scopes,
    api_tokens.c.made_at.label("token_made_at"),
    api_tokens.c.until,
    api_tokens.c.used_at,
    api_tokens.c.revoked_at,
).join(api_tokens, api_tokens.c.account == accounts.c.id)


def _purpose(token_id: str) -> str:
    return f"token {token_id}"
