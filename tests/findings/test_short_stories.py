"""Every rule in stories as short as they can be: one that raises it, one that does not, one that leaves it possible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from law.published import CRITERIA
from lifecycle.findings import RULES
from tests.findings.telling import certainty

STORIES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "short_stories.yaml").read_text(encoding="utf-8"))
CASES = [
    (rule, expected, tuple(lines))
    for rule, by_certainty in STORIES.items()
    for expected, stories in by_certainty.items()
    for lines in stories
]


@pytest.mark.parametrize(("rule", "expected", "lines"), CASES)
def test_a_short_story_is_judged(rule: str, expected: str, lines: tuple[str, ...]) -> None:
    """The rule is found in the story as surely as expected, or not at all."""
    assert (certainty(rule, *lines) or "none") == expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_stories(rule: str) -> None:
    """Each rule is raised by a story and not by another; where it can be possible, a story leaves it so."""
    wanted = {"certain", "none"}
    if f"finding.{rule}.possible" in CRITERIA.texts:
        wanted.add("possible")
    assert wanted <= set(STORIES[rule])


def test_every_rule_of_the_data_is_written() -> None:
    """The data and the functions name the same rules."""
    assert set(RULES) == {rule.id for rule in CRITERIA.rules}
