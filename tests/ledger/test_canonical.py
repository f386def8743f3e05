"""Canonical bytes: the project's fast way against the library that does nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from ledger.chain import EXACT, canonical
from models.case import Chronology
from models.errors import IntegrityError
from models.records import Payload
from tests.lifecycle.stories import published, stamp
from tests.models.chronologies import chronologies

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
NAMES = st.text("abcXYZ_019", min_size=1, max_size=5).map(lambda name: f"n{name}")
LEAVES = st.one_of(TEXTS, st.integers(-EXACT, EXACT), st.booleans(), st.none())
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))


class Anything(BaseModel):
    """A model of any shape."""

    model_config = ConfigDict(extra="allow")


def said(value: Any) -> Any:
    """The value without absent, empty and null fields, written a second time."""
    if isinstance(value, dict):
        return {key: said(item) for key, item in value.items() if item is not None and item not in ("", [])}
    if isinstance(value, list):
        return [said(item) for item in value]
    return value


@given(st.dictionaries(NAMES, VALUES, max_size=6))
@settings(max_examples=200, deadline=None)
def test_bytes_are_those_of_the_library(fields: dict[str, Any]) -> None:
    """For every text, whole number, truth value, list and mapping the bytes equal those of rfc8785."""
    assert canonical(Anything.model_validate(fields)) == rfc8785.dumps(said(fields))


@given(chronologies())
@settings(max_examples=25, deadline=None)
def test_payloads_are_written_as_the_library_writes_them(chronology: Chronology) -> None:
    """Every event that a file can hold has the bytes that rfc8785 gives it."""
    for event in chronology.events:
        payload = Payload(salt=stamp().salt, event=event)
        assert canonical(payload) == rfc8785.dumps(said(payload.model_dump(mode="json")))


def test_published_events_are_written_as_the_library_writes_them() -> None:
    """So has every published event."""
    payloads = [Payload(salt=stamp().salt, event=event) for case in published() for event in case.events]

    assert [canonical(one) for one in payloads] == [
        rfc8785.dumps(said(one.model_dump(mode="json"))) for one in payloads
    ]


def test_control_characters_and_line_separators() -> None:
    """The characters that writers of JSON disagree on are written as RFC 8785 says."""
    text = "".join(map(chr, range(0x21))) + '"\\/\x7f\u0080\u2028\u2029\ufeff\U0001f600'

    assert canonical(Anything.model_validate({"text": text})) == rfc8785.dumps({"text": text})


@pytest.mark.parametrize("number", [EXACT + 1, -EXACT - 1, 0.5, 1e30])
def test_a_number_that_is_not_exact_is_refused(number: float) -> None:
    """Neither a fraction nor a number beyond 2^53 - 1 is written down."""
    with pytest.raises(IntegrityError, match="cannot be written down exactly"):
        canonical(Anything.model_validate({"number": [number]}))


@pytest.mark.parametrize("number", [EXACT, -EXACT, 0, True])
def test_the_last_exact_numbers_are_written(number: int) -> None:
    """Numbers up to 2^53 - 1 and truth values are written as they are."""
    assert canonical(Anything.model_validate({"number": number})) == rfc8785.dumps({"number": number})
