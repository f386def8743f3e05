"""What a case answers to those who tell and to those who ask, and its row on boards."""

from __future__ import annotations

from datetime import UTC, datetime

from lifecycle.answers import due_lines, postures, receipt, soonest, timeline_lines, with_findings
from lifecycle.board import main_proceeding, register_row
from lifecycle.state import CaseState
from lifecycle.telling import judge, open_case, tell
from lifecycle.waking import judged_again
from models.case import Proceeding
from models.events import Event
from models.records import Entry
from tests.lifecycle.stories import TODAY, event, norms, opening, stamp

DAY = datetime(2023, 3, 1, 12, tzinfo=UTC)
LODGED = event("complaint_lodged", "2023-03-01", id="c", to="police")
# One a day for a week, each with seven days for the answer.
APPEALS = tuple(event("appeal_filed", f"2023-03-{day:02d}", id=f"a{day}", to="prosecutor") for day in range(1, 8))


def told(*events: Event) -> tuple[CaseState, list[Entry]]:
    """The sample case after events, and all its records."""
    state, first = open_case(opening(), stamp(), norms())
    entries = [first]
    for known in events:
        state, entry = tell(state, known, stamp(len(entries)))
        entries.append(entry)
    return state, entries


def test_a_receipt_says_where_it_is_on_record_and_where_the_case_stands() -> None:
    """Number and hash are those of the record, phase and state those of the proceeding after it."""
    state, entries = told(LODGED)

    made = receipt(state, LODGED, entries[-1], DAY)

    assert (made.event, made.record, made.hash) == ("c", 2, entries[-1].hash)
    assert (made.phase, made.state, made.repeated) == ("registration", "lodged", False)
    assert (made.raised, made.cleared) == ((), ())


def test_an_opening_known_already_is_answered_with_the_head() -> None:
    """Without an event the receipt names the last record, and says that the opening was repeated."""
    state, entries = told(LODGED)

    made = receipt(state, None, None, DAY, repeated=True)

    assert (made.event, made.record, made.hash, made.repeated) == (None, 2, entries[-1].hash, True)
    assert made.state == "lodged"


def test_a_proceeding_of_which_nothing_is_known_stands_at_its_beginning() -> None:
    """An opened case in which nothing was told has a first state for its receipt."""
    state, entries = told()

    assert receipt(state, None, entries[-1], DAY).state == "alleged"


def test_the_last_receipt_of_a_telling_says_what_it_raised() -> None:
    """Two events told together and judged once: the findings stand on the second receipt."""
    late = event("registered", "2023-06-01", id="r")
    state, entries = told(LODGED, late)
    judged = judge(state, TODAY, "2026-11-23T10:00:00.000000Z")
    receipts = tuple(receipt(state, one, entry, DAY) for one, entry in zip((LODGED, late), entries[1:], strict=True))

    assert judged is not None
    first, second = with_findings(receipts, judged[1])
    assert first == receipts[0]
    assert second.raised == judged[1].record.raised != ()
    assert second.cleared == judged[1].record.cleared
    assert (second.event, second.record) == ("r", 3)
    assert with_findings(receipts, None) == receipts
    assert with_findings((), judged[1]) == ()


def test_five_ends_at_most_are_named_soonest_first() -> None:
    """Of seven appeals with terms of an answer the five that end first are named, none that has ended."""
    state, _ = told(*APPEALS)

    coming = soonest(state, DAY)

    assert len(coming) == 5
    assert [line.due for line in coming] == sorted(line.due for line in coming)
    assert coming[0].due == min(line.due for line in due_lines(state))
    later = soonest(state, datetime(2023, 3, 12, 12, tzinfo=UTC))
    assert {line.due for line in later} <= {line.due for line in due_lines(state) if line.due >= "2023-03-12"}
    assert soonest(state, datetime(2024, 3, 1, tzinfo=UTC)) == ()


def test_all_that_is_owed_is_listed_after_its_end_too() -> None:
    """The whole list does not depend on the hour: it names what is late as well."""
    lines = due_lines(told(*APPEALS)[0])

    assert {line.anchor for line in lines if line.term == "general"} == {appeal.id for appeal in APPEALS}
    assert [line.due for line in lines] == sorted(line.due for line in lines)
    assert {line.owed_by for line in lines} >= {"prosecutor"}


