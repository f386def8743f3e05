"""Each claim: what starts it, when it ends, what meets it, and how it stands when nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from law.published import BOOK
from lifecycle.claims import CLAIMS
from lifecycle.claims_not import NOT_CLAIMED
from lifecycle.duties import Duty, Status
from lifecycle.timeline import build
from models.case import Victim
from models.events import Event
from tests.lifecycle.samples import SAMPLES, Sample, ended
from tests.lifecycle.stories import event, norms, setting, story

UNVERIFIED = {
    "order-89-erdr-24h", "order-89-kui-immediate", "order-303-lengths", "hrc-follow-up-180", "ip-six-weeks",
    "sr-torture-allegation",
}  # fmt: skip
TIMELESS = {
    "cpc-271-1-mandatory": (
        [event("registered", "2023-03-01", id="start")],
        event("examination_ordered", "2026-05-04", id="act"),
    ),
    "cpc-96-5-appeal": (
        [event("safety_refused", "2023-03-01", id="start")],
        event("appeal_filed", "2026-05-04", id="act", target="start", to="prosecutor"),
    ),
}
"""For each claim without a term what starts it, and what meets it years later."""
EACH = pytest.mark.parametrize(
    "sample",
    SAMPLES,
    ids=lambda sample: f"{sample.rule}-{sample.term}-{sample.before[-1].kind}-{len(sample.before)}",
)


def duty(sample: Sample, *further: Event, jurisdiction: str = "KZ") -> Duty | None:
    """The duty that the sample starts, after further events."""
    scene = replace(setting(jurisdiction, unverified=True), victim=Victim(minor=sample.minor))
    line = build(story(*sample.before, *further), scene)
    found = [one for one in line.standing.duties.every() if one.key == (sample.rule, sample.term, "start")]
    assert len(found) <= 1
    return found[0] if found else None


def started(sample: Sample, *further: Event) -> Duty:
    """The same, where it must be there."""
    found = duty(sample, *further)
    assert found is not None
    return found


def act(sample: Sample, day: str, **fields: Any) -> Event:
    """The act that meets the sample's claim."""
    return event(sample.act, day, **{"id": "act", **sample.fields, **fields})


def status(one: Duty, day: str) -> Status:
    """How a duty stands at the end of a day."""
    return one.status(norms().zone.instant(date.fromisoformat(day), 1439))


def _next(day: str, days: int = 1) -> str:
    return date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def test_every_claim_has_a_sample() -> None:
    """No claim is left without a story that starts it."""
    counted = [(claim.rule, claim.term) for claim in CLAIMS if not claim.timeless]

    assert sorted((one.rule, one.term) for one in SAMPLES) == sorted(counted)
    assert {claim.rule for claim in CLAIMS if claim.timeless} == TIMELESS.keys()
    assert len(SAMPLES) + len(TIMELESS) == len(CLAIMS)


def test_no_term_of_the_rulebook_is_forgotten() -> None:
    """Every term starts a claim, or the table of those that do not says why; a new one fails here."""
    terms = {(rule.id, term.name) for rule in BOOK.rules for version in rule.versions for term in version.terms}
    claimed = {(claim.rule, claim.term) for claim in CLAIMS if not claim.timeless}

    assert claimed | NOT_CLAIMED.keys() == terms
    assert not claimed & NOT_CLAIMED.keys()
    assert all(len(why.split()) > 4 for why in NOT_CLAIMED.values())


def test_a_claim_without_a_term_names_a_rule_that_sets_none() -> None:
    """`no_term` is said only where no version of the rule counts anything."""
    for claim in CLAIMS:
        if claim.timeless:
            assert not any(version.terms for version in BOOK.rule(claim.rule).versions)


@EACH
def test_it_starts_and_ends(sample: Sample) -> None:
    """The last event of the story starts it; its end and debtor are those of the provision."""
    one = started(sample)

    assert one.latest is not None
    assert (one.latest.text[:10], one.owed_by) == (sample.ends, sample.owed_by)
    assert (one.earliest == one.latest) is (sample.exact or sample.rule == "pc-71-limitation")


