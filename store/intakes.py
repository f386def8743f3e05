"""Which form opened which case: a form that is sent twice opens one case, and two forms never share a reference."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, Table, bindparam, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from store.database import Database
from store.schema import intakes, register

_OPENED: Final = select(intakes.c.reference, intakes.c.made_at).where(intakes.c.form == bindparam("by"))
_TAKEN: Final = union_all(
    select(intakes.c.reference).where(intakes.c.reference == bindparam("of")),
    select(register.c.reference).where(register.c.reference == bindparam("of")),
)
_DIGITS: Final = 3


class Intakes:
    """The references that forms have taken."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, form: str) -> tuple[str, str] | None:
        """The case that a form took, and when; None where it took none yet."""
        row = await self._database.read(lambda connection: connection.execute(_OPENED, {"by": form}).first())
        return (row[0], row[1]) if row is not None else None

    async def claim(self, form: str, reference: str, at: str) -> str | None:
        """
        Take a reference for a form.

        Args:
            form: the id of the form.
            reference: what its case is to be called.
            at: the instant.

        Returns:
            The reference of this form, which is another where it had one already. None: there is such a case.
        """
        return await self._database.write(lambda connection: _claim(connection, form, reference, at))

    async def suggest(self, prefix: str) -> str:
        """The next reference that begins so: `kz-39-2026-008` after `kz-39-2026-007`."""
        return await self._database.read(lambda connection: _suggest(connection, prefix))


def _claim(connection: Connection, form: str, reference: str, at: str) -> str | None:
    known = connection.execute(_OPENED, {"by": form}).first()
    if known is not None:
        return str(known[0])
    if connection.execute(_TAKEN, {"of": reference}).first() is not None:
        return None
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"form": form, "reference": reference, "made_at": at}
    connection.execute(dialect.insert(intakes).values(**row).on_conflict_do_nothing())
    kept = connection.execute(_OPENED, {"by": form}).first()
    return str(kept[0]) if kept is not None else None


def _suggest(connection: Connection, prefix: str) -> str:
    numbers = [_highest(connection, table, prefix) for table in (intakes, register)]
    return f"{prefix}{max(numbers) + 1:0{_DIGITS}d}"


def _highest(connection: Connection, table: Table, prefix: str) -> int:
    begins = table.c.reference.startswith(prefix, autoescape=True)
    names = connection.execute(select(table.c.reference).where(begins)).scalars()
    return max((int(tail) for name in names if (tail := name[len(prefix) :]).isdecimal() and len(tail) <= 9), default=0)
