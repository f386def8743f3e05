"""What a person sets about their own account: language, zone, mail, password, sessions."""

from __future__ import annotations

from typing import Annotated, Any, Final
from zoneinfo import available_timezones

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from models.errors import PeopleError
from store.people.account import MailChoice
from web.entering import DIFFER, allowed, forget, gone, keep, onward, refusal, right, too_many
from web.house import house_of, person_of
from web.pages.signin import Next, NextField, Word
from web.render import page

router = APIRouter()
_WRONG: Final = N_("This is not your password.")
_AREAS: Final = ("Asia/", "Europe/", "Africa/", "America/", "Australia/", "Atlantic/", "Indian/", "Pacific/", "UTC")
DONE: Final = {
    "settings": N_("Your settings are kept."),
    "password": N_("Your password is changed. Your other sessions have ended."),
    "second_off": N_("Your second factor is taken away."),
    "session": N_("The session has ended."),
    "sessions": N_("Your other sessions have ended."),
    "revoked": N_("The token is revoked."),
}
"""What was done, as the page says afterwards."""


@router.get("/me", name="me")
async def me(request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show one's own account."""
    return page(request, "me.html", **await _values(request) | {"done": DONE.get(done)})


@router.post("/me", name="me")
async def prefer(request: Request, language: Word = "", zone: Word = "", mail: Word = "") -> Response:
    """Keep language, zone and which mail is wanted."""
    people, person = house_of(request).people, person_of(request)
    wanted = MailChoice(mail) if mail in set(MailChoice) else MailChoice.ALL
    try:
        await people.accounts.prefer(person.id, language=language, zone=zone, mail=wanted)
    except PeopleError as error:
        return page(request, "me.html", 422, **await _values(request) | {"fault": refusal(error)})
    return _done("settings")


@router.get("/me/password", name="me_password")
async def password_asked(request: Request) -> Response:
    """Ask for the password and a new one."""
    return page(request, "me_password.html", fault=None, minutes=0)


@router.post("/me/password", name="me_password")
async def password(request: Request, current: Word = "", chosen: Word = "", again: Word = "") -> Response:
    """Change the password. This session goes on under another token; all others end, and API tokens are revoked."""
    house, person = house_of(request), person_of(request)
    minutes = await allowed(request, "again", person.id)
    if minutes:
        return too_many(request, "me_password.html", minutes, fault=None)
    if not await house.people.passwords.verify_own(person.id, current):
        return page(request, "me_password.html", 422, fault=_WRONG, minutes=0)
    await right(request, "again", person.id)
    if chosen != again:
        return page(request, "me_password.html", 422, fault=DIFFER, minutes=0)
    try:
        await house.people.passwords.change(person.id, chosen, house.clock())
    except PeopleError as error:
        return page(request, "me_password.html", 422, fault=refusal(error), minutes=0)
    token = await house.people.sessions.begin(person.id, house.clock())
    return gone(request, "/me?done=password", token)


@router.get("/me/again", name="again")
async def again_asked(request: Request, to: Next = None) -> Response:
    """Ask for the password before something grave."""
    return page(request, "again.html", **await _again(request, to))


@router.post("/me/again", name="again")
async def proved(request: Request, password: Word = "", to: NextField = None) -> Response:
    """Take the password; for ten minutes what is grave can be done."""
    house, person = house_of(request), person_of(request)
    minutes = await allowed(request, "again", person.id)
    if minutes:
        return too_many(request, "again.html", minutes, **await _again(request, to))
    if not await house.people.passwords.verify_own(person.id, password):
        return page(request, "again.html", 401, **await _again(request, to) | {"wrong": True})
    await right(request, "again", person.id)
    token = await house.people.sessions.renew(request.cookies.get(house.settings.cookie, ""), house.clock())
    if token is None:
        answer = RedirectResponse(request.app.url_path_for("signin"), 303)
        forget(request, answer)
        return answer
    answer = RedirectResponse(onward(person.role, to), 303)
    keep(request, answer, token)
    return answer


@router.post("/me/sessions", name="me_sessions")
async def sessions(request: Request, session: Annotated[str, Form(max_length=64)] = "") -> Response:
    """End one session, or all but this one."""
    house, person = house_of(request), person_of(request)
    if session:
        await house.people.sessions.end_shown(person.id, session)
        return _done("session")
    await house.people.sessions.end_all(person.id, but=request.cookies.get(house.settings.cookie))
    return _done("sessions")


def _done(what: str) -> Response:
    return RedirectResponse(f"/me?done={what}", 303)


async def _again(request: Request, to: str | None) -> dict[str, Any]:
    house, person = house_of(request), person_of(request)
    account = await house.people.accounts.by_id(person.id)
    return {
        "to": onward(person.role, to),
        "wrong": False,
        "minutes": 0,
        "ready": account.ready,
        "elsewhere": house.settings.oidc_issuer is not None,
    }


async def _values(request: Request) -> dict[str, Any]:
    house, person = house_of(request), person_of(request)
    people = house.people
    account = await people.accounts.by_id(person.id)
    return {
        "account": account,
        "named": await people.accounts.named(person.id),
        "sessions": await people.sessions.of(person.id, house.clock()),
        "codes_left": await people.second.codes_left(person.id) if account.second else 0,
        "second_required": await people.second.required(person.role),
        "zones": sorted(zone for zone in available_timezones() if zone.startswith(_AREAS)),
        "choices": tuple(MailChoice),
        "feed_since": await house.store.notices.feeds.since(person.id),
        "done": None,
        "fault": None,
    }
