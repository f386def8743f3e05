"""The figures that docs/why.md gives are those of the examples, counted again."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import yaml

from tests.structure.tree import ROOT

CASES: list[dict[str, Any]] = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "examples").glob("*.yaml"))
]
KINDS = [Counter(event["kind"] for event in case["events"]) for case in CASES]
WHY = re.sub(r"\s+", " ", (ROOT / "docs/why.md").read_text(encoding="utf-8"))
REFUSED = [kinds["opening_refused"] for kinds in KINDS]
CONVICTED = sum(
    any(event["kind"] == "convicted" and event.get("person") == "official" for event in case["events"])
    for case in CASES
)
SENTENCES = [
    f"put down event by event ({sum(kinds.total() for kinds in KINDS)} events)",
    f"{sum(REFUSED)} refusals to open a case, in {sum(map(bool, REFUSED))} of the {len(CASES)},",
    f"up to {max(REFUSED)} in one;",
    f"{sum(kinds['terminated'] for kinds in KINDS)} terminations;",
    f"{sum(kinds['quashed'] for kinds in KINDS)} decisions that quashed",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_figure_is_counted(sentence: str) -> None:
    """A sentence with a figure says what a count of the examples gives today."""
    assert sentence in WHY


def test_what_is_said_to_be_missing_is_missing() -> None:
    """No example records an entry in the register, and one records the conviction of an official."""
    assert sum(kinds["registered"] for kinds in KINDS) == 0
    assert CONVICTED == 1
    assert "No entry in a register of crimes is recorded in any of them" in WHY
    assert "In one of them an official was convicted." in WHY


def test_the_countries_are_those_of_the_examples() -> None:
    """The decisions are against the States that the page names."""
    assert {case["case"]["jurisdiction"] for case in CASES} == {"KZ", "KG", "TJ"}
    assert "against Kazakhstan, Kyrgyzstan and Tajikistan" in WHY


def test_the_violations_are_those_that_the_committees_found() -> None:
    """The page counts the cases in which a committee found a violation."""
    found = [
        any(event["kind"] == "un_decided" and event.get("violations") for event in case["events"]) for case in CASES
    ]

    assert sum(found) == 10
    assert "In ten of the twelve the committee found a violation." in WHY
