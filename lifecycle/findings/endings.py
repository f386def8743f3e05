"""Findings about decisions that end a matter: what they rest on, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lifecycle.findings.complaints import dead_by, first_complaint, of_victim
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, gap, opposite
from models.dates import Truth
from models.events import Event
from models.words import Evidence, Ground, InstructionsMet

_NOT_INDEPENDENT: Final = frozenset({Evidence.OFFICERS_STATEMENTS, Evidence.INTERNAL_INQUIRY, Evidence.OTHER})
_MEDICAL: Final = frozenset({Evidence.MEDICAL_RECORD, Evidence.FORENSIC})
_UNPROVEN: Final = frozenset({Ground.NOT_PROVEN, Ground.LACK_OF_EVIDENCE, Ground.NO_EVENT, Ground.NO_ELEMENTS})
_FORENSIC: Final = frozenset({"forensic_medical", "forensic_psychological", "istanbul_protocol", "autopsy"})


def victim_not_heard(story: Story) -> Iterator[Hit]:
    """Source: CPC 71(6), 185; CAT 12, 13."""
    heard = [event for event in story.of("interviewed", "confronted") if of_victim(event)]
    named = [event for event in heard if event.person is not None]
    for ending in story.endings:
        alive = opposite(dead_by(story, ending))
        if ending.victim_heard is False:
            yield story.hit(alive, ending)
        elif ending.victim_heard is None and story.any_before(named, ending) is not CERTAIN:
            yield story.hit(at_most(alive, POSSIBLE), ending)


def medical_evidence_ignored(story: Story) -> Iterator[Hit]:
    """Source: CPC 271(1)(2); CAT 12, ICCPR 7."""
    records = [event for event in story.of("examined", "examination_reported") if event.examination != "trace"]
    for ending in story.endings:
        if not _MEDICAL.intersection(ending.not_addressed):
            continue
        before = [event for event in records if story.before(event, ending) is not NO]
        truth = story.any_before(before, ending)
        yield story.hit(CERTAIN if truth is CERTAIN else POSSIBLE, ending, *before)


def officers_word_only(story: Story) -> Iterator[Hit]:
    """Source: CPC 24, 25; CAT 12."""
    for ending in story.endings:
        rests = frozenset(ending.relied_on)
        if Evidence.OFFICERS_STATEMENTS in rests and rests <= _NOT_INDEPENDENT:
            yield story.hit(CERTAIN, ending)


def witnesses_ignored(story: Story) -> Iterator[Hit]:
    """Source: CPC 24; CAT 12, 13."""
    yield from story.hits(ending for ending in story.endings if Evidence.WITNESSES in ending.not_addressed)


def instructions_not_followed(story: Story) -> Iterator[Hit]:
    """Source: CPC 193(4), 291; CAT 13, ICCPR 2(3)."""
    for ending in story.endings:
        unmet = ending.instructions_met in {InstructionsMet.PARTLY, InstructionsMet.NONE}
        if not unmet and ending.identical_to is None:
            continue
        here = [by for root, by in story.quashings() if root.proceeding == ending.proceeding and root is not ending]
        before = [by for by in here if story.before(by, ending) is not NO]
        truth = story.any_before(before, ending)
        yield story.hit(CERTAIN if truth is CERTAIN else POSSIBLE, ending, *before[-1:])


def ground_of(event: Event, story: Story) -> tuple[str | None, Truth]:
    """The stated ground as a word, and how surely it is that: a provision may hold other grounds or be unseen."""
    if event.ground is None or event.ground in _GROUNDS:
        return (str(event.ground) if event.ground else None), CERTAIN
    for name, ground in story.criteria.ground.items():
        if event.ground == name or event.ground.startswith(f"{name}-"):
            return ground.word.value, POSSIBLE if ground.confidence == "unverified" else CERTAIN
    return None, CERTAIN


_GROUNDS: Final = frozenset(Ground)


def rests_on_earlier_refusal(story: Story) -> Iterator[Hit]:
    """Source: CPC 35(1)(8); ICCPR 2(3)."""
    for ending in story.endings:
        word, truth = ground_of(ending, story)
        if ending.relied_on == (Evidence.EARLIER_DECISION,):
            yield story.hit(CERTAIN, ending)
        elif word == Ground.EARLIER_DECISION:
            yield story.hit(truth, ending)


def not_proven(story: Story) -> Iterator[Hit]:
    """Source: CPC 35(1)(1), 35(1)(2), 35(2); CAT 12."""
    first = first_complaint(story)
    if first is None:
        return
    reports = [event for event in story.of("examination_reported") if event.examination != "trace"]
    made = [event for event in story.of("examined") if event.examination in _FORENSIC]
    for ending in story.endings:
        word, truth = ground_of(ending, story)
        if word not in _UNPROVEN or Evidence.FORENSIC in ending.relied_on:
            continue
        least, most = gap(first.day, story.when[ending.id])
        limit = story.limit["early_ending_days"]
        soon = NO if least > limit or most < 0 else CERTAIN if least >= 0 and most <= limit else POSSIBLE
        unreported = opposite(story.any_before(reports, ending))
        seen = at_most(story.any_before(made, ending), POSSIBLE)  # the report of it is not dated
        yield story.hit(both(truth, soon, unreported, opposite(seen)), ending, first.event)


def no_psychological_exam(story: Story) -> Iterator[Hit]:
    """Source: CPC 272; CAT 12."""
    kinds = {"forensic_psychological", "istanbul_protocol"}
    made = [event for event in story.of("examined", "examination_reported") if event.examination in kinds]
    ordered = [event for event in story.of("examination_ordered") if event.examination in kinds]
    results = {event.target for event in story.of("examination_reported")}
    made += [event for event in story.of("examination_reported") if _answers(event, ordered)]
    for ending in story.endings:
        without = opposite(story.any_before(made, ending))
        pending = [event for event in ordered if event.id not in results]
        if story.any_before(pending, ending) is not NO:
            without = at_most(without, POSSIBLE)
        yield story.hit(both(without, opposite(dead_by(story, ending))), ending)


def _answers(event: Event, ordered: list[Event]) -> bool:
    return event.target is not None and event.target in {one.id for one in ordered}


def no_counsel(story: Story) -> Iterator[Hit]:
    """Source: CPC 76(2)."""
    engaged = story.of("counsel_engaged")
    acted = [event for event in story.events if event.by is not None and event.by.role == "counsel"]
    helped = [event for event in story.events if event.by is not None and event.by.role == "ngo"]
    for ending in story.endings:
        without = opposite(story.any_before((*engaged, *acted), ending))
        if story.any_before(helped, ending) is not NO:
            without = at_most(without, POSSIBLE)
        yield story.hit(without, ending)
