"""The event log: what it says, in which order, and what it never says."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given

from lifecycle.state import CaseState, opened
from lifecycle.telling import tell
from models.events import Event
from models.words import BodyKind, Branch, Role
from reports.eventlog import CaseLog, Pseudonyms, case_log, erased_log
from reports.ocel import ocel
from reports.xes import STAYED, xes
from tests.lifecycle.stories import event, norms, opening, stamp, stories, story
from tests.reports.cases import all_told, told

NAMES = Pseudonyms(b"a secret of the tests")
WORDS = {word.value for words in (BodyKind, Role, Branch) for word in words}
"""Words of the format, which a careless person may also have taken for the id of a body."""
XES = "{http://www.xes-standard.org/}"


def state_of(*events: Event) -> CaseState:
    """The sample case with these events told."""
    state = opened(opening(), stamp().recorded_at, norms())
    for second, one in enumerate(story(*events)):
        state, _ = tell(state, one, stamp(second))
    return state


def strings(value: object) -> Iterator[str]:
    """Every text in a value made of lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def test_order_and_moves() -> None:
    """An event learned late stands at its place, with the step that it makes there."""
    log = case_log(
        state_of(
            event("complaint_lodged", "2023-03-01", to="police"),
            event("terminated", "2023-05-01"),
            event("registered", "2023-03-02"),
        ),
        NAMES,
    )
    assert [one.kind for one in log.happenings] == ["complaint_lodged", "registered", "terminated"]
    assert [(move.before, move.after) for one in log.happenings for move in one.moves] == [
        ("none", "registration.lodged"),
        ("registration.lodged", "registration.registered"),
        ("registration.registered", "termination.terminated"),
    ]


def test_moments_never_go_back() -> None:
    """A date that may mean an earlier day takes the moment of the event ahead of it; an unknown one too."""
    log = case_log(
        state_of(
            event("complaint_lodged", "2023-03-15", to="police", at="09:30"),
            event("registered", "2023-03", after="complaint_lodged"),
            event("terminated", "unknown", after="registered"),
        ),
        NAMES,
    )
    assert [one.at for one in log.happenings] == [datetime(2023, 3, 15, 9, 30)] * 3  # noqa: DTZ001 (local moments)
    assert [one.happened for one in log.happenings] == ["2023-03-15", "2023-03", "unknown"]


def test_no_date_at_all() -> None:
    """Where no date is known the day of recording stands, so that a reader of logs finds a day that it can hold."""
    log = case_log(state_of(event("complaint_lodged", "unknown", to="police")), NAMES)
    assert log.happenings[0].at == datetime(2026, 1, 1)  # noqa: DTZ001 (a local moment)


def test_correction_is_no_event() -> None:
    """A correction acts through the event that it corrects."""
    log = case_log(
        state_of(
            event("complaint_lodged", "2023-03-01", to="police"),
            event("corrected", "2023-02-27", id="fix", target="complaint_lodged"),
        ),
        NAMES,
    )
    assert [(one.kind, one.happened) for one in log.happenings] == [("complaint_lodged", "2023-02-27")]


@given(stories())
def test_every_event_once(events: tuple[Event, ...]) -> None:
    """Every event that is no correction stands in the log once, and time never goes back."""
    log = case_log(state_of(*events), NAMES)
    assert len(log.happenings) == sum(one.kind != "corrected" for one in events)
    moments = [one.at for one in log.happenings]
    assert moments == sorted(moments)


@given(stories())
def test_each_state_follows_the_last(events: tuple[Event, ...]) -> None:
    """Whatever moves goes on from where it was left: that is what lets a foreign program replay the log."""
    standing: dict[str, str] = {}
    for one in case_log(state_of(*events), NAMES).happenings:
        for move in one.moves:
            assert move.before == standing.get(move.subject, "none")
            standing[move.subject] = move.after


def test_pseudonyms() -> None:
    """The same key gives the same names, another key others, and things of different kind never share one."""
    assert NAMES.of("case", "abc") == Pseudonyms(NAMES.key).of("case", "abc")
    assert NAMES.of("case", "abc") != Pseudonyms(b"another secret here").of("case", "abc")
    assert NAMES.of("body", "abc", "x") != NAMES.of("event", "abc", "x").replace("event", "body")
    assert NAMES.of("body", "ab", "cx") != NAMES.of("body", "abc", "x")


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_nothing_typed_leaves(form: str) -> None:
    """No reference, title, name, source, summary or id of a published case is found in its log."""
    for state in all_told():
        header = state.opening.header
        typed = {header.reference, header.case.title, *header.case.sources}
        typed |= {text for body in header.bodies for text in (body.name, body.id)}
        for told_ in state.told.values():
            one = told_.event
            typed |= {one.summary or "", one.source or "", one.number or "", *one.instructions}
            typed |= {one.by.name or ""} if one.by else set()
        log = case_log(state, NAMES)
        text = "".join(xes([log])) if form == "xes" else json.dumps(ocel([log]), ensure_ascii=False)
        found = [word for word in typed - WORDS - {""} if (word in text if len(word) > 12 else f'"{word}"' in text)]
        assert not found


def test_xes_reads_back() -> None:
    """The XML holds a trace for each proceeding and every event in it, with its step."""
    logs = [case_log(state, NAMES) for state in all_told()]
    root = ET.fromstring("".join(xes(logs)))  # noqa: S314 (our own output)
    traces = root.findall(f"{XES}trace")
    assert len(traces) == sum(len(log.proceedings) for log in logs)
    assert len(root.findall(f".//{XES}event")) == sum(len(log.happenings) for log in logs)
    steps = [one.get("value") for one in root.findall(f".//{XES}event/{XES}string[@key='step']")]
    assert len(steps) == sum(len(log.happenings) for log in logs)
    assert STAYED in steps


def test_ocel_is_whole() -> None:
    """Every object and type that an event names is there, and ids are unique."""
    made = ocel([case_log(state, NAMES) for state in all_told()])
    objects = {one["id"]: one["type"] for one in made["objects"]}
    assert len(objects) == len(made["objects"])
    assert len({one["id"] for one in made["events"]}) == len(made["events"])
    assert set(objects.values()) <= {one["name"] for one in made["objectTypes"]}
    assert {one["type"] for one in made["events"]} == {one["name"] for one in made["eventTypes"]}
    named = {to["objectId"] for one in (*made["events"], *made["objects"]) for to in one["relationships"]}
    assert named <= set(objects)
    defined = {kind["name"]: {one["name"] for one in kind["attributes"]} for kind in made["objectTypes"]}
    assert all({a["name"] for a in one["attributes"]} <= defined[one["type"]] for one in made["objects"])


def test_erased_case_still_counts() -> None:
    """Without payloads the records tell the same kinds of events, and no body or region is left."""
    state, entries = told("gerasimov")
    left: CaseLog = erased_log(entries, NAMES)
    assert left.erased
    assert sorted(one.kind for one in left.happenings) == sorted(one.event.kind for one in state.told.values())
    assert left.bodies == ()
    assert all(one.body is None for one in left.happenings)
    text = "".join(xes([left]))
    assert '"recorded"' in text
