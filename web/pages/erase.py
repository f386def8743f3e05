"""The end of a case and of all that was told in it; and a legal hold, under which it cannot be erased."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from languages import N_
from lifecycle.holding import held_since
from models.errors import AryzError
from web.house import House, Person, house_of, person_of
from web.render import page

router = APIRouter()

REASONS: Final = {
    "consent_withdrawn": N_("Consent was withdrawn"),
    "asked_by_victim": N_("The victim asked for it"),
    "court_order": N_("A court ordered it"),
    "kept_long_enough": N_("It was kept as long as it may be"),
    "opened_by_mistake": N_("The case was opened by mistake"),
}
"""Codes of reasons that stand in the clear for ever; others may be typed."""
HOLDS: Final = {
    "court_order": N_("A court ordered it"),
    "proceedings": N_("Proceedings are under way"),
    "inquiry": N_("An inquiry is under way"),
}
WRONG: Final = {
    "reference": N_("The reference was not typed as it is. Nothing was erased."),
    "code": N_(
        "The reason is no code: write 1 to 40 of a-z 0-9 _ -. It stays in the clear, where words could hold a name."
    ),
    "held": N_(
        "A legal hold lies on the case. Nothing was erased; release the hold first, if whoever ordered it agrees."
    ),
    "not_recorded": N_("It was done, and is not on the record of the case yet: the case did not answer."),
}
_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
Text = Annotated[str, StringConstraints(max_length=80)]


@router.get("/cases/{reference}/erase", name="erase")
async def erase(request: Request, reference: str) -> Response:
    """Ask whether a case is to be erased, or held."""
    return await _asked(request, reference)


class Wish(BaseModel):
    """What a form of this page asks for. `other` is a reason that is not in the list, `typed` the reference again."""

    what: Literal["erase", "hold", "release"]
    reason: Text = ""
    other: Text = ""
    typed: Text = ""

    @property
    def code(self) -> str:
        """The reason as a code."""
        return self.other.strip() or self.reason.strip()


@router.post("/cases/{reference}/erase", name="erase")
async def act(request: Request, reference: str, wish: Annotated[Wish, Form()]) -> Response:
    """Erase a case, lay a legal hold on it, or take the hold off."""
    house, person = house_of(request), person_of(request)
    if wish.what == "release":
        on_record = await _release(house, person, reference)
    elif not _CODE.fullmatch(wish.code):
        return await _asked(request, reference, 422, wrong="code")
    elif wish.what == "hold":
        on_record = await _hold(house, person, reference, wish.code)
    else:
        return await _erased(request, reference, wish)
    return await _asked(request, reference, wrong=None if on_record else "not_recorded", done=wish.what)


async def _erased(request: Request, reference: str, wish: Wish) -> Response:
    house, person = house_of(request), person_of(request)
    if wish.typed.strip() != reference:
        return await _asked(request, reference, 422, wrong="reference")
    if reference in await house.store.keys_at_hand().held():
        return await _asked(request, reference, 409, wrong="held")
    done = await house.desk(person).erase(reference, wish.code)
    house.shelf.forget(reference)
    return page(request, "erased.html", reference=reference, done=done)


async def _hold(house: House, person: Person, reference: str, code: str) -> bool:
    """Lay a hold; whether it is on record. It is in force without that: the keys prevent the erasure."""
    keys = house.store.keys_at_hand()
    if reference in await keys.held():
        return True
    await keys.hold(reference, code, house.clock())
    try:
        await house.desk(person).hold(reference, code)
    except AryzError:
        return False
    return True


async def _release(house: House, person: Person, reference: str) -> bool:
    if not await house.store.keys_at_hand().release(reference):
        return True
    try:
        await house.desk(person).release(reference)
    except AryzError:
        return False
    return True


async def _asked(
    request: Request, reference: str, status: int = 200, *, wrong: str | None = None, done: str | None = None
) -> Response:
    house = house_of(request)
    row = await house.store.register.row(reference)
    records = [entry.record for entry in await house.store.ledger.entries(reference)]
    more: dict[str, Any] = {"reasons": REASONS, "holds": HOLDS}
    return page(
        request,
        "erase.html",
        status=status,
        reference=reference,
        held=(await house.store.keys_at_hand().held()).get(reference),
        since=held_since(records),
        records=len(records),
        documents=len(await house.documents.all(reference)),
        erased=row is not None and row.erased_at is not None,
        wrong=WRONG.get(wrong or ""),
        done=done,
        **more,
    )
