"""A preview says what telling would do, and does nothing."""

from __future__ import annotations

import pytest

from lifecycle.assessment import assess_case
from lifecycle.state import CaseState
from lifecycle.telling import open_case, tell
from models.case import Body
from models.events import Event
from models.records import Opening
from models.words import BodyKind
from reports.preview import preview
from reports.replay import moves
from tests.lifecycle.stories import TODAY, norms, published, stamp
from tests.reports.cases import told


@pytest.mark.parametrize("chronology", published(), ids=lambda one: one.header.reference)
def test_what_was_shown_is_what_is_recorded(chronology: object) -> None:
    """For every event of every published case, the preview before it names the transitions and terms that follow."""
    header, events = chronology.header, chronology.events  # type: ignore[attr-defined]
    state, _ = open_case(Opening(header=header, law_known_on=TODAY), stamp(), norms(header.case.jurisdiction))
    for second, event in enumerate(events, start=1):
        shown = preview(state, event, TODAY) if second % 5 == 0 else None
        after, entry = tell(state, event, stamp(second))
        if shown is not None and shown.accepted:
            assert shown.transitions == entry.record.transitions
            assert shown.deadlines == moves(state, after)
        state = after


def test_nothing_is_left_of_a_preview() -> None:
    """The state is the same afterwards, also inside: another event can be told to it as if nobody had looked."""
    state, _ = told("gerasimov")
    before = assess_case(state, TODAY)
    preview(state, noted("e900"), TODAY)

    assert "e900" not in state.told
    assert "e900" not in state.timeline.events
    assert len(state.told) == len(dict(state.told))
    assert assess_case(state, TODAY) == before


def test_findings_that_rise_are_named() -> None:
    """A complaint sent to the accused body itself raises the finding, and the preview says so before it is told."""
    state, body = lodged()
    shown = preview(state, event("e02", "forwarded", to=body, by={"role": "official", "body": "prosecutor"}), TODAY)

    assert shown.differences is not None
    assert "forwarded_to_accused" in {one.rule for one in shown.differences.raised}


def test_what_cannot_have_happened_is_refused_with_what_can() -> None:
    """A preview of the impossible gives the reason and what may happen next."""
    state, _ = lodged()
    shown = preview(state, event("e02", "quashed", target="e99", by={"role": "judge", "body": "prosecutor"}), TODAY)

    assert shown.refused is not None
    assert "e99 was never told" in shown.refused.reason
    assert "registered" in shown.refused.may_happen


def test_what_was_told_before_is_a_repeat() -> None:
    """The same event again changes nothing."""
    state, _ = lodged()

    assert preview(state, state.told["e01"].event, TODAY).repeated


def test_a_new_body_is_known_in_the_preview_only() -> None:
    """With another header the event is judged as it would be after the header was told."""
    state, _ = lodged()
    header = state.opening.header
    more = header.model_copy(update={"bodies": (*header.bodies, Body(id="court", kind=BodyKind.COURT))})
    opening = state.opening.model_copy(update={"header": more})
    new = event("e02", "forwarded", to="court", by={"role": "official", "body": "prosecutor"})

    assert preview(state, new, TODAY).refused is not None
    assert preview(state, new, TODAY, opening).accepted
    assert "court" not in state.timeline.scene.bodies


def noted(id_: str) -> Event:
    """An event that changes no state."""
    return event(id_, "noted")


def event(id_: str, kind: str, **fields: object) -> Event:
    """An event of some day in 2024."""
    return Event.model_validate({"id": id_, "kind": kind, "date": "2024-04-02", **fields})


def lodged() -> tuple[CaseState, str]:
    """A case with a complaint to the prosecutor against a police department, and the id of that department."""
    header = {
        "case": {"reference": "spring-2024", "jurisdiction": "KZ"},
        "bodies": [
            {"id": "police", "kind": "police", "under": "mia"},
            {"id": "prosecutor", "kind": "prosecutor", "under": "gpo"},
        ],
        "accused": ["police"],
    }
    opening = Opening.model_validate({"header": header, "law_known_on": TODAY})
    state, _ = open_case(opening, stamp(), norms("KZ"))
    first = Event.model_validate(
        {"id": "e01", "kind": "complaint_lodged", "date": "2024-04-01", "by": {"role": "victim"}, "to": "prosecutor"}
    )
    return tell(state, first, stamp(1))[0], "police"
