"""The worked examples that were computed by hand from the text of the code, before there was any program."""

from __future__ import annotations

import pytest

from law.published import CALENDAR
from law.terms import due
from tests.law.places import ALMATY, ends, start, term


@pytest.mark.parametrize(
    ("rule", "name", "when", "expected"),
    [
        pytest.param("cpc-105-2-prosecutor-terms", "general", "2023-10-02T11:20", "2023-10-09T24:00", id="day-term"),
        pytest.param("cpc-105-2-prosecutor-terms", "extended", "2023-10-02T11:20", "2023-10-17T24:00", id="15-days"),
        pytest.param("cpc-181-5-three-day-forwarding", "dispatch", "2023-10-04", "2023-10-09T24:00", id="weekend"),
        pytest.param("cpc-192-2-basic-terms", "inquiry", "2023-12-31", "2024-01-31T24:00", id="month-term"),
        pytest.param("cpc-192-2-basic-terms", "preliminary", "2023-12-31", "2024-02-29T24:00", id="no-31-february"),
        pytest.param("cpc-192-2-basic-terms", "inquiry", "2023-09-14", "2023-10-16T24:00", id="month-weekend"),
        pytest.param("cpc-96-4-24-hours", "decision", "2023-10-06T15:40", "2023-10-07T16:00", id="hour-term"),
        pytest.param(
            "cpc-106-5-court-fifteen-days", "acquaintance", "2023-10-02", "2023-10-17T24:00", id="court-direct"
        ),
        pytest.param("cpc-107-appeal", "appeal", "2023-10-06", "2023-10-09T24:00", id="three-day-appeal"),
        pytest.param("pc-71-limitation", "minor_crime", "2021-06-01", "2023-06-01T24:00", id="downgrade-limitation"),
    ],
)
def test_worked_example(rule: str, name: str, when: str, expected: str) -> None:
    """The program ends the term where the hand did."""
    assert ends(term(rule, name, when[:10]), when).text == expected


def test_worked_example_across_the_change_of_clocks() -> None:
    """24 hours from 15:00 of 29 February 2024 in Almaty end at 14:00: the clocks went back in between."""
    to_the_minute = term("cpc-96-4-24-hours", "decision", "2024-02-29").model_copy(update={"rounding": False})
    assert ends(to_the_minute, "2024-02-29T15:00").text == "2024-03-01T14:00"


def test_worked_example_of_silence() -> None:
    """Fifteen days of silence end on 26 October 2023, and the fifteen days to court after them on 10 November."""
    on = "2023-10-11"
    silence = ends(term("cpc-106-5-court-fifteen-days", "silence_after_filing", on), on)
    assert silence.text == "2023-10-26T24:00"
    to_court = term("cpc-106-5-court-fifteen-days", "silence", on)
    assert due(to_court, start(silence.day.isoformat()), CALENDAR, ALMATY).text == "2023-11-10T24:00"
