"""Findings on record, the law moved to another day, and going on from where the ledger stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from law.published import BOOK, CALENDAR, zone_of
from ledger.chain import verify
from lifecycle.adoption import changes
from lifecycle.claims import FIRST_ENTERED
from lifecycle.norms import Norms
from lifecycle.snapshot import pack, unpack
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, adopt, fold, judge, open_case, tell
from models.case import Body, CaseHead, Header
from models.events import Event
from models.records import Entry, Opening, RecordKind, Teller, TellerRole
from models.words import BodyKind

_NOW = "2026-11-23T10:00:00.000000Z"
_STAMP = Stamp(_NOW, Teller(id="lawyer-1", role=TellerRole.LAWYER), "0" * 32)
_DAY = date(2026, 11, 23)


def _norms(opening: Opening) -> Norms:
    return Norms(BOOK, CALENDAR, zone_of("KZ"), "KZ", opening.law_known_on)


def _told() -> tuple[CaseState, list[Entry]]:
    bodies = (
        Body(id="station", kind=BodyKind.POLICE, under="mia"),
        Body(id="prosecutor", kind=BodyKind.PROSECUTOR, under="gpo"),
    )
    head = CaseHead(reference="judged-case", jurisdiction="KZ")
    opening = Opening(header=Header(case=head, bodies=bodies, accused=("station",)), law_known_on=BOOK.latest_entry)
    state, first = open_case(opening, _STAMP, _norms(opening))
    state, second = tell(state, _event("e1", "complaint_lodged", to="prosecutor"), _STAMP)
    state, third = tell(state, _event("e2", "forwarded", to="station", by="prosecutor"), _STAMP)
    return state, [first, second, third]


def _event(name: str, kind: str, **fields: str) -> Event:
    body = fields.pop("by", None)
    by = {"role": "official", "body": body} if body else {"role": "victim"}
    return Event.model_validate({"id": name, "kind": kind, "date": "2026-10-05", "by": by, **fields})


def test_a_judgement_says_what_was_raised() -> None:
    """A complaint forwarded to the police that it accuses raises a finding, and the record says so."""
    state, _ = _told()

    made = judge(state, _DAY, _NOW)

    assert made is not None
    assert made[1].record.kind is RecordKind.JUDGED
    assert "forwarded_to_accused:certain" in made[1].record.raised
    assert made[0].found == set(made[1].record.raised)


def test_a_judgement_that_changes_nothing_is_not_recorded() -> None:
    """Judging twice on one day writes one record."""
    made = judge(_told()[0], _DAY, _NOW)

    assert made is not None
    assert judge(made[0], _DAY, _NOW) is None


def test_a_finding_that_no_longer_holds_is_cleared() -> None:
    """A correction that takes the forwarding elsewhere clears the finding on record."""
    state, _ = _told()
    made = judge(state, _DAY, _NOW)
    assert made is not None

    corrected, _ = tell(made[0], _event("e3", "corrected", target="e2", to="prosecutor", by="prosecutor"), _STAMP)
    again = judge(corrected, _DAY, _NOW)

    assert again is not None
    assert "forwarded_to_accused:certain" in again[1].record.cleared


def test_fold_and_snapshot_keep_findings_and_the_pin() -> None:
    """The records of a judged case whose law was moved tell the same state again, and so does its snapshot."""
    state, entries = _told()
    made = judge(state, _DAY, _NOW)
    assert made is not None
    after, adopted = adopt(made[0], FIRST_ENTERED - timedelta(days=1), _STAMP)
    entries += [made[1], adopted]

    told = fold(entries, _norms(after.opening.model_copy(update={"law_known_on": BOOK.latest_entry})))

    assert verify(entries) == after.head
    assert (told.found, told.opening, told.head) == (after.found, after.opening, after.head)
    assert told.timeline.standing == after.timeline.standing
    assert unpack(pack(after), _norms).found == after.found


def test_a_pin_before_the_first_entry_takes_every_term_away_and_says_so() -> None:
    """Moving the law back to a day on which nothing was entered leaves no term, line by line."""
    state, _ = _told()
    after, entry = adopt(state, FIRST_ENTERED - timedelta(days=1), _STAMP)

    lines = changes(state, after, datetime(2026, 11, 23, 10, tzinfo=UTC))

    assert entry.record.kind is RecordKind.LAW_ADOPTED
    assert any(line.startswith("no longer owed: sc-np7-p11-prosecutor-check general from e1") for line in lines)
    assert after.timeline.standing.duties.all() == ()
