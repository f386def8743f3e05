"""The findings of the twelve published cases against what their records show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from lifecycle.assessment import assess
from models.assessment import Finding
from models.reading import read
from tests.findings.telling import TODAY, found_in, norms

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "expected.yaml").read_text(encoding="utf-8"))
MUST = [(case, rule) for case, said in EXPECTED.items() for rule in said["must"]]
MUST_NOT = [(case, rule) for case, said in EXPECTED.items() for rule in said["must_not"]]
CYCLES = {"abdiev": 7, "bairamov": 4, "gerasimov": 5, "nz-ez": 3, "tyan": 1, "gorbaeva": 1}


@cache
def found(case: str) -> dict[str, Finding]:
    """The findings of an example by rule."""
    path = EXAMPLES / f"{case}.yaml"
    return {one.rule: one for one in found_in(read(path.read_bytes(), path.name, TODAY), TODAY)}


@pytest.mark.parametrize(("case", "rule"), MUST)
def test_what_the_record_shows_is_found(case: str, rule: str) -> None:
    """A fact that the record shows is reported, with evidence and the day from which it holds."""
    assert found(case)[rule].evidence
    assert found(case)[rule].since


@pytest.mark.parametrize(("case", "rule"), MUST_NOT)
def test_what_does_not_hold_is_not_certain(case: str, rule: str) -> None:
    """What only a careless reading finds is not reported as certain."""
    assert rule not in found(case) or found(case)[rule].certainty == "possible"


@pytest.mark.parametrize(("case", "cycles"), CYCLES.items())
def test_cycles_are_counted(case: str, cycles: int) -> None:
    """Each ending that was quashed and followed by another is one cycle, however the review was told."""
    assert found(case)["refuse_quash_cycle"].count == cycles


def test_cases_before_the_present_codes_rest_on_treaties() -> None:
    """No domestic provision is cited for what happened in Kazakhstan before 2015, and none ever for another country."""
    for case in ("gerasimov", "bairamov", "abdiev", "boboev"):
        assert [one.provisions for one in found(case).values() if one.since < "2015" and one.provisions] == []


def test_the_same_case_gives_the_same_findings() -> None:
    """Two judgements of one case are equal to the byte."""
    path = EXAMPLES / "gerasimov.yaml"
    first, second = (found_in(read(path.read_bytes(), path.name, TODAY), TODAY) for _ in range(2))

    assert [one.model_dump_json() for one in first] == [one.model_dump_json() for one in second]


def test_an_assessment_names_the_treaty_articles_of_what_is_certain() -> None:
    """The judgement of a case carries its findings, and the union of articles over the certain ones, in order."""
    path = EXAMPLES / "gerasimov.yaml"
    assessment = assess(read(path.read_bytes(), path.name, TODAY), norms("KZ"), TODAY)
    certain = [one for one in assessment.findings if one.certainty == "certain"]

    assert {one.rule for one in certain} >= {"checked_by_accused", "refuse_quash_cycle", "withdrawn_under_pressure"}
    assert set(assessment.treaty) == {article for one in certain for article in one.treaty}
    assert assessment.treaty[:4] == ("CAT-1", "CAT-2", "CAT-4", "CAT-12")
