"""Which version of the schema a database has, and whether it is the one that this code needs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from models.errors import StoreError
from store.migrations import REVISIONS

REMEDY: Final = "run `aryz up`, or `python -m store.migrate --url URL`"
"""What to do about a database without tables."""


def version(connection: Connection) -> str | None:
    """The version of the schema, None where there is none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def check_version(name: str, found: str | None, *, older_is_well: bool = False) -> None:
    """
    Compare the version found with the one that this code needs.

    Raises:
        StoreError: it is newer; or it is older and that is not well.
    """
    if found == REVISIONS[-1]:
        return
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{name}: was made by a newer Aryz (schema {found}, this one knows {REVISIONS[-1]}); "
            f"use that version, nothing was changed"
        )
    if not older_is_well:
        state = "holds no tables yet" if found is None else f"has schema {found}, this Aryz needs {REVISIONS[-1]}"
        raise StoreError(f"{name}: {state}; {REMEDY}")
