"""The order of uncertain events: decided by what was told, never by when it was recorded."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.timeline import Timeline, add, build, corrected
from models.dates import PartialDate
from models.events import Event
from tests.lifecycle.stories import event, setting, stories, story, timeline


def ordered(*events: Event) -> list[str]:
    """The ids of the events in the order in which they are taken to have happened."""
    return [place.id for place in timeline(story(*events)).places]


def one(name: str, day: str, **fields: str) -> Event:
    """Something noted."""
    return event("noted", day, id=name, **fields)


ORDERS = {
    "dates decide": ([one("b", "2020-02-01"), one("a", "2020-01-01")], "a b"),
    "the telling decides within a day": ([one("b", "2020-01-01"), one("a", "2020-01-01")], "b a"),
    "a time of day decides before the telling": (
        [one("b", "2020-01-01", at="15:40"), one("a", "2020-01-01", at="09:00")],
        "a b",
    ),
    "no time of day: that of the event told before": (
        [one("a", "2020-01-01", at="15:40"), one("b", "2020-01-01"), one("c", "2020-01-01", at="16:00")],
        "a b c",
    ),
    "a month stands where it was told": (
        [one("a", "2020-01-10"), one("b", "2020-01"), one("c", "2020-01-20"), one("d", "2020-01-05")],
        "d a b c",
    ),
    "a month keeps its bounds": ([one("a", "2020-03-10"), one("b", "2020-01"), one("c", "2020-02-20")], "b c a"),
    "a month told too late stands on its last day": ([one("a", "2020-01-31"), one("b", "2020-01")], "a b"),
    "unknown stands after what was told before it": (
        [one("a", "2020-01-10"), one("b", "unknown"), one("c", "2020-01-20")],
        "a b c",
    ),
    "unknown told first stands first": ([one("b", "unknown"), one("a", "2020-01-10")], "b a"),
    "after an exact day": ([one("a", "2020-01-10"), one("b", "unknown", after="c"), one("c", "2020-05-20")], "a c b"),
    "before an exact day": ([one("a", "2020-05-20"), one("b", "unknown", before="c"), one("c", "2020-01-10")], "b c a"),
    "after decides within a day": (
        [one("a", "2020-01-10", after="c"), one("b", "2020-01-10"), one("c", "2020-01-10"), one("d", "2020-01-10")],
        "b c a d",
    ),
    "before decides within a day": (
        [one("a", "2020-01-10"), one("b", "2020-01-10"), one("c", "2020-01-10"), one("d", "2020-01-10", before="b")],
        "a d b c",
    ),
    "what holds already moves nothing": (
        [one("a", "2020-01-10"), one("b", "2020-01-10"), one("c", "2020-01-10", after="a")],
        "a b c",
    ),
    "between": (
        [one("a", "2020-01-10"), one("b", "2020-01-20"), one("c", "unknown", after="a", before="b")],
        "a c b",
    ),
    "a chain": (
        [one("a", "unknown", after="b"), one("b", "unknown", after="c"), one("c", "unknown", after="d"),
         one("d", "2020-01-10")],
        "d c b a",
    ),
    "after an uncertain event told later": (
        [one("a", "2020-04-10"), one("b", "unknown", after="d"), one("c", "2020-04-20"), one("d", "2020-04")],
        "a c d b",
    ),
    "a certain date wins over after": ([one("a", "2020-01-01", after="b"), one("b", "2020-02-01")], "a b"),
    "bounds that exclude each other: the date wins": (
        [one("a", "2020-01-01"), one("b", "2020-01", after="c"), one("c", "2020-03-01")],
        "a b c",
    ),
    "a circle comes to rest": ([one("a", "2020-01-01", after="b"), one("b", "2020-01-01", after="a")], "a b"),
    "an event after itself": ([one("a", "2020-01-01", after="a"), one("b", "2020-01-01")], "a b"),
    "after what was never told": ([one("a", "2020-01-01", after="zz"), one("b", "2020-01-01")], "a b"),
}  # fmt: skip


@pytest.mark.parametrize(("events", "expected"), ORDERS.values(), ids=ORDERS.keys())
def test_order(events: list[Event], expected: str) -> None:
    """Written cases, one for each rule of the order and each contradiction."""
    assert ordered(*events) == expected.split()


def test_thousands_of_constraints_on_one_day() -> None:
    """A day of two thousand events, each after the one told next, is arranged without recursion and in good time."""
    names = [f"e{number}" for number in range(2000)]
    events = [one(name, "2020-01-01", after=then) for name, then in pairwise(names)] + [one(names[-1], "2020-01-01")]

    assert ordered(*events) == names[::-1]


@given(stories())
@settings(max_examples=300, deadline=None)
def test_certain_dates_are_respected(events: tuple[Event, ...]) -> None:
    """Where no constraint is told, no event stands after one whose first possible day lies past its last."""
    line = timeline(events)
    free = [known for known in line.in_order() if not known.after and not known.before]
    named = {other for known in line.in_order() for other in (known.after, known.before)}
    free = [known for known in free if known.id not in named]

    for number, known in enumerate(free):
        assert all(later.date.last >= known.date.first for later in free[number + 1 :])


@given(stories(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_any_order_of_recording_tells_the_same_story(events: tuple[Event, ...], chance: random.Random) -> None:
    """Events recorded one by one, in any order, give the timeline that they give together."""
    whole = timeline(events)
    shuffled = list(events)
    chance.shuffle(shuffled)
    line = timeline(())
    for known in shuffled:
        line = add(line, known)

    _assert_same(line, whole)


@given(stories())
@settings(max_examples=200, deadline=None)
def test_adding_is_building_from_nothing(events: tuple[Event, ...]) -> None:
    """After each addition the timeline is the one built from nothing of the events so far."""
    line = timeline(())
    for number, known in enumerate(events):
        line = add(line, known)
        _assert_same(line, build(events[: number + 1], setting()))


@given(stories(longest=6))
@settings(max_examples=60, deadline=None)
def test_marks_change_nothing(events: tuple[Event, ...]) -> None:
    """A case with more events than one stretch between marks is derived again exactly, wherever an event goes in."""
    padding = [one(f"n{number}", "2019-01-01").model_copy(update={"position": 100 + number}) for number in range(150)]
    late = one("late", "2019-01-01", at="00:00").model_copy(update={"position": 400})
    line = timeline((*padding, *events))

    _assert_same(add(line, late), timeline((*padding, *events, late)))
    assert add(line, late).marks == timeline((*padding, *events, late)).marks


@given(stories())
@settings(max_examples=100, deadline=None)
def test_the_past_is_found_again(events: tuple[Event, ...]) -> None:
    """The standing before an event and at the end of a day are those of the events up to there."""
    line = timeline(events)
    for number, known in enumerate(line.in_order()):
        before = line.before(known.id)
        assert before.events == number
        assert line._until(number) == before


def _assert_same(one_way: Timeline, other_way: Timeline) -> None:
    assert one_way.places == other_way.places
    assert one_way.standing == other_way.standing
    assert dict(one_way.events) == dict(other_way.events)
    assert (one_way.last, one_way.reached) == (other_way.last, other_way.reached)


# Corrections


def test_a_correction_replaces_what_it_says() -> None:
    """The date and the body are replaced, everything else stays; the event as told stays too."""
    line = timeline(
        story(
            event("opening_refused", "2020-01-10", summary="as told"),
            event("corrected", "2020-02-10", target="opening_refused", by="prosecutor"),
        )
    )

    known = line.events["opening_refused"]
    assert (known.date.text, known.body, known.summary) == ("2020-02-10", "prosecutor", "as told")
    assert line.told["opening_refused"].date.text == "2020-01-10"


def test_a_correction_without_a_date_leaves_the_date() -> None:
    """What a correction does not say is not replaced."""
    line = timeline(
        story(event("terminated", "2020-01-10"), event("corrected", "unknown", target="terminated", by="prosecutor"))
    )

    assert line.events["terminated"].date == PartialDate.parse("2020-01-10")


def test_a_corrected_date_moves_the_event() -> None:
    """A refusal that is found to have come before the complaint does not stand behind it any more."""
    events = story(
        event("opening_refused", "2020-01-10"),
        event("complaint_lodged", "2020-01-05"),
        event("corrected", "2020-01-01", target="opening_refused"),
    )

    assert timeline(events[:2]).standing.postures["main"].state == "termination.opening_refused"
    assert timeline(events).standing.postures["main"].state == "registration.lodged"


def test_a_correction_of_a_correction_goes_to_the_root() -> None:
    """The later of two corrections wins, also where it names the earlier one."""
    told = {
        known.id: known
        for known in story(
            event("terminated", "2020-01-10"),
            event("corrected", "2020-01-11", id="c1", target="terminated"),
            event("corrected", "2020-01-12", id="c2", target="c1"),
        )
    }

    assert corrected(told)["terminated"].date.text == "2020-01-12"


def test_corrections_in_a_circle_correct_nothing() -> None:
    """Two corrections of each other are kept and change nothing."""
    line = timeline(
        story(
            event("noted", "2020-01-10"),
            event("corrected", "2020-01-11", id="c1", target="c2"),
            event("corrected", "2020-01-12", id="c2", target="c1"),
        )
    )

    assert line.events["noted"].date.text == "2020-01-10"
    assert line.standing.counts == {"noted": 1, "corrected": 2}


def test_a_correction_moves_nothing_itself() -> None:
    """A correction is counted, and begins no proceeding and no request."""
    line = timeline(story(event("noted", proceeding="own"), event("corrected", target="noted")))

    assert set(line.standing.postures) == {"own"}


@pytest.mark.parametrize("field", ["id", "kind", "target", "position"])
def test_what_identifies_an_event_is_not_corrected(field: str) -> None:
    """A correction replaces neither id, kind, target nor place in the telling."""
    line = timeline(
        story(
            event("opening_refused", "2020-01-10"),
            event("quashed", "2020-01-11", target="opening_refused"),
            event("corrected", "2020-01-12", target="quashed", by="court"),
        )
    )

    assert getattr(line.events["quashed"], field) == getattr(line.told["quashed"], field)
