"""Coming in and staying in: the cookie of a session, how often somebody may try, and where to go afterwards."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from models.errors import PeopleError
from models.records import TellerRole
from store.people.account import Account, normal_login
from web.addresses import back
from web.house import House, house_of
from web.render import page

WINDOW: Final = 15 * 60
"""Seconds in which attempts are counted."""

BY_ADDRESS: Final = 40
"""Attempts that may come from one address: an office may share it."""

BY_ACCOUNT: Final = 8
"""Attempts with one sign-in name, one second factor or one password asked again."""

REFUSALS: Final = {
    "unknown": N_("There is no such account."),
    "taken": N_("Somebody signs in with this name or address already; choose another."),
    "name": N_("Write a name of 1 to 120 characters in one line."),
    "mail": N_("This is no e-mail address; write one such as somebody@example.org."),
    "login": N_("Write a sign-in name of 1 to 256 characters."),
    "role": N_("Choose one of the roles."),
    "language": N_("Choose one of the languages."),
    "zone": N_("This is no time zone; write one such as Asia/Almaty."),
    "last_operator": N_("This is the last operator, without whom nobody could let people in; make another first."),
    "enabled": N_("Only an account that is disabled can be forgotten; disable it first."),
    "disabled": N_("This account is disabled; enable it first."),
    "link": N_("This link was used already, or is older than 72 hours; ask for another."),
    "password_short": N_("A password has at least 12 characters; a few words in a row are easy to keep."),
    "password_long": N_("A password has at most 1024 characters."),
    "password_common": N_(
        "This password is one of the first that somebody would try: known words, rows of keys, your own name."
    ),
    "second_on": N_("A second factor is in use already; take it away first."),
    "token": N_("A token has a label of 1 to 80 characters and at least one scope."),
    "token_until": N_("A token ends within a year from now."),
}
"""What the codes of `PeopleError` say to people."""

DIFFER: Final = N_("The two passwords are not the same; write the same one twice.")


def refusal(error: PeopleError) -> str:
    """What an error says to people: a message to be translated."""
    return REFUSALS.get(error.code, str(error))


async def allowed(request: Request, kind: str, who: str) -> int:
    """
    Count an attempt to come in, by the address it comes from and by whom it is for.

    Args:
        request: the attempt.
        kind: what is tried.
        who: the sign-in name or the id of an account.

    Returns:
        0 where it may go on, else the minutes to wait. It is the same for names that nobody has.
    """
    throttle, now = house_of(request).people.throttle, house_of(request).clock()
    limits = ((f"{kind}|from|{address_of(request)}", BY_ADDRESS), (account_key(kind, who), BY_ACCOUNT))
    for key, limit in limits:
        if not await throttle.hit(key, limit, WINDOW, now=now):
            return -(-await throttle.wait(key, now=now) // 60) or 1
    return 0


async def right(request: Request, kind: str, who: str) -> None:
    """Forget the attempts for an account: the last one was right."""
    await house_of(request).people.throttle.clear(account_key(kind, who))


def account_key(kind: str, who: str) -> str:
    """What attempts for one account are counted by."""
    return f"{kind}|for|{normal_login(who)}"


def address_of(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, since one machine has all of its addresses."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host


async def admit(request: Request, account: Account, to: str | None) -> tuple[str, str]:
    """
    Begin the session of somebody who gave the right password.

    Returns:
        Its token, and where to go: where a second factor is in use, or the role must have one, to its page, and the
        session waits for it.
    """
    house = house_of(request)
    waits = account.second or await house.people.second.required(account.role)
    before = request.cookies.get(house.settings.cookie)
    token = await house.people.sessions.begin(account.id, house.clock(), entered=not waits, instead_of=before)
    if not waits:
        await entered(house, account)
    return token, second_address(request, to) if waits else onward(account.role, to)


async def entered(house: House, account: Account) -> None:
    """Write into the access log that somebody came in."""
    await house.people.accesses.add(account.id, account.role.value, "signin", house.clock(), each=True)


def second_address(request: Request, to: str | None) -> str:
    """The page of the second factor, and where it leads."""
    path = str(request.app.url_path_for("second"))
    return f"{path}?{urlencode({'next': back(to)})}" if back(to) != "/" else path


def onward(role: TellerRole, to: str | None) -> str:
    """Where somebody goes who has come in: to the page that was asked for, or to what the role begins with."""
    wanted = back(to)
    if wanted != "/":
        return wanted
    return "/admin" if role is TellerRole.OPERATOR else "/"


def gone(request: Request, to: str, token: str | None = None) -> Response:
    """To another page, with the cookie of a new session."""
    answer = RedirectResponse(to, 303)
    if token is not None:
        keep(request, answer, token)
    return answer


def keep(request: Request, answer: Response, token: str) -> None:
    """Give the browser the token of its session. It is gone when the browser is closed."""
    settings = house_of(request).settings
    answer.set_cookie(settings.cookie, token, path="/", httponly=True, samesite="strict", secure=settings.secure)


def forget(request: Request, answer: Response) -> None:
    """Take the token away from the browser."""
    settings = house_of(request).settings
    answer.delete_cookie(settings.cookie, path="/", httponly=True, samesite="strict", secure=settings.secure)


def too_many(request: Request, template: str, minutes: int, /, **values: object) -> Response:
    """The page again, saying how long to wait."""
    answer = page(request, template, 429, **values | {"minutes": minutes})
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer
