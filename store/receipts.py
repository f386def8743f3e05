"""
The codes with which victims follow their cases: sixteen digits, told once and kept nowhere.

What is kept is a keyed hash. Its key is not in the database, so that whoever holds the database alone cannot try codes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from store.database import Database
from store.keys.cases import CaseKeys
from store.people.secrecy import Secrecy
from store.schema import receipt_codes

DIGITS: Final = 16
_PURPOSE, _FORM = "receipt", "receipt of a form"
_FOUND: Final = select(receipt_codes).where(receipt_codes.c.mac == bindparam("sought"))
_OF: Final = select(receipt_codes).where(receipt_codes.c.reference == bindparam("of"))
_VOID: Final = "void"
"""In place of a hash: there was a code, and none holds now. The form that made it does not bring it back."""

_DROP: Final = delete(receipt_codes).where(receipt_codes.c.reference == bindparam("of"))
_ASK: Final = update(receipt_codes).where(receipt_codes.c.reference == bindparam("of"))


@dataclass(frozen=True, slots=True)
class Known:
    """A case with a code. `contact`: whether the office asks the person to get in touch."""

    reference: str
    made_at: str
    contact: bool


class Receipts:
    """The codes of all cases, one a case, for one event loop."""

    def __init__(self, database: Database, keys: CaseKeys | None) -> None:
        self._database = database
        self._secrecy = Secrecy(database, keys)

    async def new(self, reference: str, at: str) -> str:
        """
        A new code for a case, to be shown once; an older one is void.

        Raises:
            KeysError: the store was opened without keys.
            StoreError: it cannot be written; the older code holds.
        """
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        await self._keep(reference, code, at)
        return code

    async def of_form(self, reference: str, form: str, at: str) -> str | None:
        """The code of a case that a form opened: the same when the form comes again. None: another was made since."""
        code = f"{int(await self._secrecy.hashed(_FORM, form), 16) % 10**DIGITS:0{DIGITS}d}"
        return code if await self._keep(reference, code, at, instead=False) else None

    async def find(self, code: str) -> Known | None:
        """
        The case of a code; whatever else than digits is in it does not count.

        What is no code at all is looked for like one, so that the time it takes tells nothing.
        """
        digits = "".join(letter for letter in code[:100] if letter in "0123456789")
        mac = await self._secrecy.hashed(_PURPOSE, digits if len(digits) == DIGITS else "")
        row = await self._database.read(lambda connection: connection.execute(_FOUND, {"sought": mac}).first())
        return Known(row.reference, row.made_at, row.contact) if row is not None else None

    async def of(self, reference: str) -> Known | None:
        """Whether a case has a code, and since when."""
        row = await self._database.read(lambda connection: connection.execute(_OF, {"of": reference}).first())
        return Known(row.reference, row.made_at, row.contact) if row is not None and _holds(row.mac) else None

    async def ask(self, reference: str, *, contact: bool) -> None:
        """Ask the person to get in touch, or no longer."""
        asked = _ASK.values(contact=contact)
        await self._database.write(lambda connection: connection.execute(asked, {"of": reference}))

    async def void(self, reference: str) -> None:
        """The code of a case opens nothing any more."""
        voided = _ASK.values(mac=f"{_VOID} {reference}")
        await self._database.write(lambda connection: connection.execute(voided, {"of": reference}))

    async def _keep(self, reference: str, code: str, at: str, *, instead: bool = True) -> bool:
        """Keep a code, `instead` of another that stands or only where none does; whether it stands now."""
        mac = await self._secrecy.hashed(_PURPOSE, code)

        def kept(connection: Connection) -> bool:
            standing = connection.execute(_OF, {"of": reference}).first()
            if standing is not None and not instead:
                return bool(standing.mac == mac)
            connection.execute(_DROP, {"of": reference})
            row = {"reference": reference, "mac": mac, "made_at": at, "contact": False}
            connection.execute(insert(receipt_codes).values(**row))
            return True

        return await self._database.write(kept)


def _holds(mac: str) -> bool:
    return not mac.startswith(_VOID)


def grouped(code: str) -> str:
    """A code as people read it: in groups of four, like a telephone number."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
