"""Findings about what became of decisions: quashings, their execution, appeals and who decided them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from lifecycle.findings.asked import waiting
from lifecycle.findings.hits import Hit
from lifecycle.findings.sequel import Sequel
from lifecycle.findings.story import COURTS, ENDING_KINDS, PROSECUTORS, QUASHING_KINDS, Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, opposite
from models.dates import Truth
from models.events import Event
from models.kinds import ENDINGS
from models.words import Ground

_STEPS: Final = (
    "forwarded", "registered", "check_opened", "check_concluded", *ENDING_KINDS, "classified", "reclassified",
    "investigation_opened", "taken_over", "split", "joined", "extended", "suspended", "resumed", "suspect_identified",
    "victim_status_granted", "interviewed", "confronted", "scene_examined", "evidence_secured", "motion_refused",
    "examination_ordered", "examination_refused", "examination_reported", "charged", "sent_to_court",
)  # fmt: skip
_REVIEW_STEPS: Final = ("appeal_rejected", "appeal_granted", "upheld", "quashed", "convicted", "acquitted")
_SEND_AWAY: Final = ("appeal_rejected", "reply_without_decision")
_INITIAL: Final = re.compile(r"\b\w\.")


def refuse_quash_cycle(story: Story) -> Iterator[Hit]:
    """Source: CPC 291, 192(7); CAT 12, ICCPR 2(3)."""
    cycles = []
    for root, by in story.quashings():
        endings = _endings_of(root.proceeding, story)
        followed = [(story.before(by, one), one) for one in endings.after(by, story.when[by.id], root.id)]
        standing = [(truth, one) for truth, one in followed if truth is not NO]
        if standing:
            truth = story.any(both(one, story.sure(next_)) for one, next_ in standing)
            next_ = next((one for t, one in standing if t is CERTAIN), standing[0][1])
            cycles.append((both(truth, story.named(by)), root, by, next_))
    for truth, root, by, next_ in cycles:
        yield story.hit(truth, next_, root, by, count=len(cycles))


def _endings_of(proceeding: str, story: Story) -> Sequel:
    mine = (one for one in story.endings if one.proceeding == proceeding)
    return story.once(f"endings of {proceeding}", lambda: Sequel(tuple(mine), story.dating))


def granted_not_executed(story: Story) -> Iterator[Hit]:
    """Source: CPC 291; CAT 13."""
    done: set[str] = set()
    for event in story.of(*QUASHING_KINDS, among=story.matters):
        review = story.review(event)
        root = review.root
        if event.kind == "resumed" and (root is None or root.kind not in ENDINGS):
            continue
        once = root.id if root is not None else event.id
        if review.restores or once in done:
            continue
        done.add(once)
        truth = _unexecuted(event, event.to or (root.body if root else None), story)
        if root is not None and root.kind == "investigation_opened":
            truth = at_most(truth, POSSIBLE)
        yield story.waited(both(truth, story.named(event)), story.limit["execution_days"], event)


def _unexecuted(event: Event, addressee: str | None, story: Story) -> Truth:
    here = frozenset({event.proceeding})
    days = story.limit["execution_days"]
    steps = story.soon(event, days, *_STEPS, among=here)
    reviews = story.soon(event, days, *_REVIEW_STEPS, among=here)
    by_it = [one for one in reviews if one.body is not None and one.body == addressee]
    mine = [one for one in steps if addressee is None or one.body in {None, addressee}]
    nobody = story.unanswered(event, (*steps, *by_it), days)
    if nobody is not NO:
        return nobody
    return at_most(story.unanswered(event, (*mine, *by_it), days), POSSIBLE)


def self_review(story: Story) -> Iterator[Hit]:
    """Source: CPC 104(1); CAT 13."""
    for event in story.of("appeal_rejected", "appeal_granted", "upheld", "quashed", among=story.matters):
        asked, attacked = _attacked(event, story)
        first = next(asked, None)
        if attacked is None and first is not None:
            attacked = story.by_id.get(first.target or "")
        if attacked is None or attacked.by is None or event.by is None or not attacked.decision:
            continue
        appeals = [] if first is None else [first]
        needs_appeal = event.kind in {"upheld", "quashed"}
        appealed = story.any_before(chain(appeals, asked), event) if needs_appeal else CERTAIN
        same = CERTAIN if event.body is not None and event.body == attacked.body else _same_name(event, attacked)
        yield story.hit(both(appealed, same), event, attacked, *appeals)


def _attacked(event: Event, story: Story) -> tuple[Iterator[Event], Event | None]:
    """The appeals that a decision answers, and the decision that they attack; none where only the first tells it."""
    target = story.by_id.get(event.target or "")
    if target is not None and target.kind == "appeal_filed":
        return iter([target]), story.by_id.get(target.target or "")
    if target is None:
        return islice(waiting(event, None, [event.body], story), 1), None
    return waiting(event, target.id, dict.fromkeys((None, event.body)), story), target


def _same_name(event: Event, other: Event) -> Truth:
    one = event.by.name if event.by else None
    if one is None or other.by is None or one != other.by.name:
        return NO
    return CERTAIN if _INITIAL.search(one) else POSSIBLE  # a title or a common word may be somebody else's


def appeal_emptied(story: Story) -> Iterator[Hit]:
    """Source: CPC 106; CAT 13."""
    days = story.limit["emptied_days"]
    for appeal in story.of("appeal_filed", among=story.matters):
        if story.kind_of(appeal.to) not in COURTS:
            continue
        about = _root_of(appeal, story)
        for event in _set_aside(about, story) if about is not None else ():
            if story.before(appeal, event) is NO:
                continue
            pending = both(story.before(appeal, event), opposite(_answered(appeal, event, story)))
            yield story.hit(both(pending, _soon_rejected(appeal, event, days, story)), event, appeal)


def _set_aside(decision: Event, story: Story) -> list[Event]:
    """By what an authority that is no court set a decision aside."""
    return story.once("set aside", lambda: _all_set_aside(story)).get(decision.id, [])


def _all_set_aside(story: Story) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in story.of("quashed", "resumed", among=story.matters):
        review = story.review(event)
        if review.root is not None and not review.restores and not story.judge(event):
            found.setdefault(review.root.id, []).append(event)
    return found


def _root_of(appeal: Event, story: Story) -> Event | None:
    about = story.by_id.get(appeal.target or "")
    seen = {appeal.id}
    while about is not None and not (about.kind in ENDINGS or about.kind == "suspended") and about.target:
        if about.id in seen:
            return None
        seen.add(about.id)
        about = story.by_id.get(about.target)
    return about


def _decisions_on(appeal: Event, story: Story) -> list[Event]:
    """The decisions of the court that got the appeal, on it."""
    found = story.of("appeal_rejected", "appeal_granted", "upheld", among=frozenset({appeal.proceeding}))
    named = [one for one in found if one.target == appeal.id]
    about = [one for one in found if one.target == appeal.target and one.body in {None, appeal.to}]
    return named or [one for one in about if one.target is not None and story.judge(one)]


def _answered(appeal: Event, event: Event, story: Story) -> Truth:
    decided = [one for one in _decisions_on(appeal, story) if story.before(appeal, one) is not NO]
    return story.any_before(decided, event)


def _soon_rejected(appeal: Event, event: Event, days: int, story: Story) -> Truth:
    """Whether the appeal was heard or rejected within days of the quashing; the hearing itself is seldom told."""
    decided = [one for one in _decisions_on(appeal, story) if story.before(event, one) is not NO]
    if not decided:
        return POSSIBLE
    return story.any(story.within(event, one, days) for one in decided if one.kind != "appeal_granted")


def passed_between(story: Story) -> Iterator[Hit]:
    """Source: CPC 105, 106; CAT 13."""
    sent = [one for one in story.of(*_SEND_AWAY) if one.ground == Ground.OUT_OF_SCOPE]
    best: tuple[Truth, Event, Event] | None = None
    for one in sent:
        for other in sent:
            truth = both(_prosecutor(one, story), _court(other, story), _about(one, story), _about(other, story))
            if truth is not NO and (best is None or (best[0] is POSSIBLE and truth is CERTAIN)):
                best = truth, one, other
    if best is not None:
        truth, one, other = best
        first, second = (one, other) if story.before(one, other) is not NO else (other, one)
        yield story.hit(truth, second, first)


def _prosecutor(event: Event, story: Story) -> Truth:
    kind = story.kind_of(event.body)
    if kind is None and not story.judge(event):
        return POSSIBLE
    return CERTAIN if kind in PROSECUTORS else NO


def _court(event: Event, story: Story) -> Truth:
    return CERTAIN if story.judge(event) else NO


def _about(event: Event, story: Story) -> Truth:
    return CERTAIN if event.proceeding in story.dealing else POSSIBLE


def reply_not_decision(story: Story) -> Iterator[Hit]:
    """Source: CPC 105(4); CAT 13."""
    for event in story.of("reply_without_decision", among=story.dealing):
        asked = story.by_id.get(event.target or "")
        plain = (
            asked is None or asked.kind in {"complaint_lodged", "complaint_received", "appeal_filed"} or asked.decision
        )
        yield story.hit(CERTAIN if plain and event.proceeding in story.matters else POSSIBLE, event)


def file_closed(story: Story) -> Iterator[Hit]:
    """Source: CPC 71(6); CAT 13."""
    yield from story.hits(story.of("file_access_refused", among=story.matters))
    yield from story.hits(
        event
        for event in story.events
        if event.file_access is False and event.decision and event.proceeding in story.matters
        if event.kind != "file_access_refused"
    )
