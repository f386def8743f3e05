"""A case on a day, indexed once for all rules: events by kind, whose proceedings they are in, when they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeVar

from law.institutions import Completed
from lifecycle.about import Review, reviewed
from lifecycle.findings.dating import Dating, dated
from lifecycle.findings.facts import Facts
from lifecycle.findings.hits import Hit
from lifecycle.findings.spans import span_of
from lifecycle.findings.spread import Spread
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, after, both, either, opposite
from lifecycle.growing import Growing
from models.bodies import Command
from models.dates import Interval, PartialDate, Truth
from models.events import Event
from models.kinds import ENDINGS
from models.words import ProceedingKind

COURTS: Final = frozenset({"court", "investigating_court"})
PROSECUTORS: Final = frozenset({"prosecutor", "special_prosecutor"})
ENDING_KINDS: Final = ("opening_refused", "terminated", "registration_refused")
QUASHING_KINDS: Final = ("quashed", "appeal_granted", "resumed")
APPEAL_ANSWERS: Final = ("appeal_rejected", "appeal_granted", "upheld", "quashed", "resumed")
_Any = TypeVar("_Any")


class Story:
    """
    A case on a day.

    `matters` are the complaint proceedings, `dealing` those and the ones about conditions, `own` the victim's own.
    Corrections are left out: they act through what they correct.
    """

    def __init__(self, facts: Facts, as_of: date) -> None:
        told = tuple(event for event in facts.events if event.kind != "corrected")
        self.facts: Final = facts
        self.as_of: Final = as_of
        self.now: Final = Interval(as_of, as_of)
        self.dating: Final[Dating] = dated(told, {event.id: event for event in told}, as_of)
        self.when: Final = self.dating.when
        self.events: Final = tuple(event for event in told if event.id in self.when)
        # What happens later than the day asked for cannot be looked up, whoever refers to it.
        self.by_id: Final = Growing({event.id: event for event in self.events})
        self.criteria: Final = facts.criteria
        self.limit: Final = facts.criteria.length
        self._index()

    def _index(self) -> None:
        header = self.facts.header
        self.command = Command.of(header.bodies)
        kinds = {proceeding.id: proceeding.kind for proceeding in header.proceedings}
        self.matters = frozenset(n for n, kind in kinds.items() if kind is ProceedingKind.COMPLAINT)
        self.dealing = self.matters.union(n for n, kind in kinds.items() if kind is ProceedingKind.CONDITIONS)
        own = (ProceedingKind.VICTIM_PROSECUTION, ProceedingKind.COUNTER_CASE)
        self.own = frozenset(n for n, kind in kinds.items() if kind in own)
        self._kinds: dict[str, list[Event]] = {}
        for event in self.events:
            self._kinds.setdefault(event.kind, []).append(event)
        self._related: dict[str, bool] = {}
        silent = [body for body in header.bodies if self.command.ministry(body.id) is None]
        known = {entry.kind for entry in self.facts.institutions.entries} if silent else frozenset()
        self._lines_missing = any(body.kind in known for body in silent)
        self._reviews: dict[str, Review] = {}
        self._guessed: set[str] = set()
        self._asked: dict[tuple[tuple[str, ...], frozenset[str] | None], tuple[Event, ...]] = {}
        self._spread: dict[tuple[tuple[str, ...], frozenset[str]], Spread] = {}
        self._memory: dict[str, object] = {}

    # Events

    def of(self, *kinds: str, among: frozenset[str] | None = None) -> tuple[Event, ...]:
        """The events of these kinds in their order, in the given proceedings or anywhere."""
        key = (kinds, among)
        if key not in self._asked:
            found = [event for kind in kinds for event in self._kinds.get(kind, ())]
            if among is not None:
                found = [event for event in found if event.proceeding in among]
            if len(kinds) > 1:
                found.sort(key=lambda event: self.dating.place[event.id])
            self._asked[key] = tuple(found)
        return self._asked[key]

    def soon(self, after: Event, days: int, *kinds: str, among: frozenset[str]) -> list[Event]:
        """Those events of these kinds, in their order, that may have come within so many days after something."""
        return self.spread(*kinds, among=among).after(self.when[after.id], days)

    def spread(self, *kinds: str, among: frozenset[str]) -> Spread:
        """The events of these kinds in these proceedings, to be asked for those near a day."""
        key = (kinds, among)
        if key not in self._spread:
            self._spread[key] = Spread(self.of(*kinds, among=among), self.when)
        return self._spread[key]

    def naming(self, event: Event, *kinds: str) -> Sequence[Event]:
        """The events of these kinds, in their order, that have an event as their target."""
        named = self.once(f"naming {kinds}", lambda: _by_target(self.of(*kinds)))
        return named.get(event.id, ())

    @property
    def endings(self) -> tuple[Event, ...]:
        """The ending decisions of the complaint proceedings."""
        return self.of(*ENDING_KINDS, among=self.matters)

    def sure(self, *events: Event) -> Truth:
        """Whether these have all happened by the day asked for."""
        doubtful = self.dating.doubtful
        return POSSIBLE if doubtful and any(event.id in doubtful for event in events) else CERTAIN

    def before(self, one: Event, other: Event) -> Truth:
        """Whether one event came before another."""
        return self.dating.before(one, other)

    def any_before(self, events: Iterable[Event], other: Event) -> Truth:
        """Whether one of the events has happened, and before another."""
        return self.any(both(self.before(event, other), self.sure(event)) for event in events)

    @staticmethod
    def any(truths: Iterable[Truth]) -> Truth:
        """Whether one holds."""
        found = NO
        for truth in truths:
            if truth is CERTAIN:
                return CERTAIN
            found = either(found, truth)
        return found

    def within(self, start: Event, step: Event, days: int) -> Truth:
        """Whether a step came after something, at most so many days later."""
        first, second = self.when[start.id], self.when[step.id]
        least, most = (second.first - first.last).days, (second.last - first.first).days
        if least > days or most < 0:
            return NO
        soon = CERTAIN if most <= days else POSSIBLE
        return both(soon, self.before(start, step), self.sure(step))

    def unanswered(self, start: Event, steps: Iterable[Event], days: int) -> Truth:
        """Whether so many days passed after something without one of the steps."""
        passed = self.passed(self.when[start.id], days)
        return both(passed, opposite(self.any(self.within(start, step, days) for step in steps)))

    def passed(self, start: Interval, days: int) -> Truth:
        """Whether so many days have passed since by the day asked for."""
        if (self.as_of - start.last).days >= days:
            return CERTAIN
        return POSSIBLE if (self.as_of - start.first).days >= days else NO

    # Bodies

    def kind_of(self, body: str | None) -> str | None:
        """The kind of an authority, or None where it is not told."""
        known = self.command.bodies.get(body) if body else None
        return known.kind.value if known else None

    def judge(self, event: Event) -> bool:
        """Whether a court acted."""
        by = event.by
        return by is not None and (by.role == "judge" or self.kind_of(by.body) in COURTS)

    def accused(self, body: str | None, event: Event) -> Truth:
        """
        Whether a body is the accused one, in line with it, or under the same ministry on the day of an event.

        Certain where the file says it; where the file is silent of a line of command, it is looked up for the day, and
        what that finds is possible: the body may be one that answers to nobody.
        """
        if body is None:
            return NO
        header = self.facts.header
        if body not in self._related:
            self._related[body] = self.command.dependent_on_any(body, header.accused)
        if self._related[body]:
            return CERTAIN
        if not self._lines_missing:
            return NO
        day = self.when[event.id]
        span = span_of(day, self.facts.institutions)
        return self.once(f"same ministry {body} {span}", lambda: self._same_ministry(body, day, span))

    def _same_ministry(self, body: str, day: Interval, span: str) -> Truth:
        lines = self.once(f"lines {span}", lambda: self._lines(day))
        return self.any(lines.relation(body, accused)[1] for accused in self.facts.header.accused)

    def _lines(self, day: Interval) -> Completed:
        header, known_on = self.facts.header, self.facts.norms.known_on
        return self.facts.institutions.completed(header.bodies, day, header.case.jurisdiction, known_on)

    # Decisions and what became of them

    def review(self, event: Event) -> Review:
        """What a quashing acts on. Where a resumption names nothing, what its proceeding last stopped for."""
        if event.id not in self._reviews:
            found = reviewed(event, self.by_id)
            if found.root is None or found.root.kind == "appeal_filed":
                found = Review(self._stopped_before(event), restores=False)
                self._guessed.add(event.id)
            self._reviews[event.id] = found
        return self._reviews[event.id]

    def _stopped_before(self, event: Event) -> Event | None:
        stops = [one for one in self.of(*ENDING_KINDS, "suspended") if one.proceeding == event.proceeding]
        place = self.dating.place
        told = [one for one in stops if place[one.id] < place[event.id]]
        found = told or [one for one in stops if self.before(one, event) is not NO]
        return found[-1] if found else None

    def named(self, event: Event) -> Truth:
        """Whether what a quashing acts on is told, or follows from exact days; else it is only likely."""
        root = self.review(event).root
        if event.id not in self._guessed or root is None:
            return CERTAIN
        stops = [one for one in self.of(*ENDING_KINDS, "suspended") if one.proceeding == event.proceeding]
        exact = all(self.when[one.id].exact for one in (*stops, event))
        return CERTAIN if exact else POSSIBLE

    def quashings(self) -> tuple[tuple[Event, Event], ...]:
        """Each ending decision that was set aside, with what first set it aside. One review is counted once."""
        return self.once("quashings", self._quashings)

    def _quashings(self) -> tuple[tuple[Event, Event], ...]:
        found: dict[str, tuple[Event, Event]] = {}
        for event in self.of(*QUASHING_KINDS, among=self.matters):
            review = self.review(event)
            root = review.root
            if root is None or root.kind not in ENDINGS or root.id not in self.when:
                continue
            if review.restores:
                found.pop(root.id, None)
            else:
                found.setdefault(root.id, (root, event))
        return tuple(found.values())

    # What is looked up by several rules

    def once(self, name: str, found: Callable[[], _Any]) -> _Any:
        """A value that several rules ask for, found once."""
        if name not in self._memory:
            self._memory[name] = found()
        return self._memory[name]  # type: ignore[return-value]

    # Hits

    def hit(self, truth: Truth, deciding: Event, *evidence: Event, count: int = 1) -> Hit:
        """A hit that holds from the day of an event."""
        shown = tuple(event.id for event in (*evidence, deciding))
        sure = self.sure(*evidence, deciding)
        return Hit(both(truth, sure), deciding.date.text, self.when[deciding.id], shown, count)

    def crossed(self, truth: Truth, day: date, *evidence: Event) -> Hit:
        """A hit that holds from a day on which a threshold was crossed."""
        shown = tuple(event.id for event in evidence)
        return Hit(both(truth, self.sure(*evidence)), day.isoformat(), Interval(day, day), shown)

    def waited(self, truth: Truth, days: int, event: Event) -> Hit:
        """A hit that holds from the day on which so many days had passed after an event without an answer."""
        start = self.when[event.id]
        return self.crossed(truth, after(start.last if truth is CERTAIN else start.first, days), event)

    def hits(self, events: Iterable[Event], truth: Truth = CERTAIN) -> Iterator[Hit]:
        """A hit for each event: the record shows it."""
        for event in events:
            yield self.hit(truth, event)


def _by_target(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.target:
            found.setdefault(event.target, []).append(event)
    return found


def until(event: Event) -> Interval | None:
    """The day on which a span is said to end."""
    return event.until.interval if isinstance(event.until, PartialDate) and event.until.known else None
