"""The terms of a case as a judgement shows them: status, alternatives, restoration, and the derivation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lifecycle.duty import Duty, Scene
from lifecycle.timeline import Timeline
from lifecycle.tracks import Track
from lifecycle.working import said, working
from models.assessment import Obligation

_ON_MERITS: Final = frozenset({"appeal_granted", "quashed", "resumed", "upheld"})
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def in_order(duties: Iterable[Duty], timeline: Timeline) -> list[Duty]:
    """Terms in the order of the events that began them."""
    events = timeline.events
    return sorted(duties, key=lambda duty: (events[duty.anchor].position, duty.claim.rule, duty.claim.term))


def obligations(
    duties: Collection[Duty],
    tracks: Iterable[Track],
    context: Scene,
    now: datetime,
    passed: Collection[tuple[str, str, str]],
) -> tuple[Obligation, ...]:
    """
    The terms at an instant.

    Args:
        duties: the terms.
        tracks: the requests of the case: they tell which late appeals were decided on their merits.
        context: the case.
        now: the instant.
        passed: the terms whose passing is on record.
    """
    groups = _groups(duties)
    answers = {track.id: track.moved_by for track in tracks if track.moved_by}
    return tuple(
        _obligation(duty, _Sight(context, now, duty.key in passed, groups.get(duty.group or "", []), answers))
        for duty in duties
    )


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a term is seen with: the case, the instant, whether its passing is on record, its alternatives, answers."""

    context: Scene
    now: datetime
    passed: bool
    alternatives: Collection[Duty]
    answers: Mapping[str, str]


def restored_by(duty: Duty, answers: Mapping[str, str], context: Scene) -> str | None:
    """
    The decision that restores a right used too late: an appeal that was taken up and decided on its merits.

    An appeal that was rejected or sent away may have been so for its lateness. Source: CPC 50.
    """
    if not duty.claim.own or duty.met_by is None or not duty.met_late:
        return None
    answer = context.events.get(answers.get(duty.met_by, ""))
    return answer.id if answer is not None and answer.kind in _ON_MERITS else None


def counting(alternatives: Collection[Duty]) -> Duty | None:
    """Which of several alternatives counts: among those with an object, certain ones first, the one that ends last."""
    standing = [duty for duty in alternatives if duty.void_by is None]
    return max(standing, key=_favour, default=None)


def _favour(duty: Duty) -> tuple[bool, datetime]:
    return (duty.certain, duty.latest.instant if duty.latest else _NEVER)


def _groups(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    groups: dict[str, list[Duty]] = {}
    for duty in duties:
        if duty.group is not None:
            groups.setdefault(duty.group, []).append(duty)
    return groups


def _obligation(duty: Duty, sight: _Sight) -> Obligation:
    context, alternatives = sight.context, sight.alternatives
    _, version = context.norms.cited(duty.provision)
    restored = restored_by(duty, sight.answers, context)
    best = counting(alternatives) if len(alternatives) > 1 else duty
    lines = [*working(duty, context)]
    if len(alternatives) > 1 and best is not None:
        terms = ", ".join(sorted({other.claim.term for other in alternatives}))
        lines.append(said("alternative", {"terms": terms, "counts": best.claim.term}))
    if restored is not None:
        lines.append(said("restored", {"event": restored}))
    return Obligation(
        rule=duty.claim.rule,
        term=duty.claim.term,
        proceeding=duty.proceeding,
        owed_by=duty.owed_by,
        anchor=duty.anchor,
        due=duty.latest.text if duty.latest else None,
        due_earliest=duty.earliest.text if duty.earliest and duty.earliest != duty.latest else None,
        opens=duty.opens.text if duty.opens else None,
        status=duty.status(sight.now).value,
        met_by=duty.met_by,
        late=duty.met_late,
        void_by=duty.void_by,
        restored_by=restored,
        extended_by=duty.extended_by,
        certainty="certain" if duty.certain else "possible",
        doubt=duty.doubt.value if duty.doubt else None,
        group=duty.group,
        counts=best is duty,
        provision=duty.provision,
        confidence=version.confidence,
        passed_on_record=sight.passed,
        derivation=tuple(text for _, text in lines),
        steps=tuple(step for step, _ in lines),
    )
