"""What has nothing to do with a finding changes nothing in it; and a finding names the provisions of its day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lifecycle.findings import find
from models.assessment import Finding
from tests.findings.telling import events, facts, findings, header
from tests.findings.test_evidence import STORIES

BESIDE = (
    "noted 2010-01-01 proceeding=civil",
    "opening_refused 2010-01-02 by=court proceeding=civil",
    "notified 2010-01-03 by=court proceeding=civil",
)


def judged(story: dict[str, Any], *, beside: bool) -> dict[str, Finding]:
    """The findings of a story, with or without things told before it that have nothing to do with them."""
    head = {key: value for key, value in story.items() if key in {"jurisdiction", "died"}}
    if "accused" in story:
        head["accused"] = tuple(story["accused"])
    told = events(*story["story"])
    if beside:
        other = (one.model_copy(update={"id": f"o{place}"}) for place, one in enumerate(events(*BESIDE)))
        told = (*other, *(one.model_copy(update={"position": one.position + len(BESIDE)}) for one in told))
    day = date.fromisoformat(story.get("as_of", "2025-12-31"))
    return {one.rule: one for one in find(facts(told, header(**head), day), day)}


@pytest.mark.parametrize("first", range(12))
def test_what_was_told_before_of_another_matter_changes_nothing(first: int) -> None:
    """A civil case before everything else: each story finds what it found, from the same events."""
    for story in STORIES[first::12]:
        if not any("unknown" in line for line in story["story"]):
            assert judged(story, beside=True) == judged(story, beside=False)


REFUSED = "opening_refused {} by=police known_on=never"
NOTICE = ("cpc-289-2-notice", "cpc-105-2-prosecutor-terms")
SUSPENDED = ("suspended 2021-12-01 by=police", "suspended {} by=police")


@pytest.mark.parametrize(
    ("rule", "lines", "day", "provisions"),
    [
        ("not_notified", (REFUSED,), "2016-04-01", ("cpc-289-2-notice",)),
        ("not_notified", (REFUSED,), "2022-04-01", NOTICE),
        ("not_notified", (REFUSED,), "2025-09-14", NOTICE),
        ("not_notified", (REFUSED,), "2025-09-15", NOTICE),
        ("repeated_suspension", SUSPENDED, "2022-01-06", ("cpc-45-7-interruption",)),
        ("repeated_suspension", SUSPENDED, "2022-01-07", ("cpc-45-7-interruption",)),
    ],
)
def test_a_provision_is_named_in_each_of_its_wordings(
    rule: str, lines: tuple[str, ...], day: str, provisions: tuple[str, ...]
) -> None:
    """On the last day of one wording and on the first of the next; not before the first."""
    found = findings(*(line.format(day) for line in lines))[rule].provisions

    assert found == provisions


def test_elsewhere_no_provision_of_kazakhstan_is_named() -> None:
    """A finding that rests on a treaty holds everywhere, without domestic provisions."""
    found = findings(REFUSED.format("2022-04-01"), jurisdiction="KG")["not_notified"]

    assert (found.provisions, found.treaty) == ((), ("CAT-13",))
