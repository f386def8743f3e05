"""To whom a remedy goes: the body above the one that decided, from the line of command among the bodies of the case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from law.remedies import Practice, RemedyRow
from lifecycle.remedies_record import COURTS, PROSECUTORS, Record
from models.events import Event
from models.remedies import Addressee

_LEVELS: Final = ("district", "city", "region", "national")
_KINDS: Final[dict[str, frozenset[str]]] = {
    "investigating_court": COURTS,
    "regional_court": COURTS,
    "appeal_court": COURTS,
    "cassation_court": COURTS,
    "trial_court": COURTS,
    "penal_court": COURTS,
    "custody": frozenset({"detention_facility", "penal_colony"}),
    "expert": frozenset({"forensic"}),
    "ombudsman": frozenset({"ombudsman", "npm"}),
    "prosecutor_service": PROSECUTORS,
}
_AT: Final[dict[str, frozenset[str | None]]] = {
    "investigating_court": frozenset({"district", "city", None}),
    "penal_court": frozenset({"district", "city", None}),
    "regional_court": frozenset({"region"}),
    "appeal_court": frozenset({"region"}),
    "cassation_court": frozenset({"national"}),
}
_NOT_CONDUCTING: Final = COURTS | {"ngo", "medical", "forensic", "ombudsman", "npm", "un_committee"}


def addressee(row: RemedyRow, decision: Event | None, proceeding: str, record: Record, practice: Practice) -> Addressee:
    """
    To whom a remedy goes.

    Args:
        row: the remedy.
        decision: what it attacks, if anything.
        proceeding: the proceeding it is about.
        record: the case at the moment.
        practice: the texts.
    """
    key: str = "prosecutor" if row.to == "prosecutor_or_court" else row.to
    if key == "prosecutor":
        key, bodies = _prosecutor(decision, record)
    elif key == "conducting_body":
        bodies = _conducting(proceeding, record)
    else:
        bodies = _of_kind(row.to, record)
    said = f"to.{row.to if row.to == 'prosecutor_or_court' else key}"
    return Addressee(key=said, what=practice.say(said), bodies=bodies)


def _prosecutor(decision: Event | None, record: Record) -> tuple[str, tuple[str, ...]]:
    """The prosecutor who has not dealt with it: CPC 105(1) leads from one to the one above, CPC 104(1) bars him."""
    dealt = [decision.body] if decision is not None and decision.body else []
    dealt += [one.body for one in record.rejections(decision) if one.body and record.by_prosecutor(one)]
    prosecutors = [body for body in dealt if record.scene.body_kind(body) in PROSECUTORS]
    if not prosecutors:
        fresh = [name for name in _named(PROSECUTORS, record) if name not in dealt]
        return "prosecutor", tuple(sorted(fresh, key=lambda name: _rank(name, record)))
    return "superior_prosecutor", _above(prosecutors, record)


def _above(prosecutors: list[str], record: Record) -> tuple[str, ...]:
    """The prosecutors above all of these: by the line of command where it is told, else by their level."""
    line = record.command.line(prosecutors[-1])[1:]
    told = [name for name in line if record.scene.body_kind(name) in PROSECUTORS and name not in prosecutors]
    if told:
        return tuple(told)
    highest = max(_rank(name, record) for name in prosecutors)
    higher = [name for name in _named(PROSECUTORS, record) if _rank(name, record) > highest]
    return tuple(sorted(higher, key=lambda name: _rank(name, record)))


def _conducting(proceeding: str, record: Record) -> tuple[str, ...]:
    for event in reversed(record.events):
        if event.proceeding != proceeding or event.body is None:
            continue
        kind = record.scene.body_kind(event.body)
        if kind is not None and kind not in _NOT_CONDUCTING:
            return (event.to,) if event.kind in {"forwarded", "taken_over"} and event.to else (event.body,)
    return ()


def _of_kind(to: str, record: Record) -> tuple[str, ...]:
    wanted, levels = _KINDS.get(to, frozenset()), _AT.get(to)
    found = [name for name in _named(wanted, record) if levels is None or record.scene.level(name) in levels]
    if to == "custody":
        held = record.whereabouts
        here = (held.to or held.body) if held is not None else None
        return (here,) if here in found and here is not None else ()
    return tuple(found)


def _named(kinds: Iterable[str], record: Record) -> list[str]:
    return [name for name, body in record.scene.bodies.items() if body.kind.value in kinds]


def _rank(name: str, record: Record) -> int:
    level = record.scene.level(name)
    return _LEVELS.index(level) if level in _LEVELS else -1
