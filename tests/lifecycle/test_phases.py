"""Where each kind leaves a complaint: the machine against a second reading of the format page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from lifecycle.standing import Standing, advance
from lifecycle.timeline import Timeline
from models.case import Chronology
from models.events import Event
from models.words import ProceedingKind
from tests.lifecycle.oracle import phases
from tests.lifecycle.stories import MOVING, published, stories, timeline, timeline_of


def walked(told: Timeline, proceeding: str) -> list[str]:
    """The phase of a proceeding after each of its events, by the machine."""
    standing, found = Standing(), []
    for event in told.in_order():
        standing = advance(standing, event, told.scene)
        if event.proceeding == proceeding and event.kind != "corrected":
            found.append(standing.postures[proceeding].phase)
    return found


@pytest.mark.parametrize("chronology", published(), ids=lambda case: case.header.reference)
def test_published_cases_stand_where_the_page_says(chronology: Chronology) -> None:
    """After every one of the published events the machine and the page agree on the phase."""
    told = timeline_of(chronology)
    complaints = [one.id for one in chronology.header.proceedings if one.kind is ProceedingKind.COMPLAINT]

    for proceeding in complaints:
        assert walked(told, proceeding) == phases(told.in_order(), told.events, proceeding)


@given(stories(kinds=MOVING, longest=20))
@settings(max_examples=400, deadline=None)
def test_any_story_stands_where_the_page_says(events: tuple[Event, ...]) -> None:
    """After every event of a random story the machine and the page agree on the phase."""
    told = timeline(events)

    for proceeding in ("main", "second"):
        assert walked(told, proceeding) == phases(told.in_order(), told.events, proceeding)
