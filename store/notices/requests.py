"""
Requests that must not be done twice (`Idempotency-Key`): the first answer is kept for a day and given again.

The answer is sealed: it may hold what is shown only once. A request that began and never ended (its process died) is
taken over after a minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from lifecycle.telling import instant_text
from models.errors import KeysError
from store.database import Database
from store.keys.cases import CaseKeys
from store.notices.tables import requests
from store.sealing import Place, seal, sealed_under, unseal

KEPT: Final = timedelta(days=1)
"""How long an answer is given again."""

_LOST: Final = timedelta(minutes=1)
_NAMED: Final = "_requests"
_IT: Final = and_(requests.c.account == bindparam("of"), requests.c.key == bindparam("named"))
_FIND: Final = select(requests.c.fingerprint, requests.c.begun_at, requests.c.status, requests.c.body).where(_IT)
_BEGIN: Final = insert(requests)
_END: Final = update(requests).where(_IT).values(status=bindparam("answered"), body=bindparam("sealed"))
_DROP: Final = delete(requests).where(_IT)
_OLD: Final = delete(requests).where(requests.c.begun_at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Answered:
    """The first answer to a request."""

    status: int
    body: bytes


class Running:
    """The same request is being answered at this moment."""


class Other:
    """The key was used for another request."""


Begun = Answered | Running | Other | None
"""What is known of a request. None: nothing, it is to be done now."""


class Requests:
    """The requests that programs made under a key of their own, for one event loop."""

    def __init__(self, database: Database, keys: CaseKeys | None) -> None:
        self._database = database
        self._keys = keys

    async def begin(self, account: str, key: str, fingerprint: str, at: datetime) -> Begun:
        """
        Begin a request, unless it is known.

        Args:
            account: who asks.
            key: the key that the program gave.
            fingerprint: a digest of what is asked: another one under the same key is another request.
            at: now.
        """
        named = {"of": account, "named": key}
        row = {"account": account, "key": key, "fingerprint": fingerprint, "begun_at": instant_text(at)}

        def begun(connection: Connection) -> tuple[str, int | None, bytes | None] | None:
            connection.execute(_OLD, {"before": instant_text(at - KEPT)})
            found = connection.execute(_FIND, named).first()
            if found is not None and found[2] is None and found[1] < instant_text(at - _LOST):
                connection.execute(_DROP, named)
                found = None
            if found is None:
                connection.execute(_BEGIN, row)
                return None
            return found[0], found[2], found[3]

        known = await self._database.write(begun)
        if known is None:
            return None
        if known[0] != fingerprint:
            return Other()
        if known[1] is None or known[2] is None:
            return Running()
        return Answered(known[1], await self._opened(known[2], account, key))

    async def end(self, account: str, key: str, answer: Answered) -> None:
        """Keep the answer to a request that was begun."""
        place = Place(_NAMED, 0, f"{account}/{key}")
        sealed = seal(await self._at_hand().data_key(_NAMED), answer.body, place)
        values = {"of": account, "named": key, "answered": answer.status, "sealed": sealed}
        await self._database.write(lambda connection: connection.execute(_END, values))

    async def forget(self, account: str, key: str) -> None:
        """A request was not done: it may be made again under its key."""
        await self._database.write(lambda connection: connection.execute(_DROP, {"of": account, "named": key}))

    async def _opened(self, sealed: bytes, account: str, key: str) -> bytes:
        place = Place(_NAMED, 0, f"{account}/{key}")
        return unseal(await self._at_hand().by_id(sealed_under(sealed, place)), sealed, place)

    def _at_hand(self) -> CaseKeys:
        if self._keys is None:
            raise KeysError(f"{self._database.name}: was opened without keys: no answer can be kept or read")
        return self._keys
