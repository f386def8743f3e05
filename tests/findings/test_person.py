"""Findings about the person: examinations, safety, counsel, statements and redress."""

from __future__ import annotations

import pytest

from tests.findings.telling import certainty

ACT = "act_alleged 2022-02-20 by=police"
LODGED = "complaint_lodged 2022-03-01 by=victim to=prosecutor"
REFUSED = "opening_refused 2022-04-01 by=prosecutor"
THREAT = "threat_or_reprisal 2022-03-10 by=police"


@pytest.mark.parametrize(("as_of", "expected"), [("2022-03-10", None), ("2022-03-11", "possible")])
def test_ten_days_without_an_examination(as_of: str, expected: str | None) -> None:
    """From the tenth day after the complaint the silence is reported as possible."""
    assert certainty("no_forensic_exam", LODGED, as_of=as_of) == expected


@pytest.mark.parametrize(
    ("exam", "expected"),
    [
        ("2022-03-21", None),
        ("2022-03-22", "certain"),
        ("2022-03-23", "certain"),
        ("2022-03", "possible"),
        ("2022-02-21", None),
    ],
)
def test_twenty_one_days_to_the_first_examination(exam: str, expected: str | None) -> None:
    """Day 20 after the complaint is in time, day 21 is late; one before the complaint never is."""
    told = f"examination_reported {exam} by=doctor examination=forensic_medical"
    assert certainty("late_forensic_exam", ACT, LODGED, told) == expected


def test_a_late_examination_is_counted_from_the_later_of_act_and_complaint() -> None:
    """Another act shortly before the examination leaves it possible; a custody check is no official examination."""
    exam = "examination_reported 2022-03-25 by=doctor examination=forensic_medical"
    assert certainty("late_forensic_exam", ACT, LODGED, "act_alleged 2022-03-20 by=police", exam) == "possible"
    assert certainty("late_forensic_exam", ACT, LODGED, "examined 2022-03-25 examination=custody_check") is None
    assert certainty("late_forensic_exam", "act_alleged 2022-03-20 by=police", LODGED, exam) is None


@pytest.mark.parametrize(
    ("step", "expected"),
    [("2022-04-08", None), ("2022-04-09", None), ("2022-04-10", "certain"), ("2022-04", "possible")],
)
def test_thirty_days_to_answer_a_reprisal(step: str, expected: str | None) -> None:
    """An interview about it on the thirtieth day is in time."""
    assert certainty("reprisal_unaddressed", THREAT, f"interviewed {step} by=prosecutor target=e1") == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("2022-04-08", "certain"), ("2022-04-09", "certain"), ("2022-04-10", None)]
)
def test_thirty_days_from_a_threat_to_a_withdrawal(day: str, expected: str | None) -> None:
    """A withdrawal on the thirtieth day after a threat counts as made under it."""
    assert certainty("withdrawn_under_pressure", THREAT, f"complaint_withdrawn {day} by=victim") == expected


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        ("2022-04-01 at=10:00", "2022-04-02 at=10:00", None),
        ("2022-04-01 at=10:00", "2022-04-02 at=10:01", "certain"),
        ("2022-04-01 at=10:20", "2022-04-02 at=11:00", None),
        ("2022-04-01 at=10:20", "2022-04-02 at=11:01", "certain"),
        ("2022-04-01", "2022-04-02", "possible"),
        ("2022-04-01", "2022-04-03", "certain"),
        ("2022-04-01", "2022-04-01", None),
        ("2024-02-29 at=10:00", "2024-03-01 at=09:00", None),
        ("2024-02-29 at=10:00", "2024-03-01 at=09:01", "certain"),
    ],
)
def test_twenty_four_hours_to_decide_on_safety(asked: str, answered: str, expected: str | None) -> None:
    """The hours are counted on the clock of the place, from the next full hour, through the change of zone of 2024."""
    lines = (f"safety_requested {asked} by=victim to=prosecutor", f"safety_granted {answered} by=prosecutor target=e1")
    assert certainty("safety_refused", *lines) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2022-04-01", None), ("2022-04-02", "certain")])
def test_silence_on_safety(as_of: str, expected: str | None) -> None:
    """At the end of the next day a request has certainly waited for 24 hours."""
    assert certainty("safety_refused", "safety_requested 2022-04-01 by=victim", as_of=as_of) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2024-02-29", None), ("2024-03-01", "possible")])
def test_two_years_without_redress(as_of: str, expected: str | None) -> None:
    """After two years without compensation it is possible; only a refusal makes it certain."""
    assert certainty("no_redress", LODGED, as_of=as_of) == expected
    refused = "compensation_refused 2022-06-01 by=judge:court proceeding=civil"
    assert certainty("no_redress", LODGED, refused, as_of=as_of) == ("certain" if expected else "possible")


@pytest.mark.parametrize("rule", ["no_counsel", "conflicted_counsel"])
def test_rules_without_a_treaty_basis_stay_in_kazakhstan(rule: str) -> None:
    """In another country there is no such finding."""
    lines = (REFUSED, "counsel_engaged 2022-05-02 counsel=former")
    assert certainty(rule, *lines) == "certain"
    assert certainty(rule, *lines, jurisdiction="KG") is None
