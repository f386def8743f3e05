"""The first and the last day on which something was entered into a rulebook."""

from __future__ import annotations

from datetime import date

from law.published import BOOK
from law.rulebook import Rulebook


def test_the_days_of_entry_are_those_of_its_versions() -> None:
    """The first one and the last one, whichever rule they belong to."""
    rule = BOOK.rules[0]
    version = rule.versions[0]
    earlier, later = (
        rule.model_copy(
            update={"id": name, "versions": (version.model_copy(update={"entered_on": day}),)},
        )
        for name, day in (("earlier", date(2026, 1, 5)), ("later", date(2026, 7, 9)))
    )

    for book in (Rulebook((earlier, later)), Rulebook((later, earlier))):
        assert (book.first_entry, book.latest_entry) == (date(2026, 1, 5), date(2026, 7, 9))


def test_an_empty_rulebook_was_entered_on_no_day() -> None:
    """It has the first day that there is, so that nothing is known on any."""
    empty = Rulebook(())

    assert (empty.first_entry, empty.latest_entry, len(empty)) == (date.min, date.min, 0)
