"""The one way in which a case changes: records that a fold tells again, whatever is told and in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ledger.chain import verify
from lifecycle.answers import receipt, repeated
from lifecycle.decision import Accepted, Refused, Repeated, decide
from lifecycle.next import next_kinds
from lifecycle.snapshot import pack, unpack
from lifecycle.state import CaseState
from lifecycle.telling import amend, contest, evolve, fold, instant_text, open_case, pass_terms, tell
from models.case import Body
from models.errors import IntegrityError
from models.events import Event
from models.kinds import KINDS
from models.records import Entry, RecordKind
from tests.lifecycle.stories import TODAY, event, norms, opening, published, stamp, stories, story

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def opened() -> tuple[CaseState, list[Entry]]:
    """The sample case with its first record."""
    state, entry = open_case(opening(), stamp(), norms())
    return state, [entry]


def told(events: Sequence[Event]) -> tuple[CaseState, list[Entry]]:
    """The sample case after events, and all its records."""
    state, entries = opened()
    for known in events:
        state, entry = tell(state, known, stamp(len(entries)))
        entries.append(entry)
    return state, entries


class AnyTelling(RuleBasedStateMachine):
    """A case to which random possible stories are told in random order, with terms passing and headers amended."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.entries = opened()
        self.untold: dict[str, Event] = {}
        self.accepted: dict[str, Event] = {}
        self.now = datetime(2015, 1, 1, tzinfo=UTC)

    @initialize(events=stories(longest=25))
    def think_up(self, events: tuple[Event, ...]) -> None:
        """A story that happened, of which nothing is known yet."""
        self.untold = {known.id: known for known in events}

    @precondition(lambda self: self.untold)
    @rule(data=st.data())
    def tell(self, data: st.DataObject) -> None:
        """Somebody tells one of the events: it is accepted, or refused for want of another that it refers to."""
        known = data.draw(st.sampled_from(list(self.untold.values())))
        before = self.state
        verdict = decide(self.state, known, TODAY)
        if isinstance(verdict, Refused):
            lacking = {known.target, known.after, known.before} - {None} - before.told.keys()
            assert lacking
            assert any(f"{name} was never told" in verdict.reason for name in lacking)
            assert self.state is before
            return
        assert isinstance(verdict, Accepted)
        self.state, entry = tell(self.state, known, stamp(len(self.entries)))
        self.entries.append(entry)
        self.accepted[known.id] = self.untold.pop(known.id)
        assert receipt(self.state, known, entry, NOW).record == entry.record.seq

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        """A repeated event gets its first receipt and changes nothing; other content under its id is refused."""
        known = data.draw(st.sampled_from(list(self.accepted.values())))
        verdict = decide(self.state, known, TODAY)
        assert isinstance(verdict, Repeated)
        first = next(entry for entry in self.entries if entry.record.event == known.id)
        answer = repeated(self.state, verdict.told, NOW)
        assert (answer.record, answer.hash, answer.repeated) == (first.record.seq, first.hash, True)
        other = known.model_copy(update={"summary": f"{known.summary} and more"})
        assert isinstance(decide(self.state, other, TODAY), Refused)

    @rule(days=st.integers(1, 400))
    def time_passes(self, days: int) -> None:
        """Terms that ended unanswered are put on record, each once."""
        self.now += timedelta(days=days)
        silent = self.state.silent(self.now)
        if silent:
            self.state, entry = pass_terms(self.state, silent, instant_text(self.now))
            self.entries.append(entry)
        assert self.state.silent(self.now) == ()

    @rule(number=st.integers(0, 3))
    def amend(self, number: int) -> None:
        """The header gets a body that was not known before."""
        header = self.state.opening.header
        body = Body.model_validate({"id": f"new-{number}", "kind": "prosecutor"})
        if body not in header.bodies:
            changed = header.model_copy(update={"bodies": (*header.bodies, body)})
            amended = self.state.opening.model_copy(update={"header": changed})
            self.state, entry = amend(self.state, amended, stamp(len(self.entries)))
            self.entries.append(entry)

    @rule(raw=st.booleans())
    def contest(self, raw: bool) -> None:
        """What an integration sent and cannot be applied is kept."""
        sent = "not an event" if raw else event("quashed", id="from-afar", target="nowhere")
        before = self.state
        self.state, entry = contest(self.state, sent, "target nowhere was never told", stamp(len(self.entries)))
        self.entries.append(entry)
        assert self.state.timeline is before.timeline
        assert len(self.state.contested) == len(before.contested) + 1

    @invariant()
    def nothing_accepted_is_lost(self) -> None:
        """Every accepted event is told, on record, and in the timeline."""
        assert {name: known.event for name, known in self.state.told.items()} == self.accepted
        assert {place.id for place in self.state.timeline.places} == self.accepted.keys()

    @invariant()
    def no_dead_end(self) -> None:
        """Whatever has happened, something further can be told."""
        assert isinstance(decide(self.state, event("noted", id="further"), TODAY), Accepted)

    def teardown(self) -> None:
        """The records tell the same state again, in one go and step by step; so does the snapshot."""
        assert verify(self.entries) == self.state.head
        assert fold(self.entries, norms()) == self.state
        assert unpack(pack(self.state), lambda _: norms()) == self.state
        whole, _ = told(sorted(self.accepted.values(), key=lambda known: known.position))
        assert whole.timeline.standing == self.state.timeline.standing
        assert whole.timeline.places == self.state.timeline.places


