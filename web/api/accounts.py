"""Who asks, and the tokens with which programs ask in the name of an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Path, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from languages import N_
from models.base import Frozen
from models.records import TellerRole
from store.people.tokens import ApiToken, Scope
from web.api.answering import answer, api_router
from web.api.limiting import costly
from web.house import house_of, person_of

router = api_router()
_MOST = 50
_DAY = 86_400


class Me(Frozen):
    """Who asks. `scopes` is what the token may do; null: a person in a browser."""

    id: str
    role: TellerRole
    language: str
    zone: str
    scopes: tuple[str, ...] | None = None


class TokenLine(Frozen):
    """A token: what it is called, what it may do, until when, when it was last used. Never the token itself."""

    id: str
    label: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    until: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class TokenList(Frozen):
    """The tokens of an account, the latest first; also those that hold no more."""

    tokens: tuple[TokenLine, ...]


class NewToken(Frozen):
    """A token to be made: a label for people, what it may do, and for how many days."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=366)] = 90


class MadeToken(Frozen):
    """A token that was made. `token` is shown this once."""

    id: str
    token: str
    until: datetime


@router.get("/me", name="api_me", response_model=Me, summary=N_("Who am I"))
async def me(request: Request) -> Response:
    """The account that asks, its role, and what its token may do."""
    person = person_of(request)
    scopes = tuple(sorted(person.scopes)) if person.scopes is not None else None
    return answer(
        request, Me(id=person.id, role=person.role, language=person.language, zone=person.zone, scopes=scopes)
    )


@router.get("/tokens", name="api_tokens", response_model=TokenList, summary=N_("List tokens"))
async def tokens(request: Request) -> Response:
    """One's own tokens. Not to be asked with a token."""
    found = await house_of(request).people.tokens.of(person_of(request).id)
    return answer(request, TokenList(tokens=tuple(_line(one) for one in found)))


@router.post("/tokens", name="api_token_make", status_code=201, response_model=MadeToken, summary=N_("Make a token"))
async def make(request: Request, wanted: NewToken) -> Response:
    """
    A new token in the name of one's own account. It is shown this once.

    Not to be asked with a token, and only shortly after the password was given: a stolen session makes none.
    """
    house, person = house_of(request), person_of(request)
    await costly(house, person, "token", _MOST, _DAY)
    now = house.clock()
    until = now + timedelta(days=wanted.days)
    named, token = await house.people.tokens.make(person.id, wanted.label, wanted.scopes, now, until=until)
    await house.people.accesses.add(person.id, person.role.value, "api_token_make", now, detail=named, each=True)
    there = {"Location": f"{request.url.path}/{named}"}
    return answer(request, MadeToken(id=named, token=token, until=until), 201, headers=there)


@router.delete("/tokens/{token}", name="api_token_revoke", status_code=204, summary=N_("Revoke a token"))
async def revoke(request: Request, token: Annotated[str, Path(pattern=r"^t-[a-z0-9]{12}$")]) -> Response:
    """Revoke one of one's own tokens: from now on nothing is answered to it."""
    house, person = house_of(request), person_of(request)
    now = house.clock()
    if not await house.people.tokens.revoke(person.id, token, now):
        raise HTTPException(404)
    await house.people.accesses.add(person.id, person.role.value, "api_token_revoke", now, detail=token, each=True)
    return Response(status_code=204)


def _line(one: ApiToken) -> TokenLine:
    return TokenLine(
        id=one.id,
        label=one.label,
        scopes=tuple(sorted(one.scopes)),
        made_at=one.made_at,
        until=one.until,
        used_at=one.used_at,
        revoked_at=one.revoked_at,
    )
