"""
Where programs want to be called, and up to which record each has been.

Address and secret are sealed: an address often is a secret itself. `position` is the place in the tree of the next
record to tell of; it moves on only when the program has answered.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, delete, insert, select, update

from lifecycle.telling import instant_text
from models.errors import KeysError
from store.database import Database
from store.keys.cases import CaseKeys
from store.notices.codes import made
from store.notices.tables import hooks
from store.schema import leaves, ledger, tree
from store.sealing import Place, seal, sealed_under, unseal

EVERYTHING: Final = "*"
"""The event that stands for all of them."""

AT_MOST: Final = 20
"""How many hooks one account may have."""

_NAMED: Final = "_hooks"
_IT: Final = hooks.c.id == bindparam("of")
_ALL: Final = select(hooks).order_by(hooks.c.made_at, hooks.c.id)
_SIZE: Final = select(tree.c.size)
_BEHIND: Final = (
    select(hooks.c.id).where(hooks.c.enabled, hooks.c.position < _SIZE.scalar_subquery()).order_by(hooks.c.id)
)
_NEWS: Final = (
    select(leaves.c.position, ledger.c.reference, ledger.c.seq, ledger.c.hash, ledger.c.kind, ledger.c.recorded_at)
    .join(ledger, and_(ledger.c.reference == leaves.c.reference, ledger.c.seq == leaves.c.seq))
    .where(leaves.c.position >= bindparam("first"))
    .order_by(leaves.c.position)
)
_MOVE: Final = (
    update(hooks)
    .where(_IT, hooks.c.position < bindparam("to"))
    .values(position=bindparam("to"), failing_since=None, failure=None)
)
_SKIP: Final = update(hooks).where(_IT, hooks.c.position < bindparam("to")).values(position=bindparam("to"))
_FAIL: Final = update(hooks).where(_IT).values(failure=bindparam("why"))
_FAIL_FIRST: Final = update(hooks).where(_IT, hooks.c.failing_since.is_(None)).values(failing_since=bindparam("at"))
_DISABLE: Final = update(hooks).where(_IT, hooks.c.enabled).values(enabled=False, disabled_at=bindparam("at"))


class News(NamedTuple):
    """A record to tell of: its place in the tree, the case, its number, hash and kind, and when it was recorded."""

    position: int
    reference: str
    seq: int
    hash: str
    kind: str
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Hook:
    """
    One program that wants to be called.

    `events` are kinds of records, or `*`. `failing_since` and `failure` say since when it has not answered, and how;
    `disabled_at` when it was given up for that. `secret` is what calls are signed with.
    """

    id: str
    account: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...]
    enabled: bool
    made_at: str
    position: int
    failing_since: str | None = None
    failure: str | None = None
    disabled_at: str | None = None

    def wants(self, kind: str) -> bool:
        """Whether it is to be told of records of this kind."""
        return EVERYTHING in self.events or kind in self.events


class Hooks:
    """The programs that want to be called, for one event loop."""

    def __init__(self, database: Database, keys: CaseKeys | None) -> None:
        self._database = database
        self._keys = keys

    async def add(self, account: str, url: str, events: Sequence[str], at: datetime) -> Hook:
        """
        A new hook, with a secret that is made here. It is told of what is recorded from now on.

        Raises:
            StoreError: it cannot be kept.
        """
        named, secret = f"h{secrets.token_hex(8)}", made()
        told = json.dumps({"url": url, "secret": secret}).encode()
        sealed = seal(await self._at_hand().data_key(_NAMED), told, Place(_NAMED, 0, named))
        hook = Hook(named, account, url, secret, tuple(events), enabled=True, made_at=instant_text(at), position=0)

        def added(connection: Connection) -> int:
            size = int(connection.execute(_SIZE).scalar_one())
            row = {"id": named, "account": account, "sealed": sealed, "events": " ".join(events), "enabled": True}
            connection.execute(insert(hooks), row | {"made_at": hook.made_at, "position": size})
            return size

        size = await self._database.write(added)
        return Hook(named, account, url, secret, hook.events, enabled=True, made_at=hook.made_at, position=size)

    async def all(self, account: str | None = None) -> tuple[Hook, ...]:
        """Every hook, or those of one account, the oldest first."""
        query = _ALL if account is None else _ALL.where(hooks.c.account == account)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple([await self._opened(row) for row in rows])

    async def find(self, named: str) -> Hook | None:
        """One hook."""
        query = select(hooks).where(_IT)
        row = await self._database.read(lambda connection: connection.execute(query, {"of": named}).first())
        return await self._opened(row) if row is not None else None

    async def remove(self, named: str) -> bool:
        """Call it no more; returns whether it was there."""
        query = delete(hooks).where(_IT)
        return await self._database.write(lambda connection: connection.execute(query, {"of": named}).rowcount > 0)

    async def behind(self, *, failing: bool) -> tuple[str, ...]:
        """The hooks that have not been told of everything. `failing`: also those that do not answer now."""
        query = _BEHIND if failing else _BEHIND.where(hooks.c.failing_since.is_(None))
        return await self._database.read(lambda connection: tuple(row[0] for row in connection.execute(query)))

    async def news(self, first: int, at_most: int) -> tuple[News, ...]:
        """The records from a place of the tree on, in the order in which they were kept."""
        query = _NEWS.limit(at_most)
        rows = await self._database.read(lambda connection: connection.execute(query, {"first": first}).all())
        return tuple(News(*row) for row in rows)

    async def move(self, named: str, position: int) -> None:
        """The program was told of everything before this place, and answers."""
        await self._database.write(lambda connection: connection.execute(_MOVE, {"of": named, "to": position}))

    async def skip(self, named: str, position: int) -> None:
        """There was nothing before this place that the program wants. That says nothing of whether it answers."""
        await self._database.write(lambda connection: connection.execute(_SKIP, {"of": named, "to": position}))

    async def fail(self, named: str, why: str, at: datetime) -> None:
        """The program does not answer as it should."""

        def failed(connection: Connection) -> None:
            connection.execute(_FAIL, {"of": named, "why": why[:200]})
            connection.execute(_FAIL_FIRST, {"of": named, "at": instant_text(at)})

        await self._database.write(failed)

    async def disable(self, named: str, at: datetime) -> None:
        """Call it no more, and remember when it was given up."""
        await self._database.write(
            lambda connection: connection.execute(_DISABLE, {"of": named, "at": instant_text(at)})
        )

    async def given_up(self) -> tuple[Hook, ...]:
        """Those that were given up because they did not answer."""
        failed = hooks.c.disabled_at.is_not(None), hooks.c.failing_since.is_not(None)
        query = select(hooks).where(*failed).order_by(hooks.c.disabled_at)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return tuple([await self._opened(row) for row in rows])

    async def _opened(self, row: Row[Any]) -> Hook:
        place = Place(_NAMED, 0, row.id)
        key = await self._at_hand().by_id(sealed_under(row.sealed, place))
        told = json.loads(unseal(key, row.sealed, place))
        return Hook(
            id=row.id,
            account=row.account,
            url=told["url"],
            secret=told["secret"],
            events=tuple(row.events.split()),
            enabled=row.enabled,
            made_at=row.made_at,
            position=row.position,
            failing_since=row.failing_since,
            failure=row.failure,
            disabled_at=row.disabled_at,
        )

    def _at_hand(self) -> CaseKeys:
        if self._keys is None:
            raise KeysError(f"{self._database.name}: was opened without keys: no hook can be kept or read")
        return self._keys
