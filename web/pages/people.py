"""Those who work here: a new one, another role, out and in again, a new one-time link. For operators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from languages import LANGUAGES
from models.errors import PeopleError
from models.records import TellerRole
from store.people.account import ROLES, Account
from web.entering import refusal
from web.house import House, house_of, person_of
from web.pages.signin import Word
from web.render import page

router = APIRouter()


@router.get("/admin/people/new", name="people_new")
async def asked(request: Request) -> Response:
    """Ask for name, address and role of a new person."""
    return page(request, "people_new.html", **_new())


@router.post("/admin/people/new", name="people_new")
async def made(request: Request, name: Word = "", mail: Word = "", role: Word = "", language: Word = "en") -> Response:
    """Make an account, and show its one-time link once."""
    house, now = house_of(request), house_of(request).clock()
    try:
        account = await house.people.accounts.create(
            _role(role), name=name, mail=mail or None, language=language, now=now
        )
    except PeopleError as error:
        typed = {"name": name, "mail": mail, "role": role, "spoken": language, "fault": refusal(error)}
        return page(request, "people_new.html", 422, **_new() | typed)
    token = await house.people.invitations.make(account.id, now)
    await _noted(request, "people_new", account.id)
    return await _shown(request, account.id, link=_link(request, token))


@router.get("/admin/people/{account}", name="people_person")
async def person(request: Request, account: str) -> Response:
    """Show one account and what can be changed about it."""
    return await _shown(request, account)


class Change(BaseModel):
    """What the forms of an account's page ask for: `do` says which form it was."""

    do: str = Field("", max_length=40)
    role: str = Field("", max_length=40)
    name: str = Field("", max_length=500)
    mail: str = Field("", max_length=500)


@router.post("/admin/people/{account}", name="people_person")
async def changed(request: Request, account: str, change: Annotated[Change, Form()]) -> Response:
    """Change what one form of the page asks for, and show the page again."""
    house = house_of(request)
    await _known(house, account)
    if change.do not in {*_LINKS, *_CHANGES}:
        return await _shown(request, account, 422)
    link = None
    try:
        if change.do in _LINKS:
            token = await house.people.invitations.reset(account, house.clock(), second=_LINKS[change.do])
            link = _link(request, token)
        else:
            await _CHANGES[change.do](house, account, change)
    except PeopleError as error:
        return await _shown(request, account, 409, fault=refusal(error))
    await _noted(request, f"people_{change.do}", account)
    if link is not None:
        return await _shown(request, account, link=link)
    return RedirectResponse(request.app.url_path_for("people_person", account=account), 303)


async def _enable(house: House, account: str, _: Change) -> None:
    await house.people.accounts.enable(account, house.clock())


async def _disable(house: House, account: str, _: Change) -> None:
    await house.people.accounts.disable(account, house.clock())


async def _forget(house: House, account: str, _: Change) -> None:
    await house.people.forgetting.forget(account, house.clock())


async def _out(house: House, account: str, _: Change) -> None:
    await house.people.sessions.end_all(account)


async def _role_changed(house: House, account: str, change: Change) -> None:
    await house.people.accounts.set_role(account, _role(change.role), house.clock())


async def _renamed(house: House, account: str, change: Change) -> None:
    await house.people.accounts.rename(account, name=change.name, mail=change.mail)


_CHANGES: Final[dict[str, Callable[[House, str, Change], Awaitable[None]]]] = {
    "enable": _enable,
    "disable": _disable,
    "forget": _forget,
    "out": _out,
    "role": _role_changed,
    "names": _renamed,
}
_LINKS: Final = {"reset": False, "reset_second": True}
"""One-time links, and whether the second factor is taken away with them."""


async def _shown(
    request: Request, id_: str, status: int = 200, *, link: str | None = None, fault: str | None = None
) -> Response:
    house = house_of(request)
    account = await _known(house, id_)
    values = {
        "account": account,
        "named": await house.people.accounts.named(id_),
        "roles": ROLES,
        "sessions": len(await house.people.sessions.of(id_, house.clock())),
        "cases": (await house.people.assignments.counts()).get(id_, 0),
        "link": link,
        "fault": fault,
    }
    return page(request, "people_person.html", status, **values)


async def _known(house: House, id_: str) -> Account:
    account = await house.people.accounts.get(id_)
    if account is None:
        raise HTTPException(404)
    return account


async def _noted(request: Request, what: str, account: str) -> None:
    """Write into the access log what was done about whom."""
    house, operator = house_of(request), person_of(request)
    await house.people.accesses.add(operator.id, operator.role.value, what, house.clock(), detail=account, each=True)


def _link(request: Request, token: str) -> str:
    return house_of(request).settings.origin + str(request.app.url_path_for("invited", token=token))


def _role(role: str) -> TellerRole:
    if role not in set(ROLES):
        raise PeopleError("role", "a person has one of the roles")
    return TellerRole(role)


def _new() -> dict[str, Any]:
    return {"roles": ROLES, "name": "", "mail": "", "role": "", "spoken": "ru", "spoken_here": LANGUAGES, "fault": None}
