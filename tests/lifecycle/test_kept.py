"""What was kept is what the ledger says: a case that this version would word otherwise goes on as it stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ledger.chain import Head, seal, verify
from lifecycle.board import register_row
from lifecycle.kept import continued_by, go_on_from, kept_up_to, renumbered
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, contest, fold, judge, open_case, pass_terms, tell
from models.errors import IntegrityError
from models.events import Event
from models.records import Entry, RecordKind
from models.register import Append, KeptUpTo, Outlook
from tests.conftest import TELLER
from tests.workflows.stories import event, lodged, noted, opening
from workflows.pinned import norms_of

AT = "2026-11-23T10:00:00.000000Z"
FIRST = opening("kept-case")
FORWARDED = event("e02", "forwarded", "2024-03-03", by="city-prosecutor", to="city-police")
OUTLOOK = Outlook(shows={"AryzFindings": 1, "AryzPhase": "forwarding"}, wakes=AT)


def stamp(number: int) -> Stamp:
    """The stamp of a telling, with chance of its own."""
    return Stamp(AT, TELLER, f"{number:032x}")


def answered(state: CaseState, entries: Sequence[Entry]) -> KeptUpTo:
    """What the ledger answers when it has these records."""
    return kept_up_to(Append(case="kept-case", entries=tuple(entries), row=register_row(state), outlook=OUTLOOK))


def judged(state: CaseState) -> tuple[CaseState, Entry]:
    """The case after a judgement that finds something."""
    made = judge(state, lodged().date.first, AT)
    assert made is not None
    return made


def story(*, judging: bool) -> tuple[CaseState, list[Entry]]:
    """A complaint that is forwarded to the accused police, judged once or not at all, and something noted after it."""
    state, entry = open_case(FIRST, stamp(0), norms_of(FIRST))
    entries = [entry]
    for number, told in enumerate((lodged(), FORWARDED), start=1):
        state, entry = tell(state, told, stamp(number))
        entries.append(entry)
    if judging:
        state, entry = judged(state)
        entries.append(entry)
    state, entry = tell(state, noted(1), stamp(9))
    return state, [*entries, entry]


def reworded(entries: Sequence[Entry]) -> list[Entry]:
    """The same chain as another version of this program words it: no transition is named."""
    head, changed = Head(), []
    for old in entries:
        entry = seal(old.record.model_copy(update={"previous": head.hash, "transitions": ()}), old.payload)
        head = Head(entry.record.seq, entry.hash)
        changed.append(entry)
    return changed


def test_the_answer_tells_what_was_kept() -> None:
    """Where the ledger stands, each telling with its place, what was judged, and the outlook as it came."""
    state, entries = story(judging=True)
    answer = answered(state, entries)

    assert (answer.records, answer.head, answer.outlook) == (5, entries[-1].hash, OUTLOOK)
    assert [(place.event, place.seq, place.hash, place.reason) for place in answer.heard] == [
        ("e01", 2, entries[1].hash, None),
        ("e02", 3, entries[2].hash, None),
        ("n00001", 5, entries[4].hash, None),
    ]
    assert (answer.raised, answer.cleared) == (tuple(sorted(state.found)), ())
    assert answered(state, ()) == KeptUpTo(records=5, head=state.head.hash, outlook=OUTLOOK)


def test_a_judgement_left_out_in_replay_is_taken_over() -> None:
    """What this program did not judge again stands on record all the same, and what follows stands after it."""
    live, kept = story(judging=True)
    replayed, entries = story(judging=False)

    went_on, waiting = go_on_from(replayed, answered(live, kept[:4]), entries[:3], entries[3:])

    assert went_on == live
    assert waiting == kept[4:]
    assert verify([*kept[:4], *waiting]) == went_on.head


def test_another_wording_gives_way_to_the_ledger() -> None:
    """The case has the places, hashes and findings of the ledger; what waits is chained after them."""
    replayed, entries = story(judging=True)
    kept = reworded(entries[:4])
    kept[3] = seal(kept[3].record.model_copy(update={"raised": ("of_old:certain",)}))

    went_on, waiting = go_on_from(replayed, answered(replayed, kept), entries[:4], entries[4:])

    chain = [*kept, *waiting]
    assert verify(chain) == went_on.head
    assert fold(chain, norms_of(FIRST)) == went_on
    assert went_on.found == {"of_old:certain"}
    assert went_on.told["e02"].hash == kept[2].hash


def test_a_judgement_that_waits_is_made_anew() -> None:
    """It was made on findings that are not those on record: it is dropped, and the next one starts from the record."""
    state, entries = story(judging=False)
    kept = reworded(entries)
    state, judgement = judged(state)
    entries.append(judgement)

    went_on, waiting = go_on_from(state, answered(state, kept), entries[:4], entries[4:])

    assert waiting == []
    assert went_on.found == frozenset()
    assert went_on == fold(kept, norms_of(FIRST))


@pytest.mark.parametrize("accepted", [True, False])
def test_what_was_accepted_stays_accepted(accepted: bool) -> None:
    """A signal that was contested stays contested, and one that was applied stays applied, whatever holds today."""
    state, first = open_case(FIRST, stamp(0), norms_of(FIRST))
    ways = [tell(state, lodged(), stamp(1)), contest(state, lodged(), "not possible", stamp(1))]
    (kept_as, kept), (read_as, read) = ways if accepted else ways[::-1]
    read_as, later = tell(read_as, noted(1), stamp(2))

    went_on, waiting = go_on_from(read_as, answered(kept_as, (first, kept)), (first, read), [later])

    assert fold([first, kept, *waiting], norms_of(FIRST)).told == went_on.told
    assert fold([first, kept, *waiting], norms_of(FIRST)).contested == went_on.contested
    assert ("e01" in went_on.timeline.events) is accepted


def test_another_story_is_never_taken_over() -> None:
    """If the ledger holds another event than history tells, the case stops rather than go on."""
    state, entries = story(judging=False)
    other, foreign = tell(open_case(FIRST, stamp(0), norms_of(FIRST))[0], noted(7), stamp(1))

    with pytest.raises(IntegrityError, match="reads other events in its history than the ledger holds"):
        go_on_from(state, answered(other, [entries[0], foreign]), entries[:2], entries[2:])
    with pytest.raises(IntegrityError, match="reads other events"):
        go_on_from(state, answered(other, entries[:1]), entries[:2], entries[2:])


def test_moved_records_take_their_events_along() -> None:
    """Records numbered anew stand in a chain, and the case knows events and what is contested at their new places."""
    state, entries = story(judging=False)
    state, contested = contest(state, "words", "not readable", stamp(5))
    entries.append(contested)
    head = Head(7, "a" * 64)

    moved, waiting = renumbered(state, head, entries[2:])

    assert [entry.record.seq for entry in waiting] == [8, 9, 10]
    assert waiting[0].record.previous == head.hash
    assert (moved.told["n00001"].seq, moved.told["n00001"].hash) == (9, waiting[1].hash)
    assert moved.told["e01"] == state.told["e01"]
    assert moved.contested[0].seq == 10
    assert replace(moved, told=state.told, contested=state.contested, head=state.head) == state


def test_a_batch_goes_on_from_what_stands() -> None:
    """Handed over again, in other words, a batch takes what the ledger has as it is, and its rest follows."""
    _, entries = story(judging=True)
    standing = reworded(entries[:3])

    assert continued_by((), entries) == tuple(entries)
    assert continued_by(entries[:3], entries) == tuple(entries)
    went_on = continued_by(standing, entries)
    assert went_on[:3] == tuple(standing)
    assert [entry.record.kind for entry in went_on[3:]] == [RecordKind.JUDGED, RecordKind.TOLD]
    verify(went_on)


def test_another_telling_is_left_to_the_ledger_to_refuse() -> None:
    """Where another payload stands, nothing is reworded: the same event told by somebody else is not this telling."""
    _, entries = story(judging=False)
    state, first = open_case(FIRST, stamp(0), norms_of(FIRST))
    _, other = tell(state, lodged(), stamp(77))

    assert continued_by([first, other], entries) == tuple(entries)
    assert continued_by(entries, entries[:2]) == tuple(entries[:2])


def test_judgements_of_another_version_stand_between() -> None:
    """A judgement in the ledger that this version would not make is kept, and its own in that place is left out."""
    state, entries = story(judging=False)
    standing = story(judging=True)[1][:4]

    went_on = continued_by(standing, entries)

    assert went_on[:4] == tuple(standing)
    assert [entry.record.event for entry in went_on[4:]] == ["n00001"]
    verify(went_on)
    assert continued_by(standing, story(judging=True)[1]) == tuple(story(judging=True)[1])
    assert state.reference == "kept-case"


def test_an_event_names_nothing_of_its_own_here() -> None:
    """Places in answers hold ids and hashes, never what was told."""
    state, entries = story(judging=True)
    said = Event.model_validate(entries[1].payload and entries[1].payload.event).summary

    assert said
    assert said not in answered(state, entries).model_dump_json()


def test_a_judgement_in_other_words_takes_the_place_of_ours() -> None:
    """What the system derived is not told twice: the one that stands is kept, ours is left out, the rest follows."""
    _, entries = story(judging=True)
    standing = reworded(entries[:4])

    went_on = continued_by(standing, entries)

    assert went_on[:4] == tuple(standing)
    assert [entry.record.event for entry in went_on[4:]] == ["n00001"]
    verify(went_on)


def test_a_judgement_may_stand_after_the_whole_batch() -> None:
    """Where nothing of the batch is left, a judgement that stands last changes nothing."""
    standing = story(judging=True)[1][:4]

    assert continued_by(standing, standing[:3]) == tuple(standing)
    assert continued_by(standing[:3], standing) == tuple(standing)


def test_terms_whose_passing_is_on_record_are_those_of_the_ledger() -> None:
    """What was on record before stays; of the batch the ledger says what passed; what waits is added."""
    state, first = open_case(FIRST, stamp(0), norms_of(FIRST))
    state, heard = tell(state, lodged(), stamp(1))
    one = next(iter(state.timeline.standing.duties.all()))
    two, three = replace(one, anchor="e98"), replace(one, anchor="e99")
    state, before = pass_terms(state, [one], AT)
    state, ours = pass_terms(state, [two], AT)
    state, waits = pass_terms(state, [three], AT)
    kept = answered(state, [first, heard, before, ours]).model_copy(update={"passed": (one.key,)})

    went_on, waiting = go_on_from(state, kept, [first, heard, before, ours], [waits])
    later, _ = go_on_from(state, kept.model_copy(update={"passed": (), "heard": ()}), [ours], [waits])

    assert state.passed == {one.key, two.key, three.key}
    assert went_on.passed == {one.key, three.key}
    assert later.passed == {one.key, three.key}
    assert [entry.record.kind for entry in waiting] == [RecordKind.TERM_PASSED]
