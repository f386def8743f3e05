"""What a database says, in one line: where, why, what to do. Never the values of a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from models.errors import StoreError

_REMEDIES: Final = {
    "locked": "another program is writing to it; try again, or end that program",
    "full": "free space where it is kept; nothing was written and it can be tried again",
    "readonly": "give the user that runs Aryz the right to write the file and its folder",
    "unable to open": "check that the folder exists and may be written",
    "not a database": "the file is something else, or damaged; name another file or restore a copy",
    "malformed": "the file is damaged; restore a copy, then compare it with the cases' histories",
    "disk i/o": "the disk fails or its folder is gone; look at the machine's log",
    "does not exist": "check the name of the database and of the user in the URL",
    "password": "check user and password in the URL",
}
_ELSE: Final = "check that the database runs and can be reached"


@contextmanager
def as_store_error(what: str) -> Iterator[None]:
    """
    Turn every failure of the database inside the block into a `StoreError`: `what` names what was being done.

    Raises:
        StoreError: the database could not do it. Nothing of the transaction was kept; trying again is safe.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(f"{what}: {_reason(error)}") from None


def _reason(error: Exception) -> str:
    said = _said(error)
    remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in said.lower()), _ELSE)
    return f"{said}; {remedy}"


def _said(error: Exception) -> str:
    """The driver's own words, first line: SQLAlchemy would add the statement, PostgreSQL the row in a detail line."""
    if isinstance(error, PoolTimeoutError):
        return "no connection became free in time"
    if isinstance(error, TimeoutError):
        return "gave no answer in time"
    if isinstance(error, SQLAlchemyError) and not isinstance(error, DBAPIError):
        return type(error).__name__  # an error of the program: its text may quote values
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    words = str(cause).strip().splitlines() or [type(cause).__name__]
    return words[0].rpartition(">: ")[2]  # asyncpg's errors come as "<class '...'>: words"
