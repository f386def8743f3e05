"""Who must investigate an offence on a day, in which form and for how long."""

from __future__ import annotations

from datetime import date

import pytest

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.competence import Competence, competence
from lifecycle.norms import Norms
from lifecycle.notes import spoken_article
from models.dates import Interval, Truth

CERTAIN, POSSIBLE, NO = Truth.CERTAIN, Truth.POSSIBLE, Truth.NO
NORMS = Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", BOOK.latest_entry)
PROSECUTORS = {"prosecutor", "special_prosecutor"}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _keys(found: Competence) -> list[str]:
    return [doubt.key for doubt in found.doubts]


@pytest.mark.parametrize(
    ("article", "on", "bodies", "certainty"),
    [
        ("kz-pc-146-2", "2022-12-31", {"police", "anti_corruption"}, POSSIBLE),
        ("kz-pc-146-2", "2023-01-01", PROSECUTORS, CERTAIN),
        ("kz-pc-146-2", "2023-01-02", PROSECUTORS, CERTAIN),
        ("kz-pc-146-1", "2023-05-16", PROSECUTORS, CERTAIN),
        ("kz-pc-146-1", "2023-05-17", PROSECUTORS | {"police"}, POSSIBLE),
        ("kz-pc-146-1", "2023-05-19", PROSECUTORS | {"police"}, POSSIBLE),
        ("kz-pc-146-1", "2023-05-20", {"police"}, CERTAIN),
        ("kz-pc-146-1", "2023-05-21", {"police"}, CERTAIN),
        ("kz-pc-146-3", "2024-01-10", PROSECUTORS | {"police"}, POSSIBLE),
        ("kz-pc-362-4-1", "2024-01-10", {"police", "anti_corruption"}, CERTAIN),
        ("kz-pc-362-4-3", "2024-01-10", {"anti_corruption"}, CERTAIN),
        ("kz-pc-412", "2024-01-10", {"police", "anti_corruption"}, CERTAIN),
        ("kz-pc-146-2", "2014-12-31", set(), NO),
        ("kz-pc-146-2", "2015-01-01", {"police", "anti_corruption"}, POSSIBLE),
        ("kz1997-pc-347-1", "2010-12-06", set(), NO),
        ("kz-pc-103", "2024-01-10", set(), NO),
    ],
)
def test_who_must_investigate(article: str, on: str, bodies: set[str], certainty: Truth) -> None:
    """The day before, on and after each change; what rests on a wording nobody read is only possible."""
    found = competence(article, _day(on), NORMS)

    assert set(found.bodies) == bodies
    assert found.certainty is certainty


def test_an_inquiry_needs_a_known_suspect() -> None:
    """146(1) goes in the form of inquiry with one month, or of preliminary investigation with two."""
    both, known, unknown = (
        competence("kz-pc-146-1", _day("2024-01-10"), NORMS, suspect_known=told) for told in (None, True, False)
    )

    assert [(one.form, one.length) for one in known.answers] == [("inquiry", "1 months")]
    assert [(one.form, one.length) for one in unknown.answers] == [("preliminary", "2 months")]
    assert both.answers == known.answers + unknown.answers
    assert "doubt.suspect" in _keys(both)
    assert "doubt.suspect" not in _keys(known)


def test_torture_takes_two_months_whoever_is_known() -> None:
    """The form of an investigation of torture does not turn on the suspect."""
    answers = {
        competence("kz-pc-146-2", _day("2024-01-10"), NORMS, suspect_known=told).answers for told in (True, False)
    }

    assert {(one.form, one.term, one.length) for found in answers for one in found} == {
        ("preliminary", "preliminary", "2 months")
    }


@pytest.mark.parametrize(("told", "bodies"), [("torture", PROSECUTORS), ("cruel_treatment", {"police"})])
def test_what_part_three_builds_on_decides(told: str, bodies: set[str]) -> None:
    """Aggravated torture is for the prosecutor, aggravated cruel treatment for the police."""
    found = competence("kz-pc-146-3", _day("2024-01-10"), NORMS, builds_on=told)

    assert set(found.bodies) == bodies
    assert found.certainty is CERTAIN


