"""What a reclassification changes, limitation above all."""

from __future__ import annotations

from datetime import date

import pytest

from law.offences import SUBJECTS
from law.published import BOOK, CALENDAR, zone_of
from lifecycle.norms import Norms
from lifecycle.reclassification import Change, reclassification
from models.dates import Interval, PartialDate, Truth

CERTAIN, POSSIBLE, NO = Truth.CERTAIN, Truth.POSSIBLE, Truth.NO
NORMS = Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", BOOK.latest_entry)


def _change(before: str, after: str, on: str, act: str, norms: Norms = NORMS) -> Change:
    return reclassification(before, after, date.fromisoformat(on), PartialDate.parse(act).interval, norms)


def _keys(change: Change) -> set[str]:
    return {doubt.key for doubt in change.doubts}


def test_the_downgrade_that_kills_a_case() -> None:
    """The worked example: an act of 1 June 2021, reclassified on 10 January 2024: limitation ended on 1 June 2023."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", "2024-01-10", "2021-06-01")

    assert change.limitation == Interval(date(2023, 6, 1), date(2023, 6, 1))
    assert change.ended is CERTAIN
    assert change.line("limitation").before.text == "none"
    assert change.line("limitation").after.text == "2 years from the act: ended on Thursday 1 June 2023"
    assert change.line("limitation").changes is POSSIBLE
    assert {"doubt.law_in_time", "doubt.limitation_ended"} <= _keys(change)
    assert {one.rule for one in change.provisions} == {
        "cpc-207-reclassification",
        "cpc-35-1-others",
        "cpc-291-resumption",
    }


def test_everything_that_a_downgrade_changes() -> None:
    """After the change of the law everything is certain but the form, which turns on the suspect."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", "2025-08-10", "2023-08-01")

    possible = {line.subject for line in change.lines if line.changes is POSSIBLE}
    certain = {line.subject for line in change.lines if line.changes is CERTAIN}
    assert possible == {"form", "term"}
    assert certain == {"investigator", *SUBJECTS}
    assert change.line("investigator").after.text == "the police"
    assert change.line("suspended_sentence").before.text == "closed"
    assert change.line("cassation").after.text == "none, except a protest of the Prosecutor General"
    assert "doubt.law_in_time" not in _keys(change)


@pytest.mark.parametrize(
    ("on", "ended", "key"),
    [
        ("2025-07-31", NO, "doubt.limitation_runs"),
        ("2025-08-01", NO, "doubt.limitation_runs"),
        ("2025-08-02", CERTAIN, "doubt.limitation_ended"),
    ],
)
def test_the_last_day_of_limitation(on: str, ended: Truth, key: str) -> None:
    """Two years from 1 August 2023 end with 1 August 2025."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", on, "2023-08-01")

    assert change.ended is ended
    assert key in _keys(change)


def test_an_act_known_by_its_month_gives_two_ends() -> None:
    """Whether limitation had ended in the middle of the month is possible, not certain."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", "2025-08-15", "2023-08")

    assert change.limitation == Interval(date(2025, 8, 1), date(2025, 8, 31))
    assert change.ended is POSSIBLE
    assert "between Friday 1 August 2025 and Sunday 31 August 2025" in change.line("limitation").after.text
    assert "doubt.limitation_may_have_ended" in _keys(change)


