"""Stories for properties of findings, and the exact readings that their dates allow."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from models.dates import Interval, PartialDate
from models.events import Event
from models.kinds import KINDS
from models.words import Evidence, Examination, Form, Ground, Injuries, InstructionsMet, Person
from tests.findings.telling import events

_BODIES: Final = ("police", "jail", "prosecutor", "upper-prosecutor", "court", "anticorruption")
_OFTEN: Final = (
    "complaint_lodged", "complaint_lodged", "act_alleged", "registered", "forwarded", "check_opened", "opening_refused",
    "opening_refused", "terminated", "investigation_opened", "suspended", "resumed", "extended", "quashed", "quashed",
    "appeal_filed", "appeal_filed", "appeal_rejected", "appeal_granted", "notified", "interviewed", "examined",
    "examination_ordered", "examination_reported", "reclassified", "classified", "convicted", "statement_given",
    "threat_or_reprisal", "complaint_withdrawn", "safety_requested", "safety_granted", "counsel_engaged", "detained",
    "moved", "released", "un_submitted", "evidence_lost", "compensation_refused", "injuries_reported",
    "victim_died", "copy_requested", "reply_without_decision",
)  # fmt: skip
_DAYS: Final = st.dates(date(2021, 1, 1), date(2024, 12, 31)).map(date.isoformat)
_DATES: Final = st.one_of(
    _DAYS, _DAYS, _DAYS.map(lambda day: day[:7]), _DAYS.map(lambda day: day[:4]), st.just("unknown")
)
_ARTICLES: Final = ("kz-pc-146-1", "kz-pc-146-2", "kz-pc-146-3", "kz-pc-362-1")
_POINTING: Final = frozenset(
    {"quashed", "appeal_filed", "appeal_rejected", "appeal_granted", "resumed", "notified", "copy_requested"}
)
_CHOICES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "victim_heard": st.booleans(),
    "instructions_met": st.sampled_from(list(InstructionsMet)),
    "relied_on": st.sampled_from([(Evidence.OFFICERS_STATEMENTS,), (Evidence.EARLIER_DECISION,), (Evidence.FORENSIC,)]),
    "not_addressed": st.sampled_from([(Evidence.WITNESSES,), (Evidence.MEDICAL_RECORD,)]),
    "ground": st.sampled_from([Ground.LACK_OF_EVIDENCE, Ground.EARLIER_DECISION, Ground.OUT_OF_SCOPE]),
    "pressure": st.booleans(),
    "injuries": st.sampled_from(list(Injuries)),
    "form": st.sampled_from([Form.INQUIRY, Form.PRELIMINARY]),
    "person": st.sampled_from(list(Person)),
    "examination": st.sampled_from(list(Examination)),
    "known_on": st.one_of(st.just("never"), _DAYS.map(PartialDate.parse)),
    "until": _DATES.map(PartialDate.parse),
    "registered": st.booleans(),
}


@st.composite
def stories(draw: st.DrawFn, longest: int = 9) -> tuple[Event, ...]:
    """A story that can have happened: every event refers to events told before it."""
    told: list[Event] = []
    for number in range(draw(st.integers(1, longest))):
        told.append(_event(draw, number, draw(st.sampled_from((*_OFTEN, *_OFTEN, *sorted(KINDS)))), told))
    return tuple(told)


def _event(draw: st.DrawFn, number: int, kind: str, told: list[Event]) -> Event:
    needs = KINDS[kind].needs
    if ("target" in needs and not told) or kind == "corrected":
        kind, needs = "noted", ()
    line = events(f"{kind} {draw(_DATES)} by={draw(st.sampled_from((*_BODIES, 'victim', 'counsel')))}")[0]
    fields: dict[str, Any] = {"id": f"e{number}", "position": number}
    decisions = [one.id for one in told if one.decision] if kind in _POINTING else []
    known = decisions or [one.id for one in told]
    if known and ("target" in needs or draw(st.integers(0, 2)) == 0):
        fields["target"] = draw(st.sampled_from(known))
    for name in ("after", "before"):
        if told and draw(st.integers(0, 7)) == 0:
            fields[name] = draw(st.sampled_from([one.id for one in told]))
    if draw(st.booleans()) or "to" in needs:
        fields["to"] = draw(st.sampled_from(_BODIES))
    if "articles" in needs or draw(st.integers(0, 9)) == 0:
        fields["articles"] = (draw(st.sampled_from(_ARTICLES)),)
    for name, values in _CHOICES.items():
        if name in needs or draw(st.integers(0, 5)) == 0:
            fields[name] = draw(values)
    if "forum" in needs:
        fields["forum"] = "cat"
    fields["proceeding"] = draw(st.sampled_from(["main"] * 4 + ["second", "own"]))
    return Event.model_validate({**line.model_dump(), **fields})


def reading(told: tuple[Event, ...], random: Random, as_of: date) -> tuple[Event, ...] | None:
    """
    One exact reading of the dates, by chance: every event on one day, nothing about what has not happened.

    None where the dates contradict what is said of the order.
    """
    days: dict[str, date] = {}
    for event in told:
        interval = Interval(max(event.date.first, date(2020, 1, 1)), min(event.date.last, as_of))
        sooner = [days[name] for name in (event.after, event.target) if name in days]
        later = [days[event.before]] if event.before in days else []
        first, last = max([interval.first, *sooner]), min([interval.last, *later])
        if first > last:
            return None
        days[event.id] = date.fromordinal(random.randint(first.toordinal(), last.toordinal()))
    return tuple(event.model_copy(update={"date": PartialDate.of(days[event.id])}) for event in told)
