"""What law data may not say, each with the reason; and the values beside the line that they may."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from law.findings import Support, Threshold, read_criteria
from law.offences import read_offences
from law.published import BOOK, CRITERIA, DATA
from law.rules import Source, Version
from law.terms import Due, last_day
from models.errors import LawError
from tests.law.places import ALMATY, counted

SOURCE: dict[str, Any] = {"id": "code", "title": "The code", "seen": True}
VERSION: dict[str, Any] = {
    "label": "present",
    "in_force_from": date(2015, 1, 1),
    "in_force_to": date(2015, 1, 1),
    "entered_on": date(2026, 11, 23),
    "checked_on": date(2026, 11, 23),
    "confidence": "text-seen",
    "says": "Something.",
    "sources": [SOURCE],
}
SUPPORT: dict[str, Any] = {"says": "Too long.", "weighs": "for"}
THRESHOLD: dict[str, Any] = {
    "id": "some_days",
    "length": 1,
    "unit": "days",
    "confidence": "unverified",
    "support": [{**SUPPORT, "decision": "CAT/C/1"}],
}


def due(day: date) -> Due:
    """The end of a day in Almaty."""
    return Due(day, 1440, ALMATY.instant(day, 1440))


def test_a_source_has_a_title_or_an_address() -> None:
    """Either is enough to find it by; without both it is refused."""
    for named in ({"title": "The code"}, {"url": "https://example.org/code"}):
        assert Source(id="code", seen=True, **named).id == "code"
    with pytest.raises(ValidationError, match="names neither a title nor a url"):
        Source(id="code", seen=True)


def test_a_version_may_hold_for_one_day() -> None:
    """Its last day may be its first, and not the day before."""
    assert Version.model_validate(VERSION).in_force_to == date(2015, 1, 1)
    with pytest.raises(ValidationError, match="ends before it starts"):
        Version.model_validate({**VERSION, "in_force_to": date(2014, 12, 31)})


@pytest.mark.parametrize(
    "named", [{}, {"decision": "CAT/C/1", "provision": "cpc-1"}], ids=["names neither", "names both"]
)
def test_a_threshold_is_supported_by_one_decision_or_one_provision(named: dict[str, str]) -> None:
    """One of the two, so that a reader knows what to open."""
    with pytest.raises(ValidationError, match="a decision or a provision, one of the two"):
        Support.model_validate({**SUPPORT, **named})
    assert Support.model_validate({**SUPPORT, "decision": "CAT/C/1"}).provision is None
    assert Support.model_validate({**SUPPORT, "provision": "cpc-1"}).decision is None


def test_a_threshold_is_counted_from_events_that_there_are() -> None:
    """A misspelt kind of event would never be counted: it is refused. `decision` stands for all of them."""
    with pytest.raises(ValidationError, match="is no kind of event"):
        Threshold.model_validate({**THRESHOLD, "counted_from": ["complaint_lodge"]})
    named = Threshold.model_validate({**THRESHOLD, "counted_from": ["complaint_lodged", "decision"]})

    assert {"complaint_lodged", "opening_refused", "quashed"} <= named.kinds
    assert not {"decision", "noted", "interviewed"} & named.kinds
    assert Threshold.model_validate({**THRESHOLD, "counted_from": ["noted"]}).kinds == {"noted"}


@pytest.mark.parametrize(
    ("name", "content"),
    [("findings/thresholds.yaml", b"thresholds: none"), ("findings/rules.yaml", b"findings: none")],
)
def test_findings_without_their_list_are_refused(name: str, content: bytes) -> None:
    """A word in the place of the list is no list."""
    with pytest.raises(LawError, match=f"{name}: holds no list"):
        read_criteria({**DATA, name: content}, BOOK.ids)


def test_consequences_without_their_list_are_refused() -> None:
    """A word in the place of the list is no list."""
    name = "offences/consequences.yaml"
    with pytest.raises(LawError, match=f"{name}: holds no list"):
        read_offences({**DATA, name: b"consequences: none"}, CRITERIA, BOOK.ids)


def test_a_term_in_hours_has_no_last_day() -> None:
    """It ends on an instant; a duty to act at once ends with its day."""
    with pytest.raises(LawError, match="is counted in hours"):
        last_day(counted("hours", 24), date(2024, 3, 1))
    assert last_day(counted("immediate", 0), date(2024, 3, 1)) == date(2024, 3, 1)


def test_ends_are_ordered_by_their_instant() -> None:
    """The end of a day comes before that of the next, and not before itself; other things cannot be compared."""
    first, same, second = due(date(2024, 3, 4)), due(date(2024, 3, 4)), due(date(2024, 3, 5))

    assert first < second
    assert not second < first
    assert not first < same
    assert first == same
    assert first != second
    assert len({first, same, second}) == 2
    assert (str(first), first.text) == ("2024-03-04T24:00", "2024-03-04T24:00")
    assert first != "2024-03-04T24:00"
    with pytest.raises(TypeError):
        assert first < "2024-03-05T24:00"


def test_the_rulebook_says_how_many_rules_it_has() -> None:
    """As many as it has ids."""
    assert len(BOOK) == len(set(BOOK.ids)) > 200
