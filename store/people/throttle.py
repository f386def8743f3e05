"""Counting attempts in windows of time, so that guessing takes longer than anybody lives."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from store.database import Database
from store.people.rows import lock
from store.people.secrecy import Secrecy
from store.people.tables import throttle


class Throttle:
    """
    Attempts, by a key such as `signin|203.0.113.7`.

    Keys are hashed under a key of this installation: an address is personal. What is over is swept away.
    """

    def __init__(self, database: Database, secrecy: Secrecy) -> None:
        self._database = database
        self._secrecy = secrecy

    async def hit(self, key: str, limit: int, per_seconds: int, *, now: datetime | None = None) -> bool:
        """
        Count an attempt. To be called before the attempt is judged, so that many at once do not pass together.

        Args:
            key: what is counted.
            limit: how many attempts a window allows.
            per_seconds: how long a window is; it begins with its first attempt.
            now: the moment (default: the clock of the machine).

        Returns:
            Whether it may go on. False: there were too many.
        """
        hashed, at = await self._secrecy.hashed("throttle", key), _seconds(now)

        def counted(connection: Connection) -> bool:
            lock(connection)
            row = connection.execute(select(throttle.c.hits, throttle.c.until).where(throttle.c.key == hashed)).first()
            if row is not None and row[1] > at:
                hits = min(row[0], limit) + 1
                connection.execute(update(throttle).where(throttle.c.key == hashed).values(hits=hits))
                return bool(hits <= limit)
            connection.execute(delete(throttle).where(throttle.c.until <= at))
            values = {"key": hashed, "begun": at, "until": at + per_seconds, "hits": 1}
            connection.execute(insert(throttle).values(**values))
            return limit >= 1

        return await self._database.write(counted)

    async def wait(self, key: str, *, now: datetime | None = None) -> int:
        """Seconds until the window of a key ends; 0 where none is open."""
        hashed, at = await self._secrecy.hashed("throttle", key), _seconds(now)
        query = select(throttle.c.until).where(throttle.c.key == hashed)
        until = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        return max(0, (until or 0) - at)

    async def clear(self, key: str) -> None:
        """Forget the attempts of a key: the last one was right."""
        hashed = await self._secrecy.hashed("throttle", key)
        gone = delete(throttle).where(throttle.c.key == hashed)
        await self._database.write(lambda connection: connection.execute(gone))


def _seconds(now: datetime | None) -> int:
    return int((now or datetime.now(UTC)).timestamp())
