"""Payloads of which fields are withheld: the digest stays, and nothing else passes for it."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.chain import START, canonical, digest, follow, seal
from ledger.disclosure import FIELDS, Disclosed, Shown, check, disclose, fields_of, holds, payload_digest
from models.case import Chronology
from models.errors import IntegrityError, RefusedError
from models.records import Payload
from tests.lifecycle.stories import event, opening, stamp
from tests.models.chronologies import chronologies
from tests.store.telling import chain

SALT = "000102030405060708090a0b0c0d0e0f"
PAYLOAD = Payload(salt=SALT, event=event("complaint_lodged", summary="What was done in cell 4", position=3))


def by_hand(payload: Payload) -> str:
    """The digest as docs/proof.md tells it, written a second time with other tools."""
    told = json.loads(canonical(payload))
    fields: dict[str, Any] = {f"event.{key}": value for key, value in told.get("event", {}).items()}
    for key, value in told.get("opening", {}).items():
        inner = {f"opening.header.{part}": item for part, item in value.items()} if key == "header" else {}
        fields |= inner or {f"opening.{key}": value}
    fields |= {key: told[key] for key in ("raw",) if key in told}
    digests = {}
    for name, value in fields.items():
        salt = hmac.new(bytes.fromhex(payload.salt), name.encode(), hashlib.sha256).digest()[:16].hex()
        digests[name] = hashlib.sha256(rfc8785.dumps([salt, name, value])).hexdigest()
    return hashlib.sha256(rfc8785.dumps(digests)).hexdigest()


@given(chronologies())
@settings(max_examples=25, deadline=None)
def test_the_digest_is_the_one_that_is_written_down(chronology: Chronology) -> None:
    """For everything that a file can hold the digest is the one of docs/proof.md."""
    payloads = [Payload(salt=stamp().salt, event=one) for one in chronology.events]
    start = opening().model_copy(update={"header": chronology.header})
    for payload in (*payloads, Payload(salt=SALT, opening=start), Payload(salt=SALT, raw='"{\u2028}\n')):
        assert payload_digest(payload) == by_hand(payload)


@given(st.sets(st.sampled_from(sorted(FIELDS))))
@settings(max_examples=60, deadline=None)
def test_any_fields_can_be_withheld(withheld: set[str]) -> None:
    """Whatever is withheld, the rest is checked against the record, also after a way through JSON."""
    for payload in (PAYLOAD, Payload(salt=SALT, opening=opening()), Payload(salt=SALT, raw="sent")):
        disclosed = disclose(payload, withheld)
        read = Disclosed.from_json(json.loads(json.dumps(disclosed.to_json())))
        check(read, payload_digest(payload))

        assert read.shown.keys() == fields_of(payload).keys() - withheld
        assert read.withheld.keys() == fields_of(payload).keys() & withheld


def test_what_is_withheld_stands_nowhere() -> None:
    """Neither the words nor the salts that would let them be guessed are given away."""
    written = json.dumps(disclose(PAYLOAD, {"event.summary", "event.date"}).to_json())
    salt = hmac.digest(bytes.fromhex(SALT), b"event.summary", "sha256")[:16].hex()

    assert "cell 4" not in written
    assert SALT not in written
    assert salt not in written
    assert disclose(PAYLOAD, set()).shown["event.summary"] == Shown(salt, "What was done in cell 4")


def test_any_change_is_found() -> None:
    """Another value, salt, digest or name, a field more or less, or one moved between shown and withheld."""
    whole = payload_digest(PAYLOAD)
    good = disclose(PAYLOAD, {"event.summary"})
    date, hidden = good.shown["event.date"], good.withheld["event.summary"]
    bad = [
        replace(good, shown={**good.shown, "event.date": Shown(date.salt, "1999-01-01")}),
        replace(good, shown={**good.shown, "event.date": Shown("0" * 32, date.value)}),
        replace(good, shown={**good.shown, "event.number": Shown("0" * 32, "7")}),
        replace(good, shown={name: one for name, one in good.shown.items() if name != "event.date"}),
        replace(good, shown={**good.shown, "event.position": Shown(good.shown["event.position"].salt, 3.0)}),
        replace(good, withheld={"event.summary": "0" * 64}),
        replace(good, withheld={"event.source": hidden}),
        replace(good, withheld={**good.withheld, "event.source": hidden}),
        replace(good, withheld={}),
    ]
    for one in bad:
        with pytest.raises(IntegrityError, match="is not the one that its record was written for"):
            check(one, whole)
    check(good, whole)


def test_a_name_cannot_smuggle_another_field() -> None:
    """A name with quotes could pass for two fields: it is no name of a field."""
    good = disclose(PAYLOAD, {"event.summary", "event.date"})
    first, second = sorted(good.withheld)
    joined = replace(good, withheld={f'{first}":"{good.withheld[first]}","{second}': good.withheld[second]})

    with pytest.raises(IntegrityError, match="is no name of a field"):
        check(joined, payload_digest(PAYLOAD))


def test_a_field_is_shown_or_withheld() -> None:
    """Not both, lest one reader see what another does not."""
    good = disclose(PAYLOAD, {"event.summary"})
    both = replace(good, shown={**good.shown, "event.summary": Shown("0" * 32, "another story")})

    with pytest.raises(IntegrityError, match=r"'event\.summary' is both shown and withheld"):
        check(both, payload_digest(PAYLOAD))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"], ids=range(3))
def test_a_value_that_cannot_be_written_is_refused(value: object) -> None:
    """What some readers of JSON let in, and canonical JSON cannot write, is no value of a field."""
    with pytest.raises(IntegrityError, match="canonical JSON cannot write"):
        check(Disclosed({"raw": Shown("0" * 32, value)}, {}), "0" * 64)


def test_a_slip_shows_nothing() -> None:
    """A name that no payload can have is refused: it may be a misspelled one that was to be withheld."""
    with pytest.raises(RefusedError, match=r"no payload has a field 'event\.sumary'"):
        disclose(PAYLOAD, {"event.sumary"})


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"shown": {}},
        {"shown": [], "withheld": {}},
        {"shown": {}, "withheld": {}, "more": {}},
        {"shown": {"raw": "text"}, "withheld": {}},
        {"shown": {"raw": ["0" * 32]}, "withheld": {}},
        {"shown": {"raw": ["0" * 31, "text"]}, "withheld": {}},
        {"shown": {"raw": ['0"' * 16, "text"]}, "withheld": {}},
        {"shown": {}, "withheld": {"raw": "0" * 63}},
        {"shown": {}, "withheld": {"raw": 7}},
    ],
    ids=range(12),
)
def test_another_shape_is_refused(value: object) -> None:
    """What is not a disclosed payload is not read as one."""
    with pytest.raises(IntegrityError, match="a disclosed payload"):
        Disclosed.from_json(value)


def test_names_are_those_of_payloads() -> None:
    """Every field of every payload has its name, and the names are as people write them."""
    assert {"event.summary", "event.by", "opening.header.victim", "opening.law_known_on", "raw"} <= FIELDS
    assert fields_of(PAYLOAD).keys() < FIELDS
    assert not any(name in FIELDS for name in ("salt", "event", "opening", "opening.header"))


def test_records_of_the_first_ledgers_still_hold() -> None:
    """A record that names the digest of a whole payload, as the first versions wrote it, is still followed."""
    (entry,) = chain("sample", 1)
    assert entry.payload is not None
    first = seal(entry.record.model_copy(update={"payload": digest(canonical(entry.payload))}), entry.payload)

    assert holds(entry.payload, digest(canonical(entry.payload)))
    assert not holds(entry.payload, "0" * 64)
    assert follow(START, first).length == follow(START, entry).length == 1
