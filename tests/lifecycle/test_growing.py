"""The mapping that grows without being copied: every version stays what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.growing import Growing


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(), st.integers(0, 5))))
def test_every_version_stays_what_it_was(steps: list[tuple[int, int, int]]) -> None:
    """Grown from any earlier version, in any order, each version equals a plain mapping copied each time."""
    versions: list[Growing[int, int]] = [Growing()]
    plain: list[dict[int, int]] = [{}]
    for key, value, back in steps:
        at = max(len(versions) - 1 - back, 0)
        versions.append(versions[at].plus(key, value))
        plain.append({**plain[at], key: value})

    for one, other in zip(versions, plain, strict=True):
        assert dict(one) == other
        assert list(one) == list(other)
        assert len(one) == len(other)


def test_it_is_a_mapping() -> None:
    """It compares, finds and misses as any mapping does, and copies what it is made of."""
    known = {"a": 1}
    grown = Growing(known)
    known["b"] = 2

    assert grown == Growing({"a": 1}) == {"a": 1}
    assert "b" not in grown
    assert grown.get("b") is None
    assert repr(grown.plus("c", 3)) == "Growing({'a': 1, 'c': 3})"
    with pytest.raises(KeyError):
        grown["b"]


def test_an_older_version_does_not_see_what_came_later() -> None:
    """A key of a longer version is not found in the one that it grew from."""
    short = Growing({"a": 1})
    long = short.plus("b", 2)

    assert ("b" in short, "b" in long) == (False, True)
