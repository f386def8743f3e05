"""
Reading cells that somebody else may have written: whatever stands in them comes back, and nothing is believed.

SQLite keeps any kind of value in any column, also text that is no text. One such cell would fail a whole statement; it
is then read again with every text as bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, LargeBinary, Select, case, cast, func, literal, type_coerce
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import NULLTYPE

Cell = Any
"""Text, a number, bytes or None: what the database gives back."""
Built = Callable[[Sequence[ColumnElement[Any]]], Select[Any]]
"""A query, given what it selects."""

_UNDECODED: Final = "could not decode"


def cells(connection: Connection, columns: Sequence[Column[Any]], query: Built) -> Sequence[Sequence[Cell]]:
    """
    The rows of a query over these columns, as they are stored. Text that is not UTF-8 comes with lone surrogates.

    Raises:
        sqlalchemy.exc.DBAPIError: a table or a column is missing, or the file is damaged.
    """
    try:
        return connection.execute(query([type_coerce(column, NULLTYPE) for column in columns])).all()
    except OperationalError as error:
        if connection.dialect.name != "sqlite" or _UNDECODED not in str(error.orig).lower():
            raise
    rows = connection.execute(query([part for column in columns for part in _apart(column)])).all()
    return [tuple(map(_text, row[::2], row[1::2])) for row in rows]


def _apart(column: Column[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    kind = func.typeof(column)
    as_bytes = cast(column, LargeBinary)
    return kind, case((kind == literal("text"), type_coerce(as_bytes, NULLTYPE)), else_=type_coerce(column, NULLTYPE))


def _text(kind: str, value: Cell) -> Cell:
    return value.decode(errors="surrogateescape") if kind == "text" else value
