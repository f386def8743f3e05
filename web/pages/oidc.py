"""To the provider of the organisation and back: only accounts that exist here come in."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from web.addresses import back
from web.entering import BY_ADDRESS, WINDOW, address_of, admit, keep
from web.house import House, house_of
from web.oidc import Asked, NotVouched, new_question, provider_of
from web.pages.signin import Next
from web.render import page

router = APIRouter()
_LASTING: Final = 600
_FAILED: Final = N_("The provider did not confirm who you are. Try again, or sign in with your password.")
_UNKNOWN: Final = N_("There is no account here for the address that the provider confirmed. Ask your operator.")


@router.get("/signin/oidc", name="oidc")
async def away(request: Request, to: Next = None) -> Response:
    """Send the browser to the provider. Who is signed in here already must sign in there again."""
    house = house_of(request)
    question = new_question(back(to))
    try:
        provider = await provider_of(house.settings, str(request.app.url_path_for("oidc_back")))
        place = provider.address(question, again=request.state.person is not None)
    except NotVouched:
        return page(request, "signin_elsewhere.html", 503, fault=_FAILED)
    answer = RedirectResponse(place, 303)
    secure = house.settings.secure
    answer.set_cookie(
        _cookie(house), question.written(), max_age=_LASTING, path="/", httponly=True, samesite="lax", secure=secure
    )
    return answer


@router.get("/signin/oidc/back", name="oidc_back")
async def returned(request: Request) -> Response:
    """Take the provider's word for an address, and let its account in."""
    house, now = house_of(request), house_of(request).clock()
    question = _question(request.cookies.get(_cookie(house), ""))
    tried = await house.people.throttle.hit(f"oidc|from|{address_of(request)}", BY_ADDRESS, WINDOW, now=now)
    if question is None or not tried:
        return _refused(request, _FAILED, 403 if tried else 429)
    try:
        provider = await provider_of(house.settings, str(request.app.url_path_for("oidc_back")))
        address = await provider.vouched(question, dict(request.query_params), now)
    except NotVouched:
        return _refused(request, _FAILED, 403)
    account = await house.people.accounts.find(address)
    if account is None or not account.enabled:
        return _refused(request, _UNKNOWN, 403)
    token, goes_to = await admit(request, account, question.to)
    # A redirect here would still count as coming from the provider, and the strict cookie would stay at home.
    answer = page(request, "signin_onward.html", to=goes_to)
    keep(request, answer, token)
    answer.delete_cookie(_cookie(house), path="/", secure=house.settings.secure)
    return answer


def _refused(request: Request, fault: str, status: int) -> Response:
    answer = page(request, "signin_elsewhere.html", status, fault=fault)
    answer.delete_cookie(_cookie(house_of(request)), path="/", secure=house_of(request).settings.secure)
    return answer


def _question(written: str) -> Asked | None:
    found = {name: values[0] for name, values in parse_qs(written).items()}
    if not {"s", "n", "v"} <= found.keys():
        return None
    return Asked(found["s"], found["n"], found["v"], back(found.get("to")))


def _cookie(house: House) -> str:
    return f"{house.settings.cookie}-oidc"
