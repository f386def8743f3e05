"""What a chronology tells of the way to an international body: acts, communications, complaints, what came last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from law.forums import Acceptance, Forums
from lifecycle.remedies_record import REJECTIONS, Record
from models.dates import Interval, Truth
from models.events import Event
from models.kinds import ENDINGS
from models.remedies import Remedy
from models.words import Person, ProceedingKind

_SPOKEN_OF: Final = (*sorted(ENDINGS), *REJECTIONS, "suspended", "complaint_ignored", "check_concluded")
_COMMUNICATION: Final = ("un_submitted", "un_registered", "un_decided")
_CHALLENGES: Final = ("appeal_filed", "appeal_rejected", "appeal_granted", "upheld", "quashed")
_OFFICIAL_ENDS: Final = ("convicted", "amnestied", "sentence_changed")


@dataclass(frozen=True)
class RouteStory:
    """
    A case as the routes see it: the record, the remedies open at the same moment, and the data.

    `memory` keeps what several bodies ask for, found once.
    """

    record: Record
    remedies: tuple[Remedy, ...]
    forums: Forums
    memory: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def jurisdiction(self) -> str:
        """The State that the complaint is about."""
        return self.record.scene.norms.jurisdiction

    def accepted(self, forum: str) -> Acceptance | None:
        """What the data say of the State's acceptance, as entered by the day to which the law is pinned."""
        known = self.forums.accepted.get((self.jurisdiction, forum))
        return known if known is not None and known.entered_on <= self.record.scene.norms.known_on else None

    @cached_property
    def today(self) -> Interval:
        """The day of the moment."""
        return Interval(self.record.on, self.record.on)

    @cached_property
    def acts(self) -> tuple[Event, ...]:
        """The acts of ill-treatment that are told."""
        return self.record.of("act_alleged")

    @cached_property
    def complaints(self) -> tuple[Event, ...]:
        """The complaints made at home."""
        return tuple(one for one in self.record.of("complaint_lodged") if self.record.matter(one))

    @cached_property
    def answers(self) -> tuple[Event, ...]:
        """What the authorities decided about the ill-treatment: endings, rejections, suspensions, silence."""
        found = [one for one in self.record.of(*_SPOKEN_OF) if self.record.matter(one)]
        return (*found, *self._trials())

    def _trials(self) -> list[Event]:
        return [one for one in self.record.of(*_OFFICIAL_ENDS) if one.person is Person.OFFICIAL]

    @cached_property
    def challenges(self) -> tuple[Event, ...]:
        """What was done against decisions about the ill-treatment: appeals, and what answered them."""
        return tuple(one for one in self.record.of(*_CHALLENGES) if self.record.matter(one))

    @cached_property
    def matters(self) -> tuple[str, ...]:
        """The complaint proceedings in which something has happened."""
        known = self.record.scene.proceedings
        return tuple(name for name in self.record.standing.postures if known[name].kind is ProceedingKind.COMPLAINT)

    @cached_property
    def _abroad(self) -> dict[str, tuple[Event, ...]]:
        found = [one for one in self.record.of(*_COMMUNICATION) if one.forum is not None]
        names = {one.forum.value for one in found if one.forum}
        return {name: tuple(one for one in found if one.forum == name) for name in names}

    def communications(self, forum: str) -> tuple[Event, ...]:
        """What was sent to a body, registered or decided by it."""
        return self._abroad.get(forum, ())

    def happened(self, event: Event) -> Interval:
        """
        The days on which an event can have happened by the moment.

        What is not dated to the day lies between what it is about or was told to follow, and what followed it.
        """
        days = event.date.interval.narrowed(not_after=self.record.on)
        if days.exact:
            return days
        known = self.record.scene.events
        sooner = [known[one].date.first for one in (event.after, event.target) if one is not None and one in known]
        later = [one.date.last for one in self.record.events if event.id in {one.target, one.after}]
        later += [known[one].date.last for one in (event.before,) if one is not None and one in known]
        return days.narrowed(max(sooner, default=None), min(later, default=None))


def ended(act: Event, story: RouteStory) -> Interval:
    """When an act was over."""
    return act.until.interval if act.until is not None and act.until.known else story.happened(act)


def since(days: Interval, start: date) -> Truth:
    """Whether something happened on a day or after it."""
    if days.first >= start:
        return Truth.CERTAIN
    return Truth.POSSIBLE if days.last >= start else Truth.NO
