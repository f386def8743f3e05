"""Programs that want to be called when something is recorded: entered, listed, tried, taken off."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import Path, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from activities.calling import deliver
from activities.reaching import NotReached, check_address
from languages import N_
from lifecycle.telling import instant_text
from models.base import Frozen
from models.errors import RefusedError
from models.records import RecordKind
from store.notices.hooks import AT_MOST, Hook
from web.api.answering import answer, api_router
from web.api.limiting import costly
from web.api.repeating import Key, Once
from web.house import House, Person, house_of, person_of

router = api_router()
_TRIES: Final = 20
_HOUR: Final = 3600
Wanted = RecordKind | Literal["*"]
Named = Annotated[str, Path(pattern=r"^h[0-9a-f]{16}$")]


class HookLine(Frozen):
    """
    A program that is called. Never its secret.

    `failing_since` and `failure`: since when it has not answered, and how. `disabled_at`: when it was given up.
    """

    id: str
    url: str
    events: tuple[Wanted, ...]
    enabled: bool
    made_at: datetime
    failing_since: datetime | None = None
    failure: str | None = None
    disabled_at: datetime | None = None


class HookList(Frozen):
    """One's own programs, the oldest first."""

    webhooks: tuple[HookLine, ...]


class NewHook(Frozen):
    """A program to be called: its address (https), and of which kinds of records it is to be told (`*`: all)."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    events: Annotated[tuple[Wanted, ...], Field(min_length=1, max_length=len(RecordKind) + 1)] = ("*",)


class MadeHook(Frozen):
    """A program that was entered. `secret` signs its calls and is shown this once."""

    id: str
    secret: str


class Tried(Frozen):
    """What became of a call that was only a test."""

    answered: bool
    failure: str | None = None


@router.get("/webhooks", name="api_hooks", response_model=HookList, summary=N_("List webhooks"))
async def hooks(request: Request) -> Response:
    """One's own webhooks, and whether they answer."""
    found = await house_of(request).store.notices.hooks.all(person_of(request).id)
    return answer(request, HookList(webhooks=tuple(_line(one) for one in found)))


@router.post("/webhooks", name="api_hook_make", status_code=201, response_model=MadeHook, summary=N_("Enter a webhook"))
async def make(request: Request, wanted: NewHook, key: Key = None) -> Response:
    """
    A program to be called with a POST for each record from now on, signed with a secret that is shown this once.

    The call says `id`, `type`, `case`, `record` and `at`; the header `Aryz-Signature` is `t=SECONDS,v1=HMAC`, an
    HMAC-SHA-256 over `SECONDS.BODY`. Sealed cases that you may not see are left out.
    """
    house, person = house_of(request), person_of(request)
    async with Once(request, key) as once:
        if once.known is not None:
            return once.known
        check_address(wanted.url, internal=house.settings.webhooks_internal)
        mine = await house.store.notices.hooks.all(person.id)
        if len(mine) >= AT_MOST:
            raise RefusedError(f"an account has at most {AT_MOST} webhooks; take one off first")
        now, events = house.clock(), tuple(dict.fromkeys(str(one) for one in wanted.events))
        made = await house.store.notices.hooks.add(person.id, wanted.url, events, now)
        await _noted(house, person, "api_hook_make", made.id)
        there = {"Location": f"{request.url.path}/{made.id}"}
        return await once.done(answer(request, MadeHook(id=made.id, secret=made.secret), 201, headers=there))


@router.delete("/webhooks/{hook}", name="api_hook_remove", status_code=204, summary=N_("Take a webhook off"))
async def remove(request: Request, hook: Named) -> Response:
    """Call one of one's own webhooks no more."""
    house, person = house_of(request), person_of(request)
    found = await _own(house, person, hook)
    await house.store.notices.hooks.remove(found.id)
    await _noted(house, person, "api_hook_remove", found.id)
    return Response(status_code=204)


@router.post("/webhooks/{hook}/test", name="api_hook_test", response_model=Tried, summary=N_("Try a webhook"))
async def test(request: Request, hook: Named) -> Response:
    """Call one of one's own webhooks now, with a message of type `test` that tells of no case."""
    house, person = house_of(request), person_of(request)
    found = await _own(house, person, hook)
    await costly(house, person, "hook", _TRIES, _HOUR)
    now = house.clock()
    said = {"id": f"test-{secrets.token_hex(8)}", "type": "test", "case": None, "record": None, "at": instant_text(now)}
    try:
        await deliver(found, said, now, internal=house.settings.webhooks_internal)
    except (NotReached, RefusedError) as error:
        return answer(request, Tried(answered=False, failure=str(error)))
    return answer(request, Tried(answered=True))


async def _own(house: House, person: Person, named: str) -> Hook:
    """
    One of a person's webhooks.

    Raises:
        HTTPException: 404, there is none, or it is somebody else's.
    """
    found = await house.store.notices.hooks.find(named)
    if found is None or found.account != person.id:
        raise HTTPException(404)
    return found


async def _noted(house: House, person: Person, what: str, named: str) -> None:
    await house.people.accesses.add(person.id, person.role.value, what, house.clock(), detail=named, each=True)


def _line(hook: Hook) -> HookLine:
    return HookLine(
        id=hook.id,
        url=hook.url,
        events=tuple("*" if one == "*" else RecordKind(one) for one in hook.events),
        enabled=hook.enabled,
        made_at=datetime.fromisoformat(hook.made_at),
        failing_since=datetime.fromisoformat(hook.failing_since) if hook.failing_since else None,
        failure=hook.failure,
        disabled_at=datetime.fromisoformat(hook.disabled_at) if hook.disabled_at else None,
    )
