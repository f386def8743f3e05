"""Judged on any day, a story tells of that day: nothing fails, and nothing rests on what happens later."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.assessment import assess
from models.case import Chronology
from models.events import Event
from tests.findings.telling import certainty
from tests.lifecycle.stories import header, norms, stories


@given(stories(longest=20), st.dates(date(2014, 6, 1), date(2026, 6, 1)))
def test_nothing_rests_on_the_future(events: tuple[Event, ...], day: date) -> None:
    """Every event that a finding rests on can have happened by the day that was asked for."""
    judged = assess(Chronology(header=header(), events=events), norms(), day)
    known = {event.id: event for event in events}
    late = {event.id for event in events if event.date.first > day and not _corrected(event, events)}
    for finding in judged.findings:
        assert not late & set(finding.evidence), (finding.rule, day)
    assert known


def test_an_answer_to_an_appeal_of_next_year() -> None:
    """A rejection that names an appeal of a later day, as a slip of the pen makes it, is judged without that appeal."""
    told = (
        "terminated 2023-03-01 by=police",
        "appeal_filed 2024-05-01 by=counsel to=police target=e1",
        "appeal_rejected 2023-06-01 by=police target=e2",
    )
    assert certainty("self_review", *told, as_of="2023-09-01") is None


def _corrected(event: Event, events: tuple[Event, ...]) -> bool:
    """Whether a correction may have given it another day."""
    return any(other.kind == "corrected" for other in events) or event.kind == "corrected"
