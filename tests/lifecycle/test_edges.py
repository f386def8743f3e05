"""The edges of what the lifecycle decides: midnight, the same day, one side of two, what was told twice."""

from __future__ import annotations

from datetime import date

import pytest

from law.published import PRACTICE
from law.remedies import Practice
from lifecycle.assessment import assess, assess_case
from lifecycle.telling import contest, open_case, tell
from models.assessment import Obligation
from models.case import Chronology
from models.events import Actor, Event
from models.words import Form, Forum, Role
from tests.lifecycle.moments import offered, told
from tests.lifecycle.stories import event, header, norms, opening, stamp, story, timeline
from tests.lifecycle.test_order import one, ordered
from tests.lifecycle.test_remedies import COMPLAINT, REFUSED, appeal, rejected
from tests.lifecycle.test_routes import LADDER, answers, condition, sent
from tests.lifecycle.test_standstill import NEW, OPENED, duties, ends

QUASHED = (
    event("terminated", "2023-02-01", id="t"), event("quashed", "2023-03-01", id="q", target="t", by="prosecutor")
)  # fmt: skip
HELD = event("detained", "2023-03", id="d", at="10:30")


def obligation(rule: str, *events: Event) -> Obligation:
    """The first term of a rule at the end of 2026."""
    found = assess(Chronology(header=header(), events=story(*events)), norms(), date(2026, 12, 31)).obligations
    return next(known for known in found if known.rule == rule)


# The end of a day, and the order


@pytest.mark.parametrize(("day", "names"), [("2020-01-01", "a b"), ("2020-01-02", "a b c"), ("2019-12-31", "")])
def test_a_day_ends_before_the_first_minute_of_the_next(day: str, names: str) -> None:
    """What happens at 23:59 belongs to the day, what happens at 00:00 to the next one."""
    line = timeline(
        story(
            one("a", "2020-01-01", at="00:00"), one("b", "2020-01-01", at="23:59"), one("c", "2020-01-02", at="00:00")
        )
    )
    on = date.fromisoformat(day)

    assert " ".join(known.id for known in line.happened_by(on)) == names
    assert line.until(on).events == len(names.split())


def test_corrections_have_not_happened() -> None:
    """A correction acts through what it corrects, and is no event of its own day."""
    line = timeline(story(one("a", "2020-01-01"), event("corrected", "2020-01-01", id="k", target="a")))

    assert [known.id for known in line.happened_by(date(2020, 1, 1))] == ["a"]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (
            [one("x", "2020-02-01"), one("a", "unknown", before="b"), one("b", "unknown", before="c"),
             one("c", "unknown", before="d"), one("d", "2020-01-10")],
            "a b c d x",
        ),
        (
            [one("x", "2020-02-01"), one("c", "unknown", before="d"), one("b", "unknown", before="c"),
             one("a", "unknown", before="b"), one("d", "2020-01-10")],
            "a b c d x",
        ),
        (
            [one("x", "2020-02-01"), one("a", "2020-02-20", before="b"), one("b", "2020-02"), one("y", "2020-02-19")],
            "x y a b",
        ),
        (
            [one("x", "2020-02-01"), one("b", "2020-01", after="a"), one("a", "2020-02-20")],
            "b x a",
        ),
    ],
)  # fmt: skip
def test_chains_of_before_and_after(events: list[Event], expected: str) -> None:
    """A chain moves as a whole; what has a certain day stays, and what names it moves to it."""
    assert " ".join(ordered(*events)) == expected


# Terms


@pytest.mark.parametrize(
    ("back", "counted_from", "latest"),
    [
        ([event("resumed", "2023-03-01", id="r", target="t")], "r", "2023-04-03"),
        ([event("resumed", "unknown", id="r", target="t", after="q")], None, "2023-04-03"),
        ([event("resumed", "2023-03-09", id="r", target="t"), event("returned", "2023-03-20", to="police")], "r",
         "2023-04-10"),
        ([event("returned", "2023-03-09", id="r", to="jail"), event("returned", "2023-03-10", id="s", to="police")],
         "s", "2023-04-10"),
    ],
)  # fmt: skip
def test_only_the_first_arrival_of_a_certain_day_counts(
    back: list[Event], counted_from: str | None, latest: str
) -> None:
    """From the day of the quashing on, at the body that owes the term; a later arrival moves nothing."""
    found = duties(*QUASHED, *back)[f"{NEW} q"]

    assert (found.counted_from, ends(found)[1]) == (counted_from, latest)


