"""What the guards of the proceedings' tables mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lifecycle.about import Review
from lifecycle.memory import REFUSALS, Posture
from lifecycle.tracks import Appeals
from models.events import Event

_UNDECIDED: Final = frozenset({"prepared", "submitted", "registered", "observed"})


@dataclass(frozen=True, slots=True)
class Moment:
    """An event about to act on a posture."""

    event: Event
    posture: Posture
    events: Mapping[str, Event]
    review: Review
    appeals: Appeals

    def kind_of(self, event: str | None) -> str | None:
        """The kind of an event of the case, or None."""
        known = self.events.get(event) if event else None
        return known.kind if known else None

    @property
    def ending(self) -> str | None:
        """The kind of the last ending that stands."""
        return self.kind_of(self.posture.standing[-1]) if self.posture.standing else None

    @property
    def last_appeal(self) -> bool:
        """Whether the proceeding is in appeal and no other appeal against an ending waits for its answer."""
        standing = self.posture.standing
        return self.posture.phase == "appeal" and not any(appeal.about in standing for appeal in self.appeals.waiting)

    @property
    def had_ended(self) -> bool:
        """Whether the proceeding had ended: by the decision that the event is about, or at all where it names none."""
        if self.event.target is None:
            return self.posture.at_rest in self.posture.standing
        return self.review.root is not None and self.review.root.id in self.posture.standing

    @property
    def only_a_check(self) -> bool:
        """Whether what goes on again is a check: the decision named, else the last stop, ended no investigation."""
        stops = [self.review.root.kind if self.review.root else None, self.kind_of(self.posture.stopped)]
        for kind in stops:
            if kind in REFUSALS or kind in {"terminated", "suspended"}:
                return kind in REFUSALS
        return not self.posture.investigated

    @property
    def elsewhere(self) -> bool:
        """Whether a communication goes to another international body than the one that it is before."""
        known = self.events.get(self.posture.event or "")
        return known is not None and known.forum is not None and known.forum != self.event.forum


GUARDS: Final[Mapping[str, Callable[[Moment], bool]]] = {
    "": lambda _: True,
    "before_investigation": lambda at: not at.posture.investigated,
    "only_a_check_ended": lambda at: at.only_a_check,
    "had_ended": lambda at: at.had_ended,
    "decided": lambda at: at.posture.phase in {"decided", "appeal"},
    "last_appeal_on_refusal": lambda at: at.last_appeal and at.ending == "opening_refused",
    "last_appeal_on_termination": lambda at: at.last_appeal and at.ending == "terminated",
    "last_appeal_on_registration": lambda at: at.last_appeal and at.ending == "registration_refused",
    "last_appeal": lambda at: at.last_appeal,
    "sets_aside_refusal": lambda at: at.review.sets_aside(*REFUSALS),
    "sets_aside_stop": lambda at: at.review.sets_aside("terminated", "suspended"),
    "sets_aside_opening": lambda at: at.review.sets_aside("investigation_opened"),
    "restores_refusal": lambda at: at.review.revives("opening_refused"),
    "restores_registration_refusal": lambda at: at.review.revives("registration_refused"),
    "restores_termination": lambda at: at.review.revives("terminated"),
    "restores_suspension": lambda at: at.review.revives("suspended"),
    "restores_opening": lambda at: at.review.revives("investigation_opened"),
    "unsent": lambda at: at.posture.name in {"prepared", "closed"} or at.elsewhere,
    "undecided": lambda at: at.posture.name in _UNDECIDED or at.posture.name == "closed",
    "undecided_or_elsewhere": lambda at: at.posture.name in {*_UNDECIDED, "closed"} or at.elsewhere,
    "was_closed": lambda at: at.posture.before_closing is not None,
}
"""Every guard by the name that the tables use."""
