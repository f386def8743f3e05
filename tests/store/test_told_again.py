"""What boards show of a case, and its sealed histories, are held to what its records tell, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from sqlalchemy import text

from cli.law_of import norms_for
from lifecycle.board import register_row
from lifecycle.telling import Stamp, instant_text, open_case, put_note, put_sealed, tell
from models.records import Opening, RecordKind, SealedHistory
from models.register import Append
from store import told_again
from store.found import Verified
from store.keys.opening import Place
from store.opening import Store
from store.signing import verifiers_of
from store.told_again import tell_again
from store.verifying import Against, verify_ledger
from store.verifying_case import verify_case
from tests.lifecycle.stories import TELLER, TODAY, norms, published

CASE, RUN = "rakishev", "run-1"
TWICE = (
    "INSERT INTO duties SELECT reference, (SELECT count(*) FROM duties), rule, term, anchor, owed_by, due, due_at, own,"
    " passed_recorded FROM duties WHERE place = 0"
)
HISTORY = b'{"events":[]}'
STAMP = Stamp(instant_text(datetime(2026, 11, 23, 12, tzinfo=UTC)), TELLER, "0" * 32)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for: nothing is under way here."""
    monkeypatch.setattr(told_again, "_PAUSE", 0.0)


@pytest.fixture
async def told(store: Store) -> Store:
    """A store with one case of the examples and a sealed history of it."""
    await store.histories.put(CASE, RUN, HISTORY)
    await store.ledger.append([_append(erased=False)])
    return store


def _append(*, erased: bool) -> Append:
    chronology = next(one for one in published() if one.header.reference == CASE)
    opening = Opening(header=chronology.header, law_known_on=TODAY)
    state, entry = open_case(opening, STAMP, norms(chronology.header.case.jurisdiction))
    entries = [entry]
    for event in chronology.events:
        state, entry = tell(state, event, STAMP)
        entries.append(entry)
    history = SealedHistory(run=RUN, sha256=sha256(HISTORY).hexdigest(), events=1)
    state, entry = put_sealed(state, history, STAMP)
    entries.append(entry)
    if erased:
        state, entry = put_note(state, RecordKind.ERASED, "consent_withdrawn", STAMP)
        entries.append(entry)
    return Append(case=CASE, entries=tuple(entries), row=register_row(state))


async def _changed(store: Store, *statements: str) -> None:
    for statement in statements:
        await store.database.write(lambda connection, one=statement: connection.execute(text(one)))  # type: ignore[misc]


async def _found(store: Store, keys: Place, *, one: bool = False) -> Verified:
    against = Against(verifiers_of(keys))
    result = await (verify_case(store.database, CASE, against) if one else verify_ledger(store.database, against))
    await tell_again(store, norms_for, result)
    return result


async def test_what_nobody_touched_is_the_same(told: Store, keys: Place) -> None:
    """Row, terms and history are those that the records tell: of the whole ledger, and of the case alone."""
    whole, alone = await _found(told, keys), await _found(told, keys, one=True)
    row = await told.register.row(CASE)

    assert (whole.faults, whole.compared) == (alone.faults, alone.compared) == ([], 1)
    assert row is not None
    assert row.duties


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE register SET phase = 'closed'", "than its records tell: phase"),
        ("UPDATE register SET terminated = 7, lawyer = 'u9'", "than its records tell: terminated, lawyer"),
        ("DELETE FROM duties WHERE place = 0", "than its records tell: duties"),
        ("UPDATE duties SET due_at = '2099-01-01T00:00:00.000000Z' WHERE place = 0", "than its terms: due_last"),
        ("UPDATE register SET findings = 7", "than its records tell: findings"),
        ("UPDATE register SET owed_first = NULL", "than its terms: owed_first"),
        ("UPDATE register SET next_at = due_last", "than its terms: next_at"),
        ("UPDATE register SET erased_at = updated_at", "another `erased_at` than its last record"),
        ("UPDATE duties SET place = place + 50 WHERE place = 0", "than its records tell: duties"),
        ("UPDATE duties SET passed_recorded = NOT passed_recorded WHERE place = 0", "than its records tell: duties"),
        (TWICE, "than its records tell: duties"),
        ("UPDATE register SET updated_at = '2026-11-23T12:00:01.000000Z'", "another `updated_at` than its last record"),
        ("DELETE FROM histories", "sealed by record 41, is not in the store"),
        ("UPDATE histories SET run = 'run-2'", "sealed by record 41, is not in the store"),
        ("UPDATE histories SET body = (SELECT body FROM payloads LIMIT 1)", "sealed by record 41, does not open"),
    ],
)
async def test_a_change_is_found(told: Store, keys: Place, statement: str, what: str) -> None:
    """The case is named, and in which column its row is another, or which history is."""
    await _changed(told, statement)
    for one in (False, True):
        result = await _found(told, keys, one=one)
        assert {found.case for found in result.faults} == {CASE}
        assert what in str(result.faults[0])


async def test_another_history_is_found(told: Store, keys: Place) -> None:
    """One that was exchanged by somebody with the keys, and one that no record names."""
    await told.histories.put(CASE, RUN, HISTORY + b" ")
    await told.histories.put(CASE, "run-2", HISTORY)
    said = str((await _found(told, keys)).faults)

    assert "the history of run run-1, sealed by record 41, is another one in the store" in said
    assert "the history of run run-2 is in the store, no record names it" in said


async def test_words_of_an_erased_case_are_found(store: Store, keys: Place) -> None:
    """A record says that it was erased: no payload and no history of it may stand there; then nothing is compared."""
    await store.histories.put(CASE, RUN, HISTORY)
    await store.ledger.append([_append(erased=True)])
    first = await _found(store, keys)
    await _changed(store, "DELETE FROM payloads")
    second = await _found(store, keys, one=True)
    await _changed(store, "DELETE FROM histories")
    third = await _found(store, keys)

    assert [(found.case, found.record) for found in first.faults] == [(CASE, 1)]
    assert [(found.case, found.record) for found in second.faults] == [(CASE, None)]
    assert "words of it stand here" in str(second.faults[0])
    assert (third.faults, third.compared) == ([], 0)
