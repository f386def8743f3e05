"""Every rule in stories as short as they can be: one that raises it, one that does not, one that leaves it possible."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from law.published import CRITERIA
from lifecycle.findings import RULES
from models.dates import PartialDate
from tests.findings.telling import certainty

HERE = Path(__file__).parent
STORIES: dict[str, Any] = yaml.safe_load((HERE / "short_stories.yaml").read_text(encoding="utf-8"))
UNCERTAIN: dict[str, Any] = yaml.safe_load((HERE / "uncertain_stories.yaml").read_text(encoding="utf-8"))
for _rule, _stories in UNCERTAIN.items():
    STORIES[_rule].setdefault("possible", []).extend(_stories)
CASES = [
    (rule, expected, tuple(lines))
    for rule, by_certainty in STORIES.items()
    for expected, stories in by_certainty.items()
    for lines in stories
]
AS_OF = "as_of "
"""A story that is not judged at the end of 2025 names its day in its first line."""


@pytest.mark.parametrize(("rule", "expected", "lines"), CASES)
def test_a_short_story_is_judged(rule: str, expected: str, lines: tuple[str, ...]) -> None:
    """The rule is found in the story as surely as expected, or not at all."""
    as_of = {"as_of": lines[0].removeprefix(AS_OF)} if lines[0].startswith(AS_OF) else {}
    assert (certainty(rule, *lines[len(as_of) :], **as_of) or "none") == expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_stories(rule: str) -> None:
    """Each rule is raised by a story, not raised by another, and left possible by a third, without any exception."""
    assert set(STORIES[rule]) == {"certain", "possible", "none"}
    assert all(STORIES[rule].values())


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_story_of_uncertain_dates(rule: str) -> None:
    """One of the stories that leave a rule possible does so by its dates alone: told to the day, it is certain."""
    reduced = [lines for lines in STORIES[rule]["possible"] if any(_reduced(line) for line in lines)]
    assert any(_told_to_the_day(rule, lines) for lines in reduced)


def _reduced(line: str) -> bool:
    return not line.startswith(AS_OF) and len(line.split()[1]) < len("2024-01-01")


def _told_to_the_day(rule: str, lines: list[str]) -> bool:
    """Whether some exact reading of the dates makes the rule certain, with the same events and words."""
    days = ("2019-01-01", "2022-01-01", "2024-01-01", "2024-12-31", "2025-01-01", "2025-12-31")
    as_of = {"as_of": lines[0].removeprefix(AS_OF)} if lines[0].startswith(AS_OF) else {}
    told = lines[len(as_of) :]
    choices = [_readings(line, days) for line in told]
    return any(certainty(rule, *reading, **as_of) == "certain" for reading in product(*choices))


def _readings(line: str, days: tuple[str, ...]) -> list[str]:
    """The line with each day that its date may mean: the ends of the period, and some days in it."""
    kind, day, *rest = line.split()
    if len(day) == len("2024-01-01"):
        return [line]
    period = PartialDate.parse(day)
    ends = {period.first.isoformat(), period.last.isoformat()} if period.known else set(days)
    middle = {
        (period.first + timedelta(days=(period.last - period.first).days * part // 4)).isoformat() for part in (1, 2, 3)
    }
    return [" ".join((kind, one, *rest)) for one in sorted(ends | (middle if period.known else set()))]


def test_every_rule_of_the_data_is_written() -> None:
    """The data and the functions name the same rules."""
    assert set(RULES) == {rule.id for rule in CRITERIA.rules}
