"""Opening the case of a complaint that was taken in: all of it is tried before any of it is told."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from languages import N_
from law.published import BOOK
from lifecycle.telling import Stamp, instant_text, open_case, tell
from models.errors import AryzError, RefusedError
from models.records import Opening
from store.opening import Store
from web.house import House, Person
from web.intake_form import Intake, Wrong
from web.regions import REGIONS
from workflows.pinned import norms_of

AGAIN: Final = timedelta(minutes=10)
"""For how long a form that is sent again shows the same code: a line that breaks must not cost the person the code."""

_TRIES: Final = 5
_LOOKS, _PAUSE = 40, 0.1


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened, and the code of the victim, shown this once."""

    reference: str
    code: str


class Used(AryzError):
    """The form opened a case a while ago."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"case {reference}: was opened by this form already")
        self.reference = reference


class HalfTold(AryzError):
    """The case is open, and what happened was not taken."""

    def __init__(self, reference: str, why: str) -> None:
        super().__init__(why)
        self.reference = reference


async def open_for(house: House, person: Person, intake: Intake) -> Opened:
    """
    Open the case of a complaint and tell it its first events. The same form again opens the same case.

    Raises:
        Wrong: the reference is taken.
        Used: the form opened a case a while ago, and its code is not shown again.
        RefusedError: the law of the machine refuses it; nothing was opened.
        HalfTold: it was opened, and the rest refused.
        ServerError: the server or every worker is away, or slow. Sending the form again is safe.
    """
    now = house.clock()
    _try(intake, person, now)
    reference = await _reference(house, intake, now)
    desk, opening = house.desk(person), _opening(intake, reference)
    await desk.open(opening)
    try:
        receipts = await desk.tell(reference, intake.events)
    except RefusedError as error:
        raise HalfTold(reference, str(error)) from None
    await _settled(house.store, reference, receipts[-1].record)
    await house.people.accesses.add(person.id, person.role.value, "intake", now, reference=reference, each=True)
    code = await house.store.receipts.of_form(reference, intake.form, instant_text(now))
    if code is None:
        raise Used(reference)
    return Opened(reference, code)


def _opening(intake: Intake, reference: str) -> Opening:
    region = intake.region if intake.region in REGIONS else None
    return Opening(header=intake.named(reference), region=region, law_known_on=BOOK.latest_entry)


def _try(intake: Intake, person: Person, now: datetime) -> None:
    """Tell all of it to a case that is nowhere, as the real one will be told."""
    opening = _opening(intake, intake.reference or "not-named-yet")
    stamp = Stamp(instant_text(now), person.teller, secrets.token_hex(16))
    state, _ = open_case(opening, stamp, norms_of(opening))
    for event in intake.events:
        state, _ = tell(state, event, stamp)


async def _reference(house: House, intake: Intake, now: datetime) -> str:
    intakes, at = house.store.intakes, instant_text(now)
    known = await intakes.of(intake.form)
    if known is not None:
        reference, made_at = known
        late = datetime.fromisoformat(made_at) < now - AGAIN
        if late and await house.store.receipts.of(reference) is not None:
            raise Used(reference)
        return reference
    for _ in range(_TRIES):
        wanted = intake.reference or await intakes.suggest(f"{intake.region.lower()}-{now.year}-")
        claimed = await intakes.claim(intake.form, wanted, at)
        if claimed is not None:
            return claimed
        if intake.reference is not None:
            break
    raise Wrong({"reference": N_("There is a case of this name already. Choose another, or leave it empty.")})


async def _settled(store: Store, reference: str, record: int) -> None:
    """Wait a moment until the ledger has it, so that the page of the case is there when it is looked at."""
    for _ in range(_LOOKS):
        row = await store.register.row(reference)
        if row is not None and row.records >= record:
            return
        await asyncio.sleep(_PAUSE)
