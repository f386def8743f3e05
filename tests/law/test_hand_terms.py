"""Every term of the law against ends that were worked out by hand from the articles, in `hand_terms.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from law.published import BOOK, CALENDAR
from law.rules import Term
from law.terms import due_range
from models.dates import PartialDate
from models.errors import LawError
from tests.law.places import ALMATY, ends

HAND: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "hand_terms.yaml").read_text(encoding="utf-8"))
BACKWARDS = "counted back"
TERMS = {(row["rule"], row["term"]): row["counted"] for row in HAND["terms"]}
COUNTED = [pytest.param(*key, how, id="-".join(key)) for key, how in TERMS.items() if how != BACKWARDS]


def versions(rule: str, name: str) -> list[Term]:
    """The term in every version of its rule."""
    return [term for version in BOOK.rule(rule).versions for term in version.terms if term.name == name]


def computed(term: Term, begun: str) -> str | list[str]:
    """The end from a moment or a day; the two ends from a month or a year."""
    if len(begun) >= len("2023-10-02"):
        return ends(term, begun).text
    return [end.text for end in due_range(term, PartialDate.parse(begun).interval, CALENDAR, ALMATY)]


def test_every_term_of_the_rulebook_was_worked_out() -> None:
    """No term of any version is left without ends by hand; a new one fails here."""
    known = {(rule.id, term.name) for rule in BOOK.rules for version in rule.versions for term in version.terms}
    assert TERMS.keys() == known
    assert set(TERMS.values()) == {*HAND["ends"], BACKWARDS}


@pytest.mark.parametrize(("rule", "name", "how"), COUNTED)
def test_it_ends_where_the_hand_did(rule: str, name: str, how: str) -> None:
    """From each day, hour, month and year the program ends the term where the hand did."""
    rows = HAND["ends"][how]
    for term in versions(rule, name):
        assert {row["from"]: computed(term, row["from"]) for row in rows} == {row["from"]: row["to"] for row in rows}


@pytest.mark.parametrize(("rule", "name"), [key for key, how in TERMS.items() if how == BACKWARDS])
def test_what_is_counted_back_has_no_end(rule: str, name: str) -> None:
    """A lead time before another end is refused, not computed as if it ran forward."""
    for term in versions(rule, name):
        with pytest.raises(LawError, match="counted backwards"):
            ends(term, "2023-10-02")


def test_each_way_of_counting_meets_the_hard_days() -> None:
    """Each way has rows enough; one that moves was worked out over weekends, holidays and transferred days."""
    for how, rows in HAND["ends"].items():
        why = " ".join(row["why"] for row in rows)
        assert len(rows) >= 7
        if "->" in why:
            assert all(word in why for word in ("weekly", "Nauryz", "freed", "Kurban Ait", "moved from")), how
