"""Every row of every table, told as a short story: where a lawyer would say that the case stands."""

from __future__ import annotations

import pytest

from lifecycle.machines import MACHINES
from lifecycle.standing import Standing, advance, transitions
from lifecycle.table import HISTORY, Row
from models.events import Event
from tests.lifecycle.stories import event, story, timeline

# A story is a line of words: `kind`, `kind>target` or `kind@body`, told one day after another; the id of an event is
# its kind with a number from its second telling on. Each word is followed by the state that it leads to.
COMPLAINT = {
    "registered and opened": "complaint_lodged registration.lodged complaint_received registration.received "
    "registered registration.registered classified classification.classified reclassified classification.classified "
    "investigation_opened investigation.opened reclassified investigation.opened "
    "taken_over investigation.taken_over charged investigation.charged sent_to_court trial.sent_to_court "
    "convicted trial.convicted sentence_changed trial.sentence_changed amnestied trial.amnestied "
    "acquitted trial.acquitted closed closed.closed reopened trial.acquitted",
    "passed around": "complaint_lodged registration.lodged forwarded forwarding.forwarded returned forwarding.returned "
    "check_opened registration.checking check_concluded registration.checked "
    "opening_refused termination.opening_refused complaint_lodged registration.lodged",
    "refused, quashed, refused": "opening_refused termination.opening_refused "
    "quashed>opening_refused registration.refusal_quashed opening_refused termination.opening_refused",
    "a check goes on again": "opening_refused termination.opening_refused "
    "resumed>opening_refused registration.checking",
    "a court sets a refusal aside": "opening_refused termination.opening_refused "
    "appeal_filed>opening_refused appeal.pending appeal_granted>opening_refused registration.refusal_quashed",
    "an appeal fails": "opening_refused termination.opening_refused appeal_filed>opening_refused appeal.pending "
    "appeal_rejected>opening_refused termination.opening_refused",
    "an appeal against a termination fails": "terminated termination.terminated "
    "appeal_filed>terminated appeal.pending appeal_rejected>appeal_filed termination.terminated",
    "registration refused": "registration_refused registration.refused "
    "appeal_filed appeal.pending appeal_rejected termination.registration_refused",
    "suspended and resumed": "investigation_opened investigation.opened suspended investigation.suspended "
    "resumed>suspended investigation.resumed suspended investigation.suspended "
    "appeal_filed>suspended.2 investigation.suspended appeal_granted>suspended.2 investigation.resumed "
    "suspended investigation.suspended quashed>suspended.3 investigation.resumed",
    "terminated, quashed, terminated": "investigation_opened investigation.opened terminated termination.terminated "
    "quashed>terminated investigation.resumed terminated termination.terminated "
    "resumed>terminated.2 investigation.resumed",
    "an opening is quashed": "investigation_opened investigation.opened "
    "quashed>investigation_opened termination.opening_quashed appeal_filed>quashed appeal.pending "
    "appeal_rejected>quashed termination.opening_quashed classified classification.classified",
    "the quashing of an opening is quashed": "investigation_opened investigation.opened "
    "quashed>investigation_opened termination.opening_quashed quashed>quashed investigation.resumed "
    "quashed>quashed.2 termination.opening_quashed",
    "a court sets an opening aside, and another brings it back": "investigation_opened investigation.opened "
    "appeal_granted>investigation_opened termination.opening_quashed "
    "appeal_filed>appeal_granted termination.opening_quashed "
    "quashed>appeal_granted investigation.resumed",
    "the quashing of a termination is quashed": "terminated termination.terminated "
    "quashed>terminated investigation.resumed quashed>quashed termination.terminated "
    "appeal_filed>terminated appeal.pending appeal_granted>terminated investigation.resumed",
    "the quashing of a refusal is quashed": "opening_refused termination.opening_refused "
    "quashed>opening_refused registration.refusal_quashed quashed>quashed termination.opening_refused",
    "a refusal to register comes back": "registration_refused registration.refused "
    "quashed>registration_refused registration.refusal_quashed quashed>quashed registration.refused",
    "a suspension comes back": "suspended investigation.suspended quashed>suspended investigation.resumed "
    "quashed>quashed investigation.suspended resumed investigation.resumed",
    "a court undoes quashings": "terminated termination.terminated quashed>terminated investigation.resumed "
    "appeal_granted>quashed termination.terminated suspended investigation.suspended "
    "quashed>suspended investigation.resumed appeal_granted>quashed.2 investigation.suspended "
    "opening_refused termination.opening_refused quashed>opening_refused registration.refusal_quashed "
    "appeal_granted>quashed.3 termination.opening_refused "
    "registration_refused registration.refused quashed>registration_refused registration.refusal_quashed "
    "appeal_granted>quashed.4 registration.refused "
    "investigation_opened investigation.opened quashed>investigation_opened termination.opening_quashed "
    "appeal_granted>quashed.5 investigation.resumed",
    "closed twice, reopened once": "forwarded forwarding.forwarded closed closed.closed closed closed.closed "
    "reopened forwarding.forwarded reopened forwarding.forwarded",
    "never closed": "forwarded forwarding.forwarded reopened forwarding.forwarded",
    "moved on while closed": "forwarded forwarding.forwarded closed closed.closed "
    "registered registration.registered reopened registration.registered",
    "resumed without being stopped": "resumed registration.checking investigation_opened investigation.opened "
    "resumed investigation.resumed",
    "resumed after a refusal that was overtaken": "opening_refused termination.opening_refused "
    "investigation_opened investigation.opened suspended investigation.suspended resumed investigation.resumed",
    "a resumption that carries out a quashing": "terminated termination.terminated "
    "quashed>terminated investigation.resumed resumed>quashed investigation.resumed "
    "appeal_filed>terminated investigation.resumed",
    "classified once an investigation is known of": "suspended investigation.suspended "
    "reclassified investigation.suspended",
    "an appeal that is overtaken": "opening_refused termination.opening_refused "
    "quashed>opening_refused registration.refusal_quashed "
    "appeal_filed>opening_refused registration.refusal_quashed",
    "an appeal about something else does not wait for the ending's": "motion_refused registration.alleged "
    "appeal_filed>motion_refused registration.alleged opening_refused termination.opening_refused "
    "appeal_filed>opening_refused appeal.pending appeal_rejected>opening_refused termination.opening_refused",
    "a committee's letters move nothing": "opening_refused termination.opening_refused "
    "un_submitted termination.opening_refused un_decided termination.opening_refused",
}
UN = {
    "to a decision and beyond": "un_submitted international.submitted un_registered international.registered "
    "state_observed international.observed un_decided international.decided un_follow_up international.followed_up "
    "state_observed international.followed_up closed closed.closed reopened international.followed_up",
    "told out of order": "un_registered international.registered un_submitted international.registered",
}
OWN = {
    "convicted, appealed, reviewed": "suspended pending.suspended resumed pending.resumed convicted decided.decided "
    "appeal_filed>convicted appeal.pending appeal_rejected>convicted decided.reviewed "
    "quashed>convicted pending.resumed acquitted decided.decided upheld>acquitted decided.reviewed "
    "sentence_changed>convicted decided.reviewed closed closed.closed reopened decided.reviewed",
    "granted": "compensation_refused decided.decided appeal_filed appeal.pending appeal_granted pending.resumed",
    "outcomes": "amnestied decided.decided terminated decided.decided opening_refused decided.decided "
    "registration_refused decided.decided sanctioned decided.decided compensation_awarded decided.decided",
}
STORIES = [
    pytest.param(proceeding, words, id=name)
    for proceeding, stories in (("main", COMPLAINT), ("un", UN), ("own", OWN))
    for name, words in stories.items()
]