TestAnyTelling = AnyTelling.TestCase
TestAnyTelling.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize("number", range(len(published())))
def test_published_cases_are_told_in_any_order(number: int) -> None:
    """Each published case, told forwards and backwards in its referring events, stands where the file stands."""
    chronology = published()[number]
    start = opening().model_copy(update={"header": chronology.header})
    law = norms(chronology.header.case.jurisdiction)
    forwards, entry = open_case(start, stamp(), law)
    entries = [entry]
    for known in chronology.events:
        forwards, entry = tell(forwards, known, stamp(len(entries)))
        entries.append(entry)
    backwards, _ = open_case(start, stamp(), law)
    for known in reversed(chronology.events):
        backwards, _ = tell(backwards, known, stamp())

    assert backwards.timeline.standing == forwards.timeline.standing
    assert fold(entries, law) == forwards
    assert unpack(pack(forwards), lambda _: law) == forwards


def test_an_event_without_a_place_takes_the_next() -> None:
    """An event that brings no place in the telling comes after all that were told; one that brings it keeps it."""
    state, _ = told(story(event("complaint_lodged"), event("registered")))

    state, entry = tell(state, event("investigation_opened"), stamp())
    assert entry.payload is not None
    assert entry.payload.event is not None
    assert entry.payload.event.position == 2

    state, entry = tell(state, event("noted", position=0), stamp())
    assert [place.id for place in state.timeline.places] == [
        "complaint_lodged",
        "noted",
        "registered",
        "investigation_opened",
    ]


def test_a_record_carries_every_transition() -> None:
    """One record tells what an event moved: the proceeding, the appeal that it answered, the terms that it began."""
    state, _ = told(
        story(
            event("terminated", "2023-03-01"),
            event("appeal_filed", "2023-03-02", target="terminated", to="prosecutor"),
        )
    )

    _, entry = tell(state, event("quashed", "2023-03-05", target="terminated", by="prosecutor"), stamp())

    assert [(move.machine, move.before, move.after, move.past) for move in entry.record.transitions] == [
        ("proceeding/main", "appeal.pending", "investigation.resumed", False),
        ("appeal/appeal_filed", "appeal.filed", "appeal.granted", False),
    ]
    assert [provision.rule for provision in entry.record.provisions] == ["cpc-192-7-after-quashing"]


