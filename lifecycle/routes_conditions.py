"""The conditions of admissibility, one function each: certain, possible or no, with the events that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from law.forums import ForumRow
from law.terms import Due
from lifecycle.findings.truth import years_reach
from lifecycle.remedies_record import in_custody
from lifecycle.routes_exhaustion import Exhaustion, exhaustion
from lifecycle.routes_story import RouteStory, ended, since
from models.dates import Interval, Truth
from models.events import Event
from models.words import Person

_SINCE: Final = "since"
_MENDABLE: Final = frozenset(
    {"acceptance.later", "period.so_far", "same_matter.pending", "act.none", "detention.none"}
) | {f"exhaustion.{why}" for why in ("none", "running", "pending", "open", "unused")}


@dataclass(frozen=True)
class Answer:
    """How a condition stands. `why` is the last part of its message key; `until` the end after which it gets worse."""

    truth: Truth
    why: str
    evidence: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    until: Due | None = None

    def mendable(self, condition: str) -> bool:
        """Whether what fails can still be mended, by time or by a step."""
        return f"{condition}.{self.why}" in _MENDABLE


def answer(condition: str, row: ForumRow, story: RouteStory) -> Answer:
    """How a condition of a body stands in a case."""
    return _CONDITIONS[condition](row, story)


def accepted_since(row: ForumRow, story: RouteStory) -> tuple[Interval | None, tuple[str, ...]]:
    """Since when the State accepts complaints to a body: as the chronology tells it, else as the data say."""
    told = [one for one in story.record.of("treaty_in_force") if one.forum == row.id and one.date.known]
    if told:
        return told[0].date.interval, (told[0].id,)
    known = story.accepted(row.id.value)
    return (Interval(known.since, known.since), ()) if known else (None, ())


def _act(_row: ForumRow, story: RouteStory) -> Answer:
    told = story.acts or story.complaints
    if told:
        return Answer(Truth.CERTAIN, "told", tuple(one.id for one in told))
    return Answer(Truth.NO, "none")


def _acceptance(row: ForumRow, story: RouteStory) -> Answer:
    days, evidence = accepted_since(row, story)
    if days is None:
        return Answer(Truth.POSSIBLE, "unknown")
    facts = {_SINCE: days.first.isoformat()}
    truth = days.by(story.record.on)
    if truth is Truth.NO:
        return Answer(truth, "later", evidence, facts)
    return Answer(truth, "told" if evidence else "since", evidence, facts)


def _period(row: ForumRow, story: RouteStory) -> Answer:
    """Whether the act, or what the authorities decided about it, came after the acceptance."""
    days, _ = accepted_since(row, story)
    if days is None:
        return Answer(Truth.POSSIBLE, "unknown")
    facts, told = {_SINCE: days.first.isoformat()}, story.acts or story.complaints
    acts = [(since(ended(one, story), days.last), one) for one in told]
    after = [one.id for truth, one in acts if truth is Truth.CERTAIN]
    if after or not told:
        return Answer(Truth.CERTAIN if told else Truth.POSSIBLE, "after" if told else "maybe", tuple(after), facts)
    later = [(since(story.happened(one), days.last), one) for one in story.answers]
    certain = [one.id for truth, one in later if truth is Truth.CERTAIN]
    if certain and not any(truth is Truth.POSSIBLE for truth, _ in acts):
        return Answer(Truth.CERTAIN, "effects", (*(one.id for one in told), *certain), facts)
    maybe = [one.id for truth, one in (*acts, *later) if truth is not Truth.NO]
    if maybe:
        return Answer(Truth.POSSIBLE, "maybe", tuple(maybe), facts)
    why = "so_far" if days.first > story.record.on else "before"
    return Answer(Truth.NO, why, tuple(one.id for one in told), facts)


def _same_matter(row: ForumRow, story: RouteStory) -> Answer:
    """Source: CAT 22(5)(a), past and present; OP 5(2)(a), present only, but for a reservation."""
    ever = row.same_matter == "ever" or (story.jurisdiction, row.id.value) in story.forums.reserved
    found = [_elsewhere(other, story, ever=ever) for other in story.forums.forums if other.id != row.id]
    found += [_unlisted(story, ever=ever)]
    for truth in (Truth.NO, Truth.POSSIBLE, Truth.CERTAIN):
        told = [one for one in found if one is not None and one.truth is truth]
        if told:
            return told[0]
    return Answer(Truth.CERTAIN, "none")


def _elsewhere(other: ForumRow, story: RouteStory, *, ever: bool) -> Answer | None:
    """What a communication to another body means; None where there is none, or none that counts."""
    if other.bars == "no":
        return None
    found = _other(story.communications(other.id.value), other.name, ever=ever)
    if found is not None and found.truth is Truth.NO and other.bars == "possible":
        return Answer(Truth.POSSIBLE, "maybe", found.evidence, found.facts)
    return found


def _unlisted(story: RouteStory, *, ever: bool) -> Answer | None:
    listed = {row.id for row in story.forums.forums}
    others = [one for one in story.record.of("un_submitted", "un_registered", "un_decided") if one.forum not in listed]
    named = tuple(one for one in others if one.forum is not None)
    found = _other(named, str(named[0].forum.value) if named and named[0].forum else "", ever=ever)
    certain = any(one.forum == "ecthr" for one in named)
    if found is not None and found.truth is Truth.NO and not certain:
        return Answer(Truth.POSSIBLE, "maybe", found.evidence, found.facts)
    return found


def _other(events: tuple[Event, ...], name: str, *, ever: bool) -> Answer | None:
    if not events:
        return None
    evidence, facts = tuple(one.id for one in events), {"other": name}
    kinds = {one.kind for one in events}
    if "un_decided" in kinds and not ever:
        return Answer(Truth.CERTAIN, "over", evidence, facts)
    if kinds == {"un_submitted"}:  # sent: whether it was taken up is not told
        return Answer(Truth.POSSIBLE, "maybe", evidence, facts)
    return Answer(Truth.NO, "examined" if ever else "pending", evidence, facts)


def _exhaustion(_row: ForumRow, story: RouteStory) -> Answer:
    found = exhaustion(story)
    return Answer(found.truth, found.why, found.evidence, found.facts)


def _delay(row: ForumRow, story: RouteStory) -> Answer:
    """Lateness never closes a body by itself: it has to be explained. Source: CAT rule 113(f), HRC rule 99(c)."""
    found = exhaustion(story)
    if found.truth is Truth.NO:
        return Answer(Truth.CERTAIN, "not_begun")
    if found.last is None or not _dated(found.last):
        return Answer(Truth.CERTAIN if found.why == "prolonged" else Truth.POSSIBLE, _undated(found))
    if row.late is None:
        return _unreasonable(found.last, story)
    other = [one for bar in story.forums.forums if bar.bars != "no" for one in story.communications(bar.id.value)]
    over = [one.date.interval for one in other if one.kind == "un_decided" and one.forum != row.id and one.date.known]
    terms = [(row.late.exhaustion, found.last), *((row.late.other_procedure, days) for days in over)]
    ends = [story.record.scene.norms.reckon(row.late.rule, term, days) for term, days in terms]
    dues = [one.earliest for one in ends if one is not None and one.earliest is not None]
    if not dues:
        return _unreasonable(found.last, story)
    until = max(dues, key=lambda due: due.instant)
    late = story.record.now >= until.instant
    return Answer(
        Truth.POSSIBLE if late else Truth.CERTAIN,
        "late" if late else "within",
        found.evidence,
        {"until": until.text},
        until,
    )


def _unreasonable(last: Interval, story: RouteStory) -> Answer:
    long = years_reach(last, story.today, story.forums.late_years.length) is not Truth.NO
    return Answer(Truth.POSSIBLE, "long") if long else Answer(Truth.CERTAIN, "no_limit")


def _dated(days: Interval) -> bool:
    return days.first.year > 1


def _undated(found: Exhaustion) -> str:
    return "not_begun" if found.why == "prolonged" else "unknown"


def _consent(_row: ForumRow, story: RouteStory) -> Answer:
    last = story.record.latest("consent_given", "consent_withdrawn")
    if last is not None and last.kind == "consent_withdrawn":
        return Answer(Truth.NO, "withdrawn", (last.id,))
    return Answer(Truth.CERTAIN, "not_withdrawn", (last.id,) if last else ())


def _recent(row: ForumRow, story: RouteStory) -> Answer:
    told = story.acts or story.complaints
    if not told:
        return Answer(Truth.POSSIBLE, "maybe")
    last = max(told, key=lambda one: ended(one, story).last)
    old = years_reach(ended(last, story), story.today, row.recent_years or 1) is not Truth.NO
    return Answer(Truth.POSSIBLE if old else Truth.CERTAIN, "maybe" if old else "yes", (last.id,))


def _detention(_row: ForumRow, story: RouteStory) -> Answer:
    held = [one for one in story.record.of("detained") if one.person in {None, Person.VICTIM}]
    if not held:
        return Answer(Truth.NO, "none")
    unrecorded = [one.id for one in held if one.registered is False]
    if unrecorded and in_custody(story.record):
        return Answer(Truth.CERTAIN, "told", tuple(unrecorded))
    return Answer(Truth.POSSIBLE, "maybe", tuple(one.id for one in held))


_CONDITIONS: Final[Mapping[str, Callable[[ForumRow, RouteStory], Answer]]] = {
    "act": _act,
    "acceptance": _acceptance,
    "period": _period,
    "same_matter": _same_matter,
    "exhaustion": _exhaustion,
    "delay": _delay,
    "consent": _consent,
    "recent": _recent,
    "detention": _detention,
}