@pytest.mark.parametrize(
    ("act", "certain"),
    [("2023-05-16", False), ("2023-05-17", False), ("2023-05-19", False), ("2023-05-20", True), ("2023-05-21", True)],
)
def test_law_in_time_is_a_doubt_until_the_last_possible_day(act: str, certain: bool) -> None:
    """From 20 May 2023 on Law 212-VII was certainly in force; before, which wording applies is in doubt."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", "2024-01-10", act)

    assert (change.line("reconciliation").changes is CERTAIN) is certain
    assert ("doubt.law_in_time" in _keys(change)) is not certain


@pytest.mark.parametrize(
    ("act", "text"),
    [("2023-05-16", "not excepted"), ("2023-05-18", "not excepted; or closed"), ("2023-05-20", "closed")],
)
def test_the_suspended_sentence_turns_on_the_day_of_the_act(act: str, text: str) -> None:
    """The bar for torture is not read back before the law that made it."""
    assert _change("kz-pc-146-2", "kz-pc-146-1", "2024-01-10", act).line("suspended_sentence").before.text == text


@pytest.mark.parametrize(
    ("on", "confidence", "changes"),
    [
        ("2025-06-30", "unverified", POSSIBLE),
        ("2025-07-01", "text-seen", CERTAIN),
        ("2025-07-02", "text-seen", CERTAIN),
    ],
)
def test_cassation_turns_on_the_day_of_the_decision(on: str, confidence: str, changes: Truth) -> None:
    """The wording before 1 July 2025 was not read."""
    line = _change("kz-pc-146-2", "kz-pc-146-1", on, "2023-08-01").line("cassation")

    assert (line.confidence, line.changes) == (confidence, changes)


def test_the_side_exit_to_excess_of_power() -> None:
    """362(4)(1) moves the case away from the prosecutor and lets it prescribe in ten years; the form stays."""
    change = _change("kz-pc-146-2", "kz-pc-362-4-1", "2024-01-10", "2023-09-01")

    assert change.line("investigator").after.text == "the police or the anti-corruption service"
    assert change.line("investigator").changes is CERTAIN
    assert change.line("form").changes is NO
    assert change.limitation == Interval(date(2033, 9, 1), date(2033, 9, 1))
    assert change.line("suspended_sentence").after.text == "nothing recorded"
    assert change.line("suspended_sentence").certainty is NO


def test_part_three_may_go_either_way() -> None:
    """Aggravated forms of both offences share a part: every consequence is one of two."""
    line = _change("kz-pc-146-2", "kz-pc-146-3", "2024-01-10", "2023-09-01").line("limitation")

    assert line.after.text == "none; or 10 years from the act: will end on Thursday 1 September 2033"
    assert line.changes is POSSIBLE


def test_the_way_up_brings_back_what_was_lost() -> None:
    """Torture has no limitation: nothing can have ended under the new article."""
    change = _change("kz-pc-146-1", "kz-pc-146-2", "2025-08-10", "2023-06-01")

    assert (change.limitation, change.ended) == (None, NO)
    assert change.line("limitation").after.text == "none"
    assert {one.rule for one in change.provisions} == {"cpc-207-reclassification"}


def test_an_act_before_the_code_of_2014_is_in_doubt_altogether() -> None:
    """What the code of 1997 said of limitation was not found, so nothing is certain of an older act."""
    change = _change("kz-pc-146-2", "kz-pc-362-4-1", "2024-01-10", "2014-12-31")

    assert "doubt.older_act" in _keys(change)
    assert change.line("limitation").changes is POSSIBLE
    assert "doubt.older_act" not in _keys(_change("kz-pc-146-2", "kz-pc-362-4-1", "2024-01-10", "2015-01-01"))


def test_the_older_code_is_not_invented() -> None:
    """Between two articles of 1997 nothing is recorded but their names."""
    change = _change("kz1997-pc-308-4-a", "kz1997-pc-347-1-2-a", "2010-12-06", "2007-03-27")

    assert {line.before.text for line in change.lines} == {"nothing recorded"}
    assert all(line.certainty is NO for line in change.lines)
    assert "doubt.older_code" in _keys(change)


def test_another_country_is_not_judged() -> None:
    """The data is about Kazakhstan."""
    norms = Norms(BOOK, CALENDAR, zone_of("KG", None), "KG", BOOK.latest_entry)
    change = _change("kg-pc-305-1", "kg-pc-305", "2016-01-10", "2015-01-01", norms)

    assert (change.lines, change.limitation, _keys(change)) == ((), None, {"doubt.jurisdiction"})


def test_every_line_cites_its_provisions() -> None:
    """Each side that says something names what it rests on."""
    change = _change("kz-pc-146-2", "kz-pc-146-1", "2025-08-10", "2023-08-01")

    assert all(side.provisions for line in change.lines for side in (line.before, line.after))
