"""The replay of a case: what each record changed, from the records alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import pytest

from law.published import BOOK
from ledger.chain import seal
from lifecycle.telling import adopt, open_case, tell
from models.errors import IntegrityError, RefusedError
from models.events import Event
from models.records import Entry, Opening, Provision, RecordKind
from reports.replay import Step, erased, known, project
from reports.replay_view import at
from tests.lifecycle.stories import norms, stamp
from tests.replay.recorded import names, read
from tests.reports.cases import told
from tests.workflows.stories import answer, event, lodged, opening, refusal_and_appeal
from workflows.pinned import norms_of

GERASIMOV = "gerasimov"


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The records of a recorded case."""
    return tuple(read(name).entries)


@cache
def steps(name: str) -> tuple[Step, ...]:
    """Its replay."""
    return _steps(entries(name))


def _steps(records: Sequence[Entry]) -> tuple[Step, ...]:
    first = records[0].payload
    law = norms_of(first.opening) if first is not None and first.opening is not None else None
    return project(records, law, BOOK)


def _without(records: Sequence[Entry]) -> tuple[Entry, ...]:
    """The records of a case that was erased."""
    return tuple(entry.model_copy(update={"payload": None}) for entry in records)


@pytest.mark.parametrize("name", names())
def test_every_record_is_one_step(name: str) -> None:
    """There is a step for each record, in its order, with its hash and its teller."""
    made = steps(name)

    assert [(one.number, one.hash) for one in made] == [(entry.record.seq, entry.hash) for entry in entries(name)]
    assert [one.teller for one in made] == [entry.record.teller.id for entry in entries(name)]


@pytest.mark.parametrize("name", names())
def test_states_follow_each_other(name: str) -> None:
    """Each machine leaves the state that it had come to; the first time it comes from none."""
    stood: dict[str, str] = {}
    for step in steps(name):
        for one in step.transitions:
            if not one.past:
                assert stood.get(one.machine, "none") == one.before, (step.number, one.machine)
                stood[one.machine] = one.after

    assert {name: state for name, state in at_end(name).items() if name.startswith("proceeding/")} == {
        name: state for name, state in stood.items() if name.startswith("proceeding/")
    }


def at_end(name: str) -> dict[str, str]:
    """Where each proceeding stands when the whole case is judged."""
    first = entries(name)[0].payload
    assert first is not None
    assert first.opening is not None
    judged = at(entries(name), norms_of(first.opening), date(2026, 11, 23), None).assessment
    assert judged is not None
    return {f"proceeding/{key}": f"{line.phase}.{line.state}" for key, line in judged.posture.items()}


@pytest.mark.parametrize("name", names())
def test_every_finding_on_record_is_raised_once(name: str) -> None:
    """What judgements raised stands at their own steps and nowhere else, and what is cleared had been raised before."""
    raised = Counter(finding for one in steps(name) for finding in one.raised)
    recorded = Counter(finding for entry in entries(name) for finding in entry.record.raised)

    assert raised == recorded
    standing: set[str] = set()
    for one in steps(name):
        assert set(one.cleared) <= standing
        assert standing.isdisjoint(one.raised)
        standing = (standing - set(one.cleared)) | set(one.raised)


@pytest.mark.parametrize("name", names())
def test_a_judgement_says_what_it_judges(name: str) -> None:
    """Every record lies before one judgement at most, and both name each other."""
    made = {one.number: one for one in steps(name)}
    for one in made.values():
        for number in one.judges:
            assert made[number].judged_in == one.number
        if one.judged_in is not None:
            assert one.number in made[one.judged_in].judges


def test_a_known_case_moves_its_terms() -> None:
    """An appeal begins the prosecutor's term, which its answer meets; the next day is not the same."""
    day = date(2024, 3, 1)
    made = _steps(_told(opening("moves"), (*refusal_and_appeal(day), answer("e04", day + timedelta(days=3)))))

    term = ("cpc-105-2-prosecutor-terms", "general", "e03", "city-prosecutor")
    moved = [(step.number, one) for step in made for one in step.deadlines]
    mine = [(at, one) for at, one in moved if (one.rule, one.term, one.anchor, one.owed_by) == term]
    assert [(at, one.change, one.due, one.by) for at, one in mine] == [
        (4, "began", "2024-03-11T24:00", None),
        (5, "met", "2024-03-11T24:00", "e04"),
    ]


