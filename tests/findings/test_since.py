"""From which day a finding of silence holds."""

from __future__ import annotations

import pytest

from tests.findings.telling import findings

REFUSED = "opening_refused 2022-04-01 by=police"


@pytest.mark.parametrize(
    ("rule", "lines", "since"),
    [
        ("granted_not_executed", (REFUSED, "quashed 2022-04-10 by=upper-prosecutor target=e1"), "2022-06-09"),
        ("granted_not_executed", (REFUSED, "quashed 2022-04 by=upper-prosecutor target=e1"), "2022-06-29"),
        ("reprisal_unaddressed", ("threat_or_reprisal 2022-03-10 by=police",), "2022-04-09"),
        ("no_step_ex_officio", ("injuries_reported 2022-03-10 by=hospital",), "2022-03-20"),
        ("safety_refused", ("safety_requested 2022-03-10 by=victim to=prosecutor",), "2022-03-11"),
        ("safety_refused", ("safety_refused 2022-03-10 by=prosecutor",), "2022-03-10"),
    ],
)
def test_silence_holds_from_the_day_on_which_it_had_lasted_long_enough(
    rule: str, lines: tuple[str, ...], since: str
) -> None:
    """Not from the day of the event that nobody answered; where that is uncertain, from the latest reading of it."""
    assert findings(*lines)[rule].since == since


def test_an_appeal_of_an_unknown_term_is_overdue_from_the_day_that_it_was_waited_for() -> None:
    """Elsewhere the thirty days are counted from the appeal."""
    lines = (REFUSED, "appeal_filed 2022-04-06 by=victim to=prosecutor target=e1")
    assert findings(*lines, jurisdiction="KG")["appeal_overdue"].since == "2022-05-06"
