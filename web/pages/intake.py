"""Taking in a complaint: one form, one press, the code of the victim once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from models.errors import RefusedError, ServerError
from models.records import TellerRole
from store.receipts import grouped
from web.house import House, Person, house_of, person_of
from web.intake_form import LONG, PURPOSES, SAME, SHORT, Wrong, read
from web.intake_open import HalfTold, Used, open_for
from web.intake_words import FIELDS, choices
from web.render import page, speech_of

router = APIRouter()


@router.get("/intake", name="intake")
async def intake(request: Request) -> Response:
    """Show an empty form."""
    today = house_of(request).clock().astimezone(person_of(request).time_zone).date()
    return await _form(request, {"form": secrets.token_hex(16), "act_year": str(today.year), "sex": "unknown"}, {})


@router.post("/intake", name="intake")
async def take_in(request: Request) -> Response:
    """Open the case, tell what happened, and show the code of the victim."""
    house, person = house_of(request), person_of(request)
    given = fields(await request.form())
    today = house.clock().astimezone(person.time_zone).date()
    try:
        opened = await open_for(house, person, read(given, today, await followers(house, person)))
    except Wrong as wrong:
        return await _form(request, given, wrong.faults, status=422)
    except Used as used:
        return page(request, "intake_used.html", status=409, reference=used.reference)
    except HalfTold as half:
        return page(request, "intake_half.html", status=409, reference=half.reference, why=str(half))
    except RefusedError as error:
        return await _form(request, given, {}, status=409, refused=str(error))
    except ServerError as error:
        return await _form(request, given, {}, status=503, away=str(error))
    answer = page(request, "intake_done.html", reference=opened.reference, code=grouped(opened.code))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def fields(form: FormData) -> dict[str, str]:
    """The fields of a form, several values of one joined."""
    return {name: ",".join(str(value) for value in form.getlist(name)) for name in form}


async def followers(house: House, person: Person) -> Mapping[str, str]:
    """Who may follow a case: every lawyer who can sign in, and whoever takes it in."""
    accounts = [one.id for one in await house.people.accounts.list(TellerRole.LAWYER) if one.enabled]
    names = await house.people.accounts.names([*accounts, person.id])
    ordered = sorted(names.items(), key=lambda each: (each[0] == person.id, each[1].name.casefold()))
    return {id_: named.name for id_, named in ordered}


async def _form(  # noqa: PLR0913 (what the page shows)
    request: Request,
    given: Mapping[str, str],
    faults: Mapping[str, str],
    *,
    status: int = 200,
    refused: str | None = None,
    away: str | None = None,
) -> Response:
    house, person = house_of(request), person_of(request)
    return page(
        request,
        "intake.html",
        status=status,
        given=given,
        faults=faults,
        refused=refused,
        away=away,
        followers=await followers(house, person),
        choices=choices(speech_of(request)),
        purposes=PURPOSES,
        same=SAME,
        longest={"long": LONG, "short": SHORT},
        titles=FIELDS,
    )
