"""How an act is recognised as the one that somebody owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lifecycle.claim import Claim, Match
from lifecycle.claims_investigation import CHARGED
from lifecycle.duty import Duty, Scene
from lifecycle.starting import Around
from models.events import Event

_ANY_BODY: Final = frozenset({"registered", "investigation_opened"})


@dataclass(frozen=True, slots=True)
class Moment:
    """An event with what it decides: the appeals that it answers (whether on their merits), and what surrounds it."""

    event: Event
    around: Around
    decided: Mapping[str, bool]

    @property
    def root(self) -> Event | None:
        """The decision that the event is about."""
        return self.around.root

    @property
    def scene(self) -> Scene:
        """The case around it."""
        return self.around.scene


def meets(duty: Duty, moment: Moment) -> bool:
    """Whether an act of the right kind is the one owed."""
    event = moment.event
    return event.id != duty.anchor and _matches(duty, moment) and fits(duty.claim, moment)


def _matches(duty: Duty, moment: Moment) -> bool:  # noqa: PLR0911 (one way of knowing an act after another)
    event, root = moment.event, moment.root
    same = event.proceeding == duty.proceeding
    match duty.claim.match:
        case Match.COMPLAINT:
            return _meets_complaint(duty, event, moment.scene)
        case Match.PROCEEDING:
            # A case that goes to a prosecutor is finished only where it goes with an accusation.
            return same and (event.kind != "forwarded" or not duty.claim.pauses or moment.around.state == CHARGED)
        case Match.REQUEST:
            if event.target is not None or not event.decision:
                return event.target == duty.anchor
            return same and event.body in {None, duty.owed_by}
        case Match.REMEDY:
            return root is not None and root.id in {duty.about, duty.anchor}
        case Match.NAMED:
            if event.target is not None:
                return event.target == duty.anchor
            return same and event.body in {None, duty.owed_by}
        case Match.DECISION:
            return event.target == duty.anchor or (root is not None and root.id == duty.about)
        case _:
            return True  # anywhere in the case


def fits(claim: Claim, moment: Moment) -> bool:
    """Whether an act of the right kind goes to, comes from and concerns whom the claim wants."""
    event, scene = moment.event, moment.scene
    if claim.met_to and event.kind in {"forwarded", "appeal_filed"} and scene.body_kind(event.to) not in claim.met_to:
        return False
    if claim.met_from and scene.body_kind(event.body) not in claim.met_from:
        return False
    if claim.met_forum is not None and (event.forum is None or event.forum.value != claim.met_forum):
        return False
    if claim.met_persons and (event.person.value if event.person else None) not in claim.met_persons:
        return False
    examination = event.examination.value if event.examination else None
    return not claim.met_examinations or examination in claim.met_examinations


def _meets_complaint(duty: Duty, event: Event, scene: Scene) -> bool:
    named = scene.events.get(event.target) if event.target else None
    anchor = scene.events[duty.anchor]
    begun = duty.anchor if anchor.kind == "complaint_lodged" else anchor.target
    if named is not None and named.kind == "complaint_lodged" and begun is not None:
        return named.id == begun
    return event.proceeding == duty.proceeding and (event.kind in _ANY_BODY or event.body == duty.owed_by)
