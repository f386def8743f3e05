"""A deadline shows its work: line by line, in words that can be filed."""

from __future__ import annotations

import re
import string
from datetime import date

import pytest

from law.calendar import spoken
from law.derivation import Step, derive
from law.published import BOOK, CALENDAR
from law.terms import Start, due
from law.wording import ENGLISH, sentence
from tests.law.places import ALMATY, start, version

LABOUR_CODE = "Labour Code of 23 November 2015 No. 414-V, art. 84"


def lines(rule: str, name: str, when: str) -> list[str]:
    """The derivation of a term as text."""
    found = version(rule, when[:10])
    return [step.text for step in derive(found.term(name), found, BOOK.rule(rule), start(when), CALENDAR, ALMATY)]


def test_a_day_term_that_moves() -> None:
    """Every line of three days from Wednesday 4 October 2023."""
    assert lines("cpc-181-5-three-day-forwarding", "dispatch", "2023-10-04") == [
        (
            "181(5), Criminal Procedure Code of 4 July 2014 No. 231-V (CPC) (Law 378-V): dispatch to an authorised "
            "state body, no ERDR entry; owed by: body that received the complaint; term: 3 calendar days from receipt "
            "of the statement."
        ),
        "What starts the term happened on Wednesday 4 October 2023.",
        "That day is not counted (CPC 48(2)); the first day counted is Thursday 5 October 2023.",
        "Non-working days are counted (CPC 48(3)); the last day of 3 calendar days is Saturday 7 October 2023.",
        f"Saturday 7 October 2023 is not worked: weekly day off ({LABOUR_CODE}).",
        f"Sunday 8 October 2023 is not worked: weekly day off ({LABOUR_CODE}).",
        "A non-working last day moves to the next working day: Monday 9 October 2023 (CPC 48(4), last paragraph).",
        "It ends on Monday 9 October 2023 at 24:00 (CPC 48(4)).",
    ]


@pytest.mark.parametrize(
    ("rule", "name", "when", "line"),
    [
        ("cpc-96-4-24-hours", "decision", "2023-10-06T15:40", "counted from Friday 6 October 2023, 16:00."),
        ("cpc-96-4-24-hours", "decision", "2023-10-06", "the reading most favourable to whoever owes."),
        ("cpc-96-4-24-hours", "decision", "2024-02-29T14:30", "The clocks changed within the term"),
        ("cpc-96-4-24-hours", "decision", "2023-10-06T15:40", "The term does not move for a non-working day."),
        (
            "cpc-48-5-detention-minutes",
            "adult",
            "2023-10-06T10:17",
            "Counted to the minute from Friday 6 October 2023, 10:17.",
        ),
        (
            "cpc-192-2-basic-terms",
            "preliminary",
            "2023-12-31",
            "2 months later the month has no such number: the term ends on its last day, Thursday 29",
        ),
        (
            "hrc-rule-99c-five-years",
            "exhaustion",
            "2024-02-29",
            "5 years later the month has no such number: the term ends on its last day, Wednesday 28 February 2029.",
        ),
        ("cpc-192-2-basic-terms", "inquiry", "2023-10-02", "The term of 1 month ends on the same number"),
        ("cpc-107-appeal", "appeal", "2026-03-20", "day off for Nauryz, instead of Sunday 22 March 2026"),
        ("cpc-279-5-inpatient", "stay", "2023-09-01", "That day is the first day counted"),
        (
            "cpc-101-2-torture-complaint-from-custody",
            "handing",
            "2023-10-06",
            "The law says at once and gives no number",
        ),
        ("cat-22-3-six-months", "explanations", "2023-04-01", "Counted in plain calendar time"),
        ("order-89-erdr-24h", "entry", "2023-04-01", "No source was found for this version"),
        ("cpc-96-4-24-hours", "decision", "2023-10-06", "Sunday 5 March 2023, is the earliest possible one."),
    ],
)
def test_what_matters_is_said(rule: str, name: str, when: str, line: str) -> None:
    """Each thing that decides the end, or casts doubt on it, has its line."""
    assert any(line in one for one in lines(rule, name, when))


def test_every_term_of_the_law_can_be_derived() -> None:
    """For every term that is computed at all the derivation can be written, and names the day that `due` gives."""
    for rule in BOOK.rules:
        for found in rule.versions:
            for term in found.terms:
                if term.computed_by == "backwards":
                    continue
                began = Start(date(2023, 6, 30), 700)
                if term.unit == "years" and term.length > 3:
                    began = Start(date(2013, 6, 30), 700)
                end = due(term, began, CALENDAR, ALMATY)
                last = derive(term, found, rule, began, CALENDAR, ALMATY)[-1].text
                assert spoken(end.day) in last
                assert re.search(r"24:00|\d\d:\d\d", last)


def test_steps_carry_days_that_any_language_can_write() -> None:
    """The values of a step are plain: a day is ISO 8601, a length a number with its unit, whatever the language."""
    step = Step("moved", {"day": "2023-10-09"})
    assert (
        step.text
        == "A non-working last day moves to the next working day: Monday 9 October 2023 (CPC 48(4), last paragraph)."
    )
    other = {**ENGLISH, "moved": "-> {day}"}
    assert sentence(step.key, step.values, other) == "-> Monday 9 October 2023"


def test_no_sentence_lacks_its_gap() -> None:
    """Every sentence of the catalogue is a sentence, and its gaps are names."""
    for key, text in ENGLISH.items():
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names), key
        assert key.startswith("unit.") or text.endswith(".")


def test_every_line_reads_as_a_sentence() -> None:
    """Over all terms, from a leap day and an hour: no empty gap, no plural of one, no blank doubled, no key shown."""
    for rule in BOOK.rules:
        for found in rule.versions:
            for term in (one for one in found.terms if one.computed_by != "backwards"):
                for began in (Start(date(2024, 2, 29)), Start(date(2024, 2, 29), 700)):
                    for step in derive(term, found, rule, began, CALENDAR, ALMATY):
                        assert re.fullmatch(r"[A-Z0-9].*\.", step.text)
                        assert not re.search(r"  |\{|\}|None|\b1 (hours|calendar days|months|years)\b|_days", step.text)