def test_an_investigation_that_is_suspended_stands_still() -> None:
    """A suspension stops the two months, a resumption moves their end by as many days as it lasted."""
    story = (
        lodged("e01", "2024-03-01"),
        event("e02", "investigation_opened", "2024-03-04", by="city-police"),
        event("e03", "suspended", "2024-03-14", by="city-police"),
        event("e04", "resumed", "2024-04-13", by="city-police", target="e03"),
    )
    made = _steps(_told(opening("stands-still"), story))

    mine = [
        one for step in made[3:] for one in step.deadlines if one.rule == "cpc-192-pretrial-terms" and not one.possible
    ]
    assert [(one.change, one.before, one.due) for one in mine] == []


def test_an_answer_is_put_off() -> None:
    """An extension with notice moves the end of the term to the day that it names."""
    story = (
        *refusal_and_appeal(date(2024, 3, 1)),
        event("e04", "extended", "2024-03-05", by="city-prosecutor", target="e03", until="2024-03-13"),
    )
    moved = [one for one in _steps(_told(opening("put-off"), story))[4].deadlines if one.change == "moved"]

    assert [(one.anchor, one.before, one.due) for one in moved] == [("e03", "2024-03-11T24:00", "2024-03-13T24:00")]


def _told(case: Opening, story: Sequence[Event]) -> tuple[Entry, ...]:
    """The records of a case that is told a story."""
    state, entry = open_case(case, stamp(), norms())
    records = [entry]
    for second, one in enumerate(story, start=1):
        state, entry = tell(state, one, stamp(second))
        records.append(entry)
    return tuple(records)


def test_what_ends_had_begun() -> None:
    """In the recorded cases terms begin, are met or no longer owed, and nothing happens to one that never began."""
    changes = Counter(one.change for name in names() for step in steps(name) for one in step.deadlines)
    assert min(changes[change] for change in ("began", "met", "no longer owed")) > 0

    for name in names():
        begun: set[tuple[str, str, str]] = set()
        for step in steps(name):
            for one in step.deadlines:
                if one.change == "began":
                    begun.add((one.rule, one.term, one.anchor))
                assert (one.rule, one.term, one.anchor) in begun


def test_a_moved_pin_says_what_it_changed() -> None:
    """A law taken as known on a day without law ends what is owed, and back again it begins anew."""
    pins = [step for step in steps("adopted") if step.law is not None]

    assert [step.kind for step in pins] == [RecordKind.LAW_ADOPTED] * 2
    first, second = (step.law for step in pins)
    assert first is not None
    assert second is not None
    assert (first.before, first.after) == (second.after, second.before)
    assert any(line.startswith("no longer owed: cpc-105-2") for line in first.changes)
    assert any(line.startswith("owed from now on: cpc-105-2") for line in second.changes)
    assert {one.change for one in pins[0].deadlines} == {"no longer owed"}


def test_a_pin_that_changes_nothing_says_nothing() -> None:
    """The law of a case can be taken as known on its own day: no term moves."""
    case = opening("pinned")
    state, entry = open_case(case, stamp(), norms())
    _, moved = adopt(state, case.law_known_on, stamp(1))
    step = _steps([entry, moved])[1]

    assert step.law is not None
    assert step.law.changes == ()
    assert step.deadlines == ()


def test_what_a_program_sent_in_vain_says_why() -> None:
    """A contested message stands with its reason and changes no machine."""
    contested = [step for step in steps("contested") if step.kind is RecordKind.CONTESTED]

    assert len(contested) >= 3
    assert all(step.reason and not step.transitions and not step.deadlines for step in contested)


