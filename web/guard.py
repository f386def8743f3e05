"""
The guard before every route: who asks, and may this person do this, with this case?

It denies what no row of `web.rights` allows. A case that somebody may not see is answered exactly as one that does not
exist.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from models.base import REFERENCE_FORM
from models.errors import AryzError, UnknownCase
from models.records import TellerRole
from web.house import House, Person, house_of
from web.rights import RIGHTS, Right

BEARER: Final = "bearer "
_REFERENCE: Final = re.compile(REFERENCE_FORM)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FIELDS: Final = 400
_FIELD_BYTES: Final = 256 * 1024


class SignInNeeded(AryzError):
    """Nobody is signed in, or no longer."""


class FreshNeeded(AryzError):
    """The password must be given again."""


class NotAllowed(AryzError):
    """This person's role, or this token, does not do this."""


class WrongForm(AryzError):
    """The form did not come from a page of this session."""


async def guard(request: Request) -> None:
    """
    Let a request through, with `request.state.person` set, or raise what it lacks.

    Raises:
        SignInNeeded: nobody is signed in.
        NotAllowed: the role or the token does not do this.
        UnknownCase: there is no such case, for this person.
        FreshNeeded: the password must be given again.
        WrongForm: the form is not of this session.
    """
    house, right = house_of(request), right_of(request)
    person = await asking(request, house)
    request.state.person = person
    if person is None and not right.public:
        raise SignInNeeded("sign in first")
    unsafe = request.method not in _SAFE
    if unsafe and (person is None or person.session is not None):
        check_origin(request, house)
    if right.public or person is None:
        return
    _check_role(person, right)
    if right.case:
        await check_case(house, person, request.path_params["reference"], _action(request))
    if unsafe and person.session is not None and not right.stream:
        await _check_form(request, person)
    if right.fresh and person.session is not None and not person.fresh(house.clock()):
        raise FreshNeeded("give the password again: this needs it")


def right_of(request: Request) -> Right:
    """The row of the route that answers."""
    name = getattr(request.scope.get("route"), "name", None)
    if name not in RIGHTS:
        raise NotAllowed("nobody may do this: the route has no row in the table of rights")
    return RIGHTS[name]


async def asking(request: Request, house: House) -> Person | None:
    """Who asks: by a token in the `Authorization` header, else by the cookie of a session."""
    now = house.clock()
    given = request.headers.get("authorization", "")
    if given.lower().startswith(BEARER):
        return await _by_token(house, given[len(BEARER) :].strip(), now)
    cookie = request.cookies.get(house.settings.cookie)
    return await _by_session(house, cookie, now) if cookie else None


async def check_case(house: House, person: Person, reference: str, action: str) -> None:
    """
    See that a person may see a case, and write down that somebody looked.

    Raises:
        UnknownCase: there is no such case, for this person.
    """
    row = await house.store.register.row(reference) if _REFERENCE.fullmatch(reference) else None
    allowed = row is not None and await house.people.seals.allows(reference, person.id)
    if row is None or not allowed or (person.role is TellerRole.LAWYER and row.lawyer != person.id):
        raise UnknownCase(f"case {reference}: there is no such case, or it is not yours")
    await house.people.accesses.add(person.id, person.role.value, action, house.clock(), reference=reference)


def check_origin(request: Request, house: House) -> None:
    """
    See that a form was sent by a page of ours.

    Raises:
        WrongForm: the browser names another origin, or none.

    Source: OWASP, Cross-Site Request Forgery Prevention, "Verifying Origin" and "Fetch Metadata".
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if origin not in {house.settings.origin, own} or urlsplit(origin).hostname not in house.settings.hosts:
            raise WrongForm("this form was sent from another site; open the page again and send it from there")
    elif site != "same-origin":
        raise WrongForm(
            "the browser does not say from which page this form comes; open the page again, without a proxy"
        )


def check_token(person: Person, given: str) -> None:
    """
    See that a form carries the token of its session.

    Raises:
        WrongForm: it does not.
    """
    if not person.csrf or not hmac.compare_digest(person.csrf.encode(), given.encode(errors="replace")):
        raise WrongForm("this form is of another session; open the page again and send it from there")


async def _check_form(request: Request, person: Person) -> None:
    given = request.headers.get("x-csrf-token")
    if given is None:
        form = await request.form(max_files=0, max_fields=_FIELDS, max_part_size=_FIELD_BYTES)
        given = str(form.get("csrf", ""))
    check_token(person, given)


async def _by_token(house: House, token: str, now: datetime) -> Person | None:
    found = await house.people.tokens.find(token, now)
    if found is None:
        return None
    account = found.account
    return Person(account.id, account.role, account.language, account.zone, scopes=frozenset(found.scopes))


async def _by_session(house: House, cookie: str, now: datetime) -> Person | None:
    found = await house.people.sessions.find(cookie, now)
    if found is None:
        return None
    account = found.account
    return Person(
        account.id,
        account.role,
        account.language,
        account.zone,
        fresh_until=found.fresh_until,
        csrf=found.csrf,
        session=found.shown,
    )


def _check_role(person: Person, right: Right) -> None:
    if person.role not in right.roles:
        raise NotAllowed(f"the role {person.role.value} does not do this")
    if person.scopes is not None and (right.scope is None or right.scope not in person.scopes):
        wanted = f"needs the scope {right.scope}" if right.scope else "is not done with a token"
        raise NotAllowed(f"this {wanted}")


def _action(request: Request) -> str:
    return f"{getattr(request.scope.get('route'), 'name', '')}:{request.method.lower()}"
