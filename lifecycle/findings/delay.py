"""Findings about delay before anything happens, and about how long it all takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from lifecycle.about import decision_about
from lifecycle.findings.complaints import First, complaints, first_complaint, first_steps
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import Story
from lifecycle.findings.truth import (
    CERTAIN,
    NO,
    POSSIBLE,
    after,
    at_most,
    both,
    either,
    latest,
    opposite,
    reaches,
    years_after,
    years_reach,
)
from models.dates import Interval, Truth
from models.events import Event
from models.kinds import ENDINGS
from models.words import Form, Person

_EXAMINATIONS: Final = ("examination_ordered", "examination_reported")
_CHALLENGES: Final = ("appeal_filed", "appeal_rejected")
_REVIEWS: Final = (*_CHALLENGES, "appeal_granted", "upheld", "quashed", "reply_without_decision")
TERM_BEGINS: Final = frozenset({"registered", "investigation_opened"})
_TERM_MOVES: Final = (
    *sorted(TERM_BEGINS), "extended", "suspended", "resumed", "quashed", "appeal_granted", "terminated",
)  # fmt: skip
TERM: Final = "cpc-192-2-basic-terms"
TERMS: Final = {Form.INQUIRY: "inquiry", Form.PRELIMINARY: "preliminary"}


def not_prompt(story: Story) -> Iterator[Hit]:
    """Source: CPC 179(1), 192(1); CAT 12."""
    first = first_complaint(story)
    if first is None:
        return
    days = story.limit["first_step_days"]
    steps = first_steps(story)
    answers = [step for step in steps if story.when[step.id].last >= first.day.first]
    sooner = [step for step in steps if story.when[step.id].last < first.day.first]
    early = [step for step in sooner if step.kind not in _EXAMINATIONS]
    if early and not any(step.kind in ENDINGS for step in early):
        return  # the authorities had begun before anybody complained, and had not ended it
    truth = reaches(first.day, _first_of(answers, story), days)
    if len(answers) < len(steps):
        truth = at_most(truth, POSSIBLE)
    start = first.day.last if truth is CERTAIN else first.day.first
    yield story.crossed(truth, after(start, days), first.event, *answers[:1])


def _first_of(steps: list[Event], story: Story) -> Interval:
    """When the first step came; where none certainly has, not before the day asked for at the latest."""
    sure = [story.when[step.id].last for step in steps if story.sure(step) is CERTAIN]
    begun = [story.when[step.id].first for step in steps]
    return Interval(min([*begun, story.as_of]), min([*sure, story.as_of]))


def excessive_length(story: Story) -> Iterator[Hit]:
    """Source: CPC 192(1); CAT 12, ICCPR 2(3)."""
    first = first_complaint(story)
    if first is None:
        return
    years = story.limit["length_years"]
    mine = [one for one in story.endings if one.proceeding == first.event.proceeding]
    readings = (
        _stood(mine, story),
        _stood([one for one in story.endings if _may_end(one, first, story)], story),
        _final(mine, story),
    )
    lengths = [years_reach(first.day, _until(end, first, story), years) for end in readings]
    truth = CERTAIN if all(length is CERTAIN for length in lengths) else at_most(either(*lengths), POSSIBLE)
    if truth is CERTAIN and story.of("sent_to_court", among=story.matters) and not _trials(story):
        truth = POSSIBLE
    day = years_after(first.day.last if truth is CERTAIN else first.day.first, years)
    yield story.crossed(truth, day, first.event, *mine)


def _may_end(ending: Event, first: First, story: Story) -> bool:
    """Whether an ending may end the matter complained of: its own, or another after which nothing moved in that."""
    mine = first.event.proceeding
    if ending.proceeding == mine:
        return True
    return not any(
        one.proceeding == mine and one.decision and story.before(ending, one) is not NO for one in story.events
    )


def _trials(story: Story) -> list[Event]:
    tried = story.of("convicted", "acquitted", among=story.matters)
    return [event for event in tried if event.person is Person.OFFICIAL]


def _until(end: Interval, first: First, story: Story) -> Interval:
    """The end of the time that counts: the matter rests, an official is tried, or the day asked for."""
    for trial in _trials(story):
        day = story.when[trial.id]
        if day.last >= first.day.first:
            sure = story.sure(trial) is CERTAIN
            end = Interval(min(end.first, day.first), min(end.last, day.last) if sure else end.last)
    return end


def _stood(endings: list[Event], story: Story) -> Interval:
    """When the first ending came that was neither quashed nor appealed for a year."""
    end = story.now
    by_root = {root.id: [by] for root, by in story.quashings()}
    for ending in endings:
        quashed = by_root.get(ending.id, [])
        truth = _rested(ending, [*quashed, *_challenges(ending, story)], story)
        day = story.when[ending.id]
        if truth is not NO:
            end = Interval(min(end.first, day.first), min(end.last, day.last) if truth is CERTAIN else end.last)
    return end


def _final(endings: list[Event], story: Story) -> Interval:
    """When the last ending, never quashed, had been upheld and then stood unchallenged for a year."""
    if not endings:
        return story.now
    ending = endings[-1]
    if any(root.id == ending.id for root, _ in story.quashings()):
        return story.now
    years = story.limit["rest_years"]
    reviews = story.of(*_REVIEWS, among=frozenset({ending.proceeding}))
    told = [ending, *(one for one in reviews if story.before(ending, one) is not NO)]
    day = story.when[ending.id]
    for event, following in zip(told, [*told[1:], None], strict=True):
        day = latest(day, story.when[event.id])
        if event.kind == "appeal_filed":
            continue  # an appeal without an answer keeps it in question
        rested = years_reach(day, story.when[following.id] if following else story.now, years)
        if rested is not NO:
            return Interval(day.first, day.last if rested is CERTAIN else story.as_of)
    return story.now


def _challenges(ending: Event, story: Story) -> list[Event]:
    """The appeals against an ending decision. One that names nothing may be against any that stands."""
    named, unnamed = story.once("challenges", lambda: _by_ending(story))
    found = list(named.get(ending.id, ()))
    here = [event for event in unnamed if event.proceeding == ending.proceeding]
    found += [event for event in here if story.before(ending, event) is not NO]
    return sorted(found, key=lambda event: story.dating.place[event.id]) if here else found


def _by_ending(story: Story) -> tuple[dict[str, list[Event]], list[Event]]:
    """The challenges by the decision that they are about, and those that name none."""
    named: dict[str, list[Event]] = {}
    unnamed: list[Event] = []
    for event in story.of(*_CHALLENGES):
        about = decision_about(event, story.by_id)
        if about is None or about.kind == "appeal_filed":
            unnamed.append(event)
        else:
            named.setdefault(about.id, []).append(event)
    return named, unnamed


def _rested(ending: Event, disturbances: list[Event], story: Story) -> Truth:
    years = story.limit["rest_years"]
    day = story.when[ending.id]
    quiet = years_reach(day, story.now, years)
    for event in disturbances:
        quiet = both(quiet, either(years_reach(day, story.when[event.id], years), opposite(story.sure(event))))
    return quiet


def repeated_suspension(story: Story) -> Iterator[Hit]:
    """Source: CPC 45(7)."""
    suspended = story.of("suspended", among=story.matters)
    for proceeding in dict.fromkeys(event.proceeding for event in suspended):
        here = [event for event in suspended if event.proceeding == proceeding]
        if len(here) >= story.limit["suspensions"]:
            ordered = [event for event in here if story.sure(event) is CERTAIN]
            enough = CERTAIN if len(ordered) >= story.limit["suspensions"] else POSSIBLE
            chosen = ordered if enough is CERTAIN else here
            second = chosen[story.limit["suspensions"] - 1]
            others = [event for event in chosen if event is not second]
            yield story.hit(enough, second, *others, count=len(here))
        for event in here:
            yield from _for_form(event, story)


def _for_form(event: Event, story: Story) -> Iterator[Hit]:
    """One suspension on the day of opening, or on the last day of a term."""
    here = frozenset({event.proceeding})
    day = story.when[event.id]
    for opened in story.of("investigation_opened", among=here):
        yield story.hit(day.same_day(story.when[opened.id]), event, opened)
    for extended in story.of("extended", among=here):
        if extended.until is not None and extended.until.known:
            same = day.same_day(extended.until.interval)
            yield story.hit(both(same, story.before(extended, event)), event, extended)
    yield from _last_day_of_term(event, story)


def _last_day_of_term(event: Event, story: Story) -> Iterator[Hit]:
    """
    The first term of an investigation that was neither extended nor suspended before.

    It begins with the entry in the register or with the opening; where both are told of different days, it may end on
    either of two.
    """
    moves = story.of(*_TERM_MOVES, among=frozenset({event.proceeding}))
    earlier = list(islice((one for one in moves if one.id != event.id and story.before(one, event) is not NO), 3))
    kinds = [one.kind for one in earlier]
    if not kinds or not TERM_BEGINS.issuperset(kinds) or len(set(kinds)) < len(kinds):
        return
    forms = [TERMS[one.form] for one in earlier if one.form in TERMS]
    terms = forms[-1:] or list(TERMS.values())
    sure = len(terms) == 1 and len({story.when[one.id] for one in earlier}) == 1
    for begun, name in product(earlier, terms):
        reckoned = story.facts.norms.reckon(TERM, name, story.when[begun.id])
        if reckoned is not None and reckoned.earliest is not None and reckoned.latest is not None:
            last = Interval(reckoned.earliest.day, reckoned.latest.day)
            same = story.when[event.id].same_day(last)
            yield story.hit(same if sure else at_most(same, POSSIBLE), event, begun)


def evidence_lost(story: Story) -> Iterator[Hit]:
    """Source: CAT 12."""
    quashed = {root.id: by for root, by in story.quashings()}
    for event in story.of("evidence_lost"):
        if event.proceeding in story.own and event.proceeding not in story.dealing:
            pending = at_most(story.any_before(complaints(story), event), POSSIBLE)
        else:
            pending = story.any_before(complaints(story), event)
        for ending in story.endings:
            by = quashed.get(ending.id)
            lifted = story.before(by, event) if by is not None else NO
            if both(story.before(ending, event), opposite(lifted)) is not NO:
                pending = at_most(pending, POSSIBLE)
        yield story.hit(pending, event)
