"""Sealing a case: only the people on its list see it from then on, whatever their role."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from models.records import TellerRole
from web.house import house_of, person_of
from web.pages.signin import Word
from web.render import page

router = APIRouter()


@router.get("/cases/{reference}/seal", name="seal")
async def asked(request: Request, reference: str) -> Response:
    """Show who may see a case, to be changed."""
    return page(request, "seal.html", reference=reference, **await _values(request, reference))


@router.post("/cases/{reference}/seal", name="seal")
async def sealed(
    request: Request, reference: str, do: Word = "", account: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Seal a case for the people chosen, and for whoever seals it; or open it again."""
    house, person = house_of(request), person_of(request)
    people, now = house.people, house.clock()
    if do == "open":
        await people.seals.unseal(reference)
    else:
        known = {one.id for one in await people.accounts.list()}
        await people.seals.seal(reference, person.id, known & set(account or ()), now)
    what = "unsealed" if do == "open" else "sealed"
    await people.accesses.add(person.id, person.role.value, what, now, reference=reference, each=True)
    return RedirectResponse(request.app.url_path_for("case", reference=reference), 303)


async def _values(request: Request, reference: str) -> dict[str, Any]:
    house, person = house_of(request), person_of(request)
    listed = await house.people.seals.people(reference)
    row = await house.store.register.row(reference)
    lawyer = row.lawyer if row is not None else None
    every = [one for one in await house.people.accounts.list() if one.role is not TellerRole.OPERATOR]
    return {
        "sealed": listed is not None,
        # A lawyer who is not theirs sees no case anyway: of lawyers only the one who has it can be chosen.
        "choices": [one for one in every if one.role is not TellerRole.LAWYER or one.id == lawyer],
        "chosen": listed if listed is not None else {person.id, lawyer},
        "names": await house.people.accounts.names([one.id for one in every]),
    }
