"""What the events of a chronology say together: needed fields, ids and what points to them, order, and the present."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Final

from models.case import MAIN
from models.dates import PartialDate
from models.kinds import KINDS
from models.reading_faults import LIKE_AN_ID, Faults, closest, shown
from models.reading_fields import IS_ID, IS_RULE, Place, label, missing, tables, text
from models.reading_yaml import Rows, Table
from models.words import Branch, Ground

_TO_EVENTS: Final = ("target", "after", "before", "identical_to")
_UNDATED: Final = frozenset({"corrected"})
_MAX_CIRCLES: Final = 20
_MAX_TOLD: Final = 8


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that a file defines. Dictionaries keep the order of the file for the messages."""

    events: dict[str, None]
    bodies: dict[str, None]
    proceedings: dict[str, None]


def ids_of(top: Table) -> Ids:
    """The ids of a file, whether or not the rest of it is right."""
    proceedings = _ids(top.get("proceedings")) if "proceedings" in top else {MAIN.id: None}
    return Ids(_ids(top.get("events")), _ids(top.get("bodies")), proceedings)


def _ids(rows: object) -> dict[str, None]:
    return dict.fromkeys(name for _, row in tables(rows) if (name := text(row.get("id"))) is not None)


def check_header(faults: Faults, top: Table, ids: Ids, today: date) -> None:
    """The ids of bodies and proceedings, lines of command, the accused, and the year of birth."""
    for name in ("bodies", "proceedings"):
        _check_twice(faults, name, tables(top.get(name)))
    for number, body in tables(top.get("bodies")):
        place = Place(body, path=f"bodies[{label(body, number)}]")
        _check_link(
            faults, place, "under", [*ids.bodies, *Branch], "no body of this file and no top of a line of command"
        )
    if isinstance(accused := top.get("accused"), Rows):
        for line, value in zip(accused.lines, accused, strict=True):
            _check_id(faults, line, value, ids.bodies, "no body of this file", key="accused")
    if isinstance(victim := top.get("victim"), Table):
        _check_past(faults, Place(victim, path="victim"), "born", today)


def check_events(faults: Faults, top: Table, ids: Ids, today: date, rules: Container[str] | None) -> None:
    """Everything about the events that more than one value decides."""
    rows = tables(top.get("events"))
    _check_twice(faults, "events", rows)
    for number, row in rows:
        place = Place(row, label(row, number))
        _check_needs(faults, place)
        _check_links(faults, place, ids)
        for name in ("date", "known_on"):
            _check_past(faults, place, name, today)
        if rules is not None:
            _check_ground(faults, place, rules)
    _check_order(faults, [row for _, row in rows], ids.events)


def _check_twice(faults: Faults, name: str, rows: Sequence[tuple[int, Table]]) -> None:
    first: dict[str, int] = {}
    for _, row in rows:
        if (row_id := text(row.get("id"))) is None:
            continue
        line = row.lines["id"]
        if row_id in first:
            remedy = f"it is defined in line {first[row_id]} already; give every one of the {name} an id of its own"
            event = shown(row_id) if name == "events" else None
            key = "id" if event else f"{name}[{shown(row_id)}].id"
            faults.add(line, "is used twice", remedy, event=event, key=key)
        first.setdefault(row_id, line)


def _check_needs(faults: Faults, place: Place) -> None:
    kind = text(place.table.get("kind")) or ""
    needs = KINDS[kind].needs if kind in KINDS else ()
    for name in (*needs, *(() if kind in _UNDATED else ("date",))):
        if place.table.get(name) in (None, "", []):
            problem = f"is missing, {kind} needs it" if name in needs else "is missing"
            line = place.table.lines.get(name, place.table.line)
            faults.add(line, problem, missing(name), event=place.event, key=name)


