"""Each claim: what starts it, when it ends, what meets it, and how it stands when nothing does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from lifecycle.claims import CLAIMS
from lifecycle.duties import Duty, Status
from models.events import Event
from models.words import Form, Forum
from tests.lifecycle.stories import event, norms, story, timeline


@dataclass(frozen=True)
class Sample:
    """A story that starts a claim, its last day, and an act that meets it (on the day that the test says)."""

    rule: str
    term: str
    before: tuple[Event, ...]
    ends: str
    act: str
    fields: dict[str, Any] = field(default_factory=dict)
    owed_by: str = "police"


def lodged(to: str) -> Event:
    """A complaint on Wednesday 1 March 2023."""
    return event("complaint_lodged", "2023-03-01", id="start", to=to)


def ended(kind: str = "terminated", day: str = "2026-03-02", **fields: Any) -> Event:
    """An ending after Law 210-VIII, on a Monday."""
    return event(kind, day, id="end", **fields)


PUT = event("appeal_filed", "2026-03-02", id="start", to="prosecutor", target="end")
UN = {"proceeding": "un", "id": "start"}
SAMPLES = (
    Sample("sc-np7-p11-prosecutor-check", "general", (lodged("prosecutor"),), "2023-03-09", "check_concluded",
           {"by": "prosecutor"}, "prosecutor"),
    Sample("cpc-181-5-three-day-forwarding", "dispatch", (lodged("police"),), "2023-03-06", "check_opened"),
    Sample("order-89-erdr-24h", "entry", (lodged("police"),), "2023-03-02", "registered"),
    Sample("cpc-101-2-torture-complaint-from-custody", "handing", (lodged("jail"),), "2023-03-01", "forwarded",
           {"by": "jail", "to": "prosecutor"}, "jail"),
    Sample("cpc-192-2-basic-terms", "inquiry", (event("registered", "2023-03-01", id="start", form=Form.INQUIRY),),
           "2023-04-03", "terminated"),
    Sample("cpc-192-2-basic-terms", "preliminary", (event("registered", "2023-03-01", id="start"),), "2023-05-02",
           "sent_to_court"),
    Sample("cpc-190-accelerated", "completion",
           (event("investigation_opened", "2023-03-01", id="start", form=Form.ACCELERATED),), "2023-03-16",
           "terminated"),
    Sample("cpc-192-7-after-quashing", "new_term",
           (ended(day="2023-02-01"), event("quashed", "2023-03-01", id="start", target="end", by="prosecutor")),
           "2023-04-03", "terminated"),
    Sample("cpc-192-7-after-quashing", "new_term",
           (ended(day="2023-02-01"), event("resumed", "2023-03-01", id="start", target="end", by="prosecutor")),
           "2023-04-03", "terminated"),
    Sample("cpc-105-2-prosecutor-terms", "general", (ended(), PUT), "2026-03-10", "appeal_rejected",
           {"target": "end", "by": "prosecutor"}, "prosecutor"),
    Sample("cpc-106-6-judge-terms", "with_hearing", (ended(), PUT.model_copy(update={"to": "court"})), "2026-03-12",
           "appeal_granted", {"target": "start", "by": "court"}, "court"),
    Sample("cpc-107-appeal", "check", (ended(), PUT.model_copy(update={"to": "upper-court"})), "2026-03-05",
           "quashed", {"target": "end", "by": "upper-court"}, "upper-court"),
    Sample("cpc-102-complaint-terms", "termination", (ended().model_copy(update={"id": "start"}),), "2027-03-02",
           "appeal_filed", {"target": "start", "to": "prosecutor"}, "victim's side"),
    Sample("cpc-106-5-court-fifteen-days", "acquaintance",
           (ended(known_on="2026-03-02").model_copy(update={"id": "start"}),), "2026-03-17",
           "appeal_filed", {"target": "start", "to": "court"}, "victim's side"),
    Sample("cpc-106-5-court-fifteen-days", "acquaintance",
           (ended(), event("notified", "2026-03-02", id="start", target="end")), "2026-03-17",
           "appeal_filed", {"target": "end", "to": "court"}, "victim's side"),
    Sample("cpc-106-5-court-fifteen-days", "refusal",
           (ended(), event("appeal_rejected", "2026-03-02", id="start", target="end", by="prosecutor")), "2026-03-17",
           "appeal_filed", {"target": "end", "to": "court"}, "victim's side"),
    Sample("cpc-106-5-court-fifteen-days", "silence", (ended(), PUT), "2026-04-01", "appeal_filed",
           {"target": "end", "to": "court"}, "victim's side"),
    Sample("cpc-107-appeal", "appeal",
           (ended(), event("appeal_rejected", "2026-03-02", id="start", target="end", by="court")), "2026-03-05",
           "appeal_filed", {"target": "end", "to": "upper-court"}, "victim's side"),
    Sample("cpc-96-4-24-hours", "decision", (event("safety_requested", "2026-03-02", id="start", to="police"),),
           "2026-03-03", "safety_refused"),
    Sample("cpc-99-4-petitions", "decision", (event("motion_filed", "2026-03-02", id="start", to="police"),),
           "2026-03-05", "interviewed", {"target": "start"}),
    Sample("cat-22-3-six-months", "explanations", (event("un_registered", "2023-03-01", **UN),), "2023-09-01",
           "state_observed", {"proceeding": "un"}, "State party"),
    Sample("op-4-2-six-months", "explanations", (event("un_registered", "2023-03-01", forum=Forum.HRC, **UN),),
           "2023-09-01", "state_observed", {"proceeding": "un"}, "State party"),
    Sample("cat-follow-up-90", "report", (event("un_decided", "2023-03-01", violations=("CAT-12",), **UN),),
           "2023-05-30", "un_follow_up", {"proceeding": "un"}, "State party"),
    Sample("hrc-follow-up-180", "report",
           (event("un_decided", "2023-03-01", forum=Forum.HRC, violations=("ICCPR-7",), **UN),), "2023-08-28",
           "un_follow_up", {"proceeding": "un"}, "State party"),
)  # fmt: skip
EACH = pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda sample: f"{sample.rule}-{sample.term}-{sample.before[-1].kind}"
)


def duty(sample: Sample, *further: Event, jurisdiction: str = "KZ") -> Duty | None:
    """The duty that the sample starts, after further events."""
    line = timeline(story(*sample.before, *further), jurisdiction, unverified=True)
    found = [one for one in line.standing.duties.all() if one.key == (sample.rule, sample.term, "start")]
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


def test_every_claim_has_a_sample() -> None:
    """No claim is left without a story that starts it."""
    assert {(one.rule, one.term) for one in SAMPLES} == {(claim.rule, claim.term) for claim in CLAIMS}
    assert len(SAMPLES) == len(CLAIMS)


@EACH
def test_it_starts_and_ends(sample: Sample) -> None:
    """The last event of the story starts it; its end and debtor are those of the provision."""
    one = started(sample)

    assert one.latest is not None
    assert (one.latest.text[:10], one.owed_by) == (sample.ends, sample.owed_by)
    assert one.earliest == one.latest


@EACH
def test_unanswered_it_passes(sample: Sample) -> None:
    """On its last day it is pending; the day after, a duty is overdue and a right has lapsed."""
    one = started(sample)

    assert one.latest is not None
    assert one.status(norms().zone.instant(one.latest.day, one.latest.minute - 1)) is Status.PENDING
    assert status(one, _next(sample.ends)) is (Status.LAPSED if one.claim.own else Status.OVERDUE)


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
    month = sample.before[-1].model_copy(update={"date": event("noted", sample.before[-1].date.text[:7]).date})
    if month.known_on is not None:
        month = month.model_copy(update={"known_on": month.date})
    one = started(Sample(sample.rule, sample.term, (*sample.before[:-1], month), sample.ends, sample.act))

    assert one.earliest is not None
    assert one.latest is not None
    assert one.earliest < one.latest
    assert one.status(one.earliest.instant) is Status.PENDING
    assert one.status(one.latest.instant) in {Status.OVERDUE, Status.LAPSED}


@EACH
def test_domestic_rules_stay_at_home(sample: Sample) -> None:
    """In another country only treaty rules start anything."""
    treaty = sample.rule.startswith(("cat-", "op-", "hrc-"))

    assert (duty(sample, jurisdiction="KG") is not None) is treaty


@EACH
def test_before_the_code_of_2014_nothing_domestic_is_owed(sample: Sample) -> None:
    """The same story in 2009 starts no domestic term."""
    old = event("noted", "2009-03-01").date
    early = tuple(
        one.model_copy(update={"date": old, "known_on": old if one.known_on is not None else None})
        for one in sample.before
    )
    treaty = sample.rule.startswith(("cat-", "hrc-"))

    found = duty(Sample(sample.rule, sample.term, early, sample.ends, sample.act))
    assert (found is not None) is treaty


@EACH
def test_unverified_rules_are_off_unless_switched_on(sample: Sample) -> None:
    """Without the switch a term starts only under a version with a source."""
    line = timeline(story(*sample.before))
    found = [one for one in line.standing.duties.all() if one.key == (sample.rule, sample.term, "start")]

    assert bool(found) is (sample.rule not in {"order-89-erdr-24h", "hrc-follow-up-180"})


@EACH
def test_in_another_proceeding_nothing_meets_it(sample: Sample) -> None:
    """The act in another proceeding, naming nothing, leaves the term open."""
    elsewhere = {"proceeding": "second", "target": None, "by": "jail", "to": "jail"}
    if sample.act == "quashed":
        return
    one = started(sample, act(sample, sample.ends, **elsewhere))

    assert one.met_by is None