STOPPED = (
    event("suspended", "2023-03-05", id="s"),
    event("resumed", "2023-03-08", id="r", target="s"),
)
PUT = (
    event("appeal_filed", "2023-03-10", id="a", to="prosecutor", by=Actor(role=Role.VICTIM)),
    event("appeal_rejected", "2023-03-16", target="a", by="prosecutor"),
)


@pytest.mark.parametrize(
    ("events", "steps"),
    [
        ((OPENED,), {}),
        ((OPENED, *STOPPED), {"stop.suspended", "stood_still"}),
        ((OPENED, *PUT), {"stop.complaint", "stood_still.at_most"}),
        ((OPENED, *STOPPED, *PUT), {"stop.suspended", "stop.complaint", "stood_still.range"}),
        (
            (event("investigation_opened", "2023-03", id="o", form=Form.INQUIRY), *STOPPED),
            {"stop.suspended", "stood_still.range"},
        ),
        ((OPENED, STOPPED[0]), {"stands_still"}),
        ((OPENED, event("suspended", "2023-03", id="s")), {"stands_still.range"}),
        ((event("investigation_opened", "2023-03", id="o", form=Form.INQUIRY),), {"uncertain"}),
    ],
)
def test_what_is_said_of_days_that_do_not_count(events: tuple[Event, ...], steps: set[str]) -> None:
    """How many they were exactly, between which numbers, or at most; and whether it stands still today."""
    keys = {
        "stop.suspended", "stop.complaint", "stood_still", "stood_still.range", "stood_still.at_most", "stands_still",
        "stands_still.range", "uncertain",
    }  # fmt: skip
    said = {step.key for step in obligation("cpc-192-2-basic-terms", *events).steps}

    assert said & keys == set(steps)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("cpc-131-2-detainee-inspection", ("2023-03-01T14:00", "2023-03-31T14:00")),
        ("cpc-131-3-notice", ("2023-03-01T23:00", "2023-03-31T23:00")),
    ],
)
def test_a_term_in_hours_of_an_uncertain_day_ends_at_its_minute(rule: str, expected: tuple[str, str]) -> None:
    """Held at 10:30 on some day of March: the hours are counted from 11:00 of its first and of its last day."""
    step = next(step for step in obligation(rule, HELD).steps if step.key == "uncertain")

    assert (step.values["earliest"], step.values["latest"]) == expected


def test_a_term_that_ends_with_its_day_is_told_by_days() -> None:
    """Opened on some day of March 2023: the month ends between Monday 3 April and Tuesday 2 May, after a holiday."""
    opened = event("investigation_opened", "2023-03", id="o", form=Form.INQUIRY)
    step = next(step for step in obligation("cpc-192-2-basic-terms", opened).steps if step.key == "uncertain")

    assert (step.values["earliest"], step.values["latest"]) == ("2023-04-03", "2023-05-02")


# The bodies abroad


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        (sent("un_decided", "2026-05-01", Forum.CAT), "within"),
        (sent("un_decided", "2026-05-01", Forum.WGAD), "within"),
        (sent("un_decided", "2026-05-01", Forum.SPECIAL_RAPPORTEUR), "late"),
        (sent("un_decided", "2026-05-01", Forum.HRC), "late"),
        (sent("un_decided", "unknown", Forum.CAT), "late"),
        (sent("un_registered", "2026-05-01", Forum.CAT), "late"),
        (sent("un_decided", "2024-05-01", Forum.CAT), "late"),
    ],
)
def test_the_three_years_after_another_procedure(decided: Event, expected: str) -> None:
    """They follow the decision of another body that counts as one, on a day that is told, where it ends later."""
    assert answers("hrc", "delay", "2028-09-01", *LADDER, decided)[1] == expected