def test_an_event_learned_late_tells_its_own_step_and_what_it_changes_now() -> None:
    """A quashing learned after the next refusal is a past step; the case stands where it stood."""
    state, _ = told(story(event("opening_refused", "2023-03-01", id="r1"), event("opening_refused", "2023-05-01")))

    _, entry = tell(state, event("quashed", "2023-04-01", target="r1", position=9), stamp())

    assert [(move.before, move.after, move.past) for move in entry.record.transitions] == [
        ("termination.opening_refused", "registration.refusal_quashed", True)
    ]


def test_a_corrected_date_tells_what_it_changes_now() -> None:
    """A correction that turns two events round is recorded with the state that follows today."""
    state, _ = told(story(event("opening_refused", "2023-03-02"), event("complaint_lodged", "2023-03-01")))

    _, entry = tell(state, event("corrected", "2023-02-01", target="opening_refused"), stamp())

    assert [(move.before, move.after) for move in entry.record.transitions] == [
        ("termination.opening_refused", "registration.lodged")
    ]


def test_an_event_that_cannot_be_written_exactly_is_contested_as_text() -> None:
    """A number that JSON cannot carry exactly is kept as it was sent, so that no record is wedged on it."""
    state, _ = opened()
    sent = event("noted").model_copy(update={"position": 2**60})

    state, entry = contest(state, sent, "position is too large", stamp())

    assert entry.payload is not None
    assert entry.payload.event is None
    assert str(2**60) in (entry.payload.raw or "")


def test_a_chain_must_begin_with_an_opening() -> None:
    """Nothing can be folded without the record that opens the case."""
    _, entries = told(story(event("noted")))

    for broken in ([], entries[1:], [entries[0].model_copy(update={"payload": None})]):
        with pytest.raises(IntegrityError, match="the first record does not open a case"):
            fold(broken, norms())


def test_an_erased_payload_cannot_be_told_again() -> None:
    """A fold stops at the record whose payload is gone and names it."""
    state, entries = told(story(event("noted")))
    erased = entries[1].model_copy(update={"payload": None})

    with pytest.raises(IntegrityError, match="case sample, record 2: its payload was erased"):
        fold([entries[0], erased], norms())
    assert state.head.length == 2


def test_a_second_opening_cannot_stand_in_a_chain() -> None:
    """A record that opens a case stands first or not at all."""
    state, entries = opened()
    record = entries[0].record.model_copy(update={"seq": 2, "previous": state.head.hash})
    _, second = contest(state, "x", "y", stamp())
    odd = second.model_copy(update={"record": record})

    with pytest.raises(IntegrityError):
        evolve(state, odd)


def test_every_kind_can_be_told_in_every_state() -> None:
    """No state of a complaint refuses a kind that refers to what exists."""
    reached = ("complaint_lodged", "opening_refused", "closed", "forwarded", "terminated", "sent_to_court")
    for first in reached:
        state, _ = told(story(event(first, id="first"), event("classified", id="decision")))
        for kind, known in KINDS.items():
            target = {"target": "decision"} if "target" in known.needs else {}
            assert isinstance(decide(state, event(kind, id="next", **target), TODAY), Accepted)


def test_an_opened_case_expects_a_complaint() -> None:
    """What may happen next follows the lawful steps; an unknown proceeding has none."""
    state, _ = opened()

    assert next_kinds(state)[0] == "complaint_lodged"
    assert next_kinds(state, "elsewhere") == ()


def test_a_passed_term_is_recorded_once() -> None:
    """The passing of a term names rule, debtor and end, and is not told again."""
    state, _ = told(story(event("complaint_lodged", "2023-03-01", to="prosecutor")))
    [duty] = state.silent(NOW)

    state, entry = pass_terms(state, [duty], instant_text(NOW))

    assert entry.record.kind is RecordKind.TERM_PASSED
    assert [(term.anchor, term.owed_by) for term in entry.record.passed] == [("complaint_lodged", "prosecutor")]
    assert state.silent(NOW) == ()
    assert state.next_end() is None
    assert replace(state, passed=frozenset()).silent(NOW) == (duty,)
