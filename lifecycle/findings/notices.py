"""Findings about terms that passed and decisions that reached nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from law.terms import Due
from law.zones import DAY_MINUTES
from lifecycle.duty import Duty, Status
from lifecycle.findings.hits import Hit
from lifecycle.findings.spread import Spread
from lifecycle.findings.story import APPEAL_ANSWERS, Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, after, at_most, both, earliest, either, opposite, reaches
from models.dates import Interval, PartialDate, Truth
from models.events import NEVER, Event

_APPEAL_TERMS: Final = frozenset({"cpc-105-2-prosecutor-terms", "cpc-106-6-judge-terms", "cpc-107-appeal"})
_COMPLAINT_TERMS: Final = frozenset({"sc-np7-p11-prosecutor-check"})
_LAST_MINUTE: Final = DAY_MINUTES - 1
_NO_DEPENDENCE: Final = frozenset({"notified", "copy_requested", "noted"})
_ENDS_TERM: Final = ("terminated", "opening_refused", "sent_to_court", "suspended", "extended")


def term_exceeded(story: Story) -> Iterator[Hit]:
    """Source: CPC 192; CAT 12. A recorded end of an extension counts in every jurisdiction."""
    for duty in story.facts.duties:
        if duty.claim.pauses and duty.latest is not None and duty.proceeding in story.matters:
            yield from _passed(duty, duty.latest, story)
    for event in story.of("extended", among=story.matters):
        if event.until is None or not event.until.known:
            continue
        last = event.until.interval
        ending = story.spread(*_ENDS_TERM, "quashed", "appeal_granted", among=frozenset({event.proceeding}))
        steps = (one for one in ending.between(story.when[event.id].first, last.last, 0) if one.id != event.id)
        in_time = story.any(
            both(opposite(last.before(story.when[one.id])), story.before(event, one), story.sure(one)) for one in steps
        )
        over = last.before(story.now)
        truth = both(over, opposite(in_time))
        yield story.crossed(truth, after(last.last if truth is CERTAIN else last.first, 1), event)


def appeal_overdue(story: Story) -> Iterator[Hit]:
    """Source: CPC 105(2), 106(6), 107; CAT 13."""
    reckoned = set()
    for duty in story.facts.duties:
        if _answer_owed(duty) and duty.latest is not None:
            reckoned.add(duty.anchor)
            answered = _decided_in_time(story.by_id[duty.anchor], duty.latest, story)
            for hit in _passed(duty, duty.latest, story):
                yield replace(hit, truth=both(hit.truth, opposite(answered)))
    for event in story.of("appeal_filed", among=story.matters):
        if event.id not in reckoned:
            days = story.limit["unknown_term_days"]
            when = story.when[event.id]
            last = after(when.last, days)
            named = {None, event.id, event.target}
            answers = [one for name in named for one in _near(event, name, when.first, last, story)]
            yield story.waited(at_most(story.unanswered(event, answers, days), POSSIBLE), days, event)
    yield from story.hits(story.of("complaint_ignored", among=story.matters), POSSIBLE)


def counted(duty: Duty) -> bool:
    """Whether it is a finding of its own that the term of this duty has passed."""
    return duty.claim.pauses or _answer_owed(duty)


def _answer_owed(duty: Duty) -> bool:
    """Whether an authority owes an answer. The victim's own right to appeal further is in the same rules."""
    return duty.claim.rule in _APPEAL_TERMS | _COMPLAINT_TERMS and not duty.claim.own


def _decided_in_time(appeal: Event, latest: Due, story: Story) -> Truth:
    """Whether the body that got an appeal decided about the same decision in its term, without naming the appeal."""
    if appeal.kind != "appeal_filed" or appeal.to is None or appeal.target is None or appeal.id not in story.when:
        return NO
    last = Interval(latest.day, latest.day)
    asked = story.when[appeal.id].first
    found = [one for one in _near(appeal, appeal.target, asked, latest.day, story) if one.body == appeal.to]
    return story.any(
        both(story.before(appeal, one), opposite(last.before(story.when[one.id])), story.sure(one)) for one in found
    )


def _near(appeal: Event, target: str | None, first: date, last: date, story: Story) -> list[Event]:
    """The answers in the proceeding of an appeal that name a target, and may lie between two days."""
    spread = story.once("answers", lambda: _answers(story)).get((appeal.proceeding, target))
    return spread.between(first, last, 0) if spread is not None else []