def test_postures_and_events_are_told_by_proceeding_and_in_order() -> None:
    """Each proceeding with its phase and since when; each event with its record, in the order of its days."""
    late = event("registered", "2023-02-27", id="r", target="c", proceeding="second")
    state, entries = told(LODGED, late)

    where = postures(state)
    lines = timeline_lines(state)

    assert {name: line.since for name, line in where.items()} == {"main": "2023-03-01", "second": "2023-02-27"}
    assert where["main"].phase == "registration"
    assert [(line.event, line.record, line.target) for line in lines] == [("r", 3, "c"), ("c", 2, None)]
    assert [line.recorded_at for line in lines] == [entries[2].record.recorded_at, entries[1].record.recorded_at]
    assert {(line.kind, line.date, line.proceeding) for line in lines} == {
        ("complaint_lodged", "2023-03-01", "main"), ("registered", "2023-02-27", "second")
    }  # fmt: skip


def test_the_row_of_a_board_counts_what_happened() -> None:
    """Since when, how many decisions of each kind, and how many records; the day of the first complaint."""
    story = (
        event("act_alleged", "2023-02-01", id="act"),
        LODGED,
        event("forwarded", "2023-03-02", id="f"),
        event("opening_refused", "2023-03-09", id="n1"),
        event("quashed", "2023-03-15", id="q", target="n1", by="prosecutor"),
        event("opening_refused", "2023-03-20", id="n2"),
    )
    state, entries = told(*story)

    row = register_row(state)

    assert (row.opening_refused, row.quashed, row.forwarded, row.terminated, row.suspended) == (2, 1, 1, 0, 0)
    assert (row.events, row.records, row.head) == (6, 7, entries[-1].hash)
    assert (row.opened_on, row.opened_first, row.since) == ("2023-03-01", "2023-03-01", "2023-03-20")
    assert row.lawyer is None
    assert {duty.due for duty in row.duties} == {line.due for line in due_lines(state)}
    assert not any(duty.passed_recorded for duty in row.duties)


def test_a_row_before_anything_was_told_knows_no_day() -> None:
    """An opened case has no day of a first complaint; one that has other events only has that of the first."""
    empty = register_row(told()[0])
    other = register_row(told(event("noted", "2023-05", id="n"), event("registered", "2023-04-03", id="r"))[0])

    assert (empty.opened_on, empty.opened_first, empty.events) == ("unknown", None, 0)
    assert (other.opened_on, other.opened_first) == ("2023-04-03", "2023-04-03")


def test_the_proceeding_on_boards_is_main_else_a_complaint() -> None:
    """`main` wherever it stands; without it the first complaint; without that the first of all."""

    def shown(*proceedings: tuple[str, str]) -> str:
        state, _ = told()
        given = tuple(Proceeding.model_validate({"id": name, "kind": kind}) for name, kind in proceedings)
        header = state.opening.header.model_copy(update={"proceedings": given})
        changed = state.opening.model_copy(update={"header": header})
        return main_proceeding(open_case(changed, stamp(), norms())[0]).id

    assert shown(("own", "victim_prosecution"), ("x", "complaint"), ("main", "complaint")) == "main"
    assert shown(("own", "victim_prosecution"), ("x", "complaint"), ("y", "complaint")) == "x"
    assert shown(("own", "victim_prosecution"), ("un", "international")) == "own"


def test_a_case_is_judged_again_at_the_end_of_a_day_on_which_something_turns() -> None:
    """The instant is the last minute of a local day that has not come; in a case without any day there is none."""
    state, _ = told(LODGED)

    again = judged_again(state, DAY.date())

    assert again is not None
    local, minute = state.timeline.scene.norms.zone.local(again)
    assert (local > DAY.date(), minute) == (True, 1439)
    assert judged_again(told()[0], DAY.date()) is None


def test_a_case_is_judged_again_on_the_day_to_which_an_event_is_put() -> None:
    """An event of March that is put to its first day is judged on that day, when it lies ahead and no sooner."""
    noted = event("noted", "2023-03", id="n")
    state, _ = told(noted)

    before, after = (judged_again(state, datetime(2023, *day, tzinfo=UTC).date()) for day in ((2, 10), (3, 1)))

    assert before is not None
    assert state.timeline.scene.norms.zone.local(before)[0] <= DAY.date()
    assert after is None or state.timeline.scene.norms.zone.local(after)[0] > DAY.date()
