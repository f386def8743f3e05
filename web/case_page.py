"""Everything that the page of a case is made from: read, judged and put into the words of whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup
from starlette.requests import Request

from languages import N_, Speech
from law.wording import ENGLISH
from lifecycle.next import next_kinds
from lifecycle.state import CaseState
from models.assessment import Obligation
from models.errors import RefusedError
from models.records import TellerRole
from models.remedies import Remedy
from reports.picture import Wording, picture
from store.people.account import Named
from web.case_view import SHOWN, Walk, command, due, lines, walks
from web.house import House, Person, house_of, person_of
from web.reading import Judged, Told, judged, read, read_then
from web.render import speech_of
from web.wording import Words

_TITLE: Final = N_("The path of proceeding %(proceeding)s through its states")
_DESCRIBED: Final = N_("It stands in: %(state)s. The steps are listed below in words.")
_NOWHERE: Final = N_("Nothing has happened in it yet.")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    Which view of a case is asked for.

    `as_of`: the day, None for today. `known_at`: only what was recorded by then (UTC). `every`: all events, not only
    the latest. `wrong`: what was given as a day and is none.
    """

    as_of: date | None = None
    known_at: date | None = None
    every: bool = False
    wrong: str | None = None

    @property
    def back_in_time(self) -> bool:
        """Whether another day than today is asked for."""
        return self.as_of is not None or self.known_at is not None


def asked(request: Request) -> Asked:
    """The view that the query of a request asks for. A day that is none is said, and today shown."""
    given = {name: request.query_params.get(name, "").strip() for name in ("as_of", "known_at")}
    days: dict[str, date] = {}
    wrong = None
    for name, text in given.items():
        if text:
            try:
                days[name] = date.fromisoformat(text)
            except ValueError:
                wrong = text[:20]
    every = request.query_params.get("events") == "all"
    return Asked(days.get("as_of"), days.get("known_at"), every, wrong)


async def page_values(request: Request, reference: str, view: Asked) -> dict[str, Any]:
    """
    What the template of a case shows.

    Raises:
        UnknownCase, Erased, IntegrityError, StoreError: as `web.reading.read`.
        RefusedError: nothing of it was known on the day asked for.
    """
    house, person, speech = house_of(request), person_of(request), speech_of(request)
    store, shelf = house.store, house.shelf
    if view.known_at is None:
        told = await read(store, shelf, reference)
    else:
        told = await read_then(store, shelf, reference, view.known_at)
    state = told.state
    today = today_of(state, house)
    at = view.as_of or view.known_at or today
    try:
        found: Judged | None = await judged(shelf, told, at)
    except RefusedError:
        found = None
    words = Words(speech, state.timeline.scene.bodies)
    row = await store.register.row(reference)
    return {
        "told": told,
        "state": state,
        "header": state.opening.header,
        "view": view,
        "at": at,
        "today": today,
        "live": not view.back_in_time,
        "row": row,
        "held": (await store.keys_at_hand().held()).get(reference),
        "words": words,
        "names": await names_for(house, person, _accounts(told)),
        "lawyers": await _lawyers(house, person),
        "lawyer": state.timeline.until(at).lawyer,
        **_timeline(told, view, at),
        **(_judgement(state, found, speech) if found is not None else {"judged": None}),
    }


def today_of(state: CaseState, house: House) -> date:
    """The day of the case's own place."""
    return state.timeline.scene.norms.zone.local(house.clock())[0]


async def names_for(house: House, person: Person, ids: Iterable[str]) -> Mapping[str, Named]:
    """The names behind accounts, for those who work on cases together; whoever checks from outside sees the ids."""
    if person.role not in {TellerRole.COORDINATOR, TellerRole.LAWYER}:
        return {}
    return await house.people.accounts.names(sorted(set(ids)))


async def _lawyers(house: House, person: Person) -> list[tuple[str, str]]:
    """The lawyers to whom a case can be given, by name; for those who may give it."""
    if person.role is not TellerRole.COORDINATOR:
        return []
    found = [one for one in await house.people.accounts.list(TellerRole.LAWYER) if one.enabled]
    names = await house.people.accounts.names([one.id for one in found])
    return sorted(
        ((one.id, names[one.id].name if one.id in names else one.id) for one in found), key=lambda one: one[1]
    )


def _accounts(told: Told) -> set[str]:
    lawyer = told.state.timeline.standing.lawyer
    return {record.teller.id for record in told.records} | ({lawyer} if lawyer else set())


def _timeline(told: Told, view: Asked, at: date) -> dict[str, Any]:
    happened = lines(told, at)
    shown = happened if view.every else happened[-SHOWN:]
    on_page = frozenset(line.event.id for line in shown)
    return {"lines": shown, "earlier": len(happened) - len(shown), "on_page": on_page}


def _judgement(state: CaseState, found: Judged, speech: Speech) -> dict[str, Any]:
    following = {one.id: next_kinds(state, one.id) for one in state.opening.header.proceedings}
    assessment = found.assessment
    proceedings = walks(state, found, following)
    header = state.opening.header
    return {
        "judged": assessment,
        "walks": proceedings,
        "pictures": {walk.proceeding.id: drawn(walk, speech) for walk in proceedings if walk.steps or walk.posture},
        "due": due(assessment),
        "certain": [one for one in assessment.findings if one.certainty == "certain"],
        "possible": [one for one in assessment.findings if one.certainty != "certain"],
        "remedies": usable(assessment.remedies),
        "missed": [one for one in assessment.remedies if one.status == "missed"],
        "warnings": [one for one in assessment.warnings if one.rule not in {"remedy_open", "international_route"}],
        "command": command(header.bodies, header.accused),
        "derived": lambda one: derivation(one, speech),
    }


def usable(remedies: Iterable[Remedy]) -> list[Remedy]:
    """What can still be used, or is under way, or opens later: what ends first stands first."""
    order = {"open": 0, "not_yet": 1, "under_way": 2}
    found = [one for one in remedies if one.status in order]
    return sorted(found, key=lambda one: (order[one.status], one.until or "9999"))


def drawn(walk: Walk, speech: Speech) -> Markup:
    """The picture of a proceeding. Made of escaped words and numbers alone."""
    name = walk.proceeding.title or walk.proceeding.id
    stands = speech.word("state", walk.current) if walk.current else speech.text(_NOWHERE)
    wording = Wording(
        phase=lambda phase: speech.word("phase", phase),
        state=lambda path: speech.word("state", path),
        title=speech.text(_TITLE, proceeding=name),
        described=speech.text(_DESCRIBED, state=stands),
    )
    made = picture(walk.machine.table, walk.steps, walk.current, wording, f"walk-{walk.proceeding.id}")
    return Markup(made)  # noqa: S704 (every word in it was escaped where the picture was drawn)


def derivation(one: Obligation, speech: Speech) -> list[str]:
    """How the end of a term was found, line by line."""
    return [speech.say(step.key, step.values, ENGLISH) for step in one.steps]