def test_the_wording_of_the_day_of_the_act_is_a_doubt() -> None:
    """146(1) of an act of 2021 was torture: both readings are given, neither for certain."""
    act = Interval(_day("2021-06-01"), _day("2021-06-01"))
    found = competence("kz-pc-146-1", _day("2024-01-10"), NORMS, act=act, suspect_known=True)

    assert {one.means: one.certainty for one in found.answers} == {"torture": POSSIBLE, "cruel_treatment": POSSIBLE}
    assert _keys(found) == ["doubt.law_in_time"]
    assert "when 146(1) meant torture" in found.doubts[0].text


def test_an_act_after_the_change_leaves_no_doubt() -> None:
    """Where both days have one wording, nothing is said of law in time."""
    act = Interval(_day("2023-05-20"), _day("2023-05-31"))
    found = competence("kz-pc-146-1", _day("2024-01-10"), NORMS, act=act, suspect_known=True)

    assert (found.certainty, found.doubts) == (CERTAIN, ())


def test_who_may_take_a_case_over() -> None:
    """A prosecutor can take a case of cruel treatment over; the police cannot take one of torture."""
    cruel = competence("kz-pc-146-1", _day("2024-01-10"), NORMS).answers[0]
    torture = competence("kz-pc-146-2", _day("2024-01-10"), NORMS).answers[0]

    assert set(cruel.may) == PROSECUTORS
    assert torture.may == ()


def test_every_answer_cites_what_it_rests_on() -> None:
    """Provisions are named with version and hash, the weakest of them gives the confidence."""
    answer = competence("kz-pc-146-2", _day("2024-01-10"), NORMS).answers[0]

    rules = [one.rule for one in answer.cited.provisions]
    assert rules == ["cpc-193-1-1-prosecutor-torture", "cpc-192-2-basic-terms"]
    assert all(NORMS.cited(one)[1].hash == one.hash for one in answer.cited.provisions)
    assert answer.cited.confidence == "secondary"


def test_an_unread_wording_says_so() -> None:
    """Before 2023 the investigator of torture is only believed."""
    found = competence("kz-pc-146-2", _day("2022-12-31"), NORMS)

    assert found.answers[0].cited.confidence == "unverified"
    assert _keys(found) == ["doubt.unverified"]


@pytest.mark.parametrize(
    ("article", "on", "key"),
    [
        ("kz1997-pc-347-1", "2010-12-06", "doubt.older_code"),
        ("kz-pc-146-2", "2014-12-31", "doubt.older_code"),
        ("kz-pc-103", "2024-01-10", "doubt.unknown_article"),
    ],
)
def test_what_is_not_recorded_is_said(article: str, on: str, key: str) -> None:
    """Nothing is guessed where nothing was found."""
    assert key in _keys(competence(article, _day(on), NORMS))


def test_another_country_is_not_judged() -> None:
    """The data is about Kazakhstan."""
    norms = Norms(BOOK, CALENDAR, zone_of("KG", None), "KG", BOOK.latest_entry)
    found = competence("kg-pc-305-1", _day("2016-01-10"), norms)

    assert (found.answers, _keys(found)) == ((), ["doubt.jurisdiction"])


def test_law_entered_later_does_not_count() -> None:
    """Before anything was entered nobody could have said who is competent."""
    norms = Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", _day("2026-11-22"))

    assert competence("kz-pc-146-2", _day("2024-01-10"), norms).answers == ()


@pytest.mark.parametrize(
    ("kind", "on", "truth"),
    [("police", "2024-01-10", NO), ("prosecutor", "2024-01-10", CERTAIN), ("police", "2022-06-01", POSSIBLE)],
)
def test_whether_one_kind_must(kind: str, on: str, truth: Truth) -> None:
    """The police do not investigate torture from 2023 on; before, perhaps."""
    assert competence("kz-pc-146-2", _day(on), NORMS).must(kind) is truth


@pytest.mark.parametrize(
    ("article", "spoken"),
    [
        ("kz-pc-146-2", "146(2)"),
        ("kz-pc-362-4-1", "362(4)(1)"),
        ("kz1997-pc-347-1-2-a", "347-1(2)(a) of the code of 1997"),
        ("kz1997-pc-308-4-a", "308(4)(a) of the code of 1997"),
        ("kg-pc-305-1", "kg-pc-305-1"),
    ],
)
def test_an_article_as_lawyers_write_it(article: str, spoken: str) -> None:
    """Parts stand in brackets, an inserted article keeps its second number."""
    assert spoken_article(article) == spoken
