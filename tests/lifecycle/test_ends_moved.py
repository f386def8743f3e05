"""Ends that an extension or a complaint moves, and the groups in which alternatives stand."""

from __future__ import annotations

import pytest

from lifecycle.duty import Duty
from lifecycle.timeline import Timeline
from lifecycle.working import working
from models.case import Body
from models.dates import PartialDate
from models.events import Actor, Event
from models.words import Form, Role
from tests.lifecycle.moments import told
from tests.lifecycle.stories import event

OPENED = event("investigation_opened", "2023-03-01", id="o", form=Form.INQUIRY)  # ends on Monday 3 April
BY_VICTIM = Actor(role=Role.VICTIM)
NATIONAL = Body.model_validate({"id": "general", "kind": "prosecutor", "level": "national"})


def term_of(timeline: Timeline) -> Duty:
    """The term of the investigation."""
    [one] = [duty for duty in timeline.standing.duties.every() if duty.claim.pauses]
    return one


def ends(*events: Event) -> tuple[str | None, str | None]:
    """The days on which the inquiry ends at the earliest and at the latest, after further events."""
    one = term_of(told(OPENED, *events, bodies=[NATIONAL]))
    return (one.earliest.text[:10] if one.earliest else None, one.latest.text[:10] if one.latest else None)


def complaint(to: str = "prosecutor", by: Actor = BY_VICTIM) -> Event:
    """A complaint of 10 March about the investigation."""
    return event("appeal_filed", "2023-03-10", id="a", to=to, by=by)


def answer(day: str, by: str = "prosecutor") -> Event:
    """Its rejection."""
    return event("appeal_rejected", day, id="no", target="a", by=by)


def test_an_extension_by_the_prosecutor_general_has_no_known_end() -> None:
    """Beyond twelve months the law names no length: the latest end is open, and the working says so."""
    timeline = told(OPENED, event("extended", "2023-03-20", id="x", by="general"), bodies=[NATIONAL])
    one = term_of(timeline)

    assert ends(event("extended", "2023-03-20", id="x", by="general")) == ("2023-04-03", None)
    assert one.extended_by == "x"
    assert any("x" in text for _, text in working(one, timeline.scene))
    assert "extended.open" in {line.key for line, _ in working(one, timeline.scene)}


def test_a_complaint_to_an_appeal_court_stops_it_for_three_days() -> None:
    """CPC 107 gives the court three days to check: from Friday 10 to Monday 13 March they may not count."""
    assert ends(complaint("upper-court")) == ("2023-04-03", "2023-04-04")  # 3 days from 1 April, a Saturday


def test_an_answer_of_an_unknown_day_ends_no_stop() -> None:
    """The complaint then stops the term as long as an unanswered one."""
    assert ends(complaint(), answer("unknown")) == ends(complaint()) == ("2023-04-03", "2023-04-10")


def test_the_answer_to_an_official_moves_nothing() -> None:
    """His complaint stopped nothing, so that its answer ends nothing."""
    official = Actor(role=Role.OFFICIAL, body="police")

    assert ends(complaint(by=official), answer("2023-03-16")) == ("2023-04-03", "2023-04-03")


def test_alternatives_belong_to_one_decision() -> None:
    """The rights against two decisions are two groups; those against one decision are one."""
    timeline = told(
        event("opening_refused", "2026-02-02", id="r1", known_on=PartialDate.parse("2026-02-03")),
        event("quashed", "2026-02-10", id="q", target="r1", by="prosecutor"),
        event("opening_refused", "2026-02-20", id="r2", known_on=PartialDate.parse("2026-02-21")),
    )
    groups = {duty.group for duty in timeline.standing.duties.every() if duty.claim.own and duty.group is not None}
    about = {duty.about or duty.anchor for duty in timeline.standing.duties.every() if duty.claim.own and duty.group}

    assert {name.partition("/")[2] for name in groups} == about >= {"r1", "r2"}


@pytest.mark.parametrize("rule", ["const-16-2", "cpc-48-5-detention-minutes"])
def test_alternatives_of_two_detentions_are_apart(rule: str) -> None:
    """Each detention has its own hours."""
    held = (event("detained", "2026-03-02", id="h1"), event("detained", "2026-04-02", id="h2"))
    found = {duty.anchor: duty.group for duty in told(*held).standing.duties.every() if duty.claim.rule == rule}

    assert found == {"h1": "detention/h1", "h2": "detention/h2"}


@pytest.mark.parametrize(
    ("kind", "owed", "met"),
    [
        ("suspended", {"sending", "agreement"}, {"agreement"}),
        ("terminated", {"termination", "to_prosecutor", "approval", "materials"}, {"approval"}),
    ],
)
def test_what_a_decision_sets_going_is_about_that_decision(kind: str, owed: set[str], met: set[str]) -> None:
    """The prosecutor's quashing of it is his answer, and takes the object of all the rest away."""
    made = event(kind, "2023-03-10", id="s")
    quashed = event("quashed", "2023-03-11", id="q", target="s", by="prosecutor")
    before, after = told(OPENED, made), told(OPENED, made, quashed)

    running = {duty.claim.term: duty for duty in before.standing.duties.every() if duty.anchor == "s"}
    over = {duty.claim.term: duty for duty in after.standing.duties.every() if duty.anchor == "s"}

    assert owed <= set(running)
    assert {running[term].about for term in owed} == {"s"}
    assert {term for term in owed if over[term].met_by == "q"} == met
    assert {term for term in owed if over[term].void_by == "q"} == owed - met
