"""
Reading a chronology: the bytes of a file in, a case with its events out, or every fault at once.

Source: chronology format, version 1 (docs/chronology.md).
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from pydantic import ValidationError

from models.case import FORMAT, Chronology, Header
from models.events import Event
from models.reading_faults import Faults, shown
from models.reading_fields import Place, check_event_keys, check_header_keys, label, note, tables, text
from models.reading_links import check_events, check_header, ids_of
from models.reading_yaml import Rows, Table, parsed
from models.writing import write

__all__ = ["event_lines", "read", "write"]


def read(data: bytes, name: str, today: date, rules: Container[str] | None = None) -> Chronology:
    """
    Read one chronology. Pure: no file is opened, no clock is asked.

    Args:
        data: the file as it is, YAML or JSON in UTF-8.
        name: what messages call the file, `gerasimov.yaml`.
        today: the local day against which dates "in the future" are judged.
        rules: ids of the rules of law; where given, a `ground` that is a rule id must be among them.

    Returns:
        The case with its events in the order of the file; `position` of each is its place from 0.

    Raises:
        ChronologyError: with every fault found. Never anything else, whatever the bytes.
    """
    faults = Faults(name)
    top = parsed(data, faults)
    _check_format(faults, top)
    check_header_keys(faults, top)
    header = _header(faults, top)
    events = _events(faults, top)
    ids = ids_of(top)
    check_header(faults, top, ids, today)
    check_events(faults, top, ids, today, rules)
    faults.raise_any()
    if header is None:
        raise faults.only(None, "has no readable header", "begin with the keys format and case")
    return Chronology(header=header, events=events)


def event_lines(data: bytes) -> dict[str, int]:
    """
    The line in which each event of a chronology begins, by its id. For messages about a file that was read before.

    Raises:
        ChronologyError: it is no chronology at all.
    """
    rows = tables(parsed(data, Faults("the file")).get("events"))
    return {name: row.line for _, row in rows if (name := text(row.get("id"))) is not None}


def _check_format(faults: Faults, top: Table) -> None:
    found = top.get("format")
    if found is None:
        faults.add(
            top.lines.get("format", top.line), "is missing", f"begin the file with format: {FORMAT}", key="format"
        )
    elif text(found) != FORMAT:
        problem = f"{shown(found)} is no format that is read here"
        faults.add(top.lines["format"], problem, f"write format: {FORMAT}", key="format")


def _header(faults: Faults, top: Table) -> Header | None:
    told = {key: value for key, value in top.items() if key in Header.model_fields}
    try:
        return Header.model_validate(told)
    except ValidationError as error:
        note(faults, Place(top), error)
        return None


def _events(faults: Faults, top: Table) -> tuple[Event, ...]:
    rows = top.get("events", Rows(top.line))
    if not isinstance(rows, Rows):
        faults.add(top.lines["events"], "a list expected", "write every event after '- '", key="events")
        return ()
    found: list[Event] = []
    for position, (row, line) in enumerate(zip(rows, rows.lines, strict=True)):
        if event := _event(faults, row, line, position):
            found.append(event)
        if faults.full:  # nobody is helped by a longer list, and finding more takes time
            faults.raise_any()
    return tuple(found)


def _event(faults: Faults, row: object, line: int, position: int) -> Event | None:
    if not isinstance(row, Table):
        faults.add(line, "a mapping expected", "write {id: …, kind: …, date: …}", event=f"#{position + 1}")
        return None
    place = Place(row, label(row, position + 1))
    check_event_keys(faults, place)
    try:
        return Event.model_validate({**row, "position": position})
    except ValidationError as error:
        note(faults, place, error)
        return None
