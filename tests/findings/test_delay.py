"""Findings about delay: thresholds on the day before, on, and after."""

from __future__ import annotations

import pytest

from tests.findings.telling import certainty, findings

LODGED = "complaint_lodged 2022-03-01 by=victim to=prosecutor"
REFUSED = "opening_refused 2022-04-01 by=prosecutor"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("check_opened 2022-03-28", None),
        ("check_opened 2022-03-29", "certain"),
        ("check_opened 2022-03-30", "certain"),
        ("check_opened 2022-03", "possible"),
        ("check_opened 2022", "possible"),
        ("investigation_opened 2022-04", "certain"),
        ("examination_ordered 2022-03-20 examination=forensic_medical", None),
    ],
)
def test_twenty_eight_days_to_the_first_step(step: str, expected: str | None) -> None:
    """Day 27 is prompt, day 28 is not; a month that holds both leaves it possible."""
    assert certainty("not_prompt", LODGED, f"{step} by=prosecutor") == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2022-03-28", None), ("2022-03-29", "certain")])
def test_no_step_at_all(as_of: str, expected: str | None) -> None:
    """Silence becomes a fact on day 28; a plain examination does not break it, a rejection is no step."""
    plain = "examined 2022-03-05 by=doctor examination=forensic_medical"
    assert certainty("not_prompt", LODGED, plain, as_of=as_of) == expected


def test_what_had_begun_before_the_complaint_is_prompt() -> None:
    """A case opened before anybody complained is prompt; an examination by order before it leaves the rest open."""
    opened = "investigation_opened 2022-02-20 by=prosecutor"
    reported = "examination_reported 2022-02-20 by=doctor examination=forensic_medical"
    assert certainty("not_prompt", opened, LODGED) is None
    assert certainty("not_prompt", reported, LODGED, "opening_refused 2022-06-01 by=prosecutor") == "possible"


@pytest.mark.parametrize("who", ["by=official to=prosecutor", "by=doctor:jail to=prosecutor", "by=victim to=cat"])
def test_only_a_complaint_by_or_for_the_victim_to_a_domestic_authority_counts(who: str) -> None:
    """A facility's own report and a letter to a committee do not start the wait."""
    assert (
        certainty("not_prompt", f"complaint_lodged 2022-01-01 {who}", LODGED, REFUSED[:16] + "2022-03-10 by=prosecutor")
        is None
    )


def test_the_threshold_gives_the_day() -> None:
    """The finding holds from the day on which the threshold was crossed."""
    found = findings(LODGED, REFUSED)["not_prompt"]
    assert (found.since, found.evidence) == ("2022-03-29", ("e1", "e2"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("extended 2022-03-01 by=prosecutor until=2022-05-01",), "certain"),
        (("extended 2022-03-01 by=prosecutor until=2022-05-01", "terminated 2022-05-01 by=prosecutor"), None),
        (("extended 2022-03-01 by=prosecutor until=2022-05-01", "suspended 2022-05-02 by=prosecutor"), "certain"),
        (("extended 2022-03-01 by=prosecutor until=2022-05-01", "suspended 2022-05 by=prosecutor"), "possible"),
        (("extended 2022-03-01 by=prosecutor",), None),
    ],
)
def test_the_end_of_an_extension_counts_everywhere(lines: tuple[str, ...], expected: str | None) -> None:
    """A recorded end that passes without ending, extension or interruption is a term exceeded, in any country."""
    assert certainty("term_exceeded", *lines, jurisdiction="KG") == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2024-03-11", None), ("2024-03-12", None), ("2024-03-13", "certain")])
def test_the_term_of_an_inquiry(as_of: str, expected: str | None) -> None:
    """An inquiry opened on 12 February may last until the end of 12 March."""
    opened = "investigation_opened 2024-02-12 by=prosecutor form=inquiry"
    assert certainty("term_exceeded", opened, as_of=as_of) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2025-10-13", None), ("2025-10-14", "certain")])
def test_an_appeal_is_overdue_when_its_term_has_passed(as_of: str, expected: str | None) -> None:
    """An appeal to a prosecutor of 6 October 2025 is to be answered by the 13th."""
    lines = ("opening_refused 2025-10-01 by=police", "appeal_filed 2025-10-06 by=victim to=prosecutor target=e1")
    assert certainty("appeal_overdue", *lines, as_of=as_of) == expected


def test_where_no_term_is_known_an_appeal_is_at_most_possibly_overdue() -> None:
    """Elsewhere an unanswered appeal is possibly overdue after thirty days, and an answered one is not."""
    filed = ("opening_refused 2022-04-01 by=police", "appeal_filed 2022-04-06 by=victim to=prosecutor target=e1")
    answered = (*filed, "appeal_rejected 2022-04-20 by=prosecutor target=e1")
    assert certainty("appeal_overdue", *filed, jurisdiction="KG", as_of="2022-05-05") is None
    assert certainty("appeal_overdue", *filed, jurisdiction="KG", as_of="2022-05-06") == "possible"
    assert certainty("appeal_overdue", *answered, jurisdiction="KG") is None


