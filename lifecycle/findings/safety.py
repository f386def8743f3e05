"""Findings about safety, care, counsel and redress."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from lifecycle.findings.complaints import CHECKS, first_complaint, of_victim
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import Story, until
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, opposite, years_after, years_reach
from models.dates import Interval, Truth
from models.events import Event
from models.words import Person

_ABOUT_REPRISAL: Final = (*CHECKS, "interviewed", "safety_granted")
_FOLLOWED: Final = frozenset({"complaint_lodged", "complaint_received", "registered", "safety_requested", "forwarded"})
_LAST_MINUTE: Final = 1439
_WHOLE_HOUR: Final = 60
_DAY_HOURS: Final = 24
_SANE_YEARS: Final = (1900, 2200)


def reprisal_unaddressed(story: Story) -> Iterator[Hit]:
    """Source: CPC 96, 97; CAT 13."""
    days = story.limit["reprisal_days"]
    steps = story.of(*_ABOUT_REPRISAL)
    for event in story.of("threat_or_reprisal"):
        mine = [one for one in steps if one.kind == "safety_granted" or _leads_to(one, event, story)]
        yield story.waited(at_most(story.unanswered(event, mine, days), _side(event, story)), days, event)


def _leads_to(step: Event, event: Event, story: Story) -> bool:
    """Whether a step is about the reprisal: named as its target, or as that of a complaint about it."""
    seen: set[str] = set()
    target = story.by_id.get(step.target or "")
    while target is not None and target.id not in seen:
        if target.id == event.id:
            return True
        seen.add(target.id)
        target = story.by_id.get(target.target or "") if target.kind in _FOLLOWED else None
    return False


def _side(event: Event, story: Story) -> Truth:
    """What is told only in the victim's own proceeding counts as possible."""
    return POSSIBLE if event.proceeding in story.own else CERTAIN


def withdrawn_under_pressure(story: Story) -> Iterator[Hit]:
    """Source: CAT 13, 22."""
    days = story.limit["withdrawal_days"]
    for event in story.of("complaint_withdrawn"):
        if event.pressure:
            yield story.hit(CERTAIN, event)
        for threat in story.of("threat_or_reprisal"):
            yield story.hit(story.within(threat, event, days), event, threat)
            yield story.hit(at_most(story.within(event, threat, days), POSSIBLE), event, threat)
        for disowned in story.of("withdrawal_disowned"):
            if disowned.target in {None, event.id}:
                yield story.hit(story.before(event, disowned), disowned, event)