@EACH
def test_unanswered_it_passes(sample: Sample) -> None:
    """On its last day it is pending; the day after, a duty is overdue and a right has lapsed."""
    one = started(sample)

    assert one.latest is not None
    assert one.status(norms().zone.instant(one.latest.day, one.latest.minute - 1)) is Status.PENDING
    assert status(one, _next(sample.ends)) is (Status.LAPSED if one.claim.own else Status.OVERDUE)


@EACH
def test_the_day_before_the_day_and_the_day_after(sample: Sample) -> None:
    """Open on the day before its end and up to its last minute; over at its end, and on the day after."""
    one = started(sample)
    passed = Status.LAPSED if one.claim.own else Status.OVERDUE

    assert one.latest is not None
    assert one.latest.day.isoformat() == sample.ends
    assert status(one, _next(sample.ends, -1)) is Status.PENDING
    assert one.status(one.latest.instant - timedelta(minutes=1)) is Status.PENDING
    assert one.status(one.latest.instant) is passed
    assert status(one, _next(sample.ends)) is passed


@EACH
def test_it_is_late_from_the_minute_after_its_end(sample: Sample) -> None:
    """An act in the last minute of an hour term is in time, one minute later it is late; a day lasts to its end."""
    one = started(sample)

    assert one.latest is not None
    last = min(one.latest.minute, 1439)
    assert not started(sample, act(sample, sample.ends, at=_clock(last))).met_late
    if one.latest.minute < 1439:
        assert started(sample, act(sample, sample.ends, at=_clock(last + 1))).met_late


@pytest.mark.parametrize("rule", TIMELESS)
def test_without_a_term_it_is_never_late(rule: str) -> None:
    """What the law gives no term stays open for years, is met whenever it is done, and is never late."""
    before, done = TIMELESS[rule]
    open_, met = (
        next(one for one in build(story(*told), setting()).standing.duties.every() if one.claim.rule == rule)
        for told in ((*before,), (*before, done))
    )

    assert open_.timeless
    assert open_.latest is None
    assert status(open_, "2030-01-01") is Status.PENDING
    assert (met.met_by, met.met_late, status(met, "2030-01-01")) == (done.id, False, Status.MET)


@EACH
def test_it_is_met_in_time(sample: Sample) -> None:
    """The act on the last day meets it."""
    one = started(sample, act(sample, sample.ends))

    assert (one.met_by, one.met_late, status(one, "2030-01-01")) == ("act", False, Status.MET)


@EACH
def test_it_is_met_late(sample: Sample) -> None:
    """The act on the day after meets it, late."""
    one = started(sample, act(sample, _next(sample.ends)))

    assert (one.met_by, one.met_late, status(one, "2030-01-01")) == ("act", True, Status.MET)


@EACH
def test_an_act_of_uncertain_date_is_not_called_late(sample: Sample) -> None:
    """An act in the year of the end may have come in time."""
    assert not started(sample, act(sample, sample.ends[:4], after="start")).met_late


@EACH
def test_an_uncertain_start_has_two_ends(sample: Sample) -> None:
    """A start within a month ends between an earliest and a latest moment, and is overdue after the latest only."""
    if not sample.exact:
        return  # its start lies elsewhere
    month = sample.before[-1].model_copy(update={"date": event("noted", sample.before[-1].date.text[:7]).date})
    if month.known_on is not None:
        month = month.model_copy(update={"known_on": month.date})
    one = started(replace(sample, before=(*sample.before[:-1], month)))

    assert one.earliest is not None
    assert one.latest is not None
    assert one.earliest < one.latest
    assert one.status(one.earliest.instant) is Status.PENDING
    assert one.status(one.latest.instant) in {Status.OVERDUE, Status.LAPSED}


