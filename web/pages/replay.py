"""Replay: a case step by step over its life, and two of its days side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from languages import N_
from models.errors import RefusedError
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
    """The life of a case in an order. `days` are the day of each step, for finding one."""

    steps: tuple[Step, ...]
    days: tuple[str, ...]

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
    case = case_of(reference, await house.store.ledger.entries(reference))
    life = await _life(house, case, asked.order)
    at = life.place(asked)
    voice = Spoken(speech, person.zone)
    step = life.steps[at - 1] if life.steps else None
    first = max(1, min(at - _AROUND, len(life.steps) - 2 * _AROUND))
    around = tuple(enumerate(life.steps[first - 1 : first + 2 * _AROUND], first))
    compared, refused = await _compared(case, asked)
    first_opening = case.entries[0].payload.opening if case.entries[0].payload else None
    bodies = {body.id: body for body in first_opening.header.bodies} if first_opening and case.norms else {}
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
        erased=case.norms is None,
        compared=compared,
        refused=refused,
        most=_MOST,
        words=Words(speech, bodies),
        outcomes=OUTCOMES,
        **({"past": None} | more),
    )


async def _life(house: House, case: Case, order: str) -> Life:
    """The steps of a case in an order. They are kept until the case has a new record."""
    key = (case.reference, case.entries[-1].hash, "replay", order)
    known = cast("Life | None", house.shelf.judgements.get(key))
    if known is None:
        known = await asyncio.to_thread(_ordered, case, order)
        if case.norms is not None:
            house.shelf.judgements.put(key, known)
    return known


def _ordered(case: Case, order: str) -> Life:
    steps = case.steps()
    if order == LEARNED or case.norms is None:
        return Life(steps, tuple(step.recorded_at[:10] for step in steps))
    return _by_happening(case, steps)


def _by_happening(case: Case, steps: Sequence[Step]) -> Life:
    """What was told, in the order in which it is taken to have happened."""
    told = {step.event: step for step in steps if step.kind is RecordKind.TOLD}
    timeline = case.state().timeline
    ordered = [(told[event.id], event.date) for event in timeline.in_order() if event.id in told]
    days, last = [], ""
    for _, when in ordered:
        last = max(last, when.first.isoformat()) if when.known else last
        days.append(last)
    return Life(tuple(step for step, _ in ordered), tuple(days))


async def _compared(case: Case, asked: Asked) -> tuple[Apart | None, str | None]:
    """Two days side by side, or why they cannot be shown."""
    if asked.one is None or asked.two is None:
        return None, None
    try:
        return await asyncio.to_thread(_side_by_side, case, asked), None
    except RefusedError as error:
        return None, str(error)


def _side_by_side(case: Case, asked: Asked) -> Apart:
    views = [
        case.view(day, None) if asked.order == HAPPENED else case.view(None, day) for day in (asked.one, asked.two)
    ]
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
