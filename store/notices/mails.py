"""
Mails that were sent: each rung of a term once a person, each digest once a day.

A mail is claimed before it is handed over and marked afterwards. What was claimed and is not marked when its process
dies is taken over by another, under the same id: then it may come twice, and it is never lost (docs/notices.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from lifecycle.telling import instant_text
from models.notices import Rung
from store.database import Database
from store.notices.tables import mails, rungs

_IT: Final = mails.c.id == bindparam("of")
_OF: Final = rungs.c.mail == bindparam("of")
_KEY: Final = (
    rungs.c.reference,
    rungs.c.rule,
    rungs.c.term,
    rungs.c.anchor,
    rungs.c.due_at,
    rungs.c.rung,
)
_KNOWN: Final = select(*_KEY).where(rungs.c.account == bindparam("of"), rungs.c.due_at >= bindparam("since"))
_HELD: Final = select(*_KEY).where(_OF).order_by(*_KEY)
_STALE: Final = (
    select(mails.c.id, mails.c.account, mails.c.kind, mails.c.claimed_at)
    .where(mails.c.outcome == "claimed", mails.c.claimed_at < bindparam("before"))
    .order_by(mails.c.claimed_at, mails.c.id)
)
_OVER: Final = (
    update(mails)
    .where(_IT, mails.c.outcome == "claimed", mails.c.claimed_at == bindparam("was"))
    .values(claimed_at=bindparam("at"))
)


class MailKind(StrEnum):
    """What a mail is: reminders of terms, the digest of a morning, or that a program is called no more."""

    REMINDER = "reminder"
    DIGEST = "digest"
    HOOK = "hook"


class Outcome(StrEnum):
    """
    What became of a mail.

    `claimed`: it is being sent. `sent`: the server has taken it. `refused`: the server does not take mail for this
    address. `needless`: there was nothing to say.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    REFUSED = "refused"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that somebody began to send, and when."""

    id: str
    account: str
    kind: MailKind
    claimed_at: str


class Mails:
    """The mails of all people, for one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, account: str, since: datetime) -> frozenset[Rung]:
        """The rungs that an account was sent, or is being sent, of terms that end at `since` or later."""
        asked = {"of": account, "since": instant_text(since)}
        return await self._database.read(
            lambda connection: frozenset(Rung(*row) for row in connection.execute(_KNOWN, asked))
        )

    async def claim(
        self, mail: str, account: str, kind: MailKind, at: datetime, wanted: Sequence[Rung] = ()
    ) -> tuple[Rung, ...] | None:
        """
        Begin to send a mail.

        Args:
            mail: its id. One that is known already is not begun again.
            account: to whom.
            kind: what it is.
            at: now.
            wanted: the rungs that it is to tell of.

        Returns:
            The rungs that nobody else is sending; None where there is no such rung, or the mail is known.
        """
        row = {"id": mail, "account": account, "kind": kind.value, "claimed_at": instant_text(at)}

        def claimed(connection: Connection) -> tuple[Rung, ...] | None:
            if not _added(connection, mails, row | {"outcome": Outcome.CLAIMED.value}):
                return None
            if not wanted:
                return ()
            connection.execute(_kept(connection, rungs), [_row(account, rung, mail) for rung in wanted])
            mine = tuple(Rung(*found) for found in connection.execute(_HELD, {"of": mail}))
            if not mine:
                connection.execute(delete(mails).where(_IT), {"of": mail})
            return mine or None

        return await self._database.write(claimed)

    async def mark(self, mail: str, outcome: Outcome) -> None:
        """Say what became of a mail."""
        query = update(mails).where(_IT).values(outcome=outcome.value)
        await self._database.write(lambda connection: connection.execute(query, {"of": mail}))

    async def release(self, mail: str) -> None:
        """A mail was certainly not taken: forget it, so that what it was to tell goes into a later one."""

        def released(connection: Connection) -> None:
            connection.execute(delete(rungs).where(_OF), {"of": mail})
            connection.execute(delete(mails).where(_IT), {"of": mail})

        await self._database.write(released)

    async def forget(self, reference: str) -> None:
        """Forget who was told of the terms of a case: it is erased."""
        query = delete(rungs).where(rungs.c.reference == reference)
        await self._database.write(lambda connection: connection.execute(query))

    async def stale(self, before: datetime) -> tuple[Claimed, ...]:
        """The mails that were begun before an instant, of which nobody knows what became of them."""
        asked = {"before": instant_text(before)}
        rows = await self._database.read(lambda connection: connection.execute(_STALE, asked).all())
        return tuple(Claimed(row[0], row[1], MailKind(row[2]), row[3]) for row in rows)

    async def take_over(self, mail: Claimed, at: datetime) -> tuple[Rung, ...] | None:
        """Send a stale mail again; returns what it tells of, None where another process was faster."""
        asked = {"of": mail.id, "was": mail.claimed_at, "at": instant_text(at)}

        def taken(connection: Connection) -> tuple[Rung, ...] | None:
            if not connection.execute(_OVER, asked).rowcount:
                return None
            return tuple(Rung(*row) for row in connection.execute(_HELD, {"of": mail.id}))

        return await self._database.write(taken)

    async def begun(self, named: Sequence[str]) -> frozenset[str]:
        """Which of these mails somebody has begun to send."""
        query = select(mails.c.id).where(mails.c.id.in_(named))
        return await self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))

    async def outcomes(self, account: str | None = None) -> dict[str, Outcome]:
        """What became of each mail, by its id: of one account, or of all."""
        query = select(mails.c.id, mails.c.outcome)
        query = query if account is None else query.where(mails.c.account == account)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row[0]: Outcome(row[1]) for row in rows}


def _added(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Add a row unless its key is there already: of two at once, one is told that it did."""
    return connection.execute(_kept(connection, table).values(**row)).rowcount > 0


def _kept(connection: Connection, table: Table) -> Any:  # noqa: ANN401 (an insert of either database)
    """Insert rows whose keys are not there yet; the others are left as they are."""
    made = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    return made(table).on_conflict_do_nothing()


def _row(account: str, rung: Rung, mail: str) -> dict[str, str]:
    reference, rule, term, anchor, due_at, name = rung
    key = {"reference": reference, "rule": rule, "term": term, "anchor": anchor, "due_at": due_at}
    return {"account": account, **key, "rung": name, "mail": mail}
