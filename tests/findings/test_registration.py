"""Findings about registration and forwarding, and about who dealt with the complaint."""

from __future__ import annotations

import pytest

from tests.findings.telling import certainty, findings

LODGED = "complaint_lodged 2024-03-01 by=victim to=prosecutor"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2024-03-07", None),  # received on Monday the 4th: three days
        ("2024-03-11", "certain"),  # the 8th to the 10th are no working days, but the term ended on the 7th
        ("2024-03", "possible"),
        ("2024-03-04", None),
    ],
)
def test_forwarding_has_three_days(sent: str, expected: str | None) -> None:
    """The term runs from receipt, as the code counts terms."""
    lines = ("complaint_lodged 2024-03-04 by=victim to=police", f"forwarded {sent} by=police to=other-police target=e1")
    assert certainty("forwarded_late", *lines) == expected


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    """Received on Thursday, the last day is a Sunday: Monday is in time, Tuesday is not."""
    received = "complaint_lodged 2024-03-14 by=victim to=police"
    assert certainty("forwarded_late", received, "forwarded 2024-03-18 by=police to=prosecutor target=e1") is None
    assert certainty("forwarded_late", received, "forwarded 2024-03-19 by=police to=prosecutor target=e1") == "certain"


@pytest.mark.parametrize(("jurisdiction", "year"), [("KG", "2024"), ("KZ", "2014"), ("KZ", "2015")])
def test_a_domestic_rule_needs_its_country_and_its_law(jurisdiction: str, year: str) -> None:
    """Late forwarding rests on a Kazakh provision in force since 2016: elsewhere and before there is no finding."""
    lines = (f"complaint_lodged {year}-03-04 by=victim to=police", f"forwarded {year}-04-04 by=police to=prosecutor")
    assert certainty("forwarded_late", *lines, jurisdiction=jurisdiction) is None


def test_provisions_are_those_in_force_on_the_day() -> None:
    """A refusal of 2024 cites the code, one of 2014 only the treaty."""
    new = findings(LODGED, "registration_refused 2024-03-02 by=prosecutor")["registration_refused"]
    old = findings("registration_refused 2014-03-02 by=prosecutor")["registration_refused"]
    assert (new.provisions, old.provisions) == (("cpc-185-2-no-refusal",), ())
    assert new.treaty == old.treaty == ("CAT-12", "CAT-13")


@pytest.mark.parametrize(("step", "expected"), [("2024-03-10", None), ("2024-03-11", None), ("2024-03-12", "certain")])
def test_ten_days_to_act_of_its_own_motion(step: str, expected: str | None) -> None:
    """A check on the tenth day is in time, on the eleventh it is not."""
    lines = ("injuries_reported 2024-03-01 by=hospital", f"check_opened {step} by=police")
    assert certainty("no_step_ex_officio", *lines) == expected


WRONG = [
    ("certain", "2023-06-01", "kz-pc-146-2", "police"),
    ("certain", "2023-01-01", "kz-pc-146-1", "police"),
    ("possible", "2022-12-31", "kz-pc-146-1", "court"),
    (None, "2022-12-31", "kz-pc-146-1", "police"),
    (None, "2023-06-01", "kz-pc-146-2", "prosecutor"),
    (None, "2023-06-01", "kz-pc-146-1", "police"),
    ("certain", "2023-06-01", "kz-pc-146-1", "anticorruption"),
    ("possible", "2023-05-18", "kz-pc-146-1", "anticorruption"),
    (None, "2023-06-01", "kz-pc-362-4-1", "anticorruption"),
    ("certain", "2023-06-01", "kz-pc-362-4-3", "police"),
    (None, "2023-06-01", "kz-pc-104", "anticorruption"),
]


@pytest.mark.parametrize(("expected", "day", "article", "body"), WRONG)
def test_competence_is_that_of_the_day(expected: str | None, day: str, article: str, body: str) -> None:
    """Who may investigate depends on the article, read on the day of the act, and on the day of the opening."""
    lines = (f"act_alleged {day} by=police", f"investigation_opened {day} by={body} articles={article}")
    assert certainty("wrong_investigator", *lines) == expected
    assert certainty("wrong_investigator", *lines, jurisdiction="KG") is None


def test_an_act_before_the_change_stays_torture() -> None:
    """Article 146(1) applied in 2024 to an act of 2022 means torture: the police are not competent."""
    opened = "investigation_opened 2024-02-01 by=police"
    classified = "classified 2024-02-01 by=police articles=kz-pc-146-1"
    assert certainty("wrong_investigator", "act_alleged 2022-02-01 by=police", opened, classified) == "certain"
    assert certainty("wrong_investigator", "act_alleged 2024-01-01 by=police", opened, classified) is None
