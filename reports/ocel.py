"""
Event logs in OCEL 2.0 (JSON): one event touches the case, its proceeding, appeals, decisions and bodies at once.

Source: Object-Centric Event Log 2.0, specification of October 2023, chapter 5 (JSON).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from reports.eventlog import CaseLog, Happening

_EVENT: Final = ({"name": "happened", "type": "string"}, {"name": "recorded", "type": "time"})
_ROLE: Final = {"name": "role", "type": "string"}
_OBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("jurisdiction", "region", "order"),
    "proceeding": ("kind", "state"),
    "body": ("kind",),
    "decision": ("kind",),
    "appeal": ("state",),
    "examination": ("state",),
    "safety": ("state",),
    "legal_aid": ("state",),
}
"""The types of object with their attributes; `state` changes with time."""
_BEGINNING: Final = "1970-01-01T00:00:00Z"
"""The time of a value that never changes, as the specification wants it."""


def ocel(logs: Iterable[CaseLog]) -> dict[str, Any]:
    """The log as the object of JSON that the specification describes."""
    read = tuple(logs)
    objects: dict[str, dict[str, Any]] = {}
    events = [event for log in read for event in _events(log, objects)]
    kinds = sorted({event["type"] for event in events})
    return {
        "objectTypes": [
            {"name": name, "attributes": [{"name": one, "type": "string"} for one in attributes]}
            for name, attributes in _all_types(objects).items()
        ],
        "eventTypes": [{"name": kind, "attributes": [*_EVENT, _ROLE]} for kind in kinds],
        "objects": list(objects.values()),
        "events": events,
    }


def _all_types(objects: Mapping[str, dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The known types and, should a machine be added, those that the log has besides."""
    others = sorted({one["type"] for one in objects.values()} - set(_OBJECTS))
    return {**_OBJECTS, **dict.fromkeys(others, ("state",))}


def _events(log: CaseLog, objects: dict[str, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    order = "recorded" if log.erased else "happened"
    case = {"jurisdiction": log.jurisdiction, "region": log.region, "order": order}
    _object(objects, log.case, "case", case)
    kinds = dict((*log.bodies, *log.kinds))
    decisions = {one.id for one in log.happenings if one.decision}
    for one in log.happenings:
        for body in (one.body, one.to):
            if body:
                _object(objects, body, "body", {"kind": kinds.get(body)})
        if one.proceeding not in objects:
            _object(objects, one.proceeding, "proceeding", {"kind": kinds.get(one.proceeding)})
            _join(objects[log.case], one.proceeding, "has")
        if one.decision:
            _object(objects, _decided(one.id), "decision", {"kind": one.kind})
        for move in one.moves:
            subject = _object(objects, move.subject, move.machine, {})
            subject["attributes"].append({"name": "state", "time": _instant(one), "value": move.after})
        yield _event(log, one, decisions)


def _event(log: CaseLog, one: Happening, decisions: set[str]) -> dict[str, Any]:
    touched = {(log.case, "case"), (one.proceeding, "proceeding")}
    touched |= {(move.subject, move.machine) for move in one.moves}
    touched |= {(body, what) for body, what in ((one.body, "by"), (one.to, "to")) if body}
    touched |= {(_decided(one.id), "decision")} if one.decision else set()
    touched |= {(_decided(one.about), "about")} if one.about in decisions and one.about else set()
    said = {"happened": one.happened, "recorded": one.recorded, "role": one.role}
    return {
        "id": one.id,
        "type": one.kind,
        "time": _instant(one),
        "attributes": [{"name": name, "value": value} for name, value in said.items() if value],
        "relationships": [{"objectId": name, "qualifier": how} for name, how in sorted(touched)],
    }


def _object(objects: dict[str, dict[str, Any]], name: str, kind: str, said: Mapping[str, str | None]) -> dict[str, Any]:
    attributes = [{"name": key, "time": _BEGINNING, "value": value} for key, value in said.items() if value]
    fresh = {"id": name, "type": kind, "attributes": attributes, "relationships": []}
    return objects.setdefault(name, fresh)


def _join(one: dict[str, Any], other: str, how: str) -> None:
    one["relationships"].append({"objectId": other, "qualifier": how})


def _decided(event: str) -> str:
    """The object that a decision is, beside the event in which it was made."""
    return event.replace("event-", "decision-", 1)


def _instant(one: Happening) -> str:
    return f"{one.at.isoformat(timespec='seconds')}Z"
