"""Whatever the kind of an event is held against is a kind: a misspelt one would never be met, in silence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from lifecycle.assessment import assess
from lifecycle.findings import find
from lifecycle.findings.story import Story
from models.case import Chronology
from models.events import Event
from models.kinds import KINDS
from tests.findings.telling import events as told
from tests.findings.telling import facts
from tests.findings.telling import header as accused
from tests.findings.test_evidence import STORIES
from tests.lifecycle.moments import abroad, offered, warned
from tests.lifecycle.stories import header, norms, published, stories, timeline

LAST = date(2026, 11, 23)


class Kind(str):
    """The kind of an event, which may be compared with kinds only."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        assert not isinstance(other, str) or other in KINDS, f"{other!r} is no kind of event"
        return str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def strict(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events with kinds that are compared with kinds only."""
    return tuple(event.model_copy(update={"kind": Kind(event.kind)}) for event in events)


def test_a_kind_is_not_held_against_another_word() -> None:
    """The guard of this file works: a word that is no kind is told."""
    assert Kind("quashed") == "quashed"
    assert Kind("quashed") != "upheld"
    with pytest.raises(AssertionError, match="'quahsed' is no kind of event"):
        assert Kind("quashed") != "quahsed"


@pytest.mark.parametrize("number", range(len(published())))
def test_published_cases_are_judged_by_kinds_that_exist(number: int) -> None:
    """The judgement of a published case compares its kinds with kinds."""
    case = published()[number]
    law = norms(case.header.case.jurisdiction)
    plain = assess(case, law, LAST)

    assert assess(case.model_copy(update={"events": strict(case.events)}), law, LAST) == plain


@settings(max_examples=60, deadline=None)
@given(stories())
def test_any_story_is_judged_by_kinds_that_exist(events: tuple[Event, ...]) -> None:
    """So does that of any story, with what can be done, the bodies abroad and the warnings."""
    line = timeline(strict(events))
    plain = timeline(events)

    assert offered("2026-11-23", line) == offered("2026-11-23", plain)
    assert abroad("2026-11-23", line) == abroad("2026-11-23", plain)
    assert warned("2026-11-23", line) == warned("2026-11-23", plain)
    case = Chronology(header=header(), events=events)
    assert assess(case.model_copy(update={"events": strict(events)}), norms(), LAST) == assess(case, norms(), LAST)


def test_findings_ask_for_kinds_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rule asks a story for events of a kind that there is not, in any of the stories that findings are told in."""
    asked = Story.of

    def of(self: Story, *kinds: str, among: frozenset[str] | None = None) -> tuple[Event, ...]:
        assert KINDS.keys() >= set(kinds)
        return asked(self, *kinds, among=among)

    monkeypatch.setattr(Story, "of", of)
    for story in STORIES[::3]:
        head: dict[str, Any] = {"jurisdiction": story["jurisdiction"]} if "jurisdiction" in story else {}
        events = told(*story["story"])
        day = date.fromisoformat(story.get("as_of", "2025-12-31"))
        plain = find(facts(events, accused(**head), day), day)
        assert find(facts(strict(events), accused(**head), day), day) == plain
