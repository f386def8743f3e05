"""The page on which a victim follows the complaint with a code, and the making of codes. It leaves no trace here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from languages import N_
from lifecycle.telling import instant_text
from models.register import BoardRow
from store.receipts import grouped
from web.entering import address_of
from web.house import House, house_of, person_of
from web.render import page

router = APIRouter()

BY_ADDRESS: Final = 12
"""How many codes one address may try in a window."""

IN_ALL: Final = 1200
"""How many codes all together may try: at this rate one of 10,000 codes is found by chance in about 10,000 years."""

WINDOW: Final = 600
"""Seconds."""

TAKES: Final = 0.5
"""Seconds that every answer takes, so that the time it takes tells nothing."""

PHASES: Final[Mapping[str, str]] = {
    "registration": N_("The complaint waits to be registered, or is being checked, by the authorities."),
    "forwarding": N_("The authorities have sent the complaint on, from one office to another."),
    "classification": N_("The authorities are deciding what the complaint is about in law."),
    "investigation": N_("The authorities are investigating."),
    "termination": N_("The authorities have refused or stopped. We look at what can be done against it."),
    "appeal": N_("A decision of the authorities is being challenged."),
    "trial": N_("A court deals with it."),
    "international": N_("A body abroad deals with it."),
    "closed": N_("Our work on the complaint has ended."),
}
"""What is said of each phase: nothing that a stranger could use."""

OTHERWISE: Final = N_("The complaint is being worked on.")


@router.get("/receipt", name="receipt")
async def ask(request: Request) -> Response:
    """Ask for the code."""
    return _safe(page(request, "receipt.html", found=None, tried=False, wait=0))


@router.post("/receipt", name="receipt")
async def show(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Say how far the complaint of a code is. A wrong code is answered alike, and as late."""
    began = asyncio.get_running_loop().time()
    wait = await _too_many(request)
    found = None if wait else await _found(house_of(request), code)
    await asyncio.sleep(max(0.0, began + TAKES - asyncio.get_running_loop().time()))
    answer = page(request, "receipt.html", status=429 if wait else 200, found=found, tried=True, wait=-(-wait // 60))
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return _safe(answer)


@router.get("/cases/{reference}/receipt", name="receipt_new")
async def known(request: Request, reference: str) -> Response:
    """Show whether the person of a case has a code."""
    return page(
        request, "receipt_case.html", reference=reference, known=await house_of(request).store.receipts.of(reference)
    )


@router.post("/cases/{reference}/receipt", name="receipt_new")
async def change(request: Request, reference: str, what: Annotated[str, Form()] = "new") -> Response:
    """Make a new code, void the one there is, or ask the person to get in touch."""
    house, receipts, person = house_of(request), house_of(request).store.receipts, person_of(request)
    done = what if what in {"void", "ask", "rest"} else "new"
    at, told = house.clock(), (person.id, person.role.value, f"receipt_{done}")
    await house.people.accesses.add(*told, at, reference=reference, each=True)
    if done == "new":
        code = grouped(await receipts.new(reference, instant_text(at)))
        return page(request, "receipt_made.html", reference=reference, code=code)
    if done == "void":
        await receipts.void(reference)
    else:
        await receipts.ask(reference, contact=done == "ask")
    return RedirectResponse(request.app.url_path_for("receipt_new", reference=reference), 303)


async def _found(house: House, code: str) -> Mapping[str, object] | None:
    """What may be said; the same questions are asked for every code."""
    known = await house.store.receipts.find(code)
    row = await house.store.register.row(known.reference if known is not None else "nobody")
    if known is None or row is None or row.erased_at is not None:
        return None
    return {"phase": _said(row), "changed": row.updated_at[:7], "contact": known.contact}


def _said(row: BoardRow) -> str:
    return PHASES.get(row.phase, OTHERWISE)


async def _too_many(request: Request) -> int:
    """Seconds to wait; 0 where it may go on."""
    house = house_of(request)
    throttle, now = house.people.throttle, house.clock()
    for key, limit in ((f"receipt|from|{address_of(request)}", BY_ADDRESS), ("receipt|all", IN_ALL)):
        if not await throttle.hit(key, limit, WINDOW, now=now):
            return max(1, await throttle.wait(key, now=now))
    return 0


def _safe(answer: Response) -> Response:
    """Nothing of it stays in a cache. Pages of other places never hear of it: that holds for every page."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
