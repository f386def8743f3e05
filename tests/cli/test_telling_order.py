"""The order in which an import tells events: that of the file, but nothing before what it refers to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.telling_order import batches, groups
from models.events import Event


def event(name: str, **links: str) -> Event:
    """An event with nothing but its links."""
    return Event.model_validate({"id": name, "kind": "noted", **links})


def order(*events: Event) -> list[str]:
    """The groups as words: ids of one group joined."""
    return ["+".join(one.id for one in group) for group in groups(events)]


def test_the_order_of_the_file_holds() -> None:
    """Events that refer to nothing later are told as they stand."""
    assert order(event("b"), event("a", target="b"), event("c")) == ["b", "a", "c"]


@pytest.mark.parametrize("link", ["target", "after", "before", "identical_to"])
def test_an_event_waits_for_what_it_refers_to(link: str) -> None:
    """Whatever the link is called, the event named by it is told first."""
    assert order(event("a", **{link: "c"}), event("b"), event("c")) == ["b", "c", "a"]


def test_a_circle_is_told_together() -> None:
    """Events that refer to each other are one telling, in the order of the file; others go around it."""
    told = order(event("a", target="c"), event("b"), event("c", after="a"), event("d", target="a"))

    assert told == ["a+c", "b", "d"]


def test_links_to_elsewhere_and_to_itself_hold_nothing_up() -> None:
    """What the file does not define is the case's to judge, not the order's."""
    assert order(event("a", target="known-before"), event("b", target="b")) == ["a", "b"]


def test_a_long_line_of_links_is_no_trouble() -> None:
    """Five thousand events, each referring to the next, are told from the last to the first."""
    names = [f"e{number}" for number in range(5000)]
    line = [event(name, target=after) for name, after in zip(names, [*names[1:], names[-1]], strict=True)]

    assert [group[0].id for group in groups(line)] == names[::-1]


@given(st.lists(st.integers(0, 11), min_size=1, max_size=12))
def test_nothing_is_lost_and_nothing_comes_early(targets: list[int]) -> None:
    """Every event is told once, after or together with what it refers to."""
    events = [event(f"e{at}", target=f"e{target}") for at, target in enumerate(targets)]
    told = groups(events)
    when = {one.id: number for number, group in enumerate(told) for one in group}

    assert sorted(when) == sorted(one.id for one in events)
    assert sum(map(len, told)) == len(events)
    assert all(when[one.target] <= when[one.id] for one in events if one.target in when)


def test_batches_keep_groups_together() -> None:
    """Tellings are about as large as asked, and no group is taken apart."""
    told = [(event("a"),), (event("b"), event("c")), (event("d"),), (event("e"),)]

    assert [[one.id for one in batch] for batch in batches(told, 2)] == [["a"], ["b", "c"], ["d", "e"]]
    assert list(batches([], 2)) == []


def test_a_circle_too_large_for_one_telling_is_refused() -> None:
    """More events than one telling can hold cannot refer to each other in a circle."""
    names = [f"e{number}" for number in range(201)]
    circle = [event(name, target=after) for name, after in zip(names, [*names[1:], names[0]], strict=True)]

    with pytest.raises(ValueError, match="201 events refer to each other in a circle, from e0 on"):
        list(batches(groups(circle), 25))
