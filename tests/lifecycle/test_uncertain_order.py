"""What follows from a chain of reviews, a chain of dates, and news of one day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lifecycle import adoption
from lifecycle.about import decision_about, reviewed
from lifecycle.assessment import assess
from lifecycle.claims import FIRST_ENTERED
from lifecycle.decision import Accepted, Refused, decide
from lifecycle.findings.dating import dated
from lifecycle.state import CaseState
from lifecycle.telling import adopt, open_case, tell
from models.case import Chronology
from models.dates import Interval, PartialDate
from models.events import Actor, Event
from models.words import Forum, Role
from tests.lifecycle.moments import offered, told
from tests.lifecycle.stories import TODAY, event, header, norms, opening, stamp, story

VICTIM = Actor(role=Role.VICTIM)
ASKED = event("complaint_lodged", "2023-03-01", id="asked", by=VICTIM, to="prosecutor")


def case(*events: Event) -> CaseState:
    """The sample case after events."""
    state, _ = open_case(opening(), stamp(), norms())
    for number, known in enumerate(events, start=1):
        state, _ = tell(state, known, stamp(number))
    return state


@pytest.mark.parametrize(("known_at", "count"), [("2026-03-01", 0), ("2026-03-02", 1), ("2026-03-03", 1)])
def test_news_counts_from_the_day_on_which_it_came(known_at: str, count: int) -> None:
    """A refusal of February that reached the victim's side on 2 March is known on that day and later."""
    refused = event("opening_refused", "2026-02-20", id="r", known_on=PartialDate.parse("2026-03-02"))
    one = Chronology(header=header(), events=story(refused))

    judged = assess(one, norms(), date(2026, 3, 31), date.fromisoformat(known_at))

    assert judged.counts["events"] == count


@pytest.mark.parametrize(("known_at", "count"), [("2026-02-19", 0), ("2026-02-20", 1)])
def test_what_came_without_delay_is_known_on_its_day(known_at: str, count: int) -> None:
    """Where nothing else is told, an event is known on the day on which it happened."""
    one = Chronology(header=header(), events=story(event("opening_refused", "2026-02-20", id="r")))

    assert assess(one, norms(), date(2026, 3, 31), date.fromisoformat(known_at)).counts["events"] == count


@pytest.mark.parametrize(("kind", "accepted"), [("appeal_granted", True), ("appeal_rejected", True), ("quashed", False),
                                                ("upheld", False), ("appeal_filed", False)])  # fmt: skip
def test_a_request_of_the_victim_can_be_answered_and_not_reviewed(kind: str, accepted: bool) -> None:
    """Whoever asked can be granted or rejected; there is nothing in a request to quash, uphold or appeal."""
    verdict = decide(case(ASKED), event(kind, "2023-03-05", id="new", target="asked"), TODAY)

    assert isinstance(verdict, Accepted if accepted else Refused)


def test_quashings_in_a_circle_act_on_nothing() -> None:
    """Where quashings name one another round and round there is no decision at the root."""
    circle = {
        "a": event("quashed", id="a", target="b"),
        "b": event("quashed", id="b", target="c"),
        "c": event("quashed", id="c", target="b"),
    }

    assert reviewed(circle["a"], circle).root is None
    assert decision_about(event("appeal_filed", id="x", target="a"), circle) is circle["a"]


def test_a_chain_of_dates_is_narrowed_to_its_end() -> None:
    """Three things in a row of which the first has a day: none of the others came sooner, however they are listed."""
    first = event("noted", "2022-06-10", id="first")
    second = event("noted", "2022", id="second", after="first")
    third = event("noted", "2022", id="third", after="second")
    by_id = {one.id: one for one in (first, second, third)}

    when = dated((third, second, first), by_id, date(2023, 1, 1)).when

    assert when["third"] == when["second"] == Interval(date(2022, 6, 10), date(2022, 12, 31))


def test_a_chain_of_dates_is_narrowed_from_its_end() -> None:
    """The same the other way round: what came before a known day did not come later."""
    last = event("noted", "2022-06-10", id="last")
    second = event("noted", "2022", id="second", before="last")
    first = event("noted", "2022", id="first", before="second")
    by_id = {one.id: one for one in (first, second, last)}

    when = dated((first, second, last), by_id, date(2023, 1, 1)).when

    assert when["first"] == when["second"] == Interval(date(2022, 1, 1), date(2022, 6, 10))


def test_what_names_an_event_that_is_not_there_keeps_its_date() -> None:
    """An order against something unknown narrows nothing."""
    lone = event("noted", "2022", id="lone", after="never-told")

    assert dated((lone,), {"lone": lone}, date(2023, 1, 1)).when["lone"] == lone.date.interval


def test_the_findings_of_a_very_large_case_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the report of an adoption says so in its last line, and still tells the terms."""
    before = case(ASKED, event("forwarded", "2023-03-02", id="f"))
    after, _ = adopt(before, FIRST_ENTERED - timedelta(days=1), stamp(9))
    now = datetime(2023, 3, 2, 12, tzinfo=UTC)
    compared = adoption.changes(before, after, now)

    monkeypatch.setattr(adoption, "JUDGED_LIMIT", 1)
    lines = adoption.changes(before, after, now)

    assert lines[-1] == "findings: not compared, the case has more than 1 events"
    assert lines[:-1] == tuple(line for line in compared if not line.startswith("finding "))
    assert any(line.startswith("no longer owed: ") for line in lines)
    monkeypatch.setattr(adoption, "JUDGED_LIMIT", 2)
    assert adoption.changes(before, after, now) == compared


@pytest.mark.parametrize(
    ("forum", "state", "since"),
    [(Forum.HRC, "international.submitted", "2022-01-10"), (Forum.CAT, "international.decided", "2021-01-10")],
)
def test_a_decided_communication_begins_again_before_another_body_only(forum: Forum, state: str, since: str) -> None:
    """After the decision of one committee a submission to the other is a new beginning; to the same one it is none."""
    first = event("un_submitted", "2020-01-10", id="u1", proceeding="un", forum=Forum.CAT)
    decided = event("un_decided", "2021-01-10", id="u2", proceeding="un", forum=Forum.CAT)
    again = event("un_submitted", "2022-01-10", id="u3", proceeding="un", forum=forum)

    posture = told(first, decided, again).standing.postures["un"]

    assert (posture.state, posture.since) == (state, since)


def test_an_appeal_that_names_nothing_is_still_an_appeal() -> None:
    """While it waits, the second way is open beside it, as for one that names what it attacks."""
    filed = event("appeal_filed", "2026-02-05", id="a", to="prosecutor")

    found = offered("2026-02-06", told(event("complaint_lodged", "2026-02-02", id="c", to="police"), filed))

    assert (found["second_way"].about, found["second_way"].status) == ("a", "open")
    assert "second_way" not in offered("2026-02-06", told(event("complaint_lodged", "2026-02-02", id="c")))
