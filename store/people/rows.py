"""What the tables of people share: one change at a time, ids, tokens, and times as they are stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, delete, func, select, update

from lifecycle.telling import instant_text
from store.people.tables import api_tokens, sessions

_LOCK: Final = 0x41727970
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_ID: Final = 12


def lock(connection: Connection) -> None:
    """On PostgreSQL one transaction at a time gets past here; SQLite's write lock does that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def new_id(prefix: str) -> str:
    """A random id such as `u-7kq2mw9xt4hb` (60 bits): it stands in ledgers, and tells nothing."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(_ID))}"


def new_token() -> str:
    """A random token of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256. It is random, therefore no key and no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def stored(instant: datetime) -> str:
    """An instant as the tables hold it: UTC, sorts as text."""
    return instant_text(instant.astimezone(UTC))


def read_instant(text: str) -> datetime:
    """The instant again."""
    return datetime.fromisoformat(text)


def put_out(connection: Connection, account: str, now: datetime, *, tokens: bool = True) -> None:
    """End every session of an account and, unless told otherwise, revoke its tokens."""
    connection.execute(delete(sessions).where(sessions.c.account == account))
    if tokens:
        mine = (api_tokens.c.account == account, api_tokens.c.revoked_at.is_(None))
        connection.execute(update(api_tokens).where(*mine).values(revoked_at=stored(now)))
