"""Findings about who dealt with the complaint: the accused, their chain of command, or nobody competent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from law.findings import Competence
from lifecycle.findings.complaints import CHECKS, of_victim
from lifecycle.findings.hits import Hit
from lifecycle.findings.offence import applied, meaning, read_on
from lifecycle.findings.story import Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most, both, either, opposite
from models.dates import Interval, Truth
from models.events import Event
from models.words import BodyKind

_INVESTIGATIVE: Final = (
    "taken_over", "classified", "reclassified", "extended", "suspended", "interviewed", "confronted",
    "scene_examined", "evidence_secured", "examination_ordered", "charged", "victim_status_granted",
)  # fmt: skip
_BY_INVESTIGATOR: Final = ("investigation_opened", "terminated", "suspended", "taken_over", "extended")
_COUNTRY: Final = "KZ"


def forwarded_to_accused(story: Story) -> Iterator[Hit]:
    """Source: CPC 104(1), 187; CAT 12, 13."""
    for one in story.of("forwarded", "returned", among=story.dealing):
        accused = story.accused(one.to, one)
        yield story.hit(accused if one.kind == "forwarded" else at_most(accused, POSSIBLE), one)
    checks = [one for one in story.of(*CHECKS, among=story.dealing) if one.body is not None]
    for lodged in story.of("complaint_lodged", among=story.dealing):
        accused = story.accused(lodged.to, lodged)
        if accused is NO:
            continue
        dealt = [one for one in checks if one.body == lodged.to and one.proceeding == lodged.proceeding]
        truths = [(both(accused, story.before(lodged, one), story.sure(one)), one) for one in dealt]
        for wanted in (CERTAIN, POSSIBLE):
            step = next((one for truth, one in truths if truth is wanted), None)
            if step is not None:
                yield story.hit(wanted, step, lodged)
                break


def checked_by_accused(story: Story) -> Iterator[Hit]:
    """Source: CPC 187(4); CAT 12."""
    for one in story.of(*CHECKS, *_INVESTIGATIVE, among=story.dealing):
        accused = story.accused(one.body, one)
        if one.kind == "taken_over":
            accused = either(accused, story.accused(one.to, one))
        if accused is not NO:
            yield story.hit(accused, one)


def wrong_investigator(story: Story) -> Iterator[Hit]:
    """Source: CPC 193(1-1), 187, 191(2). Kazakhstan only."""
    if story.facts.header.case.jurisdiction != _COUNTRY:
        return
    for event in story.of(*_BY_INVESTIGATOR, among=story.matters):
        body = event.to if event.kind == "taken_over" and event.to else event.body
        kind = story.kind_of(body)
        if kind is None:
            continue
        for source, truth in applied(event, story):
            wrong = [_incompetent(kind, article, event, story) for article in source.articles]
            if not wrong or NO in wrong:
                continue
            found = both(truth, *wrong)
            yield story.hit(found, event, *([source] if source is not event else []))


def _incompetent(kind: str, article: str, event: Event, story: Story) -> Truth:
    """Whether a kind of body may not investigate an article on the day of its act."""
    day = story.when[event.id]
    meanings = meaning(article, read_on(event, story), day, story)
    found: list[Truth] = []
    for offence, truth in meanings:
        rules = [one for one in story.criteria.competence if one.fits(offence)]
        found += [_barred(kind, one, day, truth) for one in rules if _holds(one, day) is not NO]
    if not found:
        return NO  # nothing is known of this offence: nobody can be said to be wrong
    return CERTAIN if all(one is CERTAIN for one in found) else story.any(at_most(one, POSSIBLE) for one in found)


def _holds(rule: Competence, day: Interval) -> Truth:
    if day.last < rule.since or (rule.until is not None and day.first > rule.until):
        return NO
    inside = day.first >= rule.since and (rule.until is None or day.last <= rule.until)
    return CERTAIN if inside else POSSIBLE


def _barred(kind: str, rule: Competence, day: Interval, meant: Truth) -> Truth:
    if kind in rule.bodies:
        return NO
    weak = rule.confidence == "unverified" or kind == BodyKind.INTERNAL_SECURITY
    return both(meant, _holds(rule, day), POSSIBLE if weak else CERTAIN)


def coerced_statement_used(story: Story) -> Iterator[Hit]:
    """Source: CPC 112; CAT 15, ICCPR 14."""
    statements = [one for one in story.of("statement_given") if one.pressure]
    convictions = [one for one in story.of("convicted", among=story.own) if of_victim(one)]
    for conviction in convictions:
        excluded = story.of("evidence_excluded", among=frozenset({conviction.proceeding}))
        for statement in statements:
            out = [one for one in excluded if one.target in {None, statement.id}]
            truth = both(story.before(statement, conviction), opposite(_excluded(out, statement, conviction, story)))
            yield story.hit(truth, conviction, statement)


def _excluded(out: list[Event], statement: Event, conviction: Event, story: Story) -> Truth:
    found = story.any(both(story.before(statement, one), story.before(one, conviction)) for one in out)
    return found if any(one.target == statement.id for one in out) else at_most(found, POSSIBLE)
