"""The one timer of a case."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from temporalio import workflow

_AT_ONCE: Final = timedelta(milliseconds=1)
"""A timer of no length is refused by the server."""


class Bell:
    """
    Calls `heard` at an instant.

    At most one timer runs. It may ring early and is then set again; it never rings late.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        self._at: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    @property
    def at(self) -> datetime | None:
        """When it will ring."""
        return self._at

    def arm(self, at: datetime) -> None:
        """Ring at `at`, or before it."""
        if self._at is not None and self._at <= at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._at = at
        self._timer = asyncio.create_task(self._ring(max(at - workflow.now(), _AT_ONCE)))

    async def _ring(self, after: timedelta) -> None:
        await workflow.sleep(after)
        self._at = self._timer = None
        self._heard()
