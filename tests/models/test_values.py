"""The models are values: closed, frozen, comparable, and strict about what is true and what is a number."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from pydantic import BaseModel, TypeAdapter, ValidationError

from models.base import Article, Clock, Reference, Slug, Treaty
from models.case import Body, Chronology, Victim
from models.dates import PartialDate
from models.errors import AryzError, ChronologyError, Fault
from models.events import Actor, Event, Sentence
from tests.models.chronologies import chronologies

EVENT = {"id": "e01", "kind": "opening_refused", "date": "2024-04", "by": {"role": "official", "body": "mvd"}}
CONVICTED = {"kind": "imprisonment", "months": 36}


def test_an_event_cannot_be_changed() -> None:
    """A changed event is a new event; the old one stays as it was told."""
    told = Event.model_validate(EVENT)
    field = "kind"

    with pytest.raises(ValidationError, match="frozen"):
        setattr(told, field, "closed")
    assert told.kind == "opening_refused"


@pytest.mark.parametrize("model", [Event, Victim, Body, Actor, Sentence])
def test_unknown_keys_are_refused(model: type[BaseModel]) -> None:
    """A key that nobody defined is an error, never silently dropped."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate({**EVENT, **CONVICTED, "colour": "red"})

    assert ("extra_forbidden", ("colour",)) in {(found["type"], found["loc"]) for found in caught.value.errors()}


@pytest.mark.parametrize("value", ["yes", "no", "true", "false", 0, 1, "", "on"])
def test_only_true_and_false_are_true_or_false(value: object) -> None:
    """What merely looks like yes or no is refused: a wrong guess would turn a finding round."""
    with pytest.raises(ValidationError):
        Event.model_validate({**EVENT, "victim_heard": value})
    with pytest.raises(ValidationError):
        Victim.model_validate({"died": value})


@pytest.mark.parametrize("value", ["36", True, 36.5, -1])
def test_months_are_a_whole_number(value: object) -> None:
    """A sentence is counted in whole months, zero or more."""
    assert Sentence.model_validate(CONVICTED).months == 36
    with pytest.raises(ValidationError):
        Sentence.model_validate({**CONVICTED, "months": value})


@pytest.mark.parametrize(
    ("form", "right", "wrong"),
    [
        (Reference, ["abc", "nz-ez", "0-1", "a" * 40], ["ab", "-ab", "Abc", "a_b", "a" * 41, "abc\n", "ab\u0441"]),
        (Slug, ["e", "E01", "a.b_c-d", "x" * 64], ["", "-e", ".e", "e 1", "e/1", "x" * 65, "e01\n"]),
        (
            Article,
            ["kz-pc-146-2", "kz1997-pc-347-1", "kg-pc-305"],
            ["146", "KZ-pc-146", "kz-pc-", "kz19-pc-1", "kz pc"],
        ),
        (Treaty, ["CAT-12", "CAT-2-1", "ICCPR-2-3", "ICCPR-14-3-c"], ["CAT", "cat-12", "CAT-", "CAT-c", "CAT 12"]),
        (Clock, ["00:00", "09:05", "23:59"], ["24:00", "9:05", "09:60", "09:05:00", "0905"]),
    ],
    ids=["reference", "slug", "article", "treaty", "clock"],
)
def test_forms_hold_what_they_name(form: Any, right: list[str], wrong: list[str]) -> None:
    """Each form of text takes what it is for and nothing beside it."""
    check = TypeAdapter[str](form)

    assert right == [check.validate_python(text) for text in right]
    for text in wrong:
        with pytest.raises(ValidationError):
            check.validate_python(text)


@pytest.mark.parametrize(("year", "text"), [(1969, "1969"), (2024, "2024")])
def test_a_bare_year_may_be_a_number(year: int, text: str) -> None:
    """YAML and JSON write a year as a number; it is the same date."""
    assert Victim(born=PartialDate.parse(text)) == Victim.model_validate({"born": year})


@pytest.mark.parametrize("value", [7, 20240329, -2024, True, 2024.0, None, [2024]])
def test_other_numbers_are_no_dates(value: object) -> None:
    """A day of the month or a date without hyphens is not taken for a year."""
    with pytest.raises(ValidationError):
        Event.model_validate({**EVENT, "date": value})


@given(chronologies())
def test_json_gives_the_same_value_back(told: Chronology) -> None:
    """What a workflow or a ledger stores is what was told, and one value has one form."""
    stored = told.model_dump_json()

    assert told == Chronology.model_validate_json(stored)
    assert json.loads(stored) == told.model_dump(mode="json")
    assert stored == Chronology.model_validate_json(stored).model_dump_json()
    assert hash(told) == hash(Chronology.model_validate_json(stored))


def test_an_event_knows_who_acts_and_whether_it_decides() -> None:
    """The body and the mark of a decision are read off the event."""
    told = Event.model_validate(EVENT)
    silent = Event.model_validate({"id": "e02", "kind": "noted"})

    assert (told.body, told.decision) == ("mvd", True)
    assert (silent.body, silent.decision) == (None, False)


def test_a_fault_reads_as_one_line() -> None:
    """Where, event, key, problem, remedy; what is not known is left out."""
    whole = Fault("a.yaml:4", "e01", "by.role", "is missing", "add it")
    bare = Fault("a.yaml", None, None, "is empty", "begin")
    error = ChronologyError((whole, bare))

    assert str(error) == "a.yaml:4: event e01: by.role: is missing; add it\na.yaml: is empty; begin"
    assert isinstance(error, AryzError)
