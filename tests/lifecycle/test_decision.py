"""What is accepted, what is a repetition, and what cannot have happened: each refusal says what would be accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lifecycle import decision
from lifecycle.decision import Accepted, Refused, Repeated, decide
from lifecycle.state import CaseState
from lifecycle.telling import open_case, tell
from models.dates import PartialDate
from models.events import Event
from models.words import SentenceKind
from tests.lifecycle.stories import TODAY, event, norms, opening, stamp, story

TOLD = story(
    event("complaint_lodged", "2023-03-01", id="e1", by="prosecutor", to="police"),
    event("opening_refused", "2023-03-10", id="e2"),
    event("noted", "2023-03-11", id="e3"),
)
NEXT = "complaint_lodged, resumed, appeal_filed, quashed, closed"


@pytest.fixture(scope="module")
def state() -> CaseState:
    """A case in which the opening was refused."""
    case, _ = open_case(opening(), stamp(), norms())
    for known in TOLD:
        case, _ = tell(case, known, stamp())
    return case


def _told(kind: str, day: str = "2023-04-01", **fields: Any) -> Event:
    return event(kind, day, id="new", **fields)


BODIES = "its bodies are police, prosecutor, upper-prosecutor, court, upper-court, jail"
EVENTS = "the events of this case are e1, e2, e3"
DECISIONS = "the decisions of this case are e2 opening_refused"
REFUSALS: dict[str, tuple[Event, str]] = {
    "a needed field is missing": (_told("registered", by=None), "registered needs by"),
    "two needed fields are missing": (_told("forwarded", by=None, to=None), "forwarded needs by and to"),
    "a list that is needed is empty": (_told("classified", articles=()), "classified needs articles"),
    "a day that has not come": (
        _told("noted", "2026-11-24"),
        "date 2026-11-24 has not come yet; tell it when it has happened",
    ),
    "a month that has not come": (_told("noted", "2026-12"), "date 2026-12 has not come yet"),
    "known on a day that has not come": (
        _told("noted", known_on=PartialDate.parse("2027")),
        "known_on 2027 has not come yet; tell it when it is known",
    ),
    "an unknown proceeding": (
        _told("noted", proceeding="third"),
        "proceeding third is not in this case; its proceedings are main, second, own, un",
    ),
    "an unknown acting body": (_told("registered", by="army"), f"by.body army is no body of this case; {BODIES}"),
    "an unknown addressee": (_told("forwarded", to="army"), f"to army is no body of this case; {BODIES}"),
    "a target that was never told": (_told("notified", target="e9"), f"target e9 was never told; {EVENTS}"),
    "a decision that was never told": (_told("quashed", target="e9"), f"target e9 was never told; {DECISIONS}"),
    "after what was never told": (_told("noted", after="e9"), f"after e9 was never told; {EVENTS}"),
    "before what was never told": (_told("noted", before="e9"), f"before e9 was never told; {EVENTS}"),
    "identical to what was never told": (
        _told("opening_refused", identical_to="e9"),
        f"identical_to e9 was never told; {EVENTS}",
    ),
    "about itself": (_told("quashed", target="new"), "target names the event itself"),
    "an appeal against no decision": (
        _told("appeal_filed", target="e3"),
        f"target e3 is noted, no decision or act of an authority; {DECISIONS}",
    ),
    "a number too large to keep": (
        _told("convicted", sentence={"kind": SentenceKind.IMPRISONMENT, "months": 2**53}),
        "sentence.months is larger than 9007199254740991, the largest number that is kept exactly; give a smaller one",
    ),
    "other content under a known id": (
        event("noted", "2023-03-12", id="e3"),
        ("this id was told before with other content; tell a new event under a new id, or correct the old one "
        "with kind corrected and its id as target"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_says_why_and_what_would_be_accepted(state: CaseState, told: Event, reason: str) -> None:
    """Each thing that cannot have happened is refused with its reason and with what would be right."""
    verdict = decide(state, told, TODAY)

    assert isinstance(verdict, Refused)
    assert verdict.reason.startswith(reason)
    assert str(verdict).startswith(f"event {told.id}: {reason}")


def test_a_refusal_names_what_may_happen_next(state: CaseState) -> None:
    """The steps that the law knows from here stand at the end of a refusal."""
    verdict = decide(state, _told("quashed", target="e9"), TODAY)

    assert str(verdict).endswith(f"; what may happen next: {NEXT}")


def test_a_refusal_repeats_nothing_that_a_person_wrote(state: CaseState) -> None:
    """Names and summaries never come back in a message."""
    told = _told("quashed", target="e9", summary="a secret", source="a letter", disputed="a lie")

    assert not {"secret", "letter", "lie"} & set(str(decide(state, told, TODAY)).split())


ACCEPTED: dict[str, Event] = {
    "today": _told("noted", "2026-11-23"),
    "a month that has begun": _told("noted", "2026-11"),
    "an unknown day": _told("noted", "unknown"),
    "an appeal against a decision": _told("appeal_filed", target="e2"),
    "an appeal against an act of an authority": _told("appeal_filed", target="e1"),
    "an appeal against nothing named": _told("appeal_filed"),
    "a request that was granted": _told("appeal_granted", target="e1"),
    "an unlawful step": _told("convicted"),
    "a correction": _told("corrected", target="e3"),
}


@pytest.mark.parametrize("told", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_can_have_happened_is_accepted(state: CaseState, told: Event) -> None:
    """Odd and unlawful acts are data."""
    assert decide(state, told, TODAY) == Accepted(told)


def test_the_same_event_again_is_a_repetition(state: CaseState) -> None:
    """A repeated event is known again, whatever place in the telling it brings this time."""
    again = TOLD[1].model_copy(update={"position": 77})

    verdict = decide(state, again, TODAY)

    assert isinstance(verdict, Repeated)
    assert verdict.told.seq == 3


def test_events_told_together_may_refer_to_each_other(state: CaseState) -> None:
    """A quashing may come with the refusal that it quashes, in either order."""
    refusal = _told("opening_refused").model_copy(update={"id": "r"})
    quashing = _told("quashed", target="r")

    assert isinstance(decide(state, quashing, TODAY), Refused)
    assert decide(state, quashing, TODAY, {"r": refusal}) == Accepted(quashing)


def test_a_case_has_a_limit(state: CaseState, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full case refuses further events, and still knows those it has."""
    monkeypatch.setattr(decision, "CASE_LIMIT", 3)

    verdict = decide(state, _told("noted"), TODAY)

    assert isinstance(verdict, Refused)
    assert verdict.reason == "the case already holds 3 events, its limit; open a second case for what follows"
    assert isinstance(decide(state, TOLD[0], TODAY), Repeated)


def test_a_case_without_a_decision_says_so() -> None:
    """Where nothing was decided there is nothing to appeal against, and the refusal says that."""
    empty, _ = open_case(opening(), stamp(), norms())

    verdict = decide(empty, _told("quashed", target="e9"), TODAY)

    assert isinstance(verdict, Refused)
    assert verdict.reason == "target e9 was never told; this case has no decision yet"


def test_a_long_list_is_cut(state: CaseState) -> None:
    """Of many bodies the last twelve are named, and how many more there are."""
    header = state.opening.header
    bodies = [body.model_copy(update={"id": f"body-{number}"}) for number in range(20) for body in header.bodies[:1]]
    scene = replace(state.timeline.scene, bodies={body.id: body for body in bodies})
    many = replace(state, timeline=replace(state.timeline, scene=scene))

    verdict = decide(many, _told("registered", by="army"), TODAY)

    assert isinstance(verdict, Refused)
    assert verdict.reason.endswith("body-18, body-19 and 8 more")
