"""What is said about a case: the judgement of a day, the board's row, the lines that answer questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lifecycle.answers import due_lines, postures, soonest, timeline_lines
from lifecycle.assessment import assess, assess_case
from lifecycle.board import main_proceeding, register_row
from lifecycle.next import next_kinds
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, open_case, tell
from models.case import Chronology, Proceeding
from models.dates import PartialDate
from models.errors import RefusedError
from models.events import Actor, Event
from models.messages import JUDGED_LIMIT
from models.words import ProceedingKind, Role
from tests.lifecycle.stories import TELLER, event, header, norms, opening, published, stamp, story

EVENTS = story(
    event("complaint_lodged", "2026-02-02", id="c", to="prosecutor"),
    event("opening_refused", "2026-02-20", id="r", by="prosecutor", known_on=PartialDate.parse("2026-03-02")),
    event("appeal_filed", "2026-03-03", id="a", target="r", to="prosecutor"),
    event("appeal_rejected", "2026-03-09", id="no", target="r", by="prosecutor"),
)


def chronology(*events: Event) -> Chronology:
    """The sample case as a file tells it."""
    return Chronology(header=header(), events=events or EVENTS)


def told(*events: Event) -> CaseState:
    """The sample case as it was told, one event a second."""
    state, _ = open_case(opening(), stamp(), norms())
    for number, known in enumerate(events or EVENTS, start=1):
        state, _ = tell(state, known, stamp(number))
    return state


def test_as_of_a_day_later_events_do_not_count() -> None:
    """On the evening of a day the case stands where the events up to that day have led."""
    states = [assess(chronology(), norms(), date(2026, month, day)).posture["main"].state for month, day in
              ((2, 2), (2, 19), (2, 20), (3, 3), (3, 9))]  # fmt: skip

    assert states == ["lodged", "lodged", "opening_refused", "pending", "opening_refused"]


def test_as_known_on_a_day_later_news_does_not_count() -> None:
    """A refusal of which the victim's side learned in March is not known in February."""
    known = assess(chronology(), norms(), date(2026, 3, 31), date(2026, 3, 1))

    assert known.counts == {"events": 1, "complaint_lodged": 1}
    assert known.known_at == "2026-03-01"


def test_what_was_never_told_to_the_victim_is_never_known() -> None:
    """`known_on: never` leaves an event out of what was known on any day; an unknown day leaves it in."""
    events = story(event("suspended", id="s", known_on="never"), event("noted", "unknown"))

    assert assess(chronology(*events), norms(), date(2026, 1, 1), date(2026, 1, 1)).counts == {"events": 1, "noted": 1}


def test_a_live_case_is_judged_as_recorded() -> None:
    """For a live case, known is what was recorded by the evening of a day in UTC; the head of its chain is added."""
    state, _ = open_case(opening(), stamp(), norms())
    for known, day in zip(EVENTS, ("03", "04", "05", "06"), strict=True):
        state, _ = tell(state, known, Stamp(f"2026-03-{day}T23:59:59.999999Z", TELLER, "0" * 32))

    judged = assess_case(state, date(2026, 3, 31), date(2026, 3, 4))

    assert judged.counts["events"] == 2
    assert judged.ledger is not None
    assert judged.ledger.records == 5
    assert assess_case(state, date(2026, 3, 31)).counts["events"] == 4


def test_a_file_and_a_live_case_are_judged_alike() -> None:
    """The same events give the same judgement, told or read."""
    for case in published()[:4]:
        law = norms(case.header.case.jurisdiction)
        state, _ = open_case(opening().model_copy(update={"header": case.header}), stamp(), law)
        for known in case.events:
            state, _ = tell(state, known, stamp())
        live = assess_case(state, date(2020, 1, 1)).model_copy(update={"ledger": None})
        assert live == assess(case, law, date(2020, 1, 1))


def _warned(day: date, *events: Event) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for warning in assess(chronology(*events), norms(), day).warnings:
        found.setdefault(warning.rule, []).append(f"{warning.anchor}: {warning.what}")
    return found


def test_a_remedy_that_is_open_and_one_that_was_missed() -> None:
    """Until its last day a remedy is open; from the next on it was missed, and restoration is named."""
    open_, missed = (_warned(date(2026, 3, day)) for day in (26, 27))  # Nauryz moved the end from the 24th

    court = "no: Appeal to the investigating judge against the decision that ended the case (r)"
    prosecutor = "r: Appeal to the prosecutor against the refusal to open (r): the law sets no last day"
    assert open_["remedy_open"] == [court, prosecutor]
    assert missed["remedy_open"] == [prosecutor]
    assert missed["remedy_missed"] == [f"{court}: ended unused; ask for restoration with the reason (CPC 50)"]


def test_silence_names_what_it_opens() -> None:
    """An overdue duty is silence, with whom to turn to."""
    warned = _warned(date(2026, 2, 15), EVENTS[0])

    assert warned["silence"] == [
        "c: no answer from prosecutor: complain to the superior prosecutor (CPC 105) or to a judge (CPC 106)"
    ]


def test_a_right_that_has_not_begun_is_not_open() -> None:
    """The way to court for silence is not offered before the silence is complete."""
    events = story(
        event("terminated", "2026-03-02", id="t"),
        event("appeal_filed", "2026-03-03", id="a", target="t", to="prosecutor"),
    )

    court = "a: Appeal to the investigating judge against the decision that ended the case (t)"
    assert court not in _warned(date(2026, 3, 17), *events).get("remedy_open", [])
    assert court in _warned(date(2026, 3, 19), *events)["remedy_open"]


