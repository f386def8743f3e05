"""
Where a complaint proceeding stands, read a second time from the format page.

Written by hand from the column "phase" of docs/chronology.md and from the decisions in docs/machine.md, without any
code of `lifecycle`: naive, slow, one question after another over the list of what has happened so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.events import Event

COLUMN = {
    "complaint_lodged": "registration", "complaint_received": "registration", "registered": "registration",
    "registration_refused": "registration", "forwarded": "forwarding", "returned": "forwarding",
    "check_opened": "registration", "check_concluded": "registration", "opening_refused": "termination",
    "investigation_opened": "investigation", "taken_over": "investigation", "suspended": "investigation",
    "terminated": "termination", "charged": "investigation", "sent_to_court": "trial", "convicted": "trial",
    "acquitted": "trial", "sentence_changed": "trial", "amnestied": "trial", "closed": "closed",
}  # fmt: skip
BY_TARGET = {
    "opening_refused": "registration", "registration_refused": "registration", "terminated": "investigation",
    "suspended": "investigation", "investigation_opened": "termination",
}  # fmt: skip
ENDED = ("opening_refused", "terminated", "registration_refused")
PASSED_THROUGH = (
    "appeal_filed", "appeal_rejected", "upheld", "reply_without_decision", "notified", "copy_requested",
)  # fmt: skip


class Reading:
    """One proceeding, read event by event."""

    def __init__(self, name: str, events: Mapping[str, Event]) -> None:
        self.name = name
        self.events = events
        self.phase = "registration"
        self.before_closing = "registration"
        self.story: list[Event] = []
        self.appeals: list[tuple[Event, str | None]] = []
        self.ended_by: list[str] = []
        self.suspension: str | None = None
        self.last_stop: str | None = None
        self.investigation = False
        self.at_register = False

    def take(self, event: Event) -> str:
        """The phase after one more event."""
        answered = self._answer(event)
        phase = self._phase_after(event, answered)
        self._remember(event, answered, phase)
        if event.kind == "closed" and self.phase != "closed":
            self.before_closing = self.phase
        if phase in ("investigation", "trial") and event.kind != "reopened" and event.kind in MOVING:
            self.investigation = True
        if event.kind == "terminated":
            self.investigation = True
        self.phase = phase
        self.story.append(event)
        return phase

    def _phase_after(self, event: Event, answered: tuple[Event, str | None] | None) -> str:  # noqa: PLR0911 (a row each)
        """The column "phase", row by row."""
        if event.kind in COLUMN:
            return COLUMN[event.kind]
        if event.kind in ("classified", "reclassified"):
            return self.phase if self.investigation else "classification"
        if event.kind == "reopened":
            return self.before_closing if self.phase == "closed" else self.phase
        if event.kind == "appeal_filed":
            return "appeal" if self._had_ended(event) else self.phase
        if event.kind == "appeal_rejected":
            others = [one for one in self.appeals if one is not answered and one[1] in self.ended_by]
            return "termination" if self.phase == "appeal" and not others else self.phase
        if event.kind in ("quashed", "appeal_granted"):
            return self._after_review(event, answered)
        if event.kind == "resumed":
            return "registration" if self._only_a_check(event) else "investigation"
        return self.phase

    def _after_review(self, event: Event, answered: tuple[Event, str | None] | None) -> str:
        decision, stands_again = self._hit(event, answered)
        if decision is None or decision.kind not in BY_TARGET:
            return self.phase
        if not stands_again:
            return BY_TARGET[decision.kind]
        if decision.kind == "registration_refused":
            return "registration"
        return "termination" if decision.kind in ENDED else "investigation"

    def _hit(self, event: Event, answered: tuple[Event, str | None] | None) -> tuple[Event | None, bool]:
        """The decision that a review hits, and whether it stands again."""
        decision, stands_again = chain(event, self.events)
        if decision is not None and decision.kind != "appeal_filed":
            return decision, stands_again
        named = answered[1] if answered else None if event.target else self._rest()
        attacked = self.events.get(named or "")
        if attacked is not None and attacked.kind in ("quashed", "appeal_granted", "resumed"):
            return chain(attacked, self.events)[0], True
        return attacked, False

    def _had_ended(self, event: Event) -> bool:
        if event.target is None:
            return self._rest() in self.ended_by
        root = through(event, self.events, (*PASSED_THROUGH, "appeal_granted"))
        return root is not None and root.id in self.ended_by

    def _only_a_check(self, event: Event) -> bool:
        named, _ = chain(event, self.events)
        if named is None or named.kind == "appeal_filed":
            named = self.events.get(self.last_stop or "")
        for stop in (named, self.events.get(self.last_stop or "")):
            if stop is not None and stop.kind in (*ENDED, "suspended"):
                return stop.kind in ("opening_refused", "registration_refused")
        return not self.investigation

    def _rest(self) -> str | None:
        """The decision because of which nothing goes on."""
        phase = self.before_closing if self.phase == "closed" else self.phase
        if phase == "investigation":
            return self.suspension
        refused = phase == "registration" and self.at_register
        if phase in ("termination", "appeal") or refused:
            return self.ended_by[-1] if self.ended_by else None
        return None

    def _remember(self, event: Event, answered: tuple[Event, str | None] | None, phase: str) -> None:
        decision, stands_again = (
            self._hit(event, answered) if event.kind in ("quashed", "appeal_granted") else (None, False)
        )
        if event.kind == "appeal_filed":
            root = through(event, self.events, (*PASSED_THROUGH, "appeal_granted"))
            self.appeals.append((event, root.id if root else self._rest()))
        if event.kind == "resumed":
            decision, _ = chain(event, self.events)
            struck = decision
            if decision is None or decision.kind == "appeal_filed":
                decision = self.events.get(self.last_stop or "")
            self.appeals = [one for one in self.appeals if struck is None or one[1] != struck.id]
        self._note_moves(event, phase, decision if stands_again else None)
        if answered in self.appeals:
            self.appeals.remove(answered)
        if event.kind in ENDED or event.kind == "suspended":
            self.last_stop = event.id
        if event.kind in ENDED:
            self.ended_by.append(event.id)
        if event.kind == "investigation_opened":
            self.ended_by = [one for one in self.ended_by if self.events[one].kind == "terminated"]
            self.last_stop = None
        if decision is not None:
            self._set_aside(event, decision, stands_again)

    def _set_aside(self, event: Event, decision: Event, stands_again: bool) -> None:
        if not stands_again:
            self.appeals = [one for one in self.appeals if one[1] != decision.id]
        if decision.kind == "investigation_opened":
            kept = [one for one in self.ended_by if self.events[one].kind in ENDED]
            self.ended_by = kept if stands_again else [*self.ended_by, event.id]
            self.investigation = stands_again
            if not stands_again:
                self.last_stop = event.id
            return
        if decision.id in self.ended_by:
            self.ended_by = [one for one in self.ended_by if one != decision.id]
        if stands_again and decision.kind in ENDED:
            self.ended_by.append(decision.id)
        if stands_again and decision.kind in (*ENDED, "suspended"):
            self.last_stop = decision.id

    def _note_moves(self, event: Event, phase: str, again: Event | None) -> None:
        """Which suspension or refusal to register the proceeding rests on, if it moved."""
        if event.kind not in MOVING or event.kind in ("closed", "reopened"):
            return
        if event.kind in ("appeal_filed", "appeal_rejected", "classified", "reclassified") and phase == self.phase:
            return
        if event.kind in ("quashed", "appeal_granted") and phase == self.phase and not self._review_moves(event):
            return
        self.suspension = event.id if event.kind == "suspended" else None
        if again is not None and again.kind == "suspended":
            self.suspension = again.id
        self.at_register = event.kind == "registration_refused"
        if again is not None and again.kind == "registration_refused":
            self.at_register = True

    def _review_moves(self, event: Event) -> bool:
        decision, _ = self._hit(event, self._answer(event))
        return decision is not None and decision.kind in BY_TARGET

    def _answer(self, event: Event) -> tuple[Event, str | None] | None:
        """The pending appeal that an event answers."""
        if event.kind not in ("appeal_rejected", "appeal_granted", "upheld"):
            return None
        root = through(event, self.events, (*PASSED_THROUGH, "appeal_granted"))
        attacked = root.id if root else None
        ranks: list[Sequence[bool]] = []
        for appeal, about in self.appeals:
            same = attacked is not None and about == attacked
            addressed = appeal.to is not None and appeal.to == event.body
            unsaid = event.target is None or about is None
            ranks.append((appeal.id == event.target, same and addressed, same, unsaid and addressed, unsaid))
        for column in (0, 1, 3) if event.kind == "upheld" else range(5):
            if event.kind == "upheld" and column == 3 and event.target is not None:
                continue
            for appeal_and_decision, rank in zip(self.appeals, ranks, strict=True):
                if rank[column]:
                    return appeal_and_decision
        return None


MOVING = (*COLUMN, "classified", "reclassified", "reopened", "appeal_filed", "appeal_rejected", "appeal_granted",
          "quashed", "resumed")  # fmt: skip


def through(event: Event, events: Mapping[str, Event], kinds: Sequence[str]) -> Event | None:
    """What an event is about, passing through events of these kinds."""
    seen = [event.id]
    about = events.get(event.target or "")
    while about is not None and about.kind in kinds and about.target and about.id not in seen:
        seen.append(about.id)
        about = events.get(about.target)
    return about


def chain(event: Event, events: Mapping[str, Event]) -> tuple[Event | None, bool]:
    """The decision at the end of a chain of reviews, and whether an even number of them leaves it standing."""
    links = [event]
    while (about := through(links[-1], events, PASSED_THROUGH)) is not None:
        if about.kind not in ("quashed", "appeal_granted", "resumed"):
            return about, len(links) % 2 == 0 and event.kind != "resumed"
        if about in links:
            return None, False
        links.append(about)
    return None, False


def phases(events: Sequence[Event], by_id: Mapping[str, Event], proceeding: str) -> list[str]:
    """The phase of a complaint proceeding after each of its events, given in their order."""
    reading = Reading(proceeding, by_id)
    return [reading.take(event) for event in events if event.proceeding == proceeding and event.kind != "corrected"]