@EACH
def test_domestic_rules_stay_at_home(sample: Sample) -> None:
    """In another country only treaty rules start anything."""
    treaty = sample.rule.startswith(("cat-", "op-", "hrc-", "sr-"))

    assert (duty(sample, jurisdiction="KG") is not None) is treaty


@EACH
def test_before_the_code_of_2014_nothing_domestic_is_owed(sample: Sample) -> None:
    """The same story in 2009 starts no domestic term."""
    old = event("noted", "2009-03-01").date
    early = tuple(
        one.model_copy(update={"date": old, "known_on": old if one.known_on is not None else None})
        for one in sample.before
    )
    timeless = sample.rule.startswith(("cat-", "hrc-", "sr-", "ip-", "practice-", "const-"))

    assert (duty(replace(sample, before=early)) is not None) is timeless


@EACH
def test_unverified_rules_are_off_unless_switched_on(sample: Sample) -> None:
    """Without the switch a term starts only under a version with a source."""
    line = build(story(*sample.before), replace(setting(), victim=Victim(minor=sample.minor)))
    found = [one for one in line.standing.duties.every() if one.key == (sample.rule, sample.term, "start")]

    assert bool(found) is (sample.rule not in UNVERIFIED)


@EACH
def test_in_another_proceeding_nothing_meets_it(sample: Sample) -> None:
    """The act in another proceeding, naming nothing, leaves the term open."""
    elsewhere = {"proceeding": "second", "target": None, "by": "jail", "to": "jail"}
    if sample.act == "quashed" or sample.anywhere:
        return
    one = started(sample, act(sample, sample.ends, **elsewhere))

    assert one.met_by is None


def of(rule: str, *told: Event) -> list[Duty]:
    """The duties of a rule after events, in the order in which they began."""
    line = build(story(*told), setting())
    return [one for one in line.standing.duties.every() if one.claim.rule == rule]


def test_a_complaint_of_torture_goes_from_custody_to_the_prosecutor() -> None:
    """Handing it to the police does not do what article 101(2) asks; handing it to the prosecutor does."""
    held = event("complaint_lodged", "2026-03-02", id="start", to="jail")
    rule = "cpc-101-2-torture-complaint-from-custody"

    for to, met_by in (("police", None), ("prosecutor", "act")):
        sent = event("forwarded", "2026-03-02", id="act", by="jail", to=to)
        assert [one.met_by for one in of(rule, held, sent)] == [met_by]


def test_the_year_runs_again_from_the_approval() -> None:
    """Approved on 10 March, a termination can be complained of for a year from then; the earlier end is shown too."""
    approved = event("upheld", "2026-03-10", id="u", target="end", by="prosecutor")
    ends = {one.anchor: one.latest.text for one in of("cpc-102-complaint-terms", ended(), approved) if one.latest}

    assert ends == {"end": "2027-03-02T24:00", "u": "2027-03-10T24:00"}
    assert len({one.group for one in of("cpc-102-complaint-terms", ended(), approved)}) == 1


def test_an_answer_to_a_complaint_is_no_approval() -> None:
    """A prosecutor who upholds a termination on a complaint starts no new year."""
    filed = event("appeal_filed", "2026-03-05", id="a", target="end", to="prosecutor")
    answered = event("upheld", "2026-03-10", id="u", target="end", by="prosecutor")

    assert [one.anchor for one in of("cpc-102-complaint-terms", ended(), filed, answered)] == ["end"]


@pytest.mark.parametrize(
    ("kind", "rule"), [("terminated", "cpc-289-1-24h"), ("suspended", "cpc-45-8-interruption-approval")]
)
def test_an_approval_shows_that_the_file_came_and_not_when(kind: str, rule: str) -> None:
    """Approved eight days later, the file was sent; that it was sent late is not said."""
    approved = event("upheld", "2026-03-10", id="u", target="end", by="prosecutor")
    sent = of(rule, ended(kind), approved)[0]

    assert (sent.claim.term in {"to_prosecutor", "sending"}, sent.met_by, sent.met_late) == (True, "u", False)
