"""Ranges of places in a citation."""

from __future__ import annotations

import pytest

from law.citations import places, written


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("(3), 105(2)", ("105(2)", "105")),
        ("as amended, 105(2)", ("105(2)", "105")),
        ("5(2)(a)-(c)", ("5(2)(a)", "5(2)", "5", "5(2)(b)", "5(2)(c)")),
        ("5(2)(c)-(d)", ("5(2)(c)", "5(2)", "5", "5(2)(d)")),
        ("193(12-1)-(12-3)", ("193(12-1)", "193", "193(12-2)", "193(12-3)")),
        ("193(12-1)-(12-2)", ("193(12-1)", "193", "193(12-2)")),
        ("193(12)-(12-2)", ("193(12)", "193", "193(12-1)", "193(12-2)")),
        ("3(1)-(1-2), (4)", ("3(1)", "3", "3(1-1)", "3(1-2)", "3(4)")),
        ("193(11-9)-(12-2)", ("193(11-9)", "193", "193(12-2)")),
        ("193(a)-(7)", ("193(a)", "193", "193(7)")),
        ("193(ab)-(ad)", ("193(ab)", "193", "193(ad)")),
        ("193(1)-(99999)", ("193(1)", "193", "193(99999)")),
        ("193(1)(12-1)-(14)", ("193(1)(12-1)", "193(1)", "193", "193(1)(14)")),
        ("105(2)-(4)", ("105(2)", "105", "105(3)", "105(4)")),
        ("105(2)-(2)", ("105(2)", "105")),
        ("105(2)(1)-(3)", ("105(2)(1)", "105(2)", "105", "105(2)(2)", "105(2)(3)")),
    ],
)
def test_a_range_names_its_ends_and_what_can_be_counted_between(citation: str, expected: tuple[str, ...]) -> None:
    """Between numbers, letters, and items inserted at one place all are named; else the two ends."""
    assert places(citation) == expected


def test_a_place_is_written_as_in_the_law() -> None:
    """The article, then each step in brackets."""
    assert written(["193", "1", "12-1"]) == "193(1)(12-1)"
    assert written(["193"]) == "193"
