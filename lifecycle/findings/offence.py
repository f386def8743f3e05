"""Findings about the offence applied and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from law.offences import AGGRAVATED, CRUEL, TORTURE
from lifecycle.findings.complaints import complaints
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, either, opposite
from models.dates import Interval, Truth
from models.events import Event
from models.words import Person, Role, SentenceKind

_APPLYING: Final = (
    "registered", "investigation_opened", "classified", "reclassified", "charged", "sent_to_court", "convicted",
    "terminated",
)  # fmt: skip
_CLASSIFYING: Final = ("investigation_opened", "classified", "reclassified")
_MILD: Final = frozenset({SentenceKind.SUSPENDED, SentenceKind.FINE, SentenceKind.NONE})


def read_on(event: Event, story: Story) -> Interval:
    """The day of the act; where none is told, that of the decision."""
    acts = story.of("act_alleged", among=frozenset({event.proceeding})) or story.of("act_alleged", among=story.matters)
    days = [story.when[act.id] for act in acts]
    if not days:
        return story.when[event.id]
    ends = [act.until.interval.last for act in acts if act.until is not None and act.until.known]
    return Interval(min(day.first for day in days), max([*(day.last for day in days), *ends]))


def meaning(article: str, act: Interval, decision: Interval, story: Story) -> list[tuple[str, Truth]]:
    """
    What an article may mean: torture, cruel treatment, or the article itself, each with how surely.

    `act` and `decision` are the days of the act and of the decision that applies the article.
    """
    found = story.facts.offences.meanings(article, act, decision)
    return [(CRUEL if means == AGGRAVATED else means, truth) for means, truth in found]


def torture(article: str, event: Event, story: Story) -> Truth:
    """Whether an article is the torture article, as an event applies it."""
    found = [
        truth
        for means, truth in meaning(article, read_on(event, story), story.when[event.id], story)
        if means == TORTURE
    ]
    if found:
        return story.any(found)
    country = article[:2].upper()
    known = any(one.jurisdiction == country for one in story.criteria.offences)
    return NO if known else POSSIBLE


def torture_applied(event: Event, story: Story) -> Truth:
    """Whether one of the articles that an event applies is the torture article."""
    return story.any(torture(article, event, story) for article in event.articles)


def applied(event: Event, story: Story) -> Iterator[tuple[Event, Truth]]:
    """What classification holds when something is done: its own, else the last one told before it."""
    if event.articles:
        yield event, CERTAIN
        return
    here = frozenset({event.proceeding})
    told = [one for one in story.of(*_CLASSIFYING, "registered", among=here) if one.articles]
    if event.kind == "investigation_opened":  # classified by the same act, often told as a second event
        same = [one for one in told if story.when[one.id] == story.when[event.id]]
        if same:
            yield same[0], CERTAIN
            return
    before = [one for one in told if story.before(one, event) is not NO]
    if before:
        sure = all(story.before(one, event) is CERTAIN for one in before) and _ordered(before, story)
        yield before[-1], CERTAIN if sure else POSSIBLE


def _ordered(events: list[Event], story: Story) -> bool:
    return all(story.before(one, events[-1]) is CERTAIN for one in events[:-1])


def lesser_offence(story: Story) -> Iterator[Hit]:
    """Source: PC 146; CAT 1, 4, 12."""
    alleged = _alleged(story)
    if alleged is NO:
        return
    for event in story.of(*_APPLYING, among=story.matters):
        if not event.articles or event.person in {Person.VICTIM, Person.THIRD_PARTY}:
            continue
        other = opposite(torture_applied(event, story))
        if _may_be_cruel(event, story) and not _named(story):
            other = at_most(other, POSSIBLE)
        yield story.hit(both(alleged, other, _offence_exists(event, story)), event)


def _named(story: Story) -> bool:
    """Whether the complaint, the act, or the entry of the complaint in the register names the torture article."""
    told = (*complaints(story), *story.of("act_alleged", "registered", among=story.matters))
    return any(torture_applied(event, story) is CERTAIN for event in told)


def _alleged(story: Story) -> Truth:
    """Whether torture was alleged: an act of officials, or a complaint that names the article."""
    if _named(story):
        return CERTAIN
    acts = story.of("act_alleged", among=story.matters)
    official = [act for act in acts if act.by is not None and act.by.role == Role.OFFICIAL]
    if official or (acts and story.facts.header.accused and all(act.by is None for act in acts)):
        return CERTAIN
    return POSSIBLE if story.facts.header.accused else NO


def _may_be_cruel(event: Event, story: Story) -> bool:
    """Whether what was done may be the lesser offence of cruel treatment, which stands beside torture by then."""
    act = read_on(event, story)
    return any(
        one.means == CRUEL and one.holds(act) is not NO and one.jurisdiction == story.facts.header.case.jurisdiction
        for one in story.criteria.offences
    )


def _offence_exists(event: Event, story: Story) -> Truth:
    jurisdiction = story.facts.header.case.jurisdiction
    known = next((one for one in story.criteria.exists if one.jurisdiction == jurisdiction), None)
    if known is None or known.confidence == "unverified":
        return POSSIBLE
    act = read_on(event, story)
    if act.first >= known.since.latest:
        return CERTAIN
    return POSSIBLE


def downgraded(story: Story) -> Iterator[Hit]:
    """Source: CPC 207; CAT 12."""
    later = ("charged", "sent_to_court", "convicted")
    for event in story.of("classified", "reclassified", *later, among=story.matters):
        if not event.articles or event.person in {Person.VICTIM, Person.THIRD_PARTY}:
            continue
        here = frozenset({event.proceeding})
        told = [one for one in story.of(*_CLASSIFYING, "registered", among=here) if one.articles and one is not event]
        before = [one for one in told if story.before(one, event) is not NO]
        away = opposite(torture_applied(event, story))
        if before:
            last = before[-1]
            ordered = CERTAIN if _ordered([*before, event], story) and _ordered(before, story) else POSSIBLE
            truth = both(torture_applied(last, story), away, ordered)
            if ordered is POSSIBLE:
                was = either(*(torture_applied(one, story) for one in before))
                truth = at_most(both(was, away), POSSIBLE)
            yield story.hit(at_most(truth, POSSIBLE) if event.kind in later else truth, event, last)
        elif event.kind == "reclassified":
            yield story.hit(at_most(away, POSSIBLE), event)


def mild_outcome(story: Story) -> Iterator[Hit]:
    """Source: PC 63(6), 78; CAT 2, 4."""
    official = [one for one in story.of("convicted") if one.person is Person.OFFICIAL]
    for event in (*official, *(one for one in story.of("sentence_changed") if one.person is Person.OFFICIAL)):
        if event.sentence is not None and event.proceeding not in story.own:
            restricted = event.sentence.kind is SentenceKind.RESTRICTION
            yield story.hit(CERTAIN if event.sentence.kind in _MILD else POSSIBLE if restricted else NO, event)
    for event in story.of("amnestied", "released"):
        if event.person is Person.OFFICIAL:
            after = story.any_before(official, event)
            freed = event.kind == "amnestied" or after is not NO
            yield story.hit(CERTAIN if after is CERTAIN else POSSIBLE if freed else NO, event)
