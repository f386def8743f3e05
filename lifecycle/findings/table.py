"""Every rule of the findings, and the search for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from law.findings import FindingRule
from lifecycle.findings import (
    delay,
    endings,
    forensic,
    impartiality,
    notices,
    offence,
    registration,
    reviews,
    safety,
    united_nations,
)
from lifecycle.findings.facts import Facts
from lifecycle.findings.hits import Found, Hit, gathered
from lifecycle.findings.story import Story
from lifecycle.findings.truth import CERTAIN, NO, POSSIBLE, at_most
from lifecycle.norms import Norms
from models.assessment import Asserted, Finding
from models.dates import Truth
from models.events import Event

Rule = Callable[[Story], Iterator[Hit]]

_DOMESTIC: Final = "KZ"
_RULES: Final[tuple[Rule, ...]] = (
    registration.not_registered, registration.registration_refused, registration.forwarded_unregistered,
    registration.forwarded_late, registration.no_step_ex_officio,
    impartiality.forwarded_to_accused, impartiality.checked_by_accused, impartiality.wrong_investigator,
    impartiality.coerced_statement_used,
    delay.not_prompt, delay.excessive_length, delay.repeated_suspension, delay.evidence_lost,
    notices.term_exceeded, notices.appeal_overdue, notices.not_notified,
    reviews.refuse_quash_cycle, reviews.granted_not_executed, reviews.self_review, reviews.appeal_emptied,
    reviews.passed_between, reviews.reply_not_decision, reviews.file_closed,
    united_nations.reopened_after_un,
    endings.victim_not_heard, endings.medical_evidence_ignored, endings.officers_word_only, endings.witnesses_ignored,
    endings.instructions_not_followed, endings.rests_on_earlier_refusal, endings.not_proven,
    endings.no_psychological_exam, endings.no_counsel,
    offence.lesser_offence, offence.downgraded, offence.mild_outcome,
    forensic.no_forensic_exam, forensic.late_forensic_exam, forensic.admitted_unexamined,
    safety.reprisal_unaddressed, safety.withdrawn_under_pressure, safety.safety_refused, safety.held_by_accused,
    safety.care_refused, safety.counsel_denied, safety.conflicted_counsel, safety.no_redress,
)  # fmt: skip

RULES: Final[dict[str, Rule]] = {rule.__name__: rule for rule in _RULES}
"""Every rule by its id, which is the name of its function."""


def find(case: Facts, as_of: date) -> tuple[Finding, ...]:
    """
    The findings of a case at the end of a day, in the order of the data.

    Deterministic: the same case, law and day give the same findings in the same order.
    """
    story = Story(case, as_of)
    found = []
    for rule in case.criteria.rules:
        hits = list(_applying(rule, RULES[rule.id](story), story))
        one = gathered(hits, story.dating.place) if hits else None
        if one is not None:
            found.append(_finding(rule, one, story))
    return tuple(found)


def _applying(rule: FindingRule, hits: Iterator[Hit], story: Story) -> Iterator[Hit]:
    """The hits where the rule applies: everywhere with a treaty basis, else in Kazakhstan while its law is in force."""
    for hit in hits:
        if hit.truth is NO:
            continue
        if rule.treaty:
            yield hit
            continue
        applies = _domestic(rule, hit, story)
        if applies is not NO:
            yield replace(hit, truth=at_most(hit.truth, applies))


def _domestic(rule: FindingRule, hit: Hit, story: Story) -> Truth:
    if story.facts.header.case.jurisdiction != _DOMESTIC:
        return NO
    if not rule.provisions:
        return CERTAIN
    first, last = (bool(_in_force(rule, day, story)) for day in (hit.days.first, hit.days.last))
    return CERTAIN if first and last else POSSIBLE if first or last else NO


def _in_force(rule: FindingRule, day: date, story: Story) -> tuple[str, ...]:
    """The domestic provisions of a rule that hold on a day, in their wording or an older one that was not seen."""
    norms = story.facts.norms
    if norms.jurisdiction != _DOMESTIC or not rule.provisions:
        return ()
    key = f"in force {rule.id} {day.toordinal()}"
    return story.once(key, lambda: tuple(name for name in rule.provisions if _holds(name, day, norms)))


def _holds(name: str, day: date, norms: Norms) -> bool:
    versions = [one for one in norms.book.rule(name).versions if one.entered_on <= norms.known_on]
    if not norms.unverified and not any(one.verified for one in versions):
        return False
    return any((one.start or date.min) <= day <= (one.in_force_to or date.max) for one in versions)


def _asserted(event: Event) -> Asserted:
    return Asserted(event=event.id, asserted_by=event.asserted_by.value, disputed=event.disputed is not None)


def _finding(rule: FindingRule, found: Found, story: Story) -> Finding:
    day = found.days.first if found.days.first > date.min else found.days.last
    return Finding(
        rule=rule.id,
        certainty="certain" if found.truth is CERTAIN else "possible",
        since=found.since,
        evidence=found.evidence,
        asserted=tuple(_asserted(story.by_id[name]) for name in found.evidence),
        provisions=_in_force(rule, day, story),
        treaty=rule.treaty,
        issue=rule.issue,
        count=found.count,
    )