def test_a_passed_term_stands_at_its_record() -> None:
    """Silence is on record with the term, who owed it, and until when."""
    (step,) = [step for step in steps("passed") if step.kind is RecordKind.TERM_PASSED]

    assert [(one.rule, one.owed_by) for one in step.passed] == [
        ("cpc-105-2-prosecutor-terms", "city-prosecutor"),
        ("cpc-106-5-court-fifteen-days", "victim's side"),
    ]
    assert step.provisions[0].article is not None


def test_provisions_are_said_in_words() -> None:
    """What a record relies on is named by its place in the law; a rule that is not there any more keeps its id."""
    relied = [one for step in steps(GERASIMOV) for one in step.provisions]
    record = entries(GERASIMOV)[1].record.model_copy(update={"provisions": (), "previous": "0" * 64, "seq": 1})

    assert relied
    assert all(one.article and one.instrument and one.title for one in relied)
    gone = Provision(rule="no-such-rule", version="v", hash="0" * 64)
    (step,) = project([seal(record.model_copy(update={"provisions": (gone,), "payload": None}))], None, BOOK)
    assert (step.provisions[0].rule, step.provisions[0].article) == ("no-such-rule", None)


def test_an_erased_case_keeps_what_its_records_say() -> None:
    """Without payloads, states, provisions and findings stay; what was told and the terms are gone."""
    whole, left = steps(GERASIMOV), project(_without(entries(GERASIMOV)), None, BOOK)

    assert erased(_without(entries(GERASIMOV)))
    for before, after in zip(whole, left, strict=True):
        gone: dict[str, object] = {"told": {}, "known_on": None, "deadlines": (), "erased": bool(before.told)}
        assert after == before.model_copy(update=gone)
    assert sum(step.erased for step in left) == sum(bool(step.told) for step in whole)


@pytest.mark.parametrize("gone", [True, False])
def test_a_record_that_does_not_hold_is_no_step(gone: bool) -> None:
    """A record that was rewritten stops the replay, in an erased case too."""
    records = list(_without(entries(GERASIMOV)) if gone else entries(GERASIMOV))
    changed = records[5].record.model_copy(update={"teller": records[2].record.teller, "date": "2001-01-01"})
    records[5] = records[5].model_copy(update={"record": changed})

    with pytest.raises(IntegrityError, match="record 6: its content is not what its hash says"):
        _steps(records)


def test_the_view_of_a_day() -> None:
    """On 1 March 2011 the case stood terminated; nothing later counts, and before the first event there is none."""
    first = entries(GERASIMOV)[0].payload
    assert first is not None
    assert first.opening is not None
    view = at(entries(GERASIMOV), norms_of(first.opening), date(2011, 3, 1), None)
    assert view.assessment is not None
    assert view.assessment.posture["main"].state == "terminated"
    assert view.step is not None
    last = steps(GERASIMOV)[view.step - 1]
    assert last.date is not None
    assert last.date <= "2011-03-01"
    assert at(entries(GERASIMOV), norms_of(first.opening), date(1999, 1, 1), None).step is None


def test_the_view_of_what_was_known() -> None:
    """What was recorded later is not there; before the first record there is nothing to see."""
    state, records = told(GERASIMOV)
    law = state.timeline.scene.norms
    day = date.fromisoformat(records[0].record.recorded_at[:10])

    assert known(records, day) == records
    assert known(records, day - timedelta(days=1)) == ()
    assert at(records, law, None, day).records == len(records)
    with pytest.raises(RefusedError, match="nothing had been recorded by"):
        at(records, law, None, day - timedelta(days=1))


def test_the_view_of_an_erased_case() -> None:
    """Where its machines stand is still known; how it stood on a day follows from what was told, and is refused."""
    records = _without(entries(GERASIMOV))
    view = at(records, None, None, None)

    assert view.assessment is None
    assert view.machines["proceeding/main"] == at_end(GERASIMOV)["proceeding/main"]
    with pytest.raises(RefusedError, match="was erased"):
        at(records, None, date(2012, 5, 24), None)
