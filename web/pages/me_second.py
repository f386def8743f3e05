"""One's own second factor, recovery codes, and tokens for programs. The password is asked for again before."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from models.errors import PeopleError
from models.records import TellerRole
from store.people.tokens import Scope
from web.drawing import drawn
from web.entering import allowed, refusal, right, too_many
from web.house import house_of, person_of
from web.pages.me import DONE
from web.pages.signin import Word
from web.render import page

router = APIRouter()
_DAYS: Final = (30, 90, 365)


@router.get("/me/second", name="me_second")
async def asked(request: Request) -> Response:
    """Show the secret of a second factor that is to be put in use, or the one in use and its recovery codes."""
    return page(request, "me_second.html", **await _values(request))


@router.post("/me/second", name="me_second")
async def put(request: Request, do: Word = "", code: Word = "") -> Response:
    """Put the second factor in use, take it away, or make new recovery codes."""
    house, person = house_of(request), person_of(request)
    second = house.people.second
    if do == "off" and not await second.required(person.role):
        await second.drop(person.id)
        return RedirectResponse("/me?done=second_off", 303)
    account = await house.people.accounts.by_id(person.id)
    if do == "codes" and account.second:
        return page(request, "me_codes.html", codes=await second.new_codes(person.id))
    if do != "on" or account.second:
        return page(request, "me_second.html", 422, **await _values(request))
    minutes = await allowed(request, "second", person.id)
    if minutes:
        return too_many(request, "me_second.html", minutes, **await _values(request))
    codes = await second.confirm(person.id, code, house.clock())
    if codes is None:
        return page(request, "me_second.html", 422, **await _values(request) | {"wrong": True})
    await right(request, "second", person.id)
    return page(request, "me_codes.html", codes=codes)


@router.get("/me/tokens", name="me_tokens")
async def tokens(request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the tokens with which programs come in this person's name."""
    return page(request, "me_tokens.html", **await _tokens(request) | {"done": DONE.get(done)})


@router.post("/me/tokens", name="me_tokens")
async def token(
    request: Request,
    label: Word = "",
    days: Annotated[int, Form()] = _DAYS[0],
    scope: Annotated[list[str] | None, Form()] = None,
    revoke: Word = "",
) -> Response:
    """Make a token, which is shown once, or revoke one."""
    house, person = house_of(request), person_of(request)
    now = house.clock()
    if revoke:
        await house.people.tokens.revoke(person.id, revoke, now)
        return RedirectResponse("/me/tokens?done=revoked", 303)
    try:
        wanted = [Scope(one) for one in scope or () if one in set(Scope)]
        until = now + timedelta(days=min(max(days, 1), _DAYS[-1]))
        _, made = await house.people.tokens.make(person.id, label, wanted, now, until=until)
    except PeopleError as error:
        return page(request, "me_tokens.html", 422, **await _tokens(request) | {"fault": refusal(error)})
    await house.people.accesses.add(person.id, person.role.value, "token_made", now, each=True)
    return page(request, "me_tokens.html", **await _tokens(request) | {"made": made})


async def _tokens(request: Request) -> dict[str, Any]:
    house, person = house_of(request), person_of(request)
    found = await house.people.tokens.of(person.id)
    return {
        "tokens": found,
        "scopes": tuple(Scope),
        "days": _DAYS,
        "operator": person.role is TellerRole.OPERATOR,
        "made": None,
        "done": None,
        "fault": None,
    }


async def _values(request: Request) -> dict[str, Any]:
    house, person = house_of(request), person_of(request)
    account = await house.people.accounts.by_id(person.id)
    return {
        "account": account,
        "drawn": None if account.second else await drawn(house, person.id),
        "codes_left": await house.people.second.codes_left(person.id),
        "required": await house.people.second.required(person.role),
        "wrong": False,
        "minutes": 0,
    }
