"""The derivation of a term: in words, and as keys and values from which other languages can be made."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings

from law.wording import ENGLISH, sentence
from lifecycle.assessment import assess
from models.assessment import Obligation
from models.case import Chronology
from models.dates import PartialDate
from models.events import Actor, Event
from models.words import Form, Role
from tests.lifecycle.stories import event, header, norms, published, stories, story

BASIC = "cpc-192-2-basic-terms"
OPENED = event("investigation_opened", "2023-03-01", id="o", form=Form.INQUIRY)


def judged(*events: Event) -> tuple[Obligation, ...]:
    """The obligations of a story at the end of 2026."""
    return assess(Chronology(header=header(), events=story(*events)), norms(), date(2026, 12, 31)).obligations


def lines(rule: str, *events: Event) -> tuple[str, ...]:
    """The derivation of the first term of a rule."""
    return next(one.derivation for one in judged(*events) if one.rule == rule)


def test_the_whole_working_of_an_investigation() -> None:
    """Line by line: event, provision, counting, days that do not count and why, the end."""
    complaint = event("appeal_filed", "2023-03-10", id="a", to="prosecutor", by=Actor(role=Role.VICTIM))
    assert lines(BASIC, OPENED, complaint, event("appeal_rejected", "2023-03-16", target="a", by="prosecutor")) == (
        "Begins with o (investigation_opened, Wednesday 1 March 2023).",
        (
            "192(2), Criminal Procedure Code of 4 July 2014 No. 231-V (CPC) (code of 2014): case sent to the "
            "prosecutor with a final or termination document; owed by: inquiry body; term: 1 month from registration "
            "in ERDR (form: inquiry)."
        ),
        "What starts the term happened on Wednesday 1 March 2023.",
        "That day is not counted (CPC 48(2)); the first day counted is Thursday 2 March 2023.",
        "The term of 1 month ends on the same number: Saturday 1 April 2023 (CPC 48(4)).",
        *WEEKEND,
        "A non-working last day moves to the next working day: Monday 3 April 2023 (CPC 48(4), last paragraph).",
        "It ends on Monday 3 April 2023 at 24:00 (CPC 48(4)).",
        (
            "Possibly not counted: from Friday 10 March 2023 to Thursday 16 March 2023, while the file may lie with "
            "prosecutor on the complaint a (CPC 192(3)(2))."
        ),
        ("Stood still for at most 6 calendar days: ends between Monday 3 April 2023 and Friday 7 April 2023 at 24:00."),
    )


WEEKEND = tuple(
    f"{day} is not worked: weekly day off (Labour Code of 23 November 2015 No. 414-V, art. 84)."
    for day in ("Saturday 1 April 2023", "Sunday 2 April 2023")
)
TERMINATED = event("terminated", "2023-02-01", id="t")
QUASHED = event("quashed", "2023-03-01", id="q", target="t", by="prosecutor")


@pytest.mark.parametrize(
    ("rule", "events", "line"),
    [
        (
            "cpc-192-7-after-quashing",
            (TERMINATED, QUASHED),
            "The day on which the case arrived is not told: counted from the quashing, the earliest day (CPC 192(7)).",
        ),
        (
            "cpc-192-7-after-quashing",
            (TERMINATED, QUASHED, event("resumed", "2023-03-09", id="r", target="t")),
            "Counted from the arrival of the case, told in r (Thursday 9 March 2023) (CPC 192(7)).",
        ),
        (
            BASIC,
            (event("registered", "2023-03-01", id="g"), OPENED),
            "Opened by o in the form inquiry: the term is that of this form, counted from the registration.",
        ),
        (
            BASIC,
            (OPENED, event("extended", "2023-03-20", id="x", by="prosecutor")),
            "Extended by x without a day: ends on Thursday 1 June 2023 at 24:00 at the latest (CPC 192(4)).",
        ),
        (
            BASIC,
            (OPENED, event("extended", "2023-03-20", id="x", by="prosecutor", until=PartialDate.parse("2023-07-01"))),
            "That is more than 3 months from the registration, the most of this level (CPC 192(4)).",
        ),
        (
            BASIC,
            (
                OPENED,
                event("suspended", "2023-03-05", id="s"),
                event("resumed", "2023-03-08", target="s"),
                event("extended", "2023-03-20", id="x", until=PartialDate.parse("2023-05-31")),
            ),
            "These days lie before the extension, which named the end anew.",
        ),
        (
            "cpc-105-2-prosecutor-terms",
            (
                event("appeal_filed", "2023-03-10", id="a", to="prosecutor"),
                event("extended", "2023-03-13", id="x", target="a", by="prosecutor"),
            ),
            "Extended with notice by x: ends on Monday 27 March 2023 at 24:00 (CPC 105(2)).",
        ),
        (
            "cpc-290-1-ten-days",
            (event("terminated", "2023-03-01", id="t"),),
            "The day of receipt is not told: it lies between Wednesday 1 March 2023 and Thursday 2 March 2023.",
        ),
        (
            "cpc-487-cassation-year",
            (event("acquitted", "2026-03-02", id="v", by="judges"),),
            "Opens when the term of appeal has passed unused: Tuesday 17 March 2026 at 24:00.",
        ),
    ],
)
def test_what_moved_an_end_is_said(rule: str, events: tuple[Event, ...], line: str) -> None:
    """Arrival, form, extension, ceiling, receipt: each in a line with its provision."""
    assert line in lines(rule, *events)


@settings(max_examples=60, deadline=None)
@given(stories())
def test_steps_say_what_the_lines_say(events: tuple[Event, ...]) -> None:
    """Whatever is told: each line is its key and values put into words, and every key is in the catalogue."""
    case = Chronology(header=header(), events=events)
    for one in assess(case, norms(unverified=True), date(2026, 12, 31)).obligations:
        assert one.derivation == tuple(sentence(step.key, step.values, ENGLISH) for step in one.steps)
        assert one.steps[0].key == "begins"
        assert one.certainty == ("possible" if one.doubt else "certain")


@settings(max_examples=60, deadline=None)
@given(stories())
def test_of_alternatives_one_counts(events: tuple[Event, ...]) -> None:
    """In every group that has an object exactly one counts; what ends before it never counts in its place."""
    groups: dict[str, list[Obligation]] = {}
    for one in assess(Chronology(header=header(), events=events), norms(), date(2026, 12, 31)).obligations:
        if one.group:
            groups.setdefault(one.group, []).append(one)
    for members in groups.values():
        standing = [one for one in members if not one.void_by]
        counting = [one for one in members if one.counts]
        if len(members) > 1:
            assert len(counting) == bool(standing)
        for best in counting:
            rivals = [one for one in standing if one.certainty == best.certainty and one.due]
            assert best.due is None or all(one.due is not None and one.due[:10] <= best.due[:10] for one in rivals)


def test_the_same_bytes_every_time() -> None:
    """The judgement of the published cases is the same JSON twice, with laws loaded in one process."""
    for case in published()[:5]:
        law = norms(case.header.case.jurisdiction)
        one, other = (assess(case, law, date(2015, 6, 1)).model_dump_json() for _ in range(2))
        assert one == other
        assert json.loads(one)["case"] == case.header.reference
