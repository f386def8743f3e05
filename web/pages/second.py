"""The second step of signing in, and coming in by a one-time link, which leads there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

from models.errors import PeopleError
from store.people.account import Account
from store.people.sessions import Session
from web.addresses import back
from web.drawing import drawn
from web.entering import DIFFER, allowed, entered, gone, keep, onward, refusal, right, second_address, too_many
from web.guard import check_token
from web.house import Person, house_of
from web.pages.signin import Next, NextField, Word
from web.render import language_of, page

router = APIRouter()


class Chosen(BaseModel):
    """What somebody with a one-time link writes into its form."""

    password: str = Field("", max_length=4096)
    again: str = Field("", max_length=4096)
    name: str = Field("", max_length=500)
    mail: str = Field("", max_length=500)


@router.get("/signin/second", name="second")
async def second(request: Request, to: Next = None) -> Response:
    """Ask for the second factor, or offer to put one in use."""
    waiting = await _waiting(request)
    if waiting is None:
        return RedirectResponse(request.app.url_path_for("signin"), 303)
    return page(request, "second.html", **await _values(request, waiting, to))


@router.post("/signin/second", name="second")
async def seconded(
    request: Request, code: Word = "", csrf: Word = "", later: Word = "", to: NextField = None
) -> Response:
    """Take the code; the session then goes on under another token."""
    waiting, second = await _waiting(request), house_of(request).people.second
    if waiting is None:
        return RedirectResponse(request.app.url_path_for("signin"), 303)
    account = waiting.account
    check_token(Person(account.id, account.role, csrf=waiting.csrf), csrf)
    if later and not account.second and not await second.required(account.role):
        await second.drop(account.id)  # the secret that was shown is not used later
        return await _let_in(request, account, to)
    minutes = await allowed(request, "second", account.id)
    if minutes:
        return too_many(request, "second.html", minutes, **await _values(request, waiting, to))
    now, codes = house_of(request).clock(), None
    if account.second:
        taken = await second.check(account.id, code, now)
    else:
        codes = await second.confirm(account.id, code, now)
        taken = codes is not None
    if not taken:
        return page(request, "second.html", 401, **await _values(request, waiting, to) | {"wrong": True})
    await right(request, "second", account.id)
    return await _let_in(request, account, to, codes)


@router.get("/invited/{token}", name="invited")
async def invited(request: Request, token: str) -> Response:
    """Ask whoever has a one-time link for a password. Looking at the page does not use the link up."""
    account = await house_of(request).people.invitations.find(token, house_of(request).clock())
    if account is None:
        return page(request, "invited.html", 410, account=None)
    return page(request, "invited.html", **await _invited(request, account))


@router.post("/invited/{token}", name="invited")
async def accepted(request: Request, token: str, chosen: Annotated[Chosen, Form()]) -> Response:
    """Set the password; the second factor comes next."""
    people, now = house_of(request).people, house_of(request).clock()
    account = await people.invitations.find(token, now)
    if account is None:
        return page(request, "invited.html", 410, account=None)
    values = await _invited(request, account)
    values |= {"named": chosen.name or values["named"], "mail": chosen.mail or values["mail"]}
    if chosen.password != chosen.again:
        return page(request, "invited.html", 422, **values | {"fault": DIFFER})
    try:
        await people.passwords.check(account.id, chosen.password)
        if values["unnamed"] and chosen.mail.strip():
            await people.accounts.rename(account.id, name=values["named"], mail=chosen.mail)
        await people.invitations.accept(token, chosen.password, now)
    except PeopleError as error:
        return page(request, "invited.html", 422, **values | {"fault": refusal(error)})
    if values["unnamed"]:  # nobody has asked this person yet in which language
        await people.accounts.prefer(account.id, language=language_of(request), zone=account.zone, mail=account.mail)
    begun = await people.sessions.begin(account.id, now, entered=False)
    return gone(request, second_address(request, None), begun)


async def _waiting(request: Request) -> Session | None:
    """The sign-in of this browser that waits for its second step."""
    house = house_of(request)
    token = request.cookies.get(house.settings.cookie)
    return await house.people.sessions.halfway(token, house.clock()) if token else None


async def _let_in(request: Request, account: Account, to: str | None, codes: tuple[str, ...] | None = None) -> Response:
    house = house_of(request)
    token = await house.people.sessions.enter(request.cookies[house.settings.cookie], house.clock())
    if token is None:
        return RedirectResponse(request.app.url_path_for("signin"), 303)
    await entered(house, account)
    goes_to = onward(account.role, to)
    if codes is None:
        return gone(request, goes_to, token)
    answer = page(request, "second_codes.html", codes=codes, to=goes_to)
    keep(request, answer, token)
    return answer


async def _values(request: Request, waiting: Session, to: str | None) -> dict[str, Any]:
    house, account = house_of(request), waiting.account
    return {
        "csrf": waiting.csrf,
        "to": back(to),
        "wrong": False,
        "minutes": 0,
        "drawn": None if account.second else await drawn(house, account.id),
        "required": await house.people.second.required(account.role),
    }


async def _invited(request: Request, account: Account) -> dict[str, Any]:
    named = await house_of(request).people.accounts.named(account.id)
    return {
        "account": account,
        "named": named.name,
        "login": named.login,
        "mail": named.mail or "",
        "unnamed": named.mail is None,
        "fault": None,
    }
