"""
What is personal about those who work with Aryz: sealed, and found again without being readable.

Everything is sealed under the data key of a pseudo-case of its own in the key store. Sign-in names are found by a keyed
hash (HMAC-SHA-256); its key is random, made once, and itself sealed: who holds the database alone can neither read a
name nor try names against the hashes.
"""

from __future__ import annotations

import hmac
import json
import secrets
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from models.errors import KeysError
from store.database import Database
from store.keys.cases import CaseKeys
from store.people.rows import lock
from store.people.tables import people_keys
from store.sealing import Place, seal, sealed_under, unseal

PEOPLE: Final = "_people"
"""The pseudo-case of the people who work here. No case can be called so: a reference has no underscore."""

_LOOKUP: Final = "lookup"
_KEY: Final = select(people_keys.c.sealed).where(people_keys.c.name == _LOOKUP)


class Secrecy:
    """Sealing, opening and keyed hashes for the tables of people."""

    def __init__(self, database: Database, keys: CaseKeys | None) -> None:
        self._database = database
        self._keys = keys
        self._lookup: bytes | None = None

    async def seal(self, purpose: str, value: object) -> bytes:
        """
        A JSON value, sealed for one purpose, such as `account u-7kq2`: it opens for no other.

        Raises:
            KeysError: the store was opened without keys.
            StoreError: the key store cannot be read.
        """
        return seal(await self._at_hand().data_key(PEOPLE), json.dumps(value).encode(), _place(purpose))

    async def open(self, purpose: str, sealed: bytes) -> Any:  # noqa: ANN401 (what JSON gives)
        """
        The value again.

        Raises:
            SealedError: it was sealed for something else, or damaged.
            KeysError: the store was opened without keys, or its key is gone.
        """
        place = _place(purpose)
        key = await self._at_hand().by_id(sealed_under(sealed, place))
        return json.loads(unseal(key, sealed, place))

    async def hashed(self, purpose: str, value: str) -> str:
        """The keyed hash of a text, in hexadecimal: the same text has the same for one purpose, and no other."""
        if self._lookup is None:
            self._lookup = bytes.fromhex(await self._known_key())
        return hmac.digest(self._lookup, f"{purpose}\n{value}".encode(), "sha256").hex()

    async def _known_key(self) -> str:
        sealed = await self._database.read(lambda connection: connection.execute(_KEY).scalar_one_or_none())
        if sealed is not None:
            return str(await self.open(_LOOKUP, sealed))
        made = await self.seal(_LOOKUP, secrets.token_hex(32))
        return str(await self.open(_LOOKUP, await self._database.write(lambda connection: _kept(connection, made))))

    def _at_hand(self) -> CaseKeys:
        if self._keys is None:
            raise KeysError(f"{self._database.name}: was opened without keys; people cannot be read")
        return self._keys


def _kept(connection: Connection, made: bytes) -> bytes:
    """The key that stands; of two processes at once, one makes it."""
    lock(connection)
    standing = connection.execute(_KEY).scalar_one_or_none()
    if standing is not None:
        return bytes(standing)
    connection.execute(insert(people_keys).values(name=_LOOKUP, sealed=made))
    return made


def _place(purpose: str) -> Place:
    return Place(PEOPLE, 0, purpose)
