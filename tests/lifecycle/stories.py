"""A small world to tell stories in, and Hypothesis strategies for random but possible stories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.duties import Scene
from lifecycle.norms import Norms
from lifecycle.state import scene
from lifecycle.telling import Stamp
from lifecycle.timeline import Timeline, build
from models.case import Body, CaseHead, Chronology, Header, Proceeding
from models.dates import PartialDate
from models.events import Actor, Event
from models.kinds import KINDS
from models.reading import read
from models.records import Opening, Teller, TellerRole
from models.words import Examination, Form, Forum, Person, Role

TODAY: Final = date(2026, 11, 23)
EXAMPLES: Final = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
BODIES: Final = tuple(
    Body.model_validate({"id": name, "kind": kind, "level": level})
    for name, kind, level in (
        ("police", "police", "city"),
        ("prosecutor", "prosecutor", "city"),
        ("upper-prosecutor", "prosecutor", "region"),
        ("court", "investigating_court", "district"),
        ("upper-court", "court", "region"),
        ("jail", "detention_facility", "city"),
        ("colony", "penal_colony", "region"),
        ("judges", "court", "city"),
        ("highest-court", "court", "national"),
        ("experts", "forensic", "region"),
    )
)
PROCEEDINGS: Final = tuple(
    Proceeding.model_validate({"id": name, "kind": kind})
    for name, kind in (
        ("main", "complaint"),
        ("second", "complaint"),
        ("own", "victim_prosecution"),
        ("un", "international"),
    )
)
TELLER: Final = Teller(id="lawyer-1", role=TellerRole.LAWYER)


@cache
def norms(jurisdiction: str = "KZ", *, unverified: bool = False, known_on: date = TODAY) -> Norms:
    """The published law."""
    return Norms(BOOK, CALENDAR, zone_of(jurisdiction, None), jurisdiction, known_on, unverified)


def header(jurisdiction: str = "KZ", reference: str = "sample") -> Header:
    """A case with ten bodies and four proceedings."""
    return Header(case=CaseHead(reference=reference, jurisdiction=jurisdiction), bodies=BODIES, proceedings=PROCEEDINGS)


def opening(jurisdiction: str = "KZ", *, unverified: bool = False) -> Opening:
    """What the sample case begins with."""
    return Opening(header=header(jurisdiction), law_known_on=TODAY, unverified=unverified)


def setting(jurisdiction: str = "KZ", *, unverified: bool = False) -> Scene:
    """The scene of the sample case, without events."""
    return scene(opening(jurisdiction), norms(jurisdiction, unverified=unverified))


def stamp(second: int = 0) -> Stamp:
    """A stamp in the year 2026, `second` seconds after midnight of 1 January."""
    return Stamp(f"2026-01-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000000Z", TELLER, "0" * 32)


def event(kind: str, day: str = "2023-03-01", **fields: Any) -> Event:
    """
    One event: an id is made up from its kind, needed fields that are not given are filled in.

    `by` and `to` may be ids of bodies.
    """
    needs = KINDS[kind].needs
    by = fields.pop("by", "police" if "by" in needs else None)
    if isinstance(by, str):
        by = Actor(role=Role.OFFICIAL, body=by)
    filled: dict[str, Any] = {
        "to": "police" if "to" in needs else None,
        "examination": Examination.FORENSIC_MEDICAL if "examination" in needs else None,
        "articles": ("kz-pc-146-2",) if "articles" in needs else (),
        "forum": Forum.CAT if "forum" in needs else None,
        "person": Person.OFFICIAL if "person" in needs else None,
    }
    given = {"id": kind, **filled, **fields}
    return Event(kind=kind, date=PartialDate.parse(day), by=by, **given)


def story(*events: Event) -> tuple[Event, ...]:
    """The events in the order of their telling."""
    return tuple(told.model_copy(update={"position": number}) for number, told in enumerate(events))


def timeline(events: Iterable[Event], jurisdiction: str = "KZ", *, unverified: bool = False) -> Timeline:
    """The timeline of events of the sample case."""
    return build(events, setting(jurisdiction, unverified=unverified))


@cache
def published() -> tuple[Chronology, ...]:
    """The published cases."""
    return tuple(read(path.read_bytes(), path.name, TODAY) for path in EXAMPLES)


def timeline_of(chronology: Chronology) -> Timeline:
    """The timeline of a chronology under the published law."""
    law = norms(chronology.header.case.jurisdiction)
    return build(chronology.events, scene(Opening(header=chronology.header, law_known_on=TODAY), law))


# Random stories

MOVING: Final = (
    "complaint_lodged", "complaint_received", "registered", "registration_refused", "forwarded", "returned",
    "check_opened", "check_concluded", "opening_refused", "classified", "reclassified", "investigation_opened",
    "taken_over", "extended", "suspended", "resumed", "terminated", "upheld", "notified", "appeal_filed",
    "appeal_rejected", "appeal_granted", "quashed", "reply_without_decision", "charged", "sent_to_court", "convicted",
    "sentence_changed", "amnestied", "closed", "reopened",
)  # fmt: skip
_REVIEWS: Final = ("appeal_filed", "appeal_rejected", "appeal_granted", "quashed", "resumed", "upheld", "notified")
ANY: Final = (*KINDS, *MOVING, *MOVING, *("corrected",) * 8)
"""Every kind, the ones that move a proceeding and corrections more often."""
_BODY_IDS: Final = tuple(body.id for body in BODIES)
_DAYS: Final = st.dates(date(2015, 1, 1), date(2025, 12, 31)).map(date.isoformat)
DATES: Final = st.one_of(
    _DAYS, _DAYS, _DAYS.map(lambda day: day[:7]), _DAYS.map(lambda day: day[:4]), st.just("unknown")
)


@st.composite
def stories(draw: st.DrawFn, kinds: Sequence[str] = ANY, longest: int = 14) -> tuple[Event, ...]:
    """A story that can have happened: every event refers to events told before it, reviews mostly to decisions."""
    told: list[Event] = []
    for number in range(draw(st.integers(1, longest))):
        told.append(_event(draw, number, draw(st.sampled_from(kinds)), told))
    return tuple(told)


def _event(draw: st.DrawFn, number: int, kind: str, told: list[Event]) -> Event:
    if kind in _REVIEWS and "target" in KINDS[kind].needs and not any(known.decision for known in told):
        kind = "opening_refused"
    if "target" in KINDS[kind].needs and not told:
        kind = "noted"
    fields: dict[str, Any] = {"id": f"e{number}", "position": number, **_links(draw, kind, told)}
    chances = {
        "at": (6, st.sampled_from(["00:00", "09:30", "23:59"])),
        "by": (1 if "by" in KINDS[kind].needs else 2, st.sampled_from(_BODY_IDS)),
        "to": (1 if "to" in KINDS[kind].needs else 2, st.sampled_from(_BODY_IDS)),
        "form": (4, st.sampled_from(list(Form))),
        "known_on": (6, st.one_of(st.just("never"), _DAYS.map(PartialDate.parse))),
        "until": (2 if kind == "extended" else 20, _DAYS.map(PartialDate.parse)),
    }
    for name, (odds, values) in chances.items():
        if draw(st.integers(1, odds)) == 1:
            fields[name] = draw(values)
    fields["proceeding"] = draw(st.sampled_from(["main", "main", "main", "second", "own", "un"]))
    return event(kind, draw(DATES), **fields)


def _links(draw: st.DrawFn, kind: str, told: list[Event]) -> dict[str, str]:
    known = [other.id for other in told]
    decisions = [other.id for other in told if other.decision] if kind in _REVIEWS else known
    links = {}
    if decisions and ("target" in KINDS[kind].needs or draw(st.booleans())):
        links["target"] = draw(st.sampled_from(decisions))
    for name in ("after", "before"):
        if known and draw(st.integers(0, 7)) == 0:
            links[name] = draw(st.sampled_from(known))
    return links
