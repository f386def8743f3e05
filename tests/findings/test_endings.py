"""Findings about decisions that end a matter, their review, and the offence applied."""

from __future__ import annotations

import pytest

from tests.findings.telling import certainty, findings

ACT = "act_alleged 2022-02-20 by=police"
LODGED = "complaint_lodged 2022-03-01 by=victim to=prosecutor"
REFUSED = "opening_refused 2022-04-01 by=prosecutor"


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("opening_refused 2022-05-29", "certain"),
        ("opening_refused 2022-05-30", "certain"),
        ("opening_refused 2022-05-31", None),
        ("opening_refused 2022-05", "possible"),
    ],
)
def test_ninety_days_to_call_it_unproven(ending: str, expected: str | None) -> None:
    """The ninetieth day after the complaint still counts, the ninety-first does not."""
    assert certainty("not_proven", LODGED, f"{ending} by=police ground=no_elements") == expected


def test_an_examination_answers_for_the_ground() -> None:
    """A report before the ending is an answer; one after it is none; an examination without a report leaves it open."""
    ending = "opening_refused 2022-04-01 by=police ground=cpc-35-1-2-no-elements"
    reported = "examination_reported {} by=doctor examination=forensic_medical"
    assert certainty("not_proven", LODGED, reported.format("2022-03-20"), ending) is None
    assert certainty("not_proven", LODGED, ending, reported.format("2022-04-20")) == "certain"
    assert certainty("not_proven", LODGED, "examined 2022-03-20 examination=forensic_medical", ending) == "possible"


def test_one_review_is_counted_once() -> None:
    """A court that grants an appeal and quashes by it is one review, and one cycle."""
    found = findings(
        REFUSED,
        "appeal_filed 2022-04-05 by=victim to=court target=e1",
        "appeal_granted 2022-04-10 by=judge:court target=e2",
        "quashed 2022-04-10 by=judge:court target=e1",
        "opening_refused 2022-05-01 by=prosecutor",
    )["refuse_quash_cycle"]
    assert (found.count, found.since) == (1, "2022-05-01")


@pytest.mark.parametrize(
    ("rejected", "expected"), [("2022-05-07", "certain"), ("2022-05-08", "certain"), ("2022-05-09", None)]
)
def test_an_appeal_is_emptied_within_seven_days(rejected: str, expected: str | None) -> None:
    """A quashing of the target on 1 May empties an appeal that is rejected by the 8th."""
    lines = (
        REFUSED,
        "appeal_filed 2022-04-05 by=victim to=court target=e1",
        "quashed 2022-05-01 by=upper-prosecutor target=e1",
    )
    assert certainty("appeal_emptied", *lines, f"appeal_rejected {rejected} by=judge:court target=e2") == expected
    assert certainty("appeal_emptied", *lines) == "possible"


def test_an_appeal_that_the_court_granted_was_not_emptied() -> None:
    """The court's own quashing, and one after its decision, empty nothing."""
    filed = (REFUSED, "appeal_filed 2022-04-05 by=victim to=court target=e1")
    assert certainty("appeal_emptied", *filed, "quashed 2022-05-01 by=judge:court target=e1") is None
    late = ("appeal_rejected 2022-04-20 by=judge:court target=e2", "quashed 2022-05-01 by=upper-prosecutor target=e1")
    assert certainty("appeal_emptied", *filed, *late) is None


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("interviewed 2022-06-09 by=prosecutor", None),
        ("interviewed 2022-06-10 by=prosecutor", "certain"),
        ("interviewed 2022-06 by=prosecutor", "possible"),
        ("interviewed 2022-05-01 by=police", "possible"),
        ("upheld 2022-05-01 by=upper-prosecutor target=e2", "certain"),
    ],
)
def test_sixty_days_to_carry_out_a_quashing(step: str, expected: str | None) -> None:
    """A step on day 60 is in time, on day 61 it is not; a step of somebody else leaves it open."""
    lines = (REFUSED, "quashed 2022-04-10 by=upper-prosecutor target=e1")
    assert certainty("granted_not_executed", *lines, step) == expected


@pytest.mark.parametrize(("as_of", "expected"), [("2022-06-08", None), ("2022-06-09", "certain")])
def test_silence_after_a_quashing(as_of: str, expected: str | None) -> None:
    """On the sixtieth day without any step the quashing counts as not carried out."""
    lines = (REFUSED, "quashed 2022-04-10 by=upper-prosecutor target=e1")
    assert certainty("granted_not_executed", *lines, as_of=as_of) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("known_on=2022-04-10", None),
        ("known_on=2022-04-11", "certain"),
        ("known_on=2022-04-12", "certain"),
        ("known_on=2022-04", "possible"),
        ("known_on=never", "possible"),
        ("", None),
    ],
)
def test_ten_days_to_be_told(known: str, expected: str | None) -> None:
    """A decision that reached the victim on the tenth day was late; one never told and never relied on is possible."""
    assert certainty("not_notified", f"{REFUSED} {known}".strip()) == expected


def test_a_decision_never_told_on_which_another_rests() -> None:
    """What was never told and then upheld is certain; a copy that had to be asked for shows that it is possible."""
    assert (
        certainty("not_notified", f"{REFUSED} known_on=never", "upheld 2022-05-01 by=prosecutor target=e1") == "certain"
    )
    assert certainty("not_notified", REFUSED, "copy_requested 2022-04-20 by=victim target=e1") == "possible"
    assert certainty("not_notified", REFUSED, "notified 2022-04-12 target=e1") == "certain"
