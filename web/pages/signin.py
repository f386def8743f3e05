"""Signing in with name and password, and out again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from web.addresses import back
from web.entering import admit, allowed, forget, gone, right, too_many
from web.house import house_of
from web.render import page

router = APIRouter()
Next = Annotated[str | None, Query(alias="next", max_length=2000)]
NextField = Annotated[str | None, Form(alias="next", max_length=2000)]
Word = Annotated[str, Form(max_length=4096)]


@router.get("/signin", name="signin")
async def signin(request: Request, to: Next = None) -> Response:
    """Ask for name and password. From a link elsewhere the browser is first sent on to see whether it is signed in."""
    if request.headers.get("sec-fetch-site") == "cross-site" and back(to) != "/":
        return page(request, "signin_onward.html", to=back(to))
    return page(request, "signin.html", **_values(request, to))


@router.post("/signin", name="signin")
async def signed_in(request: Request, login: Word = "", password: Word = "", to: NextField = None) -> Response:
    """Take name and password. A name that nobody has is answered as a wrong password is, and after the same time."""
    minutes = await allowed(request, "signin", login)
    if minutes:
        return too_many(request, "signin.html", minutes, **_values(request, to, login))
    account = await house_of(request).people.passwords.verify(login, password)
    if account is None:
        return page(request, "signin.html", 401, **_values(request, to, login) | {"wrong": True})
    await right(request, "signin", login)
    token, goes_to = await admit(request, account, to)
    return gone(request, goes_to, token)


@router.post("/signout", name="signout")
async def signout(request: Request) -> Response:
    """End this session."""
    house = house_of(request)
    token = request.cookies.get(house.settings.cookie)
    if token:
        await house.people.sessions.end(token)
    answer = RedirectResponse(request.app.url_path_for("signin"), 303)
    forget(request, answer)
    return answer


def _values(request: Request, to: str | None, login: str = "") -> dict[str, Any]:
    settings = house_of(request).settings
    return {
        "to": back(to),
        "login": login,
        "wrong": False,
        "minutes": 0,
        "demo": settings.demo,
        "elsewhere": settings.oidc_issuer is not None,
    }