OPENED = "investigation_opened 2022-03-01 by=prosecutor form=inquiry"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((OPENED, "suspended 2022-03-20 by=prosecutor", "suspended 2022-05-20 by=prosecutor"), "certain"),
        ((OPENED, "suspended 2022-03-20 by=prosecutor"), None),
        ((OPENED, "suspended 2022-03-01 by=prosecutor"), "certain"),
        ((OPENED, "suspended 2022-03 by=prosecutor"), "possible"),
        ((OPENED, "suspended 2022-04-01 by=prosecutor"), "certain"),
        ((OPENED, "suspended 2022-03-31 by=prosecutor"), None),
        (
            (OPENED, "extended 2022-03-05 by=prosecutor until=2022-06-10", "suspended 2022-06-10 by=prosecutor"),
            "certain",
        ),
        ((OPENED, "extended 2022-03-05 by=prosecutor until=2022-06-10", "suspended 2022-06-09 by=prosecutor"), None),
        (("suspended 2022-03-20 by=prosecutor", "suspended 2022-04-20 by=prosecutor proceeding=second"), None),
    ],
)
def test_suspensions_repeat_or_are_for_form(lines: tuple[str, ...], expected: str | None) -> None:
    """Two in one proceeding, or one on the day of opening or the last day of a term."""
    assert certainty("repeated_suspension", *lines) == expected


@pytest.mark.parametrize(
    ("lines", "as_of", "expected"),
    [
        ((), "2024-02-29", None),
        ((), "2024-03-01", "certain"),
        ((REFUSED,), "2025-12-31", None),
        ((REFUSED, "appeal_filed 2022-05-01 by=victim to=court target=e2"), "2024-03-01", "certain"),
        (
            (
                REFUSED,
                "appeal_filed 2022-05-01 by=victim to=court target=e2",
                "appeal_rejected 2022-06-01 by=judge:court target=e2",
            ),
            "2025-12-31",
            "possible",
        ),
        ((REFUSED, "quashed 2023-03-31 by=prosecutor target=e2"), "2024-03-01", "certain"),
        (("convicted 2024-02-01 by=judge:court person=official",), "2025-12-31", None),
        (("convicted 2024-03-02 by=judge:court person=official",), "2025-12-31", "certain"),
        (("sent_to_court 2023-02-01 by=prosecutor",), "2025-12-31", "possible"),
        (("convicted 2023-02-01 by=judge:court person=victim proceeding=own",), "2025-12-31", "certain"),
        (("opening_refused 2022-04-01 by=prosecutor proceeding=second",), "2025-12-31", "possible"),
    ],
)
def test_two_years_without_a_trial(lines: tuple[str, ...], as_of: str, expected: str | None) -> None:
    """Two years count until a trial of officials, or until an ending that then rests for a year."""
    assert certainty("excessive_length", LODGED, *lines, as_of=as_of) == expected


QUASHED = "quashed 2022-05-01 by=prosecutor target=e2"
UN = "un_submitted 2022-03-01 by=victim forum=cat proceeding=un"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((REFUSED, UN, "quashed 2022-05-01 by=prosecutor target=e1"), "certain"),
        ((UN, "investigation_opened 2023-03-01 by=prosecutor"), "certain"),
        ((UN, "investigation_opened 2023-03-02 by=prosecutor"), None),
        ((UN, "investigation_opened 2023 by=prosecutor"), "possible"),
        (
            (
                "examination_ordered 2021-12-01 by=police examination=hospital",
                UN,
                "investigation_opened 2022-04-01 by=prosecutor",
            ),
            None,
        ),
        (
            (
                "examination_ordered 2021-03-20 by=police examination=hospital",
                UN,
                "investigation_opened 2022-04-01 by=prosecutor",
            ),
            "possible",
        ),
        ((UN, "investigation_opened 2022-04-01 by=prosecutor proceeding=own"), None),
        (("treaty_in_force 2022-03-01 forum=cat proceeding=un", "investigation_opened 2022-04-01 by=prosecutor"), None),
    ],
)
def test_something_moved_only_after_the_un(lines: tuple[str, ...], expected: str | None) -> None:
    """A step within a year of the UN event, after a year of rest; declarations and the victim's own case are none."""
    assert certainty("reopened_after_un", *lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((LODGED, "evidence_lost 2022-03-10 by=police"), "certain"),
        ((LODGED, "evidence_lost 2022-03 by=police"), "possible"),
        ((LODGED, REFUSED, "evidence_lost 2022-06-01 by=police"), "possible"),
        (
            (LODGED, REFUSED, "quashed 2022-05-01 by=prosecutor target=e2", "evidence_lost 2022-06-01 by=police"),
            "certain",
        ),
        (("evidence_lost 2022-02-01 by=police", LODGED), None),
    ],
)
def test_evidence_is_lost_while_a_complaint_is_pending(lines: tuple[str, ...], expected: str | None) -> None:
    """Before the complaint nothing was pending; while an ending stands it is possible."""
    assert certainty("evidence_lost", *lines) == expected