def safety_refused(story: Story) -> Iterator[Hit]:
    """Source: CPC 96(4), 97; CAT 13."""
    yield from story.hits(story.of("safety_refused"))
    answers = story.of("safety_granted", "safety_refused")
    for event in story.of("safety_requested"):
        mine = [one for one in answers if one.target in {None, event.id}]
        declined = [one for one in story.of("safety_declined") if one.target in {None, event.id}]
        truth = _unanswered(event, mine, story)
        if any(story.before(event, one) is not NO for one in declined):
            truth = at_most(truth, POSSIBLE)
        yield story.waited(truth, -(-story.limit["safety_hours"] // _DAY_HOURS), event)


def _unanswered(event: Event, answers: list[Event], story: Story) -> Truth:
    """Whether the hours passed without an answer: minute by minute where the minutes are told."""
    asked = _moments(event, story)
    if asked is None:
        return POSSIBLE
    hours = timedelta(hours=story.limit["safety_hours"])
    ends = asked[0] + hours, asked[1] + hours
    now = story.facts.norms.zone.instant(story.as_of, _LAST_MINUTE)
    truth = CERTAIN if now >= ends[1] else POSSIBLE if now >= ends[0] else NO
    for answer in answers:
        given = _moments(answer, story)
        came = both(story.before(event, answer), story.sure(answer))
        if given is None:
            in_time = POSSIBLE
        else:
            in_time = CERTAIN if given[1] <= ends[0] else POSSIBLE if given[0] <= ends[1] else NO
        truth = both(truth, opposite(both(came, in_time)))
    return truth


def _moments(event: Event, story: Story) -> tuple[datetime, datetime] | None:
    """The first and the last moment at which it can have happened. A begun hour is not counted (CPC 48(2))."""
    day = story.when[event.id]
    if not (_SANE_YEARS[0] <= day.first.year and day.last.year <= _SANE_YEARS[1]):
        return None
    minute = int(event.at[:2]) * 60 + int(event.at[3:]) if event.at else None
    zone = story.facts.norms.zone
    if minute is None:
        return zone.instant(day.first, 0), zone.instant(day.last, _LAST_MINUTE)
    start = zone.instant(day.first, minute)
    last = zone.instant(day.last, minute)
    if event.kind == "safety_requested":
        rest = timedelta(minutes=-minute % _WHOLE_HOUR)
        return start + rest, last + rest
    return start, last


def held_by_accused(story: Story) -> Iterator[Hit]:
    """Source: CPC 97, 134; CAT 12, 13."""
    first = first_complaint(story)
    if first is None:
        return
    stays = [one for one in story.of("detained", "moved") if of_victim(one)]
    moves = [one for one in story.of("detained", "moved", "released", "victim_died") if of_victim(one)]
    for event in stays:
        holder = event.to if event.kind == "moved" else event.to or event.body
        accused = story.accused(holder, event)
        if accused is NO:
            continue
        began = _since(first.day, first.event, event, story)
        later = [one for one in moves if one.id != event.id and story.before(event, one) is not NO]
        lasting = NO if began is CERTAIN else _still(event, holder, later, first.day, story)
        truth = CERTAIN if began is CERTAIN else began if lasting is NO else lasting
        yield story.hit(both(accused, truth, _side(event, story)), event, first.event)


def _since(day: Interval, complaint: Event, event: Event, story: Story) -> Truth:
    """Whether a stay began after the first complaint."""
    held = story.when[event.id]
    if day.exact and held.exact and day == held:
        return story.before(complaint, event)
    if day.last <= held.first:
        return CERTAIN
    return POSSIBLE if day.first <= held.last else NO


def _still(event: Event, holder: str | None, later: list[Event], complaint: Interval, story: Story) -> Truth:
    """Whether a stay that began before the complaint lasted beyond it."""
    held, over = story.when[event.id], until(event)
    if held.first > complaint.last:
        return NO
    if over is not None:
        if over.first > complaint.last:
            return CERTAIN
        return POSSIBLE if over.last >= complaint.first else NO
    if any(story.when[one.id].last < complaint.first for one in later):
        return NO
    following = later[0] if later else None
    same = following is not None and following.body == holder and story.when[following.id].first > complaint.last
    return CERTAIN if same and held.last < complaint.first else POSSIBLE


def care_refused(story: Story) -> Iterator[Hit]:
    """Source: CAT 2, 16."""
    for event in story.of("care_refused"):
        yield story.hit(_side(event, story), event)


def counsel_denied(story: Story) -> Iterator[Hit]:
    """Source: CPC 76, 71(6); CAT 2, ICCPR 14."""
    for event in story.of("counsel_denied"):
        yield story.hit(_side(event, story), event)


def conflicted_counsel(story: Story) -> Iterator[Hit]:
    """Source: the Index on Torture, on legal aid."""
    yield from story.hits(
        one for one in story.of("counsel_engaged") if one.counsel is not None and one.counsel.former_law_enforcement
    )


def no_redress(story: Story) -> Iterator[Hit]:
    """Source: CAT 14."""
    awarded = story.any(story.sure(event) for event in story.of("compensation_awarded", "compensation_paid"))
    none = opposite(awarded)
    found = [event for event in story.of("un_decided") if event.violations]
    convicted = story.of("convicted", among=story.matters)
    found += [event for event in convicted if event.person is Person.OFFICIAL]
    refused = story.of("compensation_refused")
    hits = [story.hit(at_most(none, POSSIBLE), event) for event in found]
    first = first_complaint(story)
    years = story.limit["redress_years"]
    long = years_reach(first.day, story.now, years) if first is not None else NO
    if first is not None:
        hits.append(
            story.crossed(at_most(both(none, long), POSSIBLE), years_after(first.day.first, years), first.event)
        )
    due = story.any([long, *(story.sure(event) for event in found)])
    sure = CERTAIN if due is CERTAIN else POSSIBLE
    hits += [story.hit(both(none, sure), event) for event in refused]
    yield from hits
