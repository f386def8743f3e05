"""An event from the words of a command line or from a small file, checked as an event of a chronology is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from cli.failing import WrongUsage
from models.errors import ChronologyError
from models.events import Event
from models.reading_faults import Faults
from models.reading_fields import Place, check_event_keys, label, note
from models.reading_yaml import Rows, Table, parsed

_LINE = re.compile(r":(\d+)$")


def event_of(words: dict[str, object], settings: Sequence[str], position: int) -> Event:
    """
    One event from options.

    Args:
        words: the fields that have an option of their own; those that are None were not given.
        settings: further fields as `key=value`, the value as in a file: `relied_on=[forensic, video]`.
        position: its place in the telling.

    Raises:
        WrongUsage: a setting is not of this form, or names what has an option of its own.
        ChronologyError: with everything that is wrong in the event.
    """
    told = _table({name: value for name, value in words.items() if value not in (None, [], ())})
    for setting in settings:
        _set(told, setting)
    faults = Faults("the command line")
    found = _event(faults, told, position, 1)
    faults.raise_any()
    if found is None:
        raise WrongUsage("the event cannot be read")
    return found


def events_in(data: bytes, name: str, position: int) -> tuple[Event, ...]:
    """
    The events of a file: one mapping, a list of them, or a mapping with the key `events`.

    Args:
        data: the file as it is, YAML or JSON.
        name: what messages call the file.
        position: the place of the first in the telling.

    Raises:
        ChronologyError: with everything that is wrong in it.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    faults = Faults(name)
    try:
        if start == b"-":
            return _listed(faults, b"events:\n" + data.removeprefix(b"\xef\xbb\xbf"), position)
        return _listed(faults, b'{"events": ' + data + b"}" if start == b"[" else data, position)
    except ChronologyError as error:
        raise _lines_up(error, 1 if start == b"-" else 0) from None


def _listed(faults: Faults, data: bytes, position: int) -> tuple[Event, ...]:
    top = parsed(data, faults)
    if isinstance(rows := top.get("events"), Rows):
        items, lines = list(rows), rows.lines
    else:
        items, lines = [top], [top.line]
    found: list[Event] = []
    for number, (item, line) in enumerate(zip(items, lines, strict=True)):
        if not isinstance(item, Table):
            faults.add(line, "a mapping expected", "write {id: …, kind: …, date: …}", event=f"#{number + 1}")
        elif event := _event(faults, item, position + number, number + 1):
            found.append(event)
    if not items:
        faults.add(None, "holds no event", "write {id: …, kind: …, date: …}")
    faults.raise_any()
    return tuple(found)


def _event(faults: Faults, table: Table, position: int, number: int) -> Event | None:
    place = Place(table, label(table, number))
    check_event_keys(faults, place)
    try:
        return Event.model_validate({**table, "position": position})
    except ValidationError as error:
        note(faults, place, error)
        return None


def _set(table: Table, setting: str) -> None:
    key, sign, text = setting.partition("=")
    if not sign or not key:
        raise WrongUsage(f"--set {key[:40]!r} is no key=value; write --set victim_heard=false")
    outer, _, inner = key.partition(".")
    value = _value(outer, text)
    within = table
    if inner:
        if not isinstance(table.get(outer), Table):
            table[outer] = Table(0)
            table.lines[outer] = 0
        within = table[outer]
    name = inner or outer
    if name in within:
        raise WrongUsage(f"--set {key}: is given already; name each key once")
    within[name] = value
    within.lines[name] = 0


def _value(key: str, text: str) -> object:
    """A value as a file would hold it: `false`, `36`, `[forensic, video]`, any other text as it is."""
    if not (text.startswith("[") or text in {"true", "false"} or text.isdecimal()):
        return text
    read = parsed(f"{{value: {text}}}".encode(), Faults(f"--set {key}"))
    return read.get("value")


def _table(values: dict[str, object]) -> Table:
    table = Table(0)
    for name, value in values.items():
        table[name] = _table(value) if isinstance(value, dict) else _rows(value)
        table.lines[name] = 0
    return table


def _rows(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    rows = Rows(0)
    rows.extend(value)
    rows.lines.extend(0 for _ in value)
    return rows


def _lines_up(error: ChronologyError, by: int) -> ChronologyError:
    """The faults with the lines of the file, where a line was put before it."""

    def up(where: str) -> str:
        return _LINE.sub(lambda line: f":{max(int(line[1]) - by, 1)}", where)

    return ChronologyError(tuple(replace(fault, where=up(fault.where)) for fault in error.faults))
