"""Findings about registration and forwarding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lifecycle.findings.complaints import CHECKS, complaints
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import PROSECUTORS, Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, either, opposite, reaches
from models.dates import Interval, Truth
from models.events import Event
from models.words import Injuries

_ABLE_TO_REGISTER: Final = PROSECUTORS | {
    "police",
    "internal_security",
    "anti_corruption",
    "national_security",
    "military",
}
_UNREGISTERED_BY_LAW: Final = ("cpc-181-5", "cpc-179-4")
_ON_ITS_WAY: Final = frozenset({"forwarded", "returned"})
"""Told by the day of dispatch: it arrived then or later."""
DISPATCH: Final = ("cpc-181-5-three-day-forwarding", "dispatch")


def not_registered(story: Story) -> Iterator[Hit]:
    """Source: CPC 179(1), 185."""
    if story.of("registered", among=story.dealing):
        return
    got = [event for event in complaints(story) if _able(_recipient(event), story)]
    if not got:
        return
    refusals = story.of("registration_refused", among=story.dealing)
    for event in story.of("forwarded", "opening_refused", "terminated", "registration_refused", among=story.dealing):
        said = event.kind == "registration_refused" or _said_unregistered(event, story) or bool(refusals)
        reached = story.any_before(got, event)
        if said and reached is not NO:
            yield story.hit(reached, event, got[0])
    yield story.hit(POSSIBLE, got[0])


def _recipient(event: Event) -> str | None:
    return event.body if event.kind == "complaint_received" else event.to


def _able(body: str | None, story: Story) -> bool:
    kind = story.kind_of(body)
    return kind is None or kind in _ABLE_TO_REGISTER


def _said_unregistered(event: Event, story: Story) -> bool:
    """Whether the record itself says that what was forwarded or ended was not registered."""
    complaint = story.by_id.get(event.target or "")
    if event.registered is False or (complaint is not None and complaint.registered is False):
        return True
    if event.kind == "forwarded":
        return str(event.ground or "").startswith(_UNREGISTERED_BY_LAW)
    return any(one.registered is False for one in complaints(story) if one.proceeding == event.proceeding)


def registration_refused(story: Story) -> Iterator[Hit]:
    """Source: CPC 185(2)."""
    yield from story.hits(story.of("registration_refused", among=story.matters))


def forwarded_unregistered(story: Story) -> Iterator[Hit]:
    """Source: CPC 181(5), 179(4)."""
    for event in story.of("forwarded", among=story.dealing):
        here = frozenset({event.proceeding})
        entries = story.of("registered", among=here)
        unentered = opposite(story.any_before(entries, event))
        if not entries and not _said_unregistered(event, story):
            unentered = POSSIBLE  # an entry can exist unseen
        opened = story.any_before(story.of("investigation_opened", among=here), event)
        limit = CERTAIN if opened is NO else POSSIBLE  # an open case stands for an entry that is not told
        yield story.hit(at_most(unentered, limit), event)


def forwarded_late(story: Story) -> Iterator[Hit]:
    """Source: CPC 181(5); the term is counted by CPC 48."""
    for event in story.of("forwarded", among=story.dealing):
        receipts = _receipts(event, story)
        if not receipts:
            continue
        late = [_dispatched_late(day, event, story) for _, day in receipts]
        truth = late[0] if len(late) == 1 else _all_or_some(late)
        if not _able(event.body, story):
            truth = at_most(truth, POSSIBLE)  # the article speaks to those who register
        yield story.hit(both(truth, story.sure(event)), event, *(receipt for receipt, _ in receipts))


def _all_or_some(truths: list[Truth]) -> Truth:
    """Which of several was sent on is not told: certain only where it would hold for each."""
    return CERTAIN if all(truth is CERTAIN for truth in truths) else at_most(either(*truths), POSSIBLE)


def _receipts(event: Event, story: Story) -> list[tuple[Event, Interval]]:
    """What the forwarding body had got, with the day on which it came."""
    body, named = event.body, event.target
    if body is None:
        return []
    got: list[tuple[Event, Interval]] = []
    for one in story.of("complaint_lodged", "complaint_received", "forwarded", "returned", among=story.dealing):
        to_it = (one.body if one.kind == "complaint_received" else one.to) == body
        if not to_it or one.id == event.id or story.before(one, event) is NO:
            continue
        if named is None or named == one.id or (one.kind != "complaint_lodged" and one.target in {None, named}):
            day = story.when[one.id]
            got.append((one, Interval(day.first, story.when[event.id].last) if one.kind in _ON_ITS_WAY else day))
    back = [found for found in got if found[0].kind == "returned" and story.before(found[0], event) is CERTAIN]
    if back:
        return back[-1:]  # what came before it had been sent on already
    received = [found for found in got if found[0].kind == "complaint_received"]
    return received or got


def _dispatched_late(received: Interval, event: Event, story: Story) -> Truth:
    sent = story.when[event.id]
    reckoned = story.facts.norms.reckon(*DISPATCH, received)
    if reckoned is None:
        return NO
    if reckoned.earliest is None or reckoned.latest is None:
        return reaches(received, sent, story.limit["forwarding_days"] + 1)
    if sent.first > reckoned.latest.day:
        return CERTAIN if reckoned.version.verified else POSSIBLE
    return POSSIBLE if sent.last > reckoned.earliest.day else NO


def no_step_ex_officio(story: Story) -> Iterator[Hit]:
    """Source: CPC 184, 185; CAT 12."""
    days = story.limit["ex_officio_days"]
    steps = story.of(*CHECKS, "check_ordered", "registered", among=story.dealing)
    weak = story.of("examination_ordered", among=story.dealing)
    seen = [one for one in story.of("examined") if one.examination == "custody_check"]
    seen = [one for one in seen if one.injuries is Injuries.FOUND]
    for event in (*story.of("injuries_reported"), *seen):
        truth = both(story.unanswered(event, steps, days), opposite(_running(event, story)))
        if truth is CERTAIN and story.any(story.within(event, one, days) for one in weak) is not NO:
            truth = POSSIBLE
        yield story.waited(truth, days, event)


def _running(event: Event, story: Story) -> Truth:
    """Whether a check or an investigation was under way already."""
    opened = story.of("check_opened", "investigation_opened", "registered", among=story.dealing)
    if story.any_before(opened, event) is NO:
        return NO
    ended = story.any_before(story.endings, event)
    return both(story.any_before(opened, event), POSSIBLE if ended is not NO else CERTAIN)
