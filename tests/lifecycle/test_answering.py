"""Which request an answer answers, what it leaves open, and what is on record about a decision."""

from __future__ import annotations

from datetime import date

import pytest

from lifecycle.assessment import assess
from lifecycle.forensic import forensic
from models.case import Chronology
from models.dates import PartialDate
from models.events import Event
from models.words import Examination, Person
from tests.lifecycle.moments import at, told
from tests.lifecycle.stories import event, header, norms, story

REFUSED = event("opening_refused", "2026-02-20", id="r", known_on=PartialDate.parse("2026-03-02"))


def asked(name: str, to: str, target: str | None = None, day: str = "2026-03-03") -> Event:
    """An appeal."""
    return event("appeal_filed", day, id=name, to=to, target=target)


def said(kind: str, by: str, target: str | None = None, day: str = "2026-03-09") -> Event:
    """An answer."""
    return event(kind, day, id="x", by=by, target=target)


def stand(*events: Event) -> dict[str, str]:
    """How each appeal of a story stands."""
    return {one.id: one.state.partition(".")[2] for one in told(*events).standing.tracks}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said("appeal_rejected", "court"), {"a": "filed", "b": "rejected"}),
        (said("appeal_rejected", "prosecutor"), {"a": "rejected", "b": "filed"}),
        (said("appeal_rejected", "prosecutor", "b"), {"a": "filed", "b": "rejected"}),
        (said("appeal_granted", "court", "r"), {"a": "emptied", "b": "granted"}),
        (said("quashed", "prosecutor", "r"), {"a": "granted", "b": "emptied"}),
        (said("upheld", "upper-prosecutor", "r"), {"a": "filed", "b": "filed"}),
        (said("reply_without_decision", "upper-prosecutor"), {"a": "filed", "b": "filed"}),
        (said("reply_without_decision", "court"), {"a": "filed", "b": "replied"}),
    ],
)
def test_of_two_appeals_the_one_that_was_meant_is_answered(answer: Event, expected: dict[str, str]) -> None:
    """Its target, else the one sent to the body that answers; setting the decision aside empties the other."""
    assert stand(REFUSED, asked("a", "prosecutor", "r"), asked("b", "court", "r"), answer) == expected


def test_an_appeal_that_names_nothing_is_answered_by_whoever_answers() -> None:
    """A decision by another body answers the only appeal that is open; a letter of another body does not."""
    open_ = asked("a", "prosecutor")

    assert stand(open_, said("appeal_rejected", "court")) == {"a": "rejected"}
    assert stand(open_, said("reply_without_decision", "court")) == {"a": "filed"}
    assert stand(open_, said("reply_without_decision", "prosecutor")) == {"a": "replied"}


def test_an_answer_in_another_proceeding_answers_nothing() -> None:
    """Each proceeding has its own requests."""
    elsewhere = said("appeal_rejected", "prosecutor").model_copy(update={"proceeding": "second"})

    assert stand(asked("a", "prosecutor"), elsewhere) == {"a": "filed"}


def test_what_rejected_an_appeal_is_on_record_about_the_decision() -> None:
    """Whether the answer names the decision, the appeal or nothing, it confirms the decision that was attacked."""
    timeline = told(
        REFUSED,
        asked("a", "prosecutor", "r"),
        said("appeal_rejected", "prosecutor"),
        asked("b", "court", None, "2026-03-10"),
        event("appeal_rejected", "2026-03-19", id="y", by="court", target="b"),
        event("noted", "2026-03-20", id="n"),
        event("corrected", "2026-03-21", id="k", target="n"),
    )
    record = at("2026-04-01", timeline)

    assert {one.id for one in record.rejections(REFUSED)} == {"x", "y"}
    assert record.rejections(None) == ()
    assert "k" not in {one.id for one in record.events}
    assert {one.id for one in at("2026-03-15", timeline).events} == {"r", "a", "b", "x"}


def test_a_judgement_lists_the_requests_with_their_state() -> None:
    """Each with its path, its state as one word, since when and to whom."""
    told_ = Chronology(header=header(), events=story(REFUSED, asked("a", "prosecutor", "r")))

    [line] = assess(told_, norms(), date(2026, 3, 31)).tracks

    assert (line.track, line.proceeding, line.state, line.since, line.to) == (
        "appeal/a", "main", "filed", "2026-03-03", "prosecutor"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("person", "counted"), [(None, True), (Person.VICTIM, True), (Person.OFFICIAL, False), (Person.THIRD_PARTY, False)]
)
def test_an_examination_counts_where_it_is_of_the_victim(person: Person | None, *, counted: bool) -> None:
    """Said or not said, the victim's counts; that of an officer or a witness is none."""
    timeline = told(event("act_alleged", "2026-01-01"), event("examined", "2026-01-10", id="e", person=person))

    found = forensic(at("2026-02-01", timeline).events, timeline.scene, date(2026, 2, 1))

    assert found is not None
    assert (found.physical is not None) == counted
    assert found.missing == (("psychological",) if counted else ("physical", "psychological"))
    assert found.days_after_act == (9 if counted else None)


def test_an_examination_of_body_and_mind_is_complete() -> None:
    """Both were made: nothing is missing, and the days run from the last act before each."""
    timeline = told(
        event("act_alleged", "2026-01-01", id="one"),
        event("act_alleged", "2026-01-05", id="two"),
        event("examined", "2026-01-10", id="e", by="experts"),
        event("examined", "2026-01-12", id="m", by="jail", examination=Examination.FORENSIC_PSYCHOLOGICAL),
    )

    found = forensic(at("2026-02-01", timeline).events, timeline.scene, date(2026, 2, 1))

    assert found is not None
    assert (found.complete, found.missing, found.by) == (True, (), ("experts", "jail"))
    assert found.days_after_act == 5
    assert [hint.key for hint in found.hints] == ["forensic.mandatory"]


def test_without_anything_to_examine_there_is_no_forensic_side() -> None:
    """A note alone asks for no examination; an injury does."""
    noted, hurt = told(event("noted", "2026-01-01")), told(event("injuries_reported", "2026-01-01", by="police"))

    assert forensic(at("2026-02-01", noted).events, noted.scene, date(2026, 2, 1)) is None
    assert forensic(at("2026-02-01", hurt).events, hurt.scene, date(2026, 2, 1)) is not None
