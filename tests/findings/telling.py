"""
Short chronologies for tests: one line an event, `kind date key=value …`.

`by` and `to` are ids of the bodies below; `by=victim` and other roles name a person. The events are e1, e2, … in their
order. A list is written with commas, `true` and `false` are truths, `by=judge:court` is a judge of a court.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.findings import Facts, facts_of, find
from lifecycle.norms import Norms
from lifecycle.state import scene
from lifecycle.timeline import build
from models.assessment import Finding
from models.case import Body, CaseHead, Chronology, Header, Proceeding, Victim
from models.events import Event
from models.records import Opening
from models.words import Role

TODAY: Final = date(2026, 11, 23)
BODIES: Final = tuple(
    Body.model_validate({"id": name, "kind": kind, "level": level, "under": under})
    for name, kind, level, under in (
        ("police", "police", "city", "region-police"),
        ("region-police", "police", "region", "mia"),
        ("other-police", "police", "city", "mia"),
        ("jail", "detention_facility", "city", "police"),
        ("remand", "detention_facility", "city", "moj"),
        ("prosecutor", "prosecutor", "city", "gpo"),
        ("upper-prosecutor", "prosecutor", "region", "gpo"),
        ("anticorruption", "anti_corruption", "region", "aca"),
        ("court", "investigating_court", "city", "judiciary"),
        ("upper-court", "court", "region", "judiciary"),
        ("hospital", "medical", "city", "moh"),
        ("unplaced-police", "police", "city", "none"),
        ("unplaced-colony", "penal_colony", "city", "none"),
        ("ngo-office", "ngo", "national", "none"),
        ("cat", "un_committee", "international", "un"),
    )
)
PROCEEDINGS: Final = tuple(
    Proceeding.model_validate({"id": name, "kind": kind})
    for name, kind in (
        ("main", "complaint"),
        ("second", "complaint"),
        ("own", "victim_prosecution"),
        ("conditions", "conditions"),
        ("civil", "civil"),
        ("un", "international"),
    )
)
_LISTS: Final = frozenset(
    {"articles", "relied_on", "not_addressed", "instructions", "violations", "no_violation", "remedies"}
)
_ROLES: Final = frozenset(role.value for role in Role)
_BODY_IDS: Final = frozenset(body.id for body in BODIES)


def events(*lines: str) -> tuple[Event, ...]:
    """The events that the lines tell."""
    return tuple(_event(number, line) for number, line in enumerate(lines, start=1))


def _event(number: int, line: str) -> Event:
    kind, day, *rest = line.split()
    fields: dict[str, Any] = {"id": f"e{number}", "kind": kind, "date": day, "position": number}
    for word in rest:
        key, _, value = word.partition("=")
        fields[key] = _value(key, value)
    return Event.model_validate(fields)


def _value(key: str, value: str) -> Any:
    if key == "by":
        return _actor(value)
    if key == "counsel":
        return {"kind": "private", "former_law_enforcement": value == "former"}
    if key == "sentence":
        return {"kind": value}
    if key in _LISTS:
        return tuple(value.split(","))
    return {"true": True, "false": False}.get(value, value)


def _actor(value: str) -> dict[str, str]:
    role, _, body = value.partition(":")
    if role in _BODY_IDS:
        named = {"role": "official", "body": role}
        return {**named, "name": body.replace("_", " ")} if body else named
    assert role in _ROLES
    return {"role": role, "body": body} if body in _BODY_IDS else {"role": role}


@cache
def norms(jurisdiction: str) -> Norms:
    """The published law for a country."""
    return Norms(BOOK, CALENDAR, zone_of(jurisdiction, None), jurisdiction, TODAY)


def header(jurisdiction: str = "KZ", accused: tuple[str, ...] = ("police",), *, died: bool = False) -> Header:
    """A case against the city police."""
    head = CaseHead(reference="sample", jurisdiction=jurisdiction)
    return Header(case=head, victim=Victim(died=died), bodies=BODIES, accused=accused, proceedings=PROCEEDINGS)


def facts(told: tuple[Event, ...], head: Header, as_of: date) -> Facts:
    """The facts of a case as findings take them."""
    law = norms(head.case.jurisdiction)
    timeline = build(told, scene(Opening(header=head, law_known_on=TODAY), law))
    return facts_of(head, timeline, as_of)


def findings(*lines: str, as_of: str = "2025-12-31", **head: Any) -> dict[str, Finding]:
    """The findings of the lines by rule."""
    day = date.fromisoformat(as_of)
    return {one.rule: one for one in find(facts(events(*lines), header(**head), day), day)}


def certainty(rule: str, *lines: str, as_of: str = "2025-12-31", **head: Any) -> str | None:
    """How surely a rule is found in the lines, or None where it is not."""
    found = findings(*lines, as_of=as_of, **head).get(rule)
    return found.certainty if found else None


def found_in(chronology: Chronology, as_of: date) -> tuple[Finding, ...]:
    """The findings of a whole chronology."""
    return find(facts(chronology.events, chronology.header, as_of), as_of)
