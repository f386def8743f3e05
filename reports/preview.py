"""
What telling an event would change, shown before it is told: nothing is stored, nothing is kept of it.

It is worked out as the case itself would: the event is decided on, told to a copy of the state, and the two are judged
for the same day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lifecycle.assessment import assess_case
from lifecycle.decision import Accepted, Refused, Repeated, Verdict, decide
from lifecycle.growing import Growing
from lifecycle.state import CaseState
from lifecycle.telling import Stamp, amend, tell
from models.assessment import Assessment, Finding, Obligation, Warn
from models.events import Event
from models.messages import JUDGED_LIMIT
from models.records import SYSTEM, Opening, Transition
from reports.replay import Moved, moves

_STAMP: Final = Stamp("2000-01-01T00:00:00.000000Z", SYSTEM, "0" * 32)
"""A preview is recorded nowhere: neither its moment nor its salt means anything."""


@dataclass(frozen=True, slots=True)
class Differences:
    """
    What two judgements of a case differ in.

    Findings that become certain are `raised` as certain and `cleared` as possible. `overdue` are the obligations that
    are overdue or lapsed only in the second, `opened` the warnings only in the second.
    """

    raised: tuple[Finding, ...] = ()
    cleared: tuple[Finding, ...] = ()
    overdue: tuple[Obligation, ...] = ()
    opened: tuple[Warn, ...] = ()
    gone: tuple[Warn, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """
    An event, and what it would change.

    `transitions` as the record would hold them (those `past` lie before other steps already known), `deadlines` the
    terms begun, met, moved or gone. `differences` is None where the case is too large to be judged at once.
    """

    event: Event
    verdict: Verdict
    transitions: tuple[Transition, ...] = ()
    deadlines: tuple[Moved, ...] = ()
    differences: Differences | None = None

    @property
    def accepted(self) -> bool:
        """Whether the case would take it."""
        return isinstance(self.verdict, Accepted)

    @property
    def refused(self) -> Refused | None:
        """Why the case would not take it, if so."""
        return self.verdict if isinstance(self.verdict, Refused) else None

    @property
    def repeated(self) -> bool:
        """Whether it was told before, just so."""
        return isinstance(self.verdict, Repeated)


def preview(state: CaseState, event: Event, today: date, opening: Opening | None = None) -> Preview:
    """
    What telling an event to a case would change.

    Args:
        state: the case. It is left as it is, also inside.
        event: what would be told.
        today: the local day.
        opening: the header with which it would be told, where another body or proceeding is to be named first.
    """
    known = apart(state)
    before = amend(known, opening, _STAMP)[0] if opening is not None else known
    verdict = decide(before, event, today)
    if not isinstance(verdict, Accepted):
        return Preview(event, verdict)
    after, entry = tell(before, event, _STAMP)
    judged = None
    if len(after.told) <= JUDGED_LIMIT:
        judged = differences(assess_case(known, today), assess_case(after, today))
    return Preview(event, verdict, entry.record.transitions, moves(before, after), judged)


def apart(state: CaseState) -> CaseState:
    """
    The same state, sharing nothing that grows.

    What a state is grown by is otherwise shared with it (`lifecycle.growing`): a preview must not cost the next reader
    of a kept state a copy, nor meet another thread there.
    """
    timeline = state.timeline
    scene = replace(timeline.scene, events=Growing(dict(timeline.scene.events)))
    alone = replace(timeline, scene=scene, told=Growing(dict(timeline.told)))
    return replace(state, timeline=alone, told=Growing(dict(state.told)))


def differences(before: Assessment, after: Assessment) -> Differences:
    """What the second judgement says that the first does not, and the other way round."""
    return Differences(
        raised=_only(after.findings, before.findings),
        cleared=_only(before.findings, after.findings),
        overdue=_ended(before.obligations, after.obligations),
        opened=_new(after.warnings, before.warnings),
        gone=_new(before.warnings, after.warnings),
    )


def _only(these: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
    known = {(one.rule, one.certainty) for one in others}
    return tuple(one for one in these if (one.rule, one.certainty) not in known)


def _ended(before: Iterable[Obligation], after: Iterable[Obligation]) -> tuple[Obligation, ...]:
    ended = {"overdue", "lapsed"}
    known = {_key(one) for one in before if one.status in ended}
    return tuple(one for one in after if one.status in ended and one.certainty == "certain" and _key(one) not in known)


def _key(one: Obligation) -> tuple[str, str, str]:
    return one.rule, one.term, one.anchor


def _new(these: Sequence[Warn], others: Sequence[Warn]) -> tuple[Warn, ...]:
    known = {(one.rule, one.what, one.until, one.anchor) for one in others}
    return tuple(one for one in these if (one.rule, one.what, one.until, one.anchor) not in known)
