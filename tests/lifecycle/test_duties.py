"""Terms that stand still, are extended, change hands, lose their object, or must not start twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lifecycle.assessment import assess
from lifecycle.duties import Duty, Status
from models.case import Chronology
from models.dates import PartialDate
from models.events import Event
from models.words import Form
from tests.lifecycle.stories import event, header, norms, opening, story, timeline

BASIC = "cpc-192-2-basic-terms"
NEW = "cpc-192-7-after-quashing"


def duties(*events: Event) -> dict[str, Duty]:
    """All terms of a story by rule and anchor."""
    found = timeline(story(*events)).standing.duties.all()
    return {f"{one.claim.rule} {one.anchor}": one for one in found}


def ends(one: Duty) -> tuple[str, str]:
    """The days on which it ends at the earliest and at the latest."""
    assert one.earliest is not None
    assert one.latest is not None
    return one.earliest.text[:10], one.latest.text[:10]


OPENED = event(
    "investigation_opened", "2023-03-01", id="o", form=Form.INQUIRY
)  # to Saturday 1 April, no shift of months


def running(*events: Event) -> Duty:
    """The basic term of an inquiry opened on 1 March 2023, after further events."""
    return duties(OPENED, *events)[f"{BASIC} o"]


def stop(day: str, name: str = "s") -> Event:
    """A suspension."""
    return event("suspended", day, id=name)


def go(day: str, **fields: Any) -> Event:
    """A resumption of it."""
    return event("resumed", day, **{"id": "r", "target": "s", **fields})


PLAIN = ends(running())[1]


def _shifted(days: int) -> str:
    return date.fromordinal(date(2023, 4, 1).toordinal() + days).isoformat()


def test_a_suspended_term_stands_still() -> None:
    """While the investigation is suspended nothing becomes overdue, and no end is waited for."""
    one = running(stop("2023-03-11"))

    assert one.paused is not None
    assert one.status(norms().zone.instant(date(2024, 1, 1), 0)) is Status.PENDING
    assert one in timeline(story(OPENED, stop("2023-03-11"))).standing.duties.running


def test_a_resumed_term_ends_later_by_the_days_it_stood_still() -> None:
    """Ten days of standstill move the end by ten days, then to a working day."""
    one = running(stop("2023-03-11"), go("2023-03-21"))

    assert (one.standstill, one.standstill_at_most, one.paused) == (10, 10, None)
    assert ends(one)[1] == "2023-04-11"


def test_two_standstills_add_up() -> None:
    """The days of both stops count, from the last day before any shift."""
    one = running(
        stop("2023-03-11"), go("2023-03-13"), stop("2023-03-15", "s2"), go("2023-03-20", id="r2", target="s2")
    )

    assert one.standstill == 7
    assert ends(one)[1] == norms().calendar.next_working(date.fromisoformat(_shifted(7))).isoformat()


def test_a_stop_of_no_days_changes_nothing() -> None:
    """Suspended and resumed on one day, the term ends where it ended."""
    assert ends(running(stop("2023-03-11"), go("2023-03-11")))[1] == PLAIN


def test_a_standstill_of_uncertain_length_widens_the_end() -> None:
    """Suspended some day in March, resumed some day in May: the certain days, and all possible ones."""
    one = running(stop("2023-03"), go("2023-05"))

    assert (one.standstill, one.standstill_at_most) == (31, 91)
    assert ends(one) == ("2023-05-02", "2023-07-01")  # Saturday 1 July was worked


def test_an_unknown_day_adds_no_standstill() -> None:
    """From an unknown day no days can be counted; the term goes on."""
    one = running(stop("unknown"), go("2023-03-21"))

    assert (one.standstill_at_most, ends(one)[1], one.paused) == (0, PLAIN, None)


def test_a_stop_after_the_end_stops_nothing() -> None:
    """A term that has certainly passed is not rescued by a suspension."""
    assert running(stop("2023-06-01")).paused is None


def test_a_quashed_suspension_gives_way_to_a_new_term() -> None:
    """The standing term is void and a month begins anew, owed by the body that suspended."""
    found = duties(OPENED, stop("2023-03-11"), event("quashed", "2023-04-20", id="q", target="s", by="prosecutor"))

    assert found[f"{BASIC} o"].void_by == "q"
    assert (found[f"{NEW} q"].owed_by, ends(found[f"{NEW} q"])[1]) == ("police", "2023-05-22")


def test_a_quashed_opening_ends_its_term() -> None:
    """What began with a decision that was set aside has no object."""
    assert running(event("quashed", "2023-03-10", id="q", target="o", by="prosecutor")).void_by == "q"


def test_a_new_term_ends_when_its_quashing_is_set_aside() -> None:
    """The termination stands again, and nothing more is owed."""
    found = duties(
        event("terminated", "2023-03-01", id="t"),
        event("quashed", "2023-03-02", id="q", target="t", by="prosecutor"),
        event("quashed", "2023-03-03", id="q2", target="q", by="upper-prosecutor"),
    )

    assert found[f"{NEW} q"].void_by == "q2"
    assert f"{NEW} q2" not in found


def test_one_review_told_twice_gives_one_new_term() -> None:
    """A court that grants an appeal and quashes on one day sets one term going."""
    found = duties(
        event("terminated", "2023-03-01", id="t"),
        event("appeal_granted", "2023-03-02", id="g", target="t", by="court"),
        event("quashed", "2023-03-02", id="q", target="t", by="court"),
    )

    assert [key for key in found if key.startswith(NEW)] == [f"{NEW} g"]


def test_a_plain_resumption_gives_no_new_term() -> None:
    """An interrupted term goes on; only a termination that is undone gives a new one."""
    assert not [key for key in duties(OPENED, stop("2023-03-11"), go("2023-03-12")) if key.startswith(NEW)]


@pytest.mark.parametrize(
    ("until", "expected"), [("2023-06-10", ("2023-06-10", "2023-06-10")), ("2023-06", ("2023-06-01", "2023-06-30"))]
)
def test_an_extension_names_the_end(until: str, expected: tuple[str, str]) -> None:
    """The end is the day that the extension names, or any of the month."""
    one = running(event("extended", "2023-03-20", id="x", until=PartialDate.parse(until)))

    assert (ends(one), one.extended_by) == (expected, "x")


def test_an_extension_after_the_end_heals_nothing() -> None:
    """A term that has certainly passed stays passed."""
    one = running(event("extended", "2023-07-01", until=PartialDate.parse("2023-09-01")))

    assert (ends(one)[1], one.extended_by) == (PLAIN, None)


def test_an_extension_without_a_day_changes_nothing() -> None:
    """Nobody guesses how long it was extended."""
    assert ends(running(event("extended", "2023-03-20")))[1] == PLAIN


def test_an_extended_term_stands_still_too() -> None:
    """The days of a stop are added to the day that the extension named."""
    one = running(
        event("extended", "2023-03-20", until=PartialDate.parse("2023-05-31")), stop("2023-04-01"), go("2023-04-03")
    )

    assert ends(one) == ("2023-06-02", "2023-06-02")


def test_who_takes_an_investigation_over_owes_it() -> None:
    """The term goes on with another debtor."""
    assert (
        running(event("taken_over", "2023-03-05", by="prosecutor", to="upper-prosecutor")).owed_by == "upper-prosecutor"
    )


def test_a_registered_case_that_is_opened_keeps_its_first_term() -> None:
    """Registration sets the term going; the opening does not set a second."""
    found = duties(event("registered", "2023-03-01", id="g"), event("investigation_opened", "2023-03-10", id="o"))

    assert [key for key, duty in found.items() if duty.claim.pauses] == [f"{BASIC} g"]


def test_a_complaint_is_met_by_what_names_it() -> None:
    """Of two complaints to one body the one that was forwarded is dealt with; a registration deals with both."""
    lodged = [event("complaint_lodged", "2023-03-01", id=name, to="police") for name in ("c1", "c2")]
    sent = event("forwarded", "2023-03-02", target="c2", to="prosecutor")
    rule = "cpc-181-5-three-day-forwarding"

    found = duties(*lodged, sent)
    assert (found[f"{rule} c1"].met_by, found[f"{rule} c2"].met_by) == (None, "forwarded")
    found = duties(*lodged, event("registered", "2023-03-02", by="prosecutor"))
    assert (found[f"{rule} c1"].met_by, found[f"{rule} c2"].met_by) == ("registered", "registered")


def test_an_hour_term_is_late_by_the_minute() -> None:
    """A decision on safety 25 hours after the request is late where both times are known."""
    asked = event("safety_requested", "2026-03-02", id="a", to="police", at="10:00")
    late = event("safety_granted", "2026-03-03", target="a", at="11:30")
    known = duties(asked, late)["cpc-96-4-24-hours a"]
    unknown = duties(asked, late.model_copy(update={"at": None}))["cpc-96-4-24-hours a"]

    assert known.latest is not None
    assert known.latest.text == "2026-03-03T11:00"
    assert (known.met_late, unknown.met_late) == (True, False)


APPEALED = (
    event("terminated", "2026-03-02", id="t"),
    event("appeal_filed", "2026-03-03", id="a", target="t", to="prosecutor"),
)
ANSWER, SILENCE = "cpc-105-2-prosecutor-terms a", "cpc-106-5-court-fifteen-days a"


def test_an_answer_closes_the_way_that_silence_opened() -> None:
    """Rejected, the appeal is answered: the right for silence falls away, the one for refusal begins."""
    found = duties(*APPEALED, event("appeal_rejected", "2026-03-06", id="no", target="t", by="prosecutor"))

    assert (found[ANSWER].met_by, found[SILENCE].void_by) == ("no", "no")
    assert found["cpc-106-5-court-fifteen-days no"].status(norms().zone.instant(date(2026, 3, 7), 0)) is Status.PENDING


def test_the_way_to_court_opens_after_silence() -> None:
    """The right begins when fifteen days have passed without an answer."""
    one = duties(*APPEALED)[SILENCE]

    assert one.opens is not None
    assert (one.opens.text, ends(one)[1]) == ("2026-03-18T24:00", "2026-04-02")


def test_a_letter_answers_nothing() -> None:
    """A reply that decides nothing leaves the term running."""
    found = duties(*APPEALED, event("reply_without_decision", "2026-03-05", target="a", by="prosecutor"))

    assert found[ANSWER].met_by is None


def test_an_emptied_appeal_is_void() -> None:
    """When another body quashes the decision, nobody owes an answer and no remedy is left to take."""
    found = duties(*APPEALED, event("quashed", "2026-03-05", id="q", target="t", by="court"))

    assert (found[ANSWER].void_by, found[SILENCE].void_by) == ("q", "q")
    assert found["cpc-102-complaint-terms t"].met_by == "a"


def test_an_appeal_without_a_target_is_about_what_stands() -> None:
    """It uses the right against the termination, and its answer is owed."""
    found = duties(
        event("terminated", "2026-03-02", id="t"),
        event("appeal_filed", "2026-03-03", id="a", to="prosecutor"),
        event("appeal_rejected", "2026-03-05", id="no", by="prosecutor"),
    )

    assert (found["cpc-102-complaint-terms t"].met_by, found[ANSWER].met_by) == ("a", "no")
    assert found["cpc-106-5-court-fifteen-days no"].about == "t"


def test_notified_after_known_gives_one_right() -> None:
    """The right runs from the first acquaintance; being notified later gives no second."""
    found = duties(
        event("terminated", "2026-03-02", id="t", known_on=PartialDate.parse("2026-03-04")),
        event("notified", "2026-03-20", target="t"),
    )

    assert [key for key in found if key.startswith("cpc-106-5")] == ["cpc-106-5-court-fifteen-days t"]


def test_never_told_starts_no_right() -> None:
    """A decision that the victim's side does not know of starts no term against it."""
    found = duties(event("suspended", "2026-03-02", id="s", known_on="never"))

    assert not [key for key in found if key.startswith("cpc-106-5")]


def test_where_the_calendar_does_not_reach_a_term_stays_open() -> None:
    """Beyond the last year of the calendar nobody guesses the end of a term that shifts."""
    one = duties(event("investigation_opened", "2027-12-20", id="o"))[f"{BASIC} o"]

    assert (one.latest, one.status(norms().zone.instant(date(2030, 1, 1), 0))) == (None, Status.PENDING)


def test_a_judgement_shows_the_working() -> None:
    """The derivation names the event, the provision, the standstill and the end."""
    events = story(OPENED, stop("2023-03-11"), go("2023-03-21"))
    judged = assess(Chronology(header=header(), events=events), norms(), date(2023, 5, 1))
    [line] = [one for one in judged.obligations if one.rule == BASIC]

    assert line.status == "overdue"
    assert line.derivation[0] == "Begins with o (investigation_opened, Wednesday 1 March 2023)."
    assert line.derivation[-2:] == (
        "Not counted: from Saturday 11 March 2023 to Tuesday 21 March 2023, suspended by s (CPC 45(7)).",
        "Stood still for 10 calendar days: ends on Tuesday 11 April 2023 at 24:00.",
    )
    assert opening().law_known_on == date(2026, 11, 23)
