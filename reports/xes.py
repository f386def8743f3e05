"""
Event logs in XES, for tools of process mining: one trace for each proceeding of a case.

Source: IEEE 1849-2023 (XES), with its extensions concept, time and organizational. Attributes of our own carry no
prefix: readers fetch the definition of an unknown prefix from the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from reports.eventlog import CaseLog, Happening, Move

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2023" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000"/>
  </global>
  <classifier name="What happened" keys="concept:name"/>
  <classifier name="Step of the machine" keys="step"/>
  <string key="concept:name" value="Complaints of torture"/>
"""
STAYED = "stayed"
"""The step of an event that leaves its proceeding where it was."""


def xes(logs: Iterable[CaseLog]) -> Iterator[str]:
    """The log as XML, piece by piece: memory does not grow with the number of cases."""
    yield _HEAD
    for log in logs:
        for proceeding in log.proceedings:
            yield from _trace(log, proceeding)
    yield "</log>\n"


def step(kind: str, move: Move | None) -> str:
    """The step of the machine that an event makes: `kind: before -> after`, or `STAYED`."""
    return f"{kind}: {move.before} -> {move.after}" if move else STAYED


def _trace(log: CaseLog, proceeding: str) -> Iterator[str]:
    said = {
        "concept:name": proceeding,
        "case": log.case,
        "proceeding": dict(log.kinds).get(proceeding),
        "jurisdiction": log.jurisdiction,
        "region": log.region,
        "order": "recorded" if log.erased else "happened",
    }
    yield "  <trace>\n"
    yield from _strings(said, "    ")
    for one in log.happenings:
        if one.proceeding == proceeding:
            yield from _event(one)
    yield "  </trace>\n"


def _event(one: Happening) -> Iterator[str]:
    moved = next((move for move in one.moves if move.subject == one.proceeding), None)
    said = {
        "concept:name": one.kind,
        "id": one.id,
        "step": step(one.kind, moved),
        "state_before": moved.before if moved else None,
        "state_after": moved.after if moved else None,
        "happened": one.happened,
        "about": one.about,
        "sent_to": one.to,
        "org:resource": one.body,
        "org:role": one.role,
    }
    yield "    <event>\n"
    yield from _strings(said, "      ")
    yield f'      <date key="time:timestamp" value="{one.at.isoformat(timespec="milliseconds")}"/>\n'
    yield f'      <date key="recorded" value={quoteattr(one.recorded)}/>\n'
    yield "    </event>\n"


def _strings(said: dict[str, str | None], indent: str) -> Iterator[str]:
    for key, value in said.items():
        if value:
            yield f"{indent}<string key={quoteattr(key)} value={quoteattr(value)}/>\n"
