"""Every number on which a finding turns, on the day before it is reached, on that day, and on the day after."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from law.findings import Threshold
from law.published import CRITERIA
from lifecycle.findings.truth import years_after
from tests.findings.telling import certainty

STORIES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "threshold_stories.yaml").read_text(encoding="utf-8"))
THRESHOLDS = {threshold.id: threshold for threshold in CRITERIA.thresholds}
CASES = [
    (name, story, place)
    for name, stories in STORIES.items()
    for story in stories
    for place in range(len(story["found"]))
]


def fillings(story: dict[str, Any], threshold: Threshold) -> list[str]:
    """The day before, the day itself, the day after; or what the story writes out."""
    if "fillings" in story:
        return [str(one) for one in story["fillings"]]
    start: date = story["from"]
    years = threshold.unit == "years"
    day = years_after(start, threshold.length) if years else start + timedelta(days=threshold.length)
    return [(day + timedelta(days=offset)).isoformat() for offset in (-1, 0, 1)]


@pytest.mark.parametrize(("name", "story", "place"), CASES)
def test_one_day_on_either_side(name: str, story: dict[str, Any], place: int) -> None:
    """The rule holds from the day on which the number is reached, or to it, and not a day earlier or later."""
    filling = fillings(story, THRESHOLDS[name])[place]
    as_of = filling if story.get("silence") else str(story.get("as_of", "2025-12-31"))
    told = [line.replace("{day}", filling) for line in story["story"]]
    found = certainty(story["rule"], *told, as_of=as_of, jurisdiction=story.get("jurisdiction", "KZ"))

    assert (found or "none") == story["found"][place]


@pytest.mark.parametrize("name", THRESHOLDS)
def test_every_threshold_has_its_stories(name: str) -> None:
    """Each rule that names the number has a story in which it turns, and each silence one in which nothing happens."""
    stories = STORIES[name]
    rules = {rule.id for rule in CRITERIA.rules if name in rule.thresholds}

    assert rules == {story["rule"] for story in stories}
    assert all(len(story["found"]) == len(fillings(story, THRESHOLDS[name])) == 3 for story in stories)
    assert all(len(set(story["found"])) > 1 for story in stories)
    assert all(any("{day}" in line for line in story["story"]) != bool(story.get("silence")) for story in stories)
    assert any(story.get("silence") for story in stories) or not THRESHOLDS[name].silence