def told(proceeding: str, words: str) -> list[tuple[Event, str]]:
    """The events of a story, and the state after each."""
    pairs, counts = [], dict[str, int]()
    parts = words.split()
    for number, (word, state) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        kind, _, target = word.partition(">")
        counts[kind] = counts.get(kind, 0) + 1
        name = kind if counts[kind] == 1 else f"{kind}.{counts[kind]}"
        day = f"2020-{1 + number // 28:02d}-{1 + number % 28:02d}"
        fields = {"target": target} if target else {}
        pairs.append((event(kind, day, id=name, proceeding=proceeding, **fields), state))
    return pairs


@pytest.mark.parametrize(("proceeding", "words"), STORIES)
def test_a_story_leads_where_a_lawyer_would_say(proceeding: str, words: str) -> None:
    """After each event of a written story the proceeding stands where the story says."""
    pairs = told(proceeding, words)
    line = timeline(story(*(event for event, _ in pairs)))
    standing = Standing()
    for (step, state), known in zip(pairs, line.in_order(), strict=True):
        standing = advance(standing, known, line.scene)
        assert (step.id, standing.postures[proceeding].state) == (step.id, state)


@pytest.mark.parametrize(("machine", "stories"), [("complaint", COMPLAINT), ("communication", UN), ("side", OWN)])
def test_the_stories_take_every_row(machine: str, stories: dict[str, str]) -> None:
    """No row of a proceeding's table is left untold."""
    taken = {(step.kind, state) for words in stories.values() for step, state in told("main", words)}
    rows = {(row.trigger, row.dest) for row in MACHINES[machine].table.rows if row.dest != HISTORY}

    assert rows <= taken


