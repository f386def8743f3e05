"""Ranges of places in a citation."""

from __future__ import annotations

import pytest

from law.citations import places, written


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("193(1)(12-1)-(14)", ("193(1)(12-1)", "193(1)", "193", "193(1)(14)")),
        ("105(2)-(4)", ("105(2)", "105", "105(3)", "105(4)")),
        ("105(2)-(2)", ("105(2)", "105")),
        ("105(2)(1)-(3)", ("105(2)(1)", "105(2)", "105", "105(2)(2)", "105(2)(3)")),
    ],
)
def test_a_range_names_its_ends_and_what_can_be_counted_between(citation: str, expected: tuple[str, ...]) -> None:
    """Between plain numbers all are named; from an inserted item such as 12-1 on, the two ends."""
    assert places(citation) == expected


def test_a_place_is_written_as_in_the_law() -> None:
    """The article, then each step in brackets."""
    assert written(["193", "1", "12-1"]) == "193(1)(12-1)"
    assert written(["193"]) == "193"
