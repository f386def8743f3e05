"""
Live boards: one server-sent event for each case that changed, to whoever may see it.

What is told is only that it changed and up to which record: the rest is asked for, and goes through the guard again. A
stream ends after five minutes, so that a session or right that ended is noticed; browsers come again by themselves and
name the last event, from which on they are told.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Final

from fastapi import Header, Request
from sqlalchemy import Connection, select
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from languages import N_
from models.base import Frozen
from models.records import TellerRole
from store.people.seals import hidden_query
from store.schema import leaves, register, tree
from web.api.answering import api_router
from web.api.limiting import too_many
from web.house import House, Person, house_of, person_of

router = api_router()

LASTS: Final = 300.0
"""Seconds after which a stream ends."""

AT_ONCE: Final = 6
"""Streams of one account: as many as a browser holds open."""

_LOOK: Final = 1.0
_PART: Final = 1_000
_AGAIN: Final = 3_000

Since = Annotated[
    str | None,
    Header(alias="Last-Event-ID", pattern=r"^[0-9]{1,18}$", description="From which place in the ledger on."),
]


class Changed(Frozen):
    """A case that changed: it has so many records now."""

    case: str
    records: int


@router.get(
    "/stream",
    name="api_stream",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    summary=N_("Follow what changes"),
)
async def stream(request: Request, since: Since = None) -> Response:
    """
    `event: case` with `{"case": …, "records": …}` for each case that changed; `id` is the place in the ledger.

    With `Last-Event-ID` what changed since that place comes first, without it only what changes from now on. The
    stream ends after five minutes: come again with the last id.
    """
    house, person = house_of(request), person_of(request)
    open_now: Counter[str] = _streams(request)
    if open_now[person.id] >= AT_ONCE:
        raise too_many({}, int(_LOOK))
    size = await house.store.database.read(_size)
    at = min(int(since), size) if since is not None else size
    told = _told(house, person, at, request.app.state.leaving, open_now)
    return EventSourceResponse(told, ping=15, headers={"X-Accel-Buffering": "no"})


def _streams(request: Request) -> Counter[str]:
    state = request.app.state
    if not hasattr(state, "streams"):
        state.streams = Counter()
    found: Counter[str] = state.streams
    return found


async def _told(
    house: House, person: Person, at: int, leaving: asyncio.Event, open_now: Counter[str]
) -> AsyncIterator[ServerSentEvent]:
    loop = asyncio.get_running_loop()
    until = loop.time() + LASTS
    open_now[person.id] += 1
    try:
        yield ServerSentEvent(comment="following", retry=_AGAIN, id=str(at))
        while loop.time() < until and not leaving.is_set():
            end, changed = await house.store.database.read(partial(_since, person=person, at=at))
            for one in changed:
                yield ServerSentEvent(data=one.model_dump_json(), event="case", id=str(end))
            if end > at:
                at = end
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(leaving.wait(), _LOOK)
    finally:
        open_now[person.id] -= 1


def _size(connection: Connection) -> int:
    return int(connection.execute(select(tree.c.size)).scalar_one_or_none() or 0)


def _since(connection: Connection, person: Person, at: int) -> tuple[int, tuple[Changed, ...]]:
    """Up to which place was looked, and which cases changed there that this person may see."""
    size = _size(connection)
    end = min(size, at + _PART)
    if end <= at:
        return at, ()
    within = select(leaves.c.reference).where(leaves.c.position >= at, leaves.c.position < end)
    seen = select(register.c.reference, register.c.records).where(
        register.c.reference.in_(within), register.c.reference.not_in(hidden_query(person.id))
    )
    if person.role is TellerRole.LAWYER:
        seen = seen.where(register.c.lawyer == person.id)
    rows = connection.execute(seen.order_by(register.c.reference)).all()
    return end, tuple(Changed(case=row.reference, records=row.records) for row in rows)