def test_a_case_without_a_next_date_is_being_forgotten() -> None:
    """Where nothing is due from anybody, somebody is told."""
    assert _warned(date(2026, 3, 1), event("noted"))["no_next_date"] == [
        "None: nothing is due from anyone: the case is being forgotten"
    ]


def test_the_working_of_an_uncertain_term_says_so() -> None:
    """Both ends are named where the start is a month, the pause where it stands still, the extension where it was."""
    events = story(
        event("registered", "2023-03", id="g"),
        event("extended", "2023-04-10", id="x", until=PartialDate.parse("2023-07")),
        event("suspended", "2023-05", id="s"),
    )
    judged = assess(chronology(*events), norms(), date(2023, 6, 1))
    [line] = [one for one in judged.obligations if one.rule == "cpc-192-2-basic-terms"]

    assert line.due_earliest == "2023-07-01T24:00"
    assert line.derivation[-2:] == (
        "Stands still since a day between Monday 1 May 2023 and Wednesday 31 May 2023 (suspended).",
        "Extended by x: ends between Saturday 1 July 2023 and Monday 31 July 2023 at 24:00.",
    )


def test_beyond_the_calendar_the_working_says_count_by_hand() -> None:
    """A term whose end nobody can know says so."""
    events = story(event("registered", "2027-12-20", id="g"))
    judged = assess(chronology(*events), norms(), date(2028, 6, 1))
    [line] = [one for one in judged.obligations if one.rule == "cpc-192-2-basic-terms"]

    assert (line.due, line.status) == (None, "pending")
    assert line.derivation[-1].endswith("count it by hand.")


def test_the_board_counts_what_the_case_counts() -> None:
    """The row shows phase and state of the main proceeding, since when, the counts and what is due."""
    row = register_row(told())

    assert (row.phase, row.state, row.since) == ("termination", "opening_refused", "2026-03-09")
    assert (row.opened_on, row.opened_first, row.events, row.opening_refused) == ("2026-02-02", "2026-02-02", 4, 1)
    assert (row.records, [due.rule for due in row.duties]) == (5, ["cpc-106-5-court-fifteen-days"] * 2)
    assert row.duties[0].due_at == "2026-03-17T19:00:00.000000Z"


def test_the_board_counts_certain_findings() -> None:
    """What stands on record as certain is counted, what is only possible is not."""
    state = replace(told(), found=frozenset({"delay:certain", "silence:certain", "forwarded_back:possible"}))

    assert register_row(state).findings == 2
    assert register_row(told()).findings == 0


def test_a_case_without_events_has_a_row() -> None:
    """Nothing told yet: the first state of the machine, no date."""
    row = register_row(open_case(opening(), stamp(), norms())[0])

    assert (row.state, row.since, row.opened_on, row.opened_first) == ("alleged", "unknown", "unknown", None)


def test_a_case_without_a_complaint_is_open_since_its_first_event() -> None:
    """The first event of all counts where no complaint was told."""
    assert register_row(told(event("act_alleged", "2020-05"))).opened_first == "2020-05-01"


def test_the_lawyer_is_an_account() -> None:
    """The account last assigned is shown; what is no account's id is not."""
    by = Actor(role=Role.OFFICIAL, name="account-7")

    assert register_row(told(event("assigned", by=by))).lawyer == "account-7"
    assert register_row(told(event("assigned", by=Actor(role=Role.OFFICIAL, name="Aigerim S.")))).lawyer is None


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [(("civil", "main"), "main"), (("civil", "complaint"), "complaint"), (("civil",), "civil")],
)
def test_the_main_proceeding(kinds: tuple[str, ...], expected: str) -> None:
    """`main` is shown; without it the first complaint; without any complaint the first of all."""
    of_kind = {"main": ProceedingKind.COMPLAINT, "complaint": ProceedingKind.COMPLAINT, "civil": ProceedingKind.CIVIL}
    proceedings = tuple(Proceeding(id=name, kind=of_kind[name]) for name in kinds)
    start = opening().model_copy(update={"header": header().model_copy(update={"proceedings": proceedings})})

    assert main_proceeding(open_case(start, stamp(), norms())[0]).id == expected


def test_answers_to_questions() -> None:
    """Postures, the timeline with its records, everything owed, and what ends next."""
    state = told()

    assert {name: line.state for name, line in postures(state).items()} == {"main": "opening_refused"}
    assert [(line.event, line.record) for line in timeline_lines(state)] == [("c", 2), ("r", 3), ("a", 4), ("no", 5)]
    assert [line.anchor for line in due_lines(state)] == ["r", "no"]
    assert [line.anchor for line in soonest(state, datetime(2026, 3, 20, tzinfo=UTC))] == ["no"]
    assert next_kinds(state)[0] == "complaint_lodged"


def test_a_file_beyond_the_limit_is_refused_and_the_limit_named() -> None:
    """More events than are judged at once are refused, with their number and the limit."""
    many = chronology(*(event("noted", id=f"e{number}") for number in range(JUDGED_LIMIT + 1)))
    with pytest.raises(RefusedError, match=f"holds {JUDGED_LIMIT + 1} events, and at most {JUDGED_LIMIT} "):
        assess(many, norms(), date(2026, 11, 23))