REQUESTS = {
    "appeal": "appeal_filed appeal.filed reply_without_decision>appeal_filed appeal.replied "
    "appeal_rejected>appeal_filed appeal.rejected",
    "appeal upheld against": "opening_refused - appeal_filed>opening_refused appeal.filed "
    "upheld>opening_refused appeal.rejected",
    "appeal granted": "opening_refused - appeal_filed>opening_refused appeal.filed "
    "appeal_granted>opening_refused appeal.granted",
    "appeal granted by quashing": "opening_refused - appeal_filed>opening_refused appeal.filed "
    "quashed>opening_refused appeal.granted",
    "appeal granted by resuming": "suspended - appeal_filed appeal.filed resumed>suspended appeal.granted",
    "appeal emptied by quashing": "opening_refused - appeal_filed>opening_refused@court appeal.filed "
    "quashed>opening_refused appeal.emptied",
    "appeal emptied by resuming": "suspended - appeal_filed@court appeal.filed resumed>suspended appeal.emptied",
    "examination": "examination_requested examination.requested examination_refused examination.refused "
    "examination_ordered examination.ordered examination_reported examination.reported",
    "safety": "safety_requested safety.requested safety_refused safety.refused safety_granted safety.granted "
    "safety_declined safety.declined",
    "legal aid": "counsel_requested legal_aid.requested counsel_denied legal_aid.denied "
    "counsel_engaged legal_aid.engaged counsel_ended legal_aid.ended",
}


@pytest.mark.parametrize("words", REQUESTS.values(), ids=REQUESTS.keys())
def test_a_request_runs_its_own_small_machine(words: str) -> None:
    """After each event the request stands where the story says; `-` is a time before it."""
    parts = words.split()
    pairs = []
    for number, (word, state) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
        step, _, to = word.partition("@")
        kind, _, target = step.partition(">")
        fields = {"target": target or None, "to": to or "police"}
        pairs.append((event(kind, f"2020-01-{1 + number:02d}", by="police", **fields), state))
    line = timeline(story(*(one for one, _ in pairs)))
    standing = Standing()
    for (_, state), known in zip(pairs, line.in_order(), strict=True):
        standing = advance(standing, known, line.scene)
        assert [track.state for track in standing.tracks] == ([] if state == "-" else [state])


def test_the_requests_take_every_row() -> None:
    """No row of a request's table is left untold, but a second appeal emptied by the grant of the first."""
    taken = {
        (word.partition(">")[0].partition("@")[0], state)
        for words in REQUESTS.values()
        for word, state in zip(words.split()[::2], words.split()[1::2], strict=True)
    }
    tables = [MACHINES[name].table for name in ("appeal", "examination", "safety", "legal_aid")]
    rows: set[Row] = {row for table in tables for row in table.rows if (row.trigger, row.dest) not in taken}

    assert {(row.trigger, row.dest) for row in rows} == {("appeal_granted", "appeal.emptied")}


def test_one_grant_empties_the_other_appeal() -> None:
    """Of two appeals against one refusal the granted one wins, and the other has lost its object."""
    line = timeline(
        story(
            event("opening_refused", "2020-01-01"),
            event("appeal_filed", "2020-01-02", id="a1", target="opening_refused", to="prosecutor"),
            event("appeal_filed", "2020-01-03", id="a2", target="opening_refused", to="court"),
            event("appeal_granted", "2020-01-04", target="opening_refused", by="court"),
        )
    )

    assert {track.id: track.state for track in line.standing.tracks} == {"a1": "appeal.emptied", "a2": "appeal.granted"}


def test_what_changed_is_told_step_by_step() -> None:
    """A transition names the machine, the event and both states; a proceeding begins from none."""
    line = timeline(story(event("opening_refused"), event("appeal_filed", target="opening_refused")))

    changes = transitions(Standing(), line.standing, "appeal_filed")

    assert [(change.machine, change.before, change.after) for change in changes] == [
        ("proceeding/main", "none", "appeal.pending"),
        ("appeal/appeal_filed", "none", "appeal.filed"),
    ]