@pytest.mark.parametrize(
    ("forum", "kinds", "expected"),
    [
        (Forum.ECTHR, ("un_submitted", "un_registered"), ("no", "examined")),
        (Forum.ECTHR, ("un_submitted",), ("possible", "maybe")),
        (Forum.OTHER, ("un_submitted", "un_registered"), ("possible", "maybe")),
        (None, ("un_submitted", "un_registered"), ("certain", "none")),
    ],
)
def test_a_body_that_is_not_listed(forum: Forum | None, kinds: tuple[str, ...], expected: tuple[str, str]) -> None:
    """A court bars for certain, another body possibly, and a letter to nobody in particular says nothing."""
    events = [event(kind, "2023-08-01", id=kind, proceeding="un", forum=forum) for kind in kinds]
    found = condition("cat", "same_matter", "2023-09-01", *LADDER, *events)

    assert (found.truth, found.key.rpartition(".")[2]) == expected
    assert found.evidence == (kinds if forum else ())
    assert forum is None or f"({forum.value})" in found.what


# Rights and records


def test_a_right_is_about_the_decision_that_it_attacks() -> None:
    """Where no remedy describes it, the right against a rejection is still about the refusal that was upheld."""
    fields = {name: getattr(PRACTICE, name) for name in Practice.model_fields}
    bare = Practice.model_validate({**fields, "remedies": ()})
    found = offered("2026-03-10", told(COMPLAINT, REFUSED, appeal("court", "r"), rejected("court", "r")), bare)
    right = found["other_right"]

    assert (right.appeal, right.to.key, right.status) == (True, "to.by_hand", "open")
    assert (right.about, right.until, right.provisions[0].rule) == ("r", "2026-03-12T24:00", "cpc-107-appeal")


@pytest.mark.parametrize("proceeding", ["main", "own", "second"])
def test_a_record_names_the_proceeding_of_its_event(proceeding: str) -> None:
    """The event, its kind, its date as told and its proceeding stand in the record in clear."""
    state, _ = open_case(opening(), stamp(), norms())
    _, entry = tell(state, event("noted", "2023-03", id="n", proceeding=proceeding), stamp(1))
    record = entry.record

    assert (record.event, record.event_kind, record.date, record.proceeding) == ("n", "noted", "2023-03", proceeding)


def test_what_is_contested_names_its_event_and_kind() -> None:
    """An event that could not be applied is recorded with its id, its kind and the reason; words have neither."""
    state, _ = open_case(opening(), stamp(), norms())
    _, entry = contest(state, event("noted", "2023-03", id="n"), "not possible", stamp(1))
    _, words = contest(state, "words", "not readable", stamp(1))

    assert (entry.record.event, entry.record.event_kind, entry.record.reason) == ("n", "noted", "not possible")
    assert (words.record.event, words.record.event_kind, words.record.reason) == (None, None, "not readable")


@pytest.mark.parametrize(
    ("kinds", "investigated"),
    [
        (("complaint_lodged",), False),
        (("complaint_lodged", "opening_refused"), False),
        (("complaint_lodged", "investigation_opened"), True),
        (("complaint_lodged", "terminated"), True),
        (("complaint_lodged", "sent_to_court"), True),
    ],
)
def test_what_shows_that_it_was_investigated(kinds: tuple[str, ...], investigated: bool) -> None:
    """An opening, a termination or a trial; a complaint and a refusal do not."""
    line = timeline(story(*(event(kind, f"2023-03-0{day}") for day, kind in enumerate(kinds, start=1))))

    assert line.standing.postures["main"].investigated is investigated


@pytest.mark.parametrize(("known_at", "events"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-01-02", 1)])
def test_a_live_case_as_known_on_a_day(known_at: str, events: int) -> None:
    """What was recorded by the end of the day counts, what was recorded later does not."""
    state, _ = open_case(opening(), stamp(), norms())
    state, _ = tell(state, event("complaint_lodged", "2023-03-01", id="c", to="prosecutor"), stamp(86_399))
    found = assess_case(state, date(2026, 11, 23), date.fromisoformat(known_at))

    assert bool(found.obligations) is bool(events)
    assert bool(found.findings) is bool(events)