def _answers(story: Story) -> dict[tuple[str, str | None], Spread]:
    """All answers by their proceeding and what they name."""
    found: dict[tuple[str, str | None], list[Event]] = {}
    for event in story.of(*APPEAL_ANSWERS, "reply_without_decision"):
        found.setdefault((event.proceeding, event.target), []).append(event)
    return {key: Spread(events, story.when) for key, events in found.items()}


def _passed(duty: Duty, latest: Due, story: Story) -> Iterator[Hit]:
    anchor = story.by_id[duty.anchor]
    if anchor.id not in story.when:
        return
    first = duty.earliest or latest
    truth = _overdue(duty, latest, first, story)
    if not story.facts.norms.cited(duty.provision)[1].verified:
        truth = at_most(truth, POSSIBLE)  # the wording of the day was not seen
    if duty.claim.asks.states and not story.when[anchor.id].exact:
        truth = at_most(truth, POSSIBLE)  # owed only in some state, and which that was depends on the day
    shown = [anchor]
    if duty.met_by is not None and duty.met_by in story.when:
        shown.append(story.by_id[duty.met_by])
    yield story.crossed(truth, _first_day_after(latest if truth is CERTAIN else first), *shown)


def _first_day_after(due: Due) -> date:
    """The first day at whose end a term has passed: one that ends with a day has not passed on that day."""
    return after(due.day, 1) if due.minute == DAY_MINUTES else due.day


def _overdue(duty: Duty, latest: Due, first: Due, story: Story) -> Truth:
    """Whether a term passed: certainly by its latest end, possibly by its earliest."""
    if duty.met_late:
        return CERTAIN
    over = duty.void_by or duty.met_by
    if over is not None:
        day = story.when.get(over)
        if day is None:
            return POSSIBLE
        late = Interval(first.day, latest.day).before(day)
        return late if duty.void_by is not None else at_most(late, POSSIBLE)
    now = _now(story)
    if duty.status(now) in {Status.OVERDUE, Status.LAPSED}:
        return CERTAIN
    return POSSIBLE if duty.paused is None and now >= first.instant else NO


def _now(story: Story) -> datetime:
    return story.facts.norms.zone.instant(story.as_of, _LAST_MINUTE)


def not_notified(story: Story) -> Iterator[Hit]:
    """Source: CPC 289(2), 105(2); CAT 13."""
    days = story.limit["notice_days"]
    for event in story.events:
        if not event.decision or event.proceeding not in story.matters:
            continue
        told = story.naming(event, "notified")
        if event.known_on == NEVER and not told:
            yield from _never_told(event, story)
        elif told or isinstance(event.known_on, PartialDate):
            yield from _told_late(event, told, days, story)
        else:
            yield from _copy_asked(event, days, story)


def _told_late(event: Event, told: Sequence[Event], days: int, story: Story) -> Iterator[Hit]:
    made = story.when[event.id]
    reached = [story.when[one.id] for one in told]
    if isinstance(event.known_on, PartialDate) and event.known_on.known:
        known = event.known_on.interval
        reached.append(Interval(max(known.first, made.first), max(known.last, made.first)))
    if not reached:
        return
    day = earliest(reached)
    truth = both(reaches(made, day, days), either(story.passed(made, days), NO))
    start = made.last if truth is CERTAIN else made.first
    hit = story.crossed(truth, after(start, days), event, *told)
    yield hit


def _never_told(event: Event, story: Story) -> Iterator[Hit]:
    dependent = story.once("dependent", lambda: _dependent(story)).get(event.id)
    if dependent is not None:
        yield story.hit(CERTAIN, dependent, event)
    else:
        yield story.hit(POSSIBLE, event)


def _dependent(story: Story) -> dict[str, Event]:
    """The first event that rests on another, by the id of that."""
    found: dict[str, Event] = {}
    for one in story.events:
        if one.kind not in _NO_DEPENDENCE and one.kind != "appeal_filed":
            for name in (one.target, one.identical_to):
                if name:
                    found.setdefault(name, one)
    return found


def _copy_asked(event: Event, days: int, story: Story) -> Iterator[Hit]:
    """A copy that had to be asked for shows that the decision had not been served by then."""
    for one in story.naming(event, "copy_requested"):
        waited = reaches(story.when[event.id], story.when[one.id], days)
        yield story.hit(at_most(waited, POSSIBLE), one, event)
