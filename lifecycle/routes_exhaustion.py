"""Whether domestic remedies were used up, shown from the chronology: what was used, what is open, how long it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lifecycle.findings.truth import years_reach
from lifecycle.routes_story import RouteStory
from models.dates import Interval, Truth
from models.events import Event
from models.remedies import Remedy

_HIGHER: Final = frozenset({"region", "national"})
_RANK: Final = {Truth.NO: 0, Truth.POSSIBLE: 1, Truth.CERTAIN: 2}
_ANY_TIME: Final = 9999


@dataclass(frozen=True)
class Exhaustion:
    """The answer for one case: how true, why, from which events, and when the last domestic word was spoken."""

    truth: Truth
    why: str
    evidence: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    last: Interval | None = None


def exhaustion(story: RouteStory) -> Exhaustion:
    """
    Whether domestic remedies are exhausted: the best answer of any complaint proceeding.

    Never certain but after a court of last instance; possible where part of the ladder was used, or where the
    proceedings have lasted so long that what is left need not be used.

    Source: CAT 22(5)(b), OP 2 and 5(2)(b).
    """
    known = story.memory.get("exhaustion")
    if isinstance(known, Exhaustion):
        return known
    found = _best(story)
    story.memory["exhaustion"] = found
    return found


def _best(story: RouteStory) -> Exhaustion:
    if not story.complaints:
        return Exhaustion(Truth.NO, "none")
    found = [_of(name, story) for name in story.matters]
    best = max(found, key=lambda one: _RANK[one.truth], default=Exhaustion(Truth.NO, "running"))
    return _prolonged(story, best) if best.truth is Truth.NO else best


def _of(name: str, story: RouteStory) -> Exhaustion:
    posture = story.record.standing.postures[name]
    if posture.phase == "trial":
        return _tried(name, story)
    decision = story.record.scene.events.get(posture.at_rest or "")
    if posture.phase == "investigation" or decision is None:
        return Exhaustion(Truth.NO, "running", _known(posture.event))
    return _ended(name, decision, story)


def _ended(name: str, decision: Event, story: RouteStory) -> Exhaustion:
    rejected = [one for one in story.record.rejections(decision) if one.kind != "reply_without_decision"]
    final = [one for one in rejected if story.record.by_court(one) and _higher(one, story)]
    if final:
        return Exhaustion(Truth.CERTAIN, "final", (decision.id, final[-1].id), last=story.happened(final[-1]))
    if (still := _still(name, decision, story)) is not None:
        return still
    if rejected:
        told = (decision.id, *(one.id for one in rejected))
        return Exhaustion(Truth.POSSIBLE, "partly", told, last=story.happened(rejected[-1]))
    fought = [one.id for one in story.challenges if one.proceeding == name]
    if fought:
        return Exhaustion(Truth.POSSIBLE, "earlier", (*fought, decision.id), last=story.happened(decision))
    return Exhaustion(Truth.NO, "unused", (decision.id,), last=story.happened(decision))


def _tried(name: str, story: RouteStory) -> Exhaustion:
    """Officials were tried: the judgment is the last word where nobody may appeal any more, as far as is known here."""
    judged = [one for one in story.answers if one.proceeding == name and one.kind != "suspended"]
    if not judged:
        return Exhaustion(Truth.NO, "running")
    last = max(judged, key=lambda one: story.happened(one).last)
    return _still(name, last, story) or Exhaustion(Truth.POSSIBLE, "partly", (last.id,), last=story.happened(last))


def _still(name: str, decision: Event, story: RouteStory) -> Exhaustion | None:
    """What is still under way or open against a decision."""
    waiting = [track for track in story.record.standing.tracks if track.about == decision.id and not track.ended]
    if waiting:
        return Exhaustion(Truth.NO, "pending", tuple(track.id for track in waiting))
    step = _open(name, decision, story)
    if step is None or step.until is None:
        return None
    return Exhaustion(Truth.NO, "open", (decision.id,), {"until": step.until})


def _open(name: str, decision: Event, story: RouteStory) -> Remedy | None:
    """The step of the ladder that still can be used: before a court where there is one, else before a prosecutor."""
    steps = [
        one
        for one in story.remedies
        if one.appeal and one.status in {"open", "not_yet"} and one.proceeding == name and one.about == decision.id
    ]
    dated = [one for one in steps if one.until is not None]
    return max(dated, key=lambda one: one.rung or _ANY_TIME, default=None)


def _higher(event: Event, story: RouteStory) -> bool:
    return story.record.scene.level(event.body) in _HIGHER


def _prolonged(story: RouteStory, found: Exhaustion) -> Exhaustion:
    """What still fails is to be argued where the proceedings run, or were fought over, longer than is reasonable."""
    if found.why not in {"running", "pending", "open"}:
        return found
    first = min(story.complaints, key=lambda one: story.happened(one).last)
    began, years = story.happened(first), story.forums.prolonged_years.length
    if years_reach(began, story.today, years) is Truth.NO:
        return found
    return Exhaustion(Truth.POSSIBLE, "prolonged", (first.id, *found.evidence), {"from": first.date.text}, found.last)


def _known(event: str | None) -> tuple[str, ...]:
    return (event,) if event is not None else ()
