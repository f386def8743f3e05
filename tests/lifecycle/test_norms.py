"""Which rules apply to a case: by place, by day, by what was known, by what was read."""

from __future__ import annotations

from datetime import date, timedelta

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.claims import FIRST_ENTERED
from lifecycle.norms import Norms
from models.dates import Interval


def _norms(*, known_on: date = BOOK.latest_entry, unverified: bool = False) -> Norms:
    return Norms(BOOK, CALENDAR, zone_of("KZ"), "KZ", known_on, unverified)


def _day(text: str) -> Interval:
    return Interval(date.fromisoformat(text), date.fromisoformat(text))


def test_a_rule_that_was_read_applies_in_an_older_wording_and_says_so() -> None:
    """The prosecutor's seven days count in 2023, though the wording of 2023 was not seen."""
    reckoned = _norms().reckon("cpc-105-2-prosecutor-terms", "general", _day("2023-10-02"))

    assert reckoned is not None
    assert reckoned.latest is not None
    assert (reckoned.latest.text, reckoned.version.confidence) == ("2023-10-09T24:00", "unverified")


def test_a_rule_that_nobody_has_read_stays_off() -> None:
    """The 24 hours of order 89 count only where a case asks for unverified rules."""
    asked = ("order-89-erdr-24h", "entry", _day("2026-10-02"))

    assert _norms().reckon(*asked) is None
    assert _norms(unverified=True).reckon(*asked) is not None


def test_a_case_pinned_before_the_first_entry_knows_no_rule() -> None:
    """What was entered after the day to which a case is pinned does not exist for it."""
    before = _norms(known_on=FIRST_ENTERED - timedelta(days=1))

    assert before.reckon("cpc-105-2-prosecutor-terms", "general", _day("2026-10-02")) is None
