"""Findings about examinations of the body, and custody without one."""

from __future__ import annotations

from collections.abc import Iterator

from lifecycle.findings.complaints import first_complaint, of_victim, official_examinations, ordered_examinations
from lifecycle.findings.hits import Hit
from lifecycle.findings.story import Story, until
from lifecycle.findings.truth import (
    CERTAIN,
    POSSIBLE,
    after,
    at_most,
    both,
    earliest,
    ending,
    latest,
    opposite,
    reaches,
)
from models.words import Evidence


def no_forensic_exam(story: Story) -> Iterator[Hit]:
    """Source: CPC 271(1)(2); CAT 12."""
    made = (*official_examinations(story), *ordered_examinations(story))
    for decision in story.endings:
        without = opposite(story.any_before(made, decision))
        if Evidence.FORENSIC in decision.relied_on:
            without = at_most(without, POSSIBLE)  # it relies on one that is not told
        yield story.hit(without, decision)
    first = first_complaint(story)
    if first is not None:
        days = story.limit["no_exam_days"]
        none = opposite(story.any(story.sure(event) for event in made))
        truth = at_most(both(story.passed(first.day, days), none), POSSIBLE)
        yield story.crossed(truth, after(first.day.first, days), first.event)


def late_forensic_exam(story: Story) -> Iterator[Hit]:
    """Source: CPC 271; CAT 12."""
    made = official_examinations(story)
    first = first_complaint(story)
    if not made or first is None:
        return
    days = story.limit["late_exam_days"]
    exam = earliest([story.when[event.id] for event in made])
    acts = story.of("act_alleged", among=story.matters)
    spans = [ending(story.when[act.id], until(act)) for act in acts]
    near = [span for span in spans if span.first <= exam.last]
    strict = latest(first.day, *near)
    lenient = latest(first.day, earliest(spans)) if spans else first.day
    truth = CERTAIN if reaches(strict, exam, days) is CERTAIN else at_most(reaches(lenient, exam, days), POSSIBLE)
    start = strict.last if truth is CERTAIN else lenient.first
    yield story.crossed(truth, after(start, days), first.event, made[0])


def admitted_unexamined(story: Story) -> Iterator[Hit]:
    """Source: CPC 131(2); CAT 2."""
    for event in story.of("detained", "moved"):
        if of_victim(event) and (event.registered is False or event.medical_exam is False):
            yield story.hit(POSSIBLE if event.proceeding in story.own else CERTAIN, event)
