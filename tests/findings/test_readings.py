"""What must hold of findings in any story: no fault, the same each time, certain only where every reading agrees."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifecycle.findings import find
from models.events import Event
from tests.findings.readings import reading, stories
from tests.findings.telling import facts, header

AS_OF = date(2025, 6, 30)
TERMS = {"term_exceeded", "appeal_overdue", "forwarded_late"}
"""Rules that rest on terms: none runs from an event of which no day is known."""
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def judged(told: tuple[Event, ...], as_of: date = AS_OF) -> dict[str, str]:
    """How surely each rule is found."""
    return {one.rule: one.certainty for one in find(facts(told, header(), as_of), as_of)}


@settings(max_examples=150, deadline=None, suppress_health_check=_CHECKS)
@given(stories(), st.integers(0, 2**32))
def test_certain_holds_in_every_reading(told: tuple[Event, ...], seed: int) -> None:
    """What is certain under reduced dates is found certain in each exact reading of them."""
    certain = {rule for rule, certainty in judged(told).items() if certainty == "certain"}
    random = Random(seed)  # noqa: S311 (no secret)
    for _ in range(6):
        exact = reading(told, random, AS_OF)
        if exact is not None:
            found = judged(exact)
            assert {rule: found.get(rule) for rule in certain} == dict.fromkeys(certain, "certain")


@settings(max_examples=150, deadline=None, suppress_health_check=_CHECKS)
@given(stories(), st.integers(0, 2**32))
def test_what_a_reading_finds_is_at_least_possible(told: tuple[Event, ...], seed: int) -> None:
    """What some exact reading of the dates finds certain is reported under the reduced dates too."""
    found = judged(told)
    exact = reading(told, Random(seed), AS_OF)  # noqa: S311 (no secret)
    if exact is not None:
        certain = {rule for rule, certainty in judged(exact).items() if certainty == "certain"}
        assert sorted(certain - set(found) - TERMS) == []


@settings(max_examples=60, deadline=None, suppress_health_check=_CHECKS)
@given(stories(longest=14), st.dates(date(2021, 1, 1), date(2025, 6, 30)))
def test_any_story_on_any_day_is_judged_the_same_twice(told: tuple[Event, ...], as_of: date) -> None:
    """No story and no day is too odd, and the evidence is what is told."""
    first, second = (find(facts(told, header(), as_of), as_of) for _ in range(2))
    assert first == second
    assert {name for one in first for name in one.evidence} <= {event.id for event in told}
    assert all(one.evidence for one in first)
