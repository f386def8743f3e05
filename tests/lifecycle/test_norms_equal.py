"""What the law of a case remembers of its own reckoning is no part of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from law.terms import Start
from lifecycle.norms import Norms
from models.dates import Interval
from tests.lifecycle.stories import norms

DAY = Interval(date(2024, 3, 1), date(2024, 3, 1))


def fresh() -> Norms:
    """The published law, of which nothing was asked yet."""
    known = norms()
    return Norms(known.book, known.calendar, known.zone, known.jurisdiction, known.known_on)


def test_two_of_one_law_are_equal_whatever_was_asked_of_them() -> None:
    """Reckoning and showing a term change neither the value nor its text."""
    asked, silent = fresh(), fresh()
    reckoned = asked.reckon("cpc-105-2-prosecutor-terms", "general", DAY)
    assert reckoned is not None
    lines = asked.working(reckoned.provision, "general", Start(DAY.first))

    assert lines
    assert asked == silent
    assert repr(asked) == repr(silent)
    assert asked != replace(silent, unverified=True)


def test_what_was_reckoned_once_is_the_same_again() -> None:
    """The second answer is the first one."""
    law = fresh()

    first = law.reckon("cpc-105-2-prosecutor-terms", "general", DAY)

    assert law.reckon("cpc-105-2-prosecutor-terms", "general", DAY) is first
