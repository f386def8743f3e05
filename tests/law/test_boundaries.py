"""Every rule on the day before, on and after each day on which a version of it begins or ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from law.published import BOOK
from models.errors import NotInForce

DATA = Path(__file__).parents[2] / "law" / "data"
DAY = timedelta(days=1)
FAR = (date(1990, 1, 1), date(2027, 12, 31))
"""Days on which a rule without any boundary is asked for."""


@dataclass(frozen=True)
class Row:
    """A version as it stands in its file: read without the loader, so that a fault of the loader cannot hide."""

    label: str
    first: date
    last: date
    entered: date
    unverified: bool

    def holds(self, on: date) -> bool:
        """Whether the file says that it holds on a day."""
        return self.first <= on <= self.last


def _row(version: dict[str, Any]) -> Row:
    first = version["in_force_from"] or version.get("in_force_from_earliest") or date.min
    last = version["in_force_to"] or date.max
    return Row(version["label"], first, last, version["entered_on"], version["confidence"] == "unverified")


def _rows() -> Iterator[tuple[str, list[Row]]]:
    for path in sorted(DATA.rglob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content.get("rules", ()) if "instrument" in content else ():
            yield rule["id"], [_row(version) for version in rule["versions"]]


RULES = dict(_rows())


def _days(rows: list[Row]) -> list[date]:
    """Three days around each beginning and each end; two far days where there is neither."""
    edges = {row.first for row in rows if row.first != date.min} | {row.last for row in rows if row.last != date.max}
    around = {edge + step for edge in edges for step in (-DAY, 0 * DAY, DAY)}
    return sorted(around or FAR)


def _expected(rows: list[Row], on: date, *, unverified: bool) -> str | None:
    """The label of the version that the file gives for a day: of several the one entered last."""
    holding = [row for row in rows if row.holds(on) and (unverified or not row.unverified)]
    return max(holding, key=lambda row: row.entered).label if holding else None


def _given(rule: str, on: date, *, unverified: bool) -> str | None:
    try:
        return BOOK.version(rule, on, unverified=unverified).label
    except NotInForce:
        return None


def test_every_rule_is_looked_at() -> None:
    """The files name the rules that the rulebook holds, each with all its versions."""
    assert {rule: len(rows) for rule, rows in RULES.items()} == {rule.id: len(rule.versions) for rule in BOOK.rules}


@pytest.mark.parametrize("unverified", [False, True], ids=["verified", "all"])
@pytest.mark.parametrize("rule", sorted(RULES))
def test_around_every_boundary(rule: str, unverified: bool) -> None:
    """On the day before, on and after each boundary a lookup gives the version that the file names, or refuses."""
    rows = RULES[rule]
    days = _days(rows)
    given = {on: _given(rule, on, unverified=unverified) for on in days}
    assert given == {on: _expected(rows, on, unverified=unverified) for on in days}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_version_is_met_at_its_edges(rule: str) -> None:
    """Each version is given on its first and its last day, unless a later entry overlays it there."""
    rows = RULES[rule]
    for row in rows:
        for edge in {row.first, row.last} - {date.min, date.max}:
            later = [other for other in rows if other.holds(edge) and other.entered > row.entered]
            assert _given(rule, edge, unverified=True) == (later[-1].label if later else row.label)


def test_versions_of_one_rule_follow_each_other_without_a_hole() -> None:
    """Where one version ends, the next begins on the following day; the last one alone may end for good."""
    ended = set()
    for rule, rows in RULES.items():
        starts = {row.first for row in rows}
        ended |= {(rule, row.last) for row in rows if row.last != date.max and row.last + DAY not in starts}
    assert {rule for rule, _ in ended} == {
        rule.id for rule in BOOK.rules if all(version.in_force_to for version in rule.versions)
    }
    assert all(rule.startswith(("pc1997-", "cpc1997-", "policy-")) for rule, _ in ended)
