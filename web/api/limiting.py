"""
How much one account may ask of the API in a minute, counted in the memory of this process.

Reading must not write: a count in the database would cost more than most answers. Guessing of secrets is counted in
the database (`store.people.throttle`), and so is what is costly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from web.house import House, Person

WINDOW: Final = 60
"""Seconds."""


@dataclass(slots=True)
class Allowance:
    """
    How many requests each account has left in this minute.

    `most`: requests a window. `clock`: seconds that only go forward.
    """

    most: int = 600
    clock: Callable[[], float] = time.monotonic
    _since: float = field(default=0.0, init=False)
    _spent: dict[str, int] = field(default_factory=dict, init=False)

    def spend(self, account: str) -> tuple[int, int]:
        """Count a request: how many are left (-1: it was one too many), and in how many seconds all are there again."""
        now = self.clock()
        if now - self._since >= WINDOW:
            self._since, self._spent = now, {}
        spent = self._spent.get(account, 0) + 1
        self._spent[account] = min(spent, self.most + 1)
        return max(self.most - spent, -1), max(1, round(self._since + WINDOW - now))


def limited(request: Request) -> None:
    """
    Count a request of whoever asks.

    Raises:
        HTTPException: 429, with when to come again.

    Source: RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers-10); RFC 6585, section 4.
    """
    person = request.state.person
    if not isinstance(person, Person):
        return
    allowance = allowance_of(request)
    left, wait = allowance.spend(person.id)
    request.state.allowance = _said(allowance.most, WINDOW, left, wait)
    if left < 0:
        raise too_many(request.state.allowance, wait)


def allowance_of(request: Request) -> Allowance:
    """What is counted for this application."""
    state = request.app.state
    if not hasattr(state, "allowance"):
        state.allowance = Allowance()
    found = state.allowance
    if not isinstance(found, Allowance):
        raise TypeError("the application counts with something else")
    return found


async def costly(house: House, person: Person, what: str, limit: int, per_seconds: int) -> None:
    """
    Count something that costs much, over all processes.

    Raises:
        HTTPException: 429, with when to come again.
    """
    key, now = f"{what}|{person.id}", house.clock()
    if not await house.people.throttle.hit(key, limit, per_seconds, now=now):
        wait = await house.people.throttle.wait(key, now=now)
        raise too_many(_said(limit, per_seconds, -1, wait), wait)


def too_many(said: dict[str, str], wait: int) -> HTTPException:
    """That there were too many requests."""
    return HTTPException(429, headers={**said, "Retry-After": str(max(1, wait))})


def _said(most: int, window: int, left: int, wait: int) -> dict[str, str]:
    return {"RateLimit-Policy": f'"account";q={most};w={window}', "RateLimit": f'"account";r={max(0, left)};t={wait}'}
