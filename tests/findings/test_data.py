"""The data behind findings: its page, its references, its refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from law.findings import Edge, Offence, read_criteria
from law.published import BOOK, CRITERIA, DATA
from models.dates import Interval, Truth
from models.errors import LawError
from tests.findings import page

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_page_is_that_of_the_data() -> None:
    """docs/findings.md says what the data says; `python -m tests.findings.page` writes it."""
    assert page.PAGE.read_text(encoding="utf-8") == page.page()


def test_every_gap_of_a_text_is_a_threshold_of_its_rule() -> None:
    """The numbers in a text are those that its rule names."""
    for rule in CRITERIA.rules:
        own = {name: CRITERIA.length[name] for name in rule.thresholds}
        for part in ("title", "holds", "certain", "possible"):
            CRITERIA.texts.get(f"{rule.key}.{part}", "").format_map(own)


def test_every_threshold_is_used_and_supported() -> None:
    """No number stands about unused, and each names an example that is there."""
    used = {name for rule in CRITERIA.rules for name in rule.thresholds}
    assert used == set(CRITERIA.length)
    cases = {support.case for threshold in CRITERIA.thresholds for support in threshold.support if support.case}
    assert {case for case in cases if not (EXAMPLES / f"{case}.yaml").exists()} == set()


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("rules.yaml", b"id: not_prompt", b"id: not_registered", "stands twice"),
        ("rules.yaml", b"thresholds: [first_step_days]", b"thresholds: [no_such]", "names no_such"),
        ("rules.yaml", b"[cpc-185-2-no-refusal]", b"[cpc-185-99]", "names cpc-185-99"),
        ("rules.yaml", b"issue: registration", b"issue: paper", "issue"),
        ("thresholds.yaml", b"length: 28", b"length: 0", "length"),
        ("offences.yaml", b"means: either", b"means: neither", "means"),
        ("competence.yaml", b"bodies: [prosecutor, special_prosecutor]", b"bodies: []", "bodies"),
        ("offences.yaml", b"rule: pc-146-1-cidt", b"rule: pc-146-9", "pc-146-9 is no rule"),
        ("texts-en.yaml", b"finding.no_redress.holds", b"finding.no_redress.hold", "finding.no_redress.holds"),
        ("thresholds.yaml", b"thresholds:", b"numbers:", "its keys are thresholds"),
    ],
)
def test_wrong_data_is_refused(name: str, old: bytes, new: bytes, message: str) -> None:
    """A key, a value or a reference that does not fit is named, with its file."""
    path = f"findings/{name}"
    assert old in DATA[path]
    with pytest.raises(LawError, match=message):
        read_criteria({**DATA, path: DATA[path].replace(old, new, 1)}, BOOK.ids)


def test_a_missing_file_is_named() -> None:
    """Without its files nothing is judged."""
    with pytest.raises(LawError, match=r"findings/rules\.yaml: is missing"):
        read_criteria({}, BOOK.ids)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-05-16", Truth.NO),
        ("2023-05-17", Truth.POSSIBLE),
        ("2023-05-19", Truth.POSSIBLE),
        ("2023-05-20", Truth.CERTAIN),
    ],
)
def test_a_day_of_force_that_is_not_certain_is_a_range(day: str, expected: Truth) -> None:
    """Between the earliest and the latest day of force the new meaning is possible."""
    offence = Offence(
        jurisdiction="KZ",
        article="kz-pc-146-1",
        means="cruel_treatment",
        read_on="act",
        since=Edge(earliest=date(2023, 5, 17), latest=date(2023, 5, 20)),
        confidence="text-seen",
        source="test",
    )
    exact = date.fromisoformat(day)
    assert offence.holds(Interval(exact, exact)) is expected
