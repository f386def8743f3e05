"""
A person's calendar: read under a secret address by a program that cannot sign in; the address is made on `me`.

The address is the whole right. It is shown once, opens nothing but references, articles and days, and ends when it is
renewed, revoked, or when its person is let in no more.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from languages import translator
from lifecycle.telling import instant_text
from models.notices import RunningTerm
from models.records import TellerRole
from reports.calendar import calendar
from reports.due_terms import due_terms
from store.people.account import Account
from web.api.answering import has_already
from web.api.limiting import Allowance
from web.house import House, house_of, person_of
from web.render import page

AT_MOST: Final = 500
"""Terms in one calendar: those that end soonest, then those that ended last. More than that nobody reads."""

PAST: Final = timedelta(days=366)
"""What ended unanswered longer ago than this is on the board, and not in calendars."""

_READERS: Final = (TellerRole.COORDINATOR, TellerRole.LAWYER)
_TYPE: Final = "text/calendar; charset=utf-8; method=PUBLISH"
_TRIES: Final = 120
router = APIRouter()


@router.api_route("/feeds/{secret}.ics", methods=["GET", "HEAD"], name="feed")
async def feed(request: Request, secret: str) -> Response:
    """The calendar that a secret opens. What opens nothing is answered as any page that is not there."""
    house = house_of(request)
    _limit(request)
    account = await _opened(house, secret)
    if account is None:
        raise HTTPException(404)
    terms = await _terms(house, account)
    said = repr((account.language, house.settings.public_url, terms))
    tag = f'"{sha256(said.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
    if has_already(request, tag):
        return Response(status_code=304, headers=headers)
    await house.people.accesses.add(account.id, account.role.value, "feed:get", house.clock())
    headers |= {"Content-Type": _TYPE, "Content-Disposition": 'inline; filename="aryz.ics"'}
    speech, public_url = translator(account.language), house.settings.public_url
    body = await asyncio.to_thread(lambda: calendar(due_terms(terms), speech, public_url))
    return Response(body, headers=headers)


@router.post("/me/feed", name="me_feed")
async def renew(request: Request) -> Response:
    """A new address for one's calendar; the one before it ends. It is shown this once."""
    house, person = house_of(request), person_of(request)
    now = house.clock()
    secret = await house.store.notices.feeds.renew(person.id, now)
    await house.people.accesses.add(person.id, person.role.value, "me_feed:post", now, each=True)
    path = request.app.url_path_for("feed", secret=secret)
    return page(request, "me_feed_made.html", address=f"{house.settings.public_url.rstrip('/')}{path}")


@router.post("/me/feed/revoke", name="me_feed_revoke")
async def revoke(request: Request) -> Response:
    """End the address of one's calendar."""
    house, person = house_of(request), person_of(request)
    await house.store.notices.feeds.revoke(person.id)
    await house.people.accesses.add(person.id, person.role.value, "me_feed_revoke:post", house.clock(), each=True)
    return RedirectResponse("/me", 303)


async def _opened(house: House, secret: str) -> Account | None:
    """The account whose calendar a secret opens, if it may still see cases."""
    named = await house.store.notices.feeds.whose(secret)
    account = await house.people.accounts.get(named) if named is not None else None
    return account if account is not None and account.enabled and account.role in _READERS else None


async def _terms(house: House, account: Account) -> tuple[RunningTerm, ...]:
    """What runs in the cases that an account may see: what is to come, and what ended in the last year."""
    running, now = house.store.notices.running, house.clock()
    at, since = instant_text(now), instant_text(now - PAST)
    lawyer = account.id if account.role is TellerRole.LAWYER else None
    hidden = await house.people.seals.hidden_from(account.id)
    coming = await running.terms(since=at, lawyer=lawyer, at_most=AT_MOST)
    ended = await running.terms(since=since, until=at, lawyer=lawyer, at_most=AT_MOST, backwards=True)
    return tuple([one for one in (*coming, *ended) if one.reference not in hidden][:AT_MOST])


def _limit(request: Request) -> None:
    """
    Count requests of an address of the network, in memory: a secret of 256 bits is not guessed, but trying costs us.

    Raises:
        HTTPException: 429, with when to come again.
    """
    state = request.app.state
    if not hasattr(state, "feeds"):
        state.feeds = Allowance(most=_TRIES)
    counting: Allowance = state.feeds
    left, wait = counting.spend(request.client.host if request.client else "")
    if left < 0:
        raise HTTPException(429, headers={"Retry-After": str(wait)})