def _check_links(faults: Faults, place: Place, ids: Ids) -> None:
    for name in _TO_EVENTS:
        _check_link(faults, place, name, ids.events, "no event of this file")
    _check_link(faults, place, "to", ids.bodies, "no body of this file")
    if isinstance(actor := place.table.get("by"), Table):
        _check_link(faults, Place(actor, place.event, "by"), "body", ids.bodies, "no body of this file")
    _check_link(faults, place, "proceeding", ids.proceedings, "no proceeding of this file")
    if "proceeding" not in place.table and MAIN.id not in ids.proceedings:
        remedy = f"name one of its proceedings here, or call one of them {MAIN.id}"
        problem = f"is missing, and the file has no proceeding {MAIN.id}"
        faults.add(place.table.line, problem, remedy, event=place.event, key="proceeding")


def _check_link(faults: Faults, place: Place, name: str, known: Collection[str], no: str) -> None:
    if name in place.table:
        _check_id(faults, place.table.lines[name], place.table[name], known, no, event=place.event, key=place.key(name))


def _check_id(  # noqa: PLR0913 (the parts of one fault)
    faults: Faults,
    line: int,
    value: object,
    known: Collection[str],
    no: str,
    *,
    key: str,
    event: str | None = None,
) -> None:
    name = text(value)
    if name is not None and name not in known and IS_ID.match(name):  # other forms are told with the values
        remedy = partial(closest, name, known, "define it, or mend the id", likeness=LIKE_AN_ID)
        faults.add(line, f"{shown(name)} is {no}", remedy, event=event, key=key)


def _check_past(faults: Faults, place: Place, name: str, today: date) -> None:
    try:
        day = PartialDate.parse(text(place.table.get(name)) or "")
    except ValueError:  # told with the other values
        return
    if day.known and day.first > today:
        remedy = f"today is {today.isoformat()}; write a day that has come"
        line = place.table.lines[name]
        faults.add(line, f"{day} lies in the future", remedy, event=place.event, key=place.key(name))


def _check_ground(faults: Faults, place: Place, rules: Container[str]) -> None:
    ground = text(place.table.get("ground"))
    if ground is None or ground in set(Ground) or not IS_RULE.match(ground) or ground in rules:
        return
    known = sorted(str(rule) for rule in rules) if isinstance(rules, Iterable) else []
    remedy = partial(closest, ground, known, "write the id of a rule of law, or a ground of the format")
    line = place.table.lines["ground"]
    faults.add(line, f"{shown(ground)} is no rule of law", remedy, event=place.event, key="ground")


def _check_order(faults: Faults, rows: Sequence[Table], known: Collection[str]) -> None:
    """No event comes, by `after` and `before`, before itself."""
    earlier: dict[str, set[str]] = {name: set() for name in known}
    keys: dict[str, tuple[int, str]] = {}
    for row in rows:
        name, after, before = (text(row.get(key)) for key in ("id", "after", "before"))
        if name is None:
            continue
        key = "after" if after else "before"
        keys.setdefault(name, (row.lines.get(key, row.line), key))
        if after in earlier:
            earlier[name].add(after)
        if before in earlier:
            earlier[before].add(name)
    for _ in range(_MAX_CIRCLES):
        try:
            TopologicalSorter(earlier).prepare()
        except CycleError as error:
            circle = _told(error.args[1], list(known))
            _note_circle(faults, circle, *keys[circle[0]])
            earlier[circle[1]].discard(circle[0])
        else:
            return


def _told(circle: list[str], known: list[str]) -> list[str]:
    """The circle from the event that the file tells first, earlier events first."""
    order = {name: place for place, name in enumerate(known)}
    start = min(range(len(circle) - 1), key=lambda place: order[circle[place]])
    return [*circle[start:-1], *circle[: start + 1]]


def _note_circle(faults: Faults, circle: list[str], line: int, key: str) -> None:
    names = [shown(name) for name in circle]
    if len(names) > _MAX_TOLD:
        names[_MAX_TOLD - 2 : -1] = ["…"]
    problem = "places the event before itself" if len(circle) == 2 else f"runs in a circle: {' before '.join(names)}"
    remedy = "remove what is wrong; the order of the file is the last tie-break anyway"
    faults.add(line, problem, remedy, event=names[0], key=key)
