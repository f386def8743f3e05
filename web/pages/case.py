"""The page of a case, the same to print, and giving it to a lawyer."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from lifecycle.numbering import free_id
from models.errors import Erased, RefusedError
from models.events import Actor, Event
from models.records import TellerRole
from models.words import Role
from web.case_page import asked, page_values, today_of
from web.house import house_of, person_of
from web.reading import erased, read
from web.render import page

router = APIRouter()
_ACCOUNT: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


@router.get("/cases/{reference}", name="case")
async def case(request: Request, reference: str) -> Response:
    """Show a case: where it stands, what is due, what can be done, what happened."""
    return await _shown(request, reference, "case.html")


@router.get("/cases/{reference}/print", name="print")
async def printed(request: Request, reference: str) -> Response:
    """Show a case on one page for a court: everything that happened, in order, and the head of the ledger."""
    return await _shown(request, reference, "print.html")


@router.post("/cases/{reference}/assign", name="assign")
async def assign(request: Request, reference: str, lawyer: Annotated[str, Form(pattern=_ACCOUNT)]) -> Response:
    """Give a case to a lawyer: told to the case as an event."""
    house, person = house_of(request), person_of(request)
    account = await house.people.accounts.get(lawyer)
    if account is None or account.role is not TellerRole.LAWYER or not account.enabled:
        raise RefusedError(f"case {reference}: the account chosen is that of no lawyer who can sign in")
    told = await read(house.store, house.shelf, reference)
    if told.state.timeline.standing.lawyer != lawyer:
        today = today_of(told.state, house)
        event = Event.model_validate(
            {
                "id": free_id(told.state.told),
                "kind": "assigned",
                "date": today.isoformat(),
                "by": Actor(role=Role.COUNSEL, name=lawyer),
            }
        )
        await house.desk(person).tell(reference, (event,))
    return RedirectResponse(request.app.url_path_for("case", reference=reference), 303)


async def _shown(request: Request, reference: str, template: str) -> Response:
    try:
        values = await page_values(request, reference, asked(request))
    except Erased:
        left = await erased(house_of(request).store, reference)
        return page(request, "case_erased.html", reference=reference, row=left.row, records=left.records)
    return page(request, template, reference=reference, **values)
