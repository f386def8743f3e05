"""Telling a running case: under a number that is free, and with the ledger settled when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from cli.console import note
from cli.options import now
from lifecycle.numbering import free_id
from lifecycle.timeline import replaced
from models.errors import ChronologyError, Fault, RefusedError, ServerError, StoreError
from models.events import Event
from models.kinds import KINDS
from models.messages import Receipt

if TYPE_CHECKING:
    from models.register import BoardRow
    from settings import Settings
    from workflows.desk import Desk

_SETTLED: Final = 2.0
_TRIES: Final = 50
_NO_KIND: Final = " is no kind of event"
_MEANT: Final = "did you mean"
_NEAR: Final = 0.4
"""How like a kind a word must be (difflib's ratio) for the kind to be offered."""

Make = Callable[[str, int], tuple[Event, ...]]
"""Makes the events from the next free id and the place in the telling."""

Told = tuple[Event, Receipt]
"""An event with the answer to it."""


async def told_to(chosen: Settings, reference: str, make: Make, id_: str | None, *, asks: bool) -> list[Told]:
    """
    Tell a case what `make` makes, and wait a moment for the ledger.

    Args:
        chosen: the settings of this installation.
        reference: the case.
        make: makes the events.
        id_: the id that was given for the event, if one was.
        asks: whether the case is asked for a free id where none was given.

    Raises:
        RefusedError: it cannot have happened as told.
        ServerError: the server or every worker is away.
    """
    from cli.bringing import settled
    from cli.desk import at_desk

    place = int(now().timestamp() * 1000)  # after every place in a file, and after everything told before
    unnumbered = asks and id_ is None
    events = _checked(reference, make, id_ or "e01", place, named=not unnumbered)
    _complete(reference, events, named=not unnumbered)
    async with at_desk(chosen) as desk:
        if unnumbered:
            told = await _numbered(desk, reference, make, place)
        else:
            told = await _answered(desk, reference, events, named=asks)
        if not await settled(desk, reference, _SETTLED):
            note("acknowledged; the ledger does not have it yet and will be given it until it does")
    return told


async def _numbered(desk: Desk, reference: str, make: Make, place: int) -> list[Told]:
    """Tell an event under the next free number. Where another teller was quicker to take it, the one after is tried."""
    for _ in range(_TRIES):
        events = make(free_id(await _known(desk, reference)), place)
        try:
            return await _answered(desk, reference, events, named=True)
        except RefusedError:
            if events[0].id not in await _known(desk, reference):
                raise
    raise RefusedError(
        f"case {reference}: {_TRIES} numbers in a row were taken by others who tell it at the same time; nothing was "
        "told: tell it again, or under an --id of your own"
    )


async def _known(desk: Desk, reference: str) -> frozenset[str]:
    return frozenset(line.event for line in await desk.timeline(reference))


async def _answered(desk: Desk, reference: str, events: tuple[Event, ...], *, named: bool) -> list[Told]:
    """The events with their receipts; `named`: where no answer comes, the id is said, for telling it again."""
    try:
        return list(zip(events, await desk.tell(reference, events), strict=True))
    except ServerError as error:
        raise ServerError(f"{error} (with --id {events[0].id})" if named else str(error)) from None


async def hints(chosen: Settings, reference: str, told: list[Told]) -> list[str]:
    """What is worth a word. The register is asked where the case is at home, if it can be read from here."""
    from cli.files import today
    from cli.hints import hints as found
    from cli.hints import may_need_a_day

    row = await _row(chosen, reference) if any(may_need_a_day(*one) for one in told) else None
    jurisdiction, region = (row.jurisdiction, row.region) if row else ("KZ", None)
    return list(found(reference, told, jurisdiction, region, today()))


async def _row(chosen: Settings, reference: str) -> BoardRow | None:
    from cli.desk import at_store

    try:
        async with at_store(chosen) as store:
            return await store.register.row(reference)
    except StoreError:
        return None


def _checked(reference: str, make: Make, id_: str, place: int, *, named: bool) -> tuple[Event, ...]:
    """What is wrong is said before the server is asked; an event that has no number yet is called by none."""
    try:
        return make(id_, place)
    except ChronologyError as error:
        faults = error.faults if named else (replace(fault, event=None) for fault in error.faults)
        raise ChronologyError(tuple(_nearest(fault, reference) for fault in faults)) from None


def _nearest(fault: Fault, reference: str) -> Fault:
    """A word that is no kind of event, with the kinds that come nearest to it and where to find those that fit."""
    word, unknown, _ = fault.problem.partition(_NO_KIND)
    if not unknown:
        return fault
    near = get_close_matches(word.strip("'").lower().replace(" ", "_"), KINDS, n=3, cutoff=_NEAR)
    kinds = f"the nearest are {', '.join(near)}" if near else fault.remedy
    meant = fault.remedy if fault.remedy.startswith(_MEANT) else f"{kinds};"
    return replace(fault, remedy=f"{meant} `aryz case next {reference}` says what may happen next")


def _complete(reference: str, events: Iterable[Event], *, named: bool) -> None:
    """An event whose date was forgotten would stand undated for good, and a correction of nothing says nothing."""
    for event in events:
        about = f"case {reference}: {f'event {event.id}: ' if named else ''}"
        if event.kind == "corrected":
            if not replaced(event):
                raise RefusedError(
                    f"{about}a correction must say what it corrects; add what is right, as --known-on DAY"
                )
        elif "date" not in event.model_fields_set:
            problem = "is missing; write a day (2007-03-29), a month (2007-04), a year (2007), or unknown"
            raise RefusedError(f"{about}date: {problem} where nothing is known of it")
