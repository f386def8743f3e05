"""Days that do not count on the victim's own complaint, the form told later, the arrival of a case, named ceilings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.duties import Duty
from models.dates import PartialDate
from models.events import Actor, Event
from models.words import Form, Role
from tests.lifecycle.stories import event, norms, story, timeline

BASIC = "cpc-192-2-basic-terms"
NEW = "cpc-192-7-after-quashing"
VICTIM = Actor(role=Role.VICTIM)
OPENED = event("investigation_opened", "2023-03-01", id="o", form=Form.INQUIRY)  # ends on Monday 3 April


def duties(*events: Event) -> dict[str, Duty]:
    """All terms of a story by rule and anchor."""
    found = timeline(story(*events)).standing.duties.every()
    return {f"{one.claim.rule} {one.anchor}": one for one in found if one.claim.pauses}


def ends(one: Duty) -> tuple[str, str]:
    """The days on which it ends at the earliest and at the latest."""
    assert one.earliest is not None
    assert one.latest is not None
    return one.earliest.text[:10], one.latest.text[:10]


def complaint(day: str, name: str = "a", **fields: Any) -> Event:
    """A complaint of the victim about the investigation."""
    return event("appeal_filed", day, **{"id": name, "to": "prosecutor", "by": VICTIM, **fields})


def answer(day: str, name: str = "a", by: str = "prosecutor") -> Event:
    """Its rejection."""
    return event("appeal_rejected", day, id=f"no-{name}", target=name, by=by)


def basic(*events: Event) -> Duty:
    """The term of the inquiry after further events."""
    return duties(OPENED, *events)[f"{BASIC} o"]


def test_the_days_of_a_complaint_may_not_count() -> None:
    """From the complaint to its answer six days: the latest end moves by them, the earliest stays."""
    assert ends(basic(complaint("2023-03-10"), answer("2023-03-16"))) == ("2023-04-03", "2023-04-07")


def test_an_unanswered_complaint_stops_it_no_longer_than_its_own_term() -> None:
    """Seven days, to Friday 17 March: what the prosecutor keeps longer is not excused."""
    assert ends(basic(complaint("2023-03-10"))) == ("2023-04-03", "2023-04-10")  # 8 April is a Saturday
    assert ends(basic(complaint("2023-03-10"), answer("2023-05-30"))) == ("2023-04-03", "2023-04-10")


def test_a_complaint_to_a_judge_stops_it_for_ten_days() -> None:
    """From 13 to 24 March: the tenth day, the 23rd, is Nauryz."""
    assert ends(basic(complaint("2023-03-13", to="court")))[1] == "2023-04-12"
    assert basic(complaint("2023-03-13", to="court")).standstill_at_most == 11


def test_two_complaints_at_once_do_not_count_twice() -> None:
    """Net time is gross time minus the union of the days."""
    one = basic(
        complaint("2023-03-10"), complaint("2023-03-12", "b", to="court"), answer("2023-03-16"),
        answer("2023-03-18", "b", by="court"),
    )  # fmt: skip

    assert (one.standstill, one.standstill_at_most) == (0, 8)


def test_a_complaint_during_an_interruption_adds_nothing() -> None:
    """Its days are those of the interruption, which certainly do not count."""
    one = basic(
        event("suspended", "2023-03-05", id="s"), complaint("2023-03-10"), answer("2023-03-14"),
        event("resumed", "2023-03-25", target="s"),
    )  # fmt: skip

    assert (one.standstill, one.standstill_at_most) == (20, 20)


@pytest.mark.parametrize(
    "filed",
    [
        complaint("2023-03-10", by=Actor(role=Role.OFFICIAL, body="police")),
        complaint("2023-03-10", to="police"),
        complaint("2023-05-10"),
        complaint("2023-03-10", proceeding="second"),
    ],
    ids=["by an official", "to the police", "after the end", "in another proceeding"],
)
def test_other_complaints_stop_nothing(filed: Event) -> None:
    """Only a complaint of the parties, to a prosecutor or a court, within the term, in the proceeding."""
    assert ends(basic(filed))[0] == ends(basic(filed))[1] == "2023-04-03"


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 12)), max_size=5))
def test_days_that_do_not_count_are_the_union(spans: list[tuple[int, int]]) -> None:
    """However complaints overlap, the days are counted one by one from a list of days."""
    told, days = [], set()
    for number, (first, length) in enumerate(sorted(spans)):
        last = min(first + length, 31)
        told += [complaint(f"2023-03-{first:02d}", f"a{number}"), answer(f"2023-03-{last:02d}", f"a{number}")]
        reckoned = norms().reckon(
            "cpc-105-2-prosecutor-terms", "general", PartialDate.parse(told[-2].date.text).interval
        )
        bound = reckoned.latest.day if reckoned and reckoned.latest else None
        assert bound is not None
        stop = min(last, bound.day if bound.month == 3 else 31)
        days |= set(range(first, stop))

    assert basic(*told).standstill_at_most == len(days)


def test_a_form_told_with_the_opening_gives_the_right_term() -> None:
    """Registered without a form: two months; opened as an inquiry: one, from the registration on."""
    registered = event("registered", "2023-03-01", id="g")
    plain = duties(registered)[f"{BASIC} g"]
    formed = duties(registered, event("investigation_opened", "2023-03-10", id="o", form=Form.INQUIRY))

    assert (plain.claim.term, ends(plain)[1]) == ("preliminary", "2023-05-02")
    assert list(formed) == [f"{BASIC} g"]
    assert (formed[f"{BASIC} g"].claim.term, ends(formed[f"{BASIC} g"])[1]) == ("inquiry", "2023-04-03")


def test_an_accelerated_form_told_later() -> None:
    """Fifteen days from the registration; 16 March is a Thursday."""
    found = duties(
        event("registered", "2023-03-01", id="g"),
        event("investigation_opened", "2023-03-02", id="o", form=Form.ACCELERATED),
    )

    assert ends(found["cpc-190-accelerated g"])[1] == "2023-03-16"


def test_a_new_term_runs_from_the_arrival_of_the_case() -> None:
    """Quashed on 1 March, taken up again on the 9th: a month from there; the record keeps its name."""
    quashed = (
        event("terminated", "2023-02-01", id="t"), event("quashed", "2023-03-01", id="q", target="t", by="prosecutor")
    )  # fmt: skip
    waiting, back = duties(*quashed), duties(*quashed, event("resumed", "2023-03-09", id="r", target="t"))

    assert ends(waiting[f"{NEW} q"])[1] == "2023-04-03"
    assert (ends(back[f"{NEW} q"]), back[f"{NEW} q"].counted_from) == (("2023-04-10", "2023-04-10"), "r")
    assert list(back) == [f"{NEW} q"]


def test_a_forwarding_elsewhere_is_no_arrival() -> None:
    """Only what comes to the body that owes it counts."""
    quashed = (
        event("terminated", "2023-02-01", id="t"), event("quashed", "2023-03-01", id="q", target="t", by="prosecutor")
    )  # fmt: skip
    there = duties(*quashed, event("returned", "2023-03-09", by="prosecutor", to="police"))[f"{NEW} q"]
    elsewhere = duties(*quashed, event("returned", "2023-03-09", by="prosecutor", to="jail"))[f"{NEW} q"]

    assert (there.counted_from, elsewhere.counted_from) == ("returned", None)


@pytest.mark.parametrize(
    ("by", "latest"),
    [("prosecutor", "2023-06-01"), ("upper-prosecutor", "2024-03-01"), ("police", "2023-04-03")],
)
def test_an_extension_without_a_day_ends_where_its_author_must(by: str, latest: str) -> None:
    """District: three months in all; region: twelve; of an unknown author nothing is guessed."""
    one = basic(event("extended", "2023-03-20", id="x", by=by))

    assert ends(one) == ("2023-04-03", latest)


def test_an_extension_of_an_answer_is_none_of_the_investigation() -> None:
    """It names the complaint: the prosecutor's seven days become fifteen, the inquiry ends when it ended."""
    told = (OPENED, complaint("2023-03-10"), event("extended", "2023-03-13", id="x", target="a", by="prosecutor"))
    found = timeline(story(*told)).standing.duties.every()
    [general] = [one for one in found if one.key == ("cpc-105-2-prosecutor-terms", "general", "a")]

    assert (ends(general), general.extended_by) == (("2023-03-27", "2023-03-27"), "x")
    assert basic(*told[1:]).extended_by is None


def test_an_answer_extended_too_far_ends_on_the_fifteenth_day() -> None:
    """A named day beyond the fifteen is cut; one before them holds."""
    for until, expected in (("2023-05-01", "2023-03-27"), ("2023-03-20", "2023-03-20")):
        longer = event("extended", "2023-03-13", target="a", by="prosecutor", until=PartialDate.parse(until))
        found = timeline(story(complaint("2023-03-10"), longer)).standing.duties.every()
        [general] = [one for one in found if one.key == ("cpc-105-2-prosecutor-terms", "general", "a")]
        assert ends(general)[1] == expected


def test_a_case_that_goes_to_the_prosecutor_with_a_charge_is_finished() -> None:
    """Forwarded before a charge it is only moved; after one the term is met and the prosecutor's begins."""
    sent = event("forwarded", "2023-03-20", id="f", to="prosecutor")
    moved, finished = basic(sent), basic(event("charged", "2023-03-15"), sent)

    assert (moved.met_by, finished.met_by) == (None, "f")
