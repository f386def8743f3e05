"""
Who stands beside the victim, and what help is free.

Counselling is free for persons subjected to torture; a lawyer in the case is paid by the State only on the grounds of
CPC 76(2). The two are not the same, and both are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from lifecycle.duty import Scene
from lifecycle.forensic import hints
from models.assessment import Hint, LegalAid
from models.dates import PartialDate
from models.events import Event
from models.words import Examination, Injuries

_LAWYER: Final = frozenset({"counsel_engaged", "counsel_requested", "counsel_denied", "counsel_ended"})
_MATTERS: Final = _LAWYER | {"complaint_lodged", "registered", "act_alleged"}
_MIND: Final = frozenset(
    {Examination.FORENSIC_PSYCHOLOGICAL, Examination.ISTANBUL_PROTOCOL, Examination.PSYCHIATRIC_OF_VICTIM}
)
_STATES: Final = {
    "counsel_engaged": "engaged",
    "counsel_requested": "requested",
    "counsel_denied": "denied",
    "counsel_ended": "ended",
}
_MAJORITY: Final = 18


def legal_aid(events: Sequence[Event], scene: Scene, as_of: date) -> LegalAid | None:
    """
    The legal-aid side of a case.

    Args:
        events: what has happened by the day asked for.
        scene: the case around it.
        as_of: the day asked for.

    Returns:
        None where there is neither a complaint nor a word about a lawyer.
    """
    if not any(event.kind in _MATTERS for event in events):
        return None
    last = next((event for event in reversed(events) if event.kind in _LAWYER), None)
    represented = last is not None and last.kind == "counsel_engaged"
    grounds = tuple(_grounds(events, scene, as_of))
    return LegalAid(
        state=_STATES[last.kind] if last else "none",
        represented=represented,
        kind=last.counsel.kind.value if last and last.counsel else None,
        since=last.date.text if last else None,
        grounds=grounds,
        hints=() if represented else tuple(_hints(grounds, scene, as_of)),
    )


def _grounds(events: Sequence[Event], scene: Scene, as_of: date) -> Iterable[str]:
    """The told facts on which a lawyer is mandatory and paid from the budget. Source: CPC 76(2)."""
    victim = scene.victim
    if victim.minor or (victim.minor is None and _young(scene.victim.born, as_of)):
        yield "minor"
    if any(event.examination in _MIND and event.injuries is Injuries.FOUND for event in events):
        yield "state_of_mind"


def _young(born: PartialDate | None, as_of: date) -> bool:
    """Whether somebody certainly was below 18 on a day."""
    if born is None or not born.known:
        return False
    first = born.first
    return as_of.year - first.year - ((as_of.month, as_of.day) < (first.month, first.day)) < _MAJORITY


def _hints(grounds: Sequence[str], scene: Scene, as_of: date) -> Iterable[Hint]:
    yield from hints(("sgla-law-26-torture-consultation", "legal_aid.counselling"), scene, as_of)
    key = "legal_aid.representation" if grounds else "legal_aid.no_representation"
    yield from hints(("cpc-76-2-mandatory-lawyer", key), scene, as_of)
