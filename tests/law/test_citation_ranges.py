"""Ranges of places in a citation."""

from __future__ import annotations

import pytest

from law.citations import places, written


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("5(2)(a)-(c)", ("5(2)(a)", "5(2)", "5", "5(2)(c)")),
        ("5(a)-(b), (d)", ("5(a)", "5", "5(b)", "5(d)")),
        ("105(2)-(2)", ("105(2)", "105")),
        ("105(2)(1)-(3)", ("105(2)(1)", "105(2)", "105", "105(2)(2)", "105(2)(3)")),
    ],
)
def test_a_range_names_its_ends_and_what_can_be_counted_between(citation: str, expected: tuple[str, ...]) -> None:
    """Of numbers everything between is named; of letters the two ends, for what lies between is not known."""
    assert places(citation) == expected


def test_a_place_is_written_as_in_the_law() -> None:
    """The article, then each step in brackets."""
    assert written(["193", "1", "12-1"]) == "193(1)(12-1)"
    assert written(["193"]) == "193"
