"""The data of the law: complete, sourced, and without a gap or an overlap on any day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from law.published import BOOK
from law.rules import Rule, Term, Version

FIRST, LAST = date(2007, 1, 1), date(2027, 12, 31)
SOURCE: dict[str, Any] = {"id": "code", "title": "The code", "seen": True}
VERSION: dict[str, Any] = {
    "label": "present",
    "in_force_from": date(2015, 1, 1),
    "in_force_to": None,
    "entered_on": date(2026, 11, 23),
    "checked_on": date(2026, 11, 23),
    "confidence": "text-seen",
    "says": "Something.",
    "sources": [SOURCE],
}
TERM: dict[str, Any] = {
    "name": "decision",
    "length": 3,
    "unit": "calendar_days",
    "trigger": "a complaint",
    "act_due": "an answer",
    "owed_by": "the prosecutor",
    "computed_by": "cpc-48",
}


def test_the_whole_law_is_there() -> None:
    """216 rules of the law since 2015 and of treaties, as many as were compiled, and 14 of the codes of 1997."""
    assert len(BOOK.ids) == 216 + 14


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_no_gap_and_no_overlap_on_any_day(rule: Rule) -> None:
    """From its first formalised day until it ends, exactly one version of a rule holds on each day of 2007 to 2027."""
    holding = dict.fromkeys((FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)), 0)
    for version in rule.versions:
        for day in holding:
            holding[day] += (version.start or date.min) <= day <= (version.in_force_to or date.max)
    begins = min(version.start or FIRST for version in rule.versions)
    ends = max(version.in_force_to or LAST for version in rule.versions)
    assert {day for day, count in holding.items() if count != 1 and begins <= day <= ends} == set()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_version_names_a_place_that_can_be_looked_up(rule: Rule) -> None:
    """Each version has a source; one whose text was seen has a source that was seen."""
    for version in rule.versions:
        assert version.sources
        if version.confidence == "text-seen":
            assert any(source.seen for source in version.sources)


def test_nothing_of_the_present_codes_holds_before_they_did() -> None:
    """No version of the present Criminal Procedure or Penal Code starts before 1 January 2015."""
    codes = [rule for rule in BOOK.rules if rule.instrument.startswith(("Criminal Procedure Code", "Penal Code of"))]
    assert len(codes) == 150
    assert {v.start for rule in codes for v in rule.versions if v.start is None or v.start < date(2015, 1, 1)} == set()


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("cpc-105-2-prosecutor-terms", {"general", "detention", "extended"}),
        ("sc-np7-p11-prosecutor-check", {"general", "detention", "extended"}),
        ("cpc-106-5-court-fifteen-days", {"acquaintance", "refusal", "silence", "silence_after_filing"}),
        ("cpc-106-6-judge-terms", {"without_hearing", "with_hearing", "materials"}),
        ("cpc-192-2-basic-terms", {"inquiry", "preliminary"}),
        ("cpc-192-4-extension", {"complex", "specially_complex"}),
        ("cpc-101-2-torture-complaint-from-custody", {"handing", "other"}),
        ("cpc-414-418-appeal", {"appeal", "hearing"}),
    ],
)
def test_terms_keep_their_names(rule: str, names: set[str]) -> None:
    """Other packages ask for terms by name: every version that sets any sets all of them."""
    for version in BOOK.rule(rule).versions:
        assert {term.name for term in version.terms} == names


def test_a_version_hash_follows_its_content() -> None:
    """The hash is SHA-256 of the content: the same twice, another after one changed word."""
    one, same = Version(**VERSION), Version(**VERSION)
    other = Version(**{**VERSION, "says": "Something else."})
    assert one.hash == same.hash != other.hash
    assert len(one.hash) == 64


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"confidence": "certain"}, "text-seen"),
        ({"sources": []}, "at least 1 item"),
        ({"in_force_from": "2015-01-01"}, "valid date"),
        ({"in_force_to": date(2014, 1, 1)}, "ends before it starts"),
        ({"in_force_from_earliest": date(2015, 1, 1)}, "keep in_force_from"),
        ({"in_force_from": None, "in_force_from_earliest": date(2015, 1, 1)}, "day_certain: false"),
        ({"terms": [TERM, TERM]}, "two terms of one name"),
        ({"repealed": True}, "Extra inputs"),
    ],
)
def test_a_version_that_does_not_hold_together_is_refused(change: dict[str, Any], says: str) -> None:
    """Each contradiction is named with what would be right."""
    with pytest.raises(ValidationError, match=says):
        Version(**{**VERSION, **change})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"length": 0}, "unit immediate"),
        ({"unit": "immediate"}, "unit immediate"),
        ({"unit": "working_days"}, "calendar_days"),
        ({"rounding": True}, "hours only"),
        ({"unit": "hours", "shifts": True}, "leave shifts out"),
        ({"name": "Decision"}, "pattern"),
        ({"length": -1}, "greater than or equal to 0"),
    ],
)
def test_a_term_that_does_not_hold_together_is_refused(change: dict[str, Any], says: str) -> None:
    """Lengths, units, roundings and shifts fit each other."""
    with pytest.raises(ValidationError, match=says):
        Term(**{**TERM, **change})


def test_two_versions_of_one_entry_may_not_overlap() -> None:
    """Two versions entered on one day that hold on one day are refused; a later entry may overlay an older one."""
    rule = {"id": "a-rule", "title": "t", "article": "1", "instrument": "i", "kind": "duty", "group": "g"}
    older = {**VERSION, "label": "older"}
    newer = {**VERSION, "label": "newer", "in_force_from": date(2020, 1, 1)}
    with pytest.raises(ValidationError, match="end the older one"):
        Rule.model_validate({**rule, "versions": [older, newer]})
    later = {**newer, "entered_on": date(2027, 1, 1)}
    assert len(Rule.model_validate({**rule, "versions": [older, later]}).versions) == 2


def test_versions_of_one_name_are_refused() -> None:
    """A label stands once per entry: it is half of the key under which the lock and the ledger know the version."""
    rule = {"id": "a-rule", "title": "t", "article": "1", "instrument": "i", "kind": "duty", "group": "g"}
    with pytest.raises(ValidationError, match="label them apart"):
        Rule.model_validate({**rule, "versions": [VERSION, VERSION]})


def test_the_page_names_every_unverified_rule() -> None:
    """`docs/law.md` lists what is not verified; a new unverified version must appear there."""
    page = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
    unverified = {rule.id for rule in BOOK.rules if not all(version.verified for version in rule.versions)}
    assert {rule for rule in unverified if f"`{rule}`" not in page} == set()
