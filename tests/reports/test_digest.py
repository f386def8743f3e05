"""What mails say: references, articles, days and links, in each language, and nothing else of a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from languages import LANGUAGES, translator
from reports.digest import AT_MOST, Reader, digest, given_up, reminder
from reports.due_terms import due_terms
from tests.reports.test_calendar import DAY, HOURS, OURS

PUBLIC = "https://cases.example.org"
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def reader(language: str = "en", moment: datetime = NOW) -> Reader:
    """Somebody in Almaty."""
    return Reader(translator(language), timezone(timedelta(hours=5)), moment, PUBLIC)


def test_a_reminder_of_one_term() -> None:
    """The subject names the case and the day; the body the act, the article, who owes, and where to look."""
    letter = reminder(due_terms([DAY]), reader())

    assert letter.subject == "Aryz: a term in case abaev: ends on Monday 30 November 2026"
    assert "abaev: decision and notice (general) (CPC, art. 105(2)), prosecutor / head of unit: ends on" in letter.body
    assert f"{PUBLIC}/cases/abaev" in letter.body
    assert letter.body.endswith(f"{PUBLIC}/me\n")


def test_a_reminder_of_several_terms() -> None:
    """Terms in hours end by this person's clock; what has ended is said to have; our own rights are ours."""
    letter = reminder(due_terms([HOURS, DAY, OURS]), reader(moment=NOW + timedelta(days=10)))
    soon = reminder(due_terms([HOURS]), reader())

    assert letter.subject == "Aryz: 3 terms to look at"
    assert "ended on 24 November 2026 without an answer" in letter.body
    assert "abaev: our own right, complaint to the investigating judge" in letter.body
    assert "lapsed on 30 November 2026" in letter.body
    assert "15:00" in soon.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_in_each_language(language: str) -> None:
    """A digest names what is overdue, due and forgotten; no id of an event or an account stands in any mail."""
    letters = [
        digest(due_terms([DAY]), due_terms([HOURS, OURS]), ["boboev"], 3, reader(language)),
        reminder(due_terms([DAY, OURS]), reader(language)),
        given_up("h0123", 5, reader(language)),
    ]
    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in letters)

    assert f"{PUBLIC}/cases/boboev" in said
    assert "105(2)" in said
    assert "%(" not in said
    assert not {"e03", "u1"} & set(said.replace("(", " ").replace(")", " ").split())
    assert all("\n" not in letter.subject and len(letter.subject) < 200 for letter in letters)


def test_a_long_digest_says_how_much_more_there_is() -> None:
    """Of two hundred overdue terms the first forty are named, and the rest counted."""
    letter = digest(due_terms([DAY] * 200), (), (), 200, reader())

    assert letter.body.count("- abaev") == AT_MOST
    assert "Overdue (200)" in letter.body
    assert "and 160 more" in letter.body
    assert "forgotten" not in letter.body
