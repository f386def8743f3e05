"""
Which appeals may still wait for an answer when something is decided, without trying each appeal against each answer.

Days decide nearly always: an appeal certainly has its answer once one came that is certainly later than it and
certainly sooner than what is asked about. Only where days overlap does what is said of the order count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from typing import Final

from lifecycle.findings.dating import Dating
from lifecycle.findings.story import APPEAL_ANSWERS, QUASHING_KINDS, Story
from lifecycle.findings.truth import CERTAIN, NO, both
from models.events import Event

_BLOCK: Final = 32
_PLACES: Final = 1 << 32
_NEVER: Final = 1 << 64
_Addressed = tuple[str | None, str, str | None]


def begins(event: Event, dating: Dating) -> int:
    """The soonest that an event was, as a number; on one certain day the order of the telling decides."""
    days = dating.when[event.id]
    return days.first.toordinal() * _PLACES + (dating.place[event.id] + 1 if days.exact else 0)


def ends(event: Event, dating: Dating) -> int:
    """The latest that an event was: it certainly came before another where this is less than the other's beginning."""
    days = dating.when[event.id]
    return days.last.toordinal() * _PLACES + (dating.place[event.id] + 1 if days.exact else _PLACES - 1)


class Answers:
    """Answers to the same appeals."""

    def __init__(self, events: Iterable[Event], dating: Dating) -> None:
        self._dating: Final = dating
        self._by_id: Final = {event.id: event for event in events}
        self._group: Final = dating.told.group(self._by_id)
        spans = sorted((begins(event, dating), ends(event, dating)) for event in self._by_id.values())
        self._begins: Final = [begin for begin, _ in spans]
        self._ends: Final[list[int]] = []
        soonest = _NEVER
        for _, end in reversed(spans):
            soonest = min(soonest, end)
            self._ends.append(soonest)

    def soonest(self, appeal: Event) -> int:
        """By when one certainly came after an appeal, going by their days."""
        later = len(self._begins) - bisect_right(self._begins, ends(appeal, self._dating))
        return self._ends[later - 1] if later else _NEVER

    def between(self, appeal: Event, event: Event) -> bool:
        """Whether what is said of their order makes one certainly come after an appeal and before something else."""
        if not self._group:
            return False
        dating = self._dating
        found = (self._by_id[name] for name in dating.told.between(appeal.id, event.id, self._group))
        return any(
            both(dating.before(appeal, one), dating.before(one, event)) is CERTAIN
            for one in found
            if one.id != event.id
        )


class Asked:
    """
    Appeals in their order, asked which of them may wait.

    They lie in blocks that know from when and until when one of theirs can wait, by days alone.
    """

    def __init__(self, appeals: Sequence[Event], answers: Callable[[Event], Sequence[Answers]], dating: Dating) -> None:
        self._dating: Final = dating
        self._answers: Final = answers
        known = [
            (begins(one, dating), min((found.soonest(one) for found in answers(one)), default=_NEVER), one)
            for one in appeals
        ]
        parts = [known[start : start + _BLOCK] for start in range(0, len(known), _BLOCK)]
        self._blocks: Final = [(min(one[0] for one in part), max(one[1] for one in part), part) for part in parts]

    def waiting(self, event: Event) -> Iterator[Event]:
        """Those that may still be without an answer when something happens."""
        dating = self._dating
        begin, end = begins(event, dating), ends(event, dating)
        for first, last, part in self._blocks:
            if first > end or last < begin:
                continue
            for asked, answered, appeal in part:
                if asked <= end and answered >= begin and self._waits(appeal, event):
                    yield appeal

    def _waits(self, appeal: Event, event: Event) -> bool:
        if self._dating.before(appeal, event) is NO:
            return False
        return not any(found.between(appeal, event) for found in self._answers(appeal))


def waiting(event: Event, target: str | None, bodies: Iterable[str | None], story: Story) -> Iterator[Event]:
    """
    The appeals of its proceeding that may wait for an answer when something happens, in their order.

    Args:
        event: what happens.
        target: the id of what they attack; None for any, as long as they name something.
        bodies: to whom they were sent.
        story: the case.
    """
    asked = story.once("asked", lambda: _asked(story))
    found = [asked[key].waiting(event) for body in bodies if (key := (target, event.proceeding, body)) in asked]
    return merge(*found, key=lambda appeal: story.dating.place[appeal.id])


def _asked(story: Story) -> dict[_Addressed, Asked]:
    """All appeals that name something, by what they attack, and by proceeding and addressee alone."""
    groups: dict[_Addressed, list[Event]] = {}
    for appeal in story.of("appeal_filed"):
        if appeal.target:
            for target in (None, appeal.target):
                groups.setdefault((target, appeal.proceeding, appeal.to), []).append(appeal)
    answered = _Answered(story)
    return {key: Asked(appeals, answered.of, story.dating) for key, appeals in groups.items()}


class _Answered:
    """The answers of a case by what they name, gathered once for all appeals that they can answer."""

    def __init__(self, story: Story) -> None:
        self._dating: Final = story.dating
        self._named: Final[dict[tuple[str, str], list[Event]]] = {}
        for event in story.of(*APPEAL_ANSWERS):
            if event.target:
                self._named.setdefault((event.target, event.proceeding), []).append(event)
        self._known: Final[dict[tuple[str, str, str | None], Answers]] = {}

    def of(self, appeal: Event) -> list[Answers]:
        """Those that name an appeal, and those of its addressee, or of anyone setting aside, on what it attacks."""
        found = []
        named, about = (appeal.id, appeal.proceeding), (appeal.target or "", appeal.proceeding)
        if named in self._named:
            found.append(Answers(self._named[named], self._dating))
        if about in self._named:
            key = (*about, appeal.to)
            if key not in self._known:
                mine = [one for one in self._named[about] if one.body == appeal.to or one.kind in QUASHING_KINDS]
                self._known[key] = Answers(mine, self._dating)
            found.append(self._known[key])
        return found
