"""Until when a remedy can be used: the terms that run, or those that can be counted from the decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from law.remedies import RemedyRow
from law.terms import Due
from lifecycle.duty import Duty, Status
from lifecycle.remedies_record import Record
from models.dates import Interval, PartialDate
from models.events import Event
from models.remedies import RemedyTerm

OPEN: Final = "open"
NOT_YET: Final = "not_yet"
MISSED: Final = "missed"
UNDER_WAY: Final = "under_way"


@dataclass(frozen=True, slots=True)
class Window:
    """
    When a remedy can be used.

    `limit` is `term`, `none` or `unknown`; `terms` all alternatives; `anchor` what began the one that counts.
    """

    status: str
    limit: str
    until: Due | None = None
    opens: Due | None = None
    anchor: str | None = None
    terms: tuple[RemedyTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ending:
    rule: str
    term: str
    anchor: str
    until: Due | None
    opens: Due | None
    used: bool = False

    def status(self, record: Record) -> str:
        if self.opens is not None and record.now < self.opens.instant:
            return NOT_YET
        return OPEN if self.until is None or record.now < self.until.instant else MISSED


def window(row: RemedyRow, decision: Event | None, about: str | None, record: Record) -> Window | None:
    """
    When a remedy can be used, or None where it was used up.

    Args:
        row: the remedy.
        decision: what it attacks.
        about: the decision behind that, where it is an appeal itself.
        record: the case at the moment.
    """
    names = {one for one in (decision.id if decision else None, about) if one}
    found = list(_running(row, names, record)) or list(_counted(row, decision, record))
    if any(ending.used for ending in found):
        if row.to != "prosecutor":  # every prosecutor has one above him; a court that has decided is done with it
            return None
        found = [ending for ending in found if ending.status(record) == OPEN]
        if not found:
            return None
    return _window(row, found, record)


def of_duty(duty: Duty, record: Record) -> Window:
    """When a right can be used that no remedy describes."""
    ending = _ending(duty)
    terms = (_told(ending, record),)
    return Window(
        ending.status(record), "none" if duty.timeless else "term", ending.until, ending.opens, duty.anchor, terms
    )


def _window(row: RemedyRow, found: list[_Ending], record: Record) -> Window:
    if not found:
        return Window(OPEN, row.limit)
    terms = tuple(_told(ending, record) for ending in found)
    for status in (OPEN, NOT_YET, MISSED):
        fitting = [ending for ending in found if ending.status(record) == status]
        if fitting:
            last = max(fitting, key=_end)
            limit = "term" if last.until is not None else "unknown"
            return Window(status, limit, last.until, last.opens, last.anchor, terms)
    raise AssertionError(row.id)  # pragma: no cover (each ending has one of the three)


def _end(ending: _Ending) -> tuple[bool, str]:
    return (ending.until is None, ending.until.text if ending.until else "")


def _told(ending: _Ending, record: Record) -> RemedyTerm:
    until = ending.until.text if ending.until else None
    status = "used" if ending.used else ending.status(record)
    return RemedyTerm(rule=ending.rule, term=ending.term, anchor=ending.anchor, until=until, status=status)


def _running(row: RemedyRow, names: set[str], record: Record) -> Iterator[_Ending]:
    wanted = {(ref.rule, ref.term) for ref in row.terms if ref.start == "obligation"}
    if not wanted or not names:
        return
    for duty in record.standing.duties.all():
        claim = duty.claim
        if not claim.own or (claim.rule, claim.term) not in wanted or duty.void_by is not None:
            continue
        if duty.about in names or duty.anchor in names:
            yield _ending(duty, used=duty.status(record.now) is Status.MET)


def _ending(duty: Duty, *, used: bool = False) -> _Ending:
    return _Ending(duty.claim.rule, duty.claim.term, duty.anchor, duty.latest, duty.opens, used)


def _counted(row: RemedyRow, decision: Event | None, record: Record) -> Iterator[_Ending]:
    if decision is None:
        return
    for ref in row.terms:
        start = _start(ref.start, decision, record)
        reckoned = record.scene.norms.reckon(ref.rule, ref.term, start) if start is not None else None
        if reckoned is not None:
            yield _Ending(ref.rule, ref.term, decision.id, reckoned.latest, None)


def _start(start: str, decision: Event, record: Record) -> Interval | None:
    if start == "decision":
        return decision.date.interval
    if start != "knowledge":
        return None
    if isinstance(decision.known_on, PartialDate):
        return decision.known_on.interval
    told = [one for one in record.of("notified") if one.target == decision.id]
    return told[0].date.interval if told else None
