"""What a finding says: how surely it holds, since when, which events show it, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.findings.telling import findings

FILES = (Path(__file__).with_name("evidence_stories.yaml"), *sorted(Path(__file__).parent.glob("edge_stories_*.yaml")))
STORIES: list[dict[str, Any]] = [story for file in FILES for story in yaml.safe_load(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("story", STORIES, ids=[f"{story['rule']}-{place}" for place, story in enumerate(STORIES)])
def test_a_finding_says_since_when_and_from_what(story: dict[str, Any]) -> None:
    """Certainty, first day and evidence of the rule in the story are those that its page asks for."""
    head = {key: value for key, value in story.items() if key in {"as_of", "jurisdiction", "died"}}
    if "accused" in story:
        head["accused"] = tuple(story["accused"])
    one = findings(*story["story"], **head).get(story["rule"])
    said = f"{one.certainty} since {one.since} from {' '.join(one.evidence)}" if one else "none"

    assert said + (f", {one.count} times" if one and one.count != 1 else "") == story["found"]
