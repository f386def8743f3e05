"""Replay: a case step by step over its life, and two of its days side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar, cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from languages import N_
from models.case import Body
from models.dates import PartialDate
from models.errors import Erased, NoKey, RefusedError
from models.records import RecordKind, TellerRole
from reports.days_apart import Apart, apart
from reports.replay import Step
from reports.replay_words import facts, heading
from reports.voices import Spoken
from web.guard import NotAllowed
from web.house import House, house_of, person_of
from web.render import page, speech_of
from web.wording import Words
from workflows.looking_back import Case, case_of, looked_back

router = APIRouter()
T = TypeVar("T")

LEARNED: Final = "learned"
HAPPENED: Final = "happened"
_AROUND: Final = 4
"""Steps that are listed before and after the one that is shown."""
_MOST: Final = 200
"""Rows of a comparison that are shown of each kind."""
OUTCOMES: Final = {
    "same": N_("The same: today's code does what this history holds."),
    "differs": N_("It differs: today's code does something else than this history holds."),
    "not replayed": N_("Not replayed."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What is asked for: the order, the place in it from 1, and two days to compare.

    `wrong` is what was given as a day and is none.
    """

    order: str = LEARNED
    at: int | None = None
    day: date | None = None
    one: date | None = None
    two: date | None = None
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """
    The life of a case in an order. `days` are the day of each step, for finding one.

    `bodies` are those that its opening names; none where it was `erased`.
    """

    steps: tuple[Step, ...]
    days: tuple[str, ...]
    bodies: Mapping[str, Body] = field(default_factory=dict)
    erased: bool = False

    def place(self, asked: Asked) -> int:
        """The step that is asked for, from 1: the last by the end of a day, where a day is named."""
        if asked.day is not None:
            wanted = asked.day.isoformat()
            return max((number for number, day in enumerate(self.days, 1) if day <= wanted), default=1)
        return min(max(asked.at or len(self.steps), 1), max(len(self.steps), 1))


@router.get("/cases/{reference}/replay", name="replay")
async def replay(request: Request, reference: str) -> Response:
    """Show a step of a case, and two days of it side by side where they are named."""
    return await _shown(request, reference)


@router.post("/cases/{reference}/replay", name="replay")
async def history(request: Request, reference: str) -> Response:
    """Replay the Temporal histories of a case with today's code, and show what that gave."""
    house, person = house_of(request), person_of(request)
    if person.role is TellerRole.LAWYER:
        raise NotAllowed("the role lawyer does not do this")
    runtime = house.client.service_client.config.runtime
    past = await looked_back(house.client, house.store, reference, runtime)
    return await _shown(request, reference, past=past)


async def _shown(request: Request, reference: str, **more: Any) -> Response:  # noqa: ANN401 (what the page shows besides)
    house, person, speech = house_of(request), person_of(request), speech_of(request)
    asked = _asked(request)
    reading = await _reading(house, reference)
    life = await reading.life(asked.order)
    at = life.place(asked)
    voice = Spoken(speech, person.zone)
    step = life.steps[at - 1] if life.steps else None
    first = max(1, min(at - _AROUND, len(life.steps) - 2 * _AROUND))
    around = enumerate(life.steps[first - 1 : first + 2 * _AROUND], first)
    compared, refused = await _compared(reading, asked)
    return page(
        request,
        "replay.html",
        reference=reference,
        asked=asked,
        at=at,
        last=len(life.steps),
        step=step,
        said=heading(step, voice) if step else "",
        facts=tuple(facts(step, voice)) if step else (),
        around=tuple((number, heading(one, voice)) for number, one in around),
        span=(min(life.days), max(life.days)) if life.days else None,
        erased=life.erased,
        compared=compared,
        refused=refused,
        most=_MOST,
        words=Words(speech, life.bodies),
        outcomes=OUTCOMES,
        **({"past": None} | more),
    )


class Reading:
    """
    A case as it is read for a page: its records only where what is asked for is not in memory.

    `head` is the hash of its last record, None where nothing of it may be kept in memory: it was erased.
    """

    def __init__(self, house: House, reference: str, head: str | None) -> None:
        self._house = house
        self._reference = reference
        self._head = head
        self._case: Case | None = None

    async def life(self, order: str) -> Life:
        """Its steps in an order."""
        return await self._kept(("replay", order), lambda case: _ordered(case, order))

    async def side_by_side(self, asked: Asked) -> Apart:
        """
        Two days of it.

        Raises:
            RefusedError: nothing was known on one of them, or it was erased.
        """
        wanted = ("apart", asked.order, asked.one, asked.two)
        return await self._kept(wanted, lambda case: _side_by_side(case, asked))

    async def _kept(self, wanted: tuple[object, ...], work: Callable[[Case], T]) -> T:
        shelf, key = self._house.shelf.judgements, (self._reference, self._head, *wanted)
        known = shelf.get(key) if self._head is not None else None
        if known is not None:
            return cast("T", known)
        if self._case is None:
            self._case = case_of(self._reference, await self._house.store.ledger.entries(self._reference))
        made = await asyncio.to_thread(work, self._case)
        if self._head is not None and self._case.norms is not None and self._case.entries[-1].hash == self._head:
            shelf.put(key, made)
        return made


async def _reading(house: House, reference: str) -> Reading:
    row = await house.store.register.row(reference)
    try:
        await house.store.keys_at_hand().data_key(reference, create=False)
    except (Erased, NoKey):
        return Reading(house, reference, None)
    return Reading(house, reference, row.head if row is not None and row.erased_at is None else None)


def _ordered(case: Case, order: str) -> Life:
    steps = case.steps()
    if case.norms is None:
        return Life(steps, tuple(step.recorded_at[:10] for step in steps), erased=True)
    state = case.state()
    bodies = state.timeline.scene.bodies
    if order == LEARNED:
        return Life(steps, tuple(step.recorded_at[:10] for step in steps), bodies)
    told = {step.event: step for step in steps if step.kind is RecordKind.TOLD}
    ordered = [(told[event.id], event.date) for event in state.timeline.in_order() if event.id in told]
    return Life(tuple(step for step, _ in ordered), _days(when for _, when in ordered), bodies)


def _days(told: Iterable[PartialDate]) -> tuple[str, ...]:
    """The earliest day of each date, never before the one ahead of it: the order is what is known."""
    days, last = [], ""
    for when in told:
        last = max(last, when.first.isoformat()) if when.known else last
        days.append(last)
    return tuple(days)


async def _compared(reading: Reading, asked: Asked) -> tuple[Apart | None, str | None]:
    """Two days side by side, or why they cannot be shown."""
    if asked.one is None or asked.two is None:
        return None, None
    try:
        return await reading.side_by_side(asked), None
    except RefusedError as error:
        return None, str(error)


def _side_by_side(case: Case, asked: Asked) -> Apart:
    days = (asked.one, asked.two)
    views = [case.view(day, None) if asked.order == HAPPENED else case.view(None, day) for day in days]
    return apart(*views)


def _asked(request: Request) -> Asked:
    given = request.query_params
    days: dict[str, date] = {}
    wrong = None
    for name in ("day", "one", "two"):
        if text := given.get(name, "").strip():
            try:
                days[name] = date.fromisoformat(text)
            except ValueError:
                wrong = text[:20]
    at = given.get("at", "")
    return Asked(
        order=HAPPENED if given.get("by") == HAPPENED else LEARNED,
        at=int(at) if at.isascii() and at.isdigit() and len(at) < 8 else None,
        wrong=wrong,
        **days,
    )
