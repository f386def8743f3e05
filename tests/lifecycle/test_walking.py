"""The path walked stands in the order of what happened, and ends where the case stands."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from lifecycle.state import CaseState
from lifecycle.walking import of_machine, walked
from tests.lifecycle.stories import TODAY
from tests.reports.cases import all_told, told


@pytest.mark.parametrize("state", all_told(), ids=lambda state: state.reference)
def test_the_path_ends_where_the_case_stands(state: CaseState) -> None:
    """The last step of each proceeding leads to its state, and each step begins where the one before it ended."""
    steps = walked(state.timeline, TODAY)

    for name, posture in state.timeline.until(TODAY).postures.items():
        own = of_machine(steps, f"proceeding/{name}")
        assert own[-1].after == posture.state
        assert all(second.before == first.after for first, second in pairwise(own))


def test_no_step_lies_after_the_day_asked_for() -> None:
    """As of a day, only what had happened by then was walked."""
    state, _ = told("gerasimov")
    day = date(2008, 6, 1)
    steps = walked(state.timeline, day)

    assert steps
    assert steps == walked(state.timeline, TODAY)[: len(steps)]
    assert all(state.timeline.events[step.event].date.first <= day for step in steps)
