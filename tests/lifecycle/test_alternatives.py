"""Alternatives of one provision, what is only possibly owed, restoration, limitation, terms without a number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lifecycle.assessment import assess
from models.assessment import Obligation
from models.case import Chronology
from models.dates import PartialDate
from models.events import Event
from tests.lifecycle.stories import event, header, norms, story, timeline

COURT = "cpc-106-5-court-fifteen-days"
JUDGE = "cpc-106-6-judge-terms"
LIMITATION = "pc-71-limitation"


def judged(day: str, *events: Event) -> list[Obligation]:
    """The obligations of a story on a day."""
    case = Chronology(header=header(), events=story(*events))
    return list(assess(case, norms(), date.fromisoformat(day)).obligations)


def of(rule: str, lines: list[Obligation]) -> dict[str, Obligation]:
    """Those of one rule by term."""
    return {line.term: line for line in lines if line.rule == rule}


TERMINATED = event("terminated", "2023-10-02", id="t", known_on=PartialDate.parse("2023-10-02"))
ASKED = event("appeal_filed", "2023-10-11", id="a", target="t", to="prosecutor")


def test_three_ways_to_court() -> None:
    """The worked example: directly to 17 October; after silence to 10 November. The later counts, both are shown."""
    ways = of(COURT, judged("2023-10-20", TERMINATED, ASKED))

    assert {term: (way.due, way.status, way.counts) for term, way in ways.items()} == {
        "acquaintance": ("2023-10-17T24:00", "lapsed", False),
        "silence": ("2023-11-10T24:00", "pending", True),
    }
    assert len({way.group for way in ways.values()}) == 1
    assert ways["silence"].opens == "2023-10-26T24:00"
    line = "One of the alternatives acquaintance, silence: the most favourable counts, which is silence."
    assert all(way.derivation[-1] == line for way in ways.values())


def test_a_refusal_takes_the_place_of_silence() -> None:
    """Fifteen days from the refusal then count, and silence has no object."""
    refused = event("appeal_rejected", "2023-10-16", id="no", target="a", by="prosecutor")
    ways = of(COURT, judged("2023-10-20", TERMINATED, ASKED, refused))

    assert (ways["silence"].status, ways["silence"].counts) == ("void", False)
    assert (ways["refusal"].due, ways["refusal"].counts) == ("2023-10-31T24:00", True)


def _judge(day: str, **fields: Any) -> dict[str, Obligation]:
    asked = event("appeal_filed", "2026-03-02", id="a", target="t", to="court")
    told = [event("terminated", "2026-02-02", id="t"), asked]
    if fields:
        told.append(event("appeal_rejected", "2026-03-10", id="no", target="a", by="court", **fields))
    return of(JUDGE, judged(day, *told))


def test_an_unanswered_judge_has_ten_days() -> None:
    """After the third day three days may have passed; after the tenth ten certainly have."""
    for day, expected in (("2026-03-12", "pending"), ("2026-03-13", "overdue")):
        both = _judge(day)
        assert (both["with_hearing"].status, both["with_hearing"].counts) == (expected, True)
        assert (both["without_hearing"].certainty, both["without_hearing"].counts) == ("possible", False)


@pytest.mark.parametrize(
    ("heard", "with_hearing", "without"),
    [
        (True, ("met", False, True), ("void", False, False)),
        (False, ("void", False, False), ("met", True, True)),
        (None, ("met", False, True), ("met", True, False)),
    ],
)
def test_the_answer_chooses(
    heard: bool | None, with_hearing: tuple[str, bool, bool], without: tuple[str, bool, bool]
) -> None:
    """Heard: ten days. Not heard: three, and eight days are late. Untold: the longer counts."""
    both = _judge("2026-04-01", heard=heard)

    found = [(one.status, one.late, one.counts) for one in (both["with_hearing"], both["without_hearing"])]
    assert found == [with_hearing, without]
    assert (both["without_hearing"].certainty == "certain") is (heard is False)


def test_a_report_to_a_prosecutor_is_read_both_ways() -> None:
    """Seven days certainly, three possibly; the possible one sets no timer and raises no alarm."""
    lodged = event("complaint_lodged", "2023-10-02", id="c", to="prosecutor")
    line = timeline(story(lodged))
    both = of("sc-np7-p11-prosecutor-check", judged("2023-10-06", lodged))

    assert (both["general"].due, both["general"].status) == ("2023-10-09T24:00", "pending")
    assert (both["detention"].due, both["detention"].status) == ("2023-10-05T24:00", "overdue")
    assert (both["detention"].certainty, both["detention"].doubt) == ("possible", "doubt.reading")
    assert "detention" not in {duty.claim.term for duty in line.standing.duties.all()}


def test_an_unrecorded_detention_certainly_lacks_its_protocol() -> None:
    """`registered: false` takes the doubt away."""
    for told, expected in ((None, "possible"), (False, "certain")):
        held = event("detained", "2023-10-02", id="d", at="10:00", registered=told)
        protocol = of("cpc-131-2-detainee-inspection", judged("2023-10-03", held))["protocol"]
        assert (protocol.due, protocol.certainty) == ("2023-10-02T14:00", expected)


def test_hours_across_the_change_of_zone() -> None:
    """72 hours from noon on 29 February 2024 end an hour earlier by the clock: UTC+6 became UTC+5."""
    held = event("detained", "2024-02-29", id="d", at="12:00")

    assert of("const-16-2", judged("2024-03-05", held))["sanction"].due == "2024-03-03T11:00"


@pytest.mark.parametrize(
    ("answer", "restored"),
    [("appeal_granted", "x"), ("upheld", "x"), ("appeal_rejected", None), ("reply_without_decision", None)],
)
def test_a_late_appeal_decided_on_its_merits_is_restored(answer: str, restored: str | None) -> None:
    """CPC 50: what was taken up late and decided is restored; a rejection may have been for lateness."""
    late = event("appeal_filed", "2023-12-01", id="a", target="t", to="court")
    way = of(COURT, judged("2024-02-01", TERMINATED, late, event(answer, "2023-12-10", id="x", target="a", by="court")))

    assert (way["acquaintance"].late, way["acquaintance"].restored_by) == (True, restored)
    assert any("restored (CPC 50)" in line for line in way["acquaintance"].derivation) is (restored is not None)


def test_an_appeal_in_time_needs_no_restoration() -> None:
    """The flag is for what was late."""
    timely = event("appeal_filed", "2023-10-10", id="a", target="t", to="court")
    granted = event("appeal_granted", "2023-10-20", id="x", target="a", by="court")

    assert of(COURT, judged("2024-02-01", TERMINATED, timely, granted))["acquaintance"].restored_by is None


ACT = event("act_alleged", "2021-06-01", id="act")


def test_a_downgrade_starts_a_limitation_that_has_run() -> None:
    """The worked example: an act of 2021, reclassified in 2024 to 146(1): the two years ended on 1 June 2023."""
    lines = of(
        LIMITATION,
        judged(
            "2024-01-10", ACT, event("registered", "2023-06-10", id="g", articles=("kz-pc-146-2",)),
            event("reclassified", "2024-01-10", id="k", articles=("kz-pc-146-1",)),
        ),
    )  # fmt: skip

    assert lines["minor_crime"].due == "2023-06-01T24:00"
    assert (lines["minor_crime"].anchor, lines["minor_crime"].certainty) == ("k", "possible")
    assert "Counted from the act complained of, told in act (Tuesday 1 June 2021)." in lines["minor_crime"].derivation


def test_limitation_ends_with_torture() -> None:
    """An act after the law of 2023 as 146(1): a certain date; reclassified to 146(2) it has no object."""
    told = (
        event("act_alleged", "2024-06-03", id="act"),
        event("classified", "2024-07-01", id="k", articles=("kz-pc-146-1",)),
    )
    up = event("reclassified", "2024-08-01", id="up", articles=("kz-pc-146-2",))

    before = of(LIMITATION, judged("2024-09-01", *told))["minor_crime"]
    assert (before.due, before.status, before.certainty) == ("2026-06-03T24:00", "pending", "certain")
    assert of(LIMITATION, judged("2024-09-01", *told, up))["minor_crime"].void_by == "up"


@pytest.mark.parametrize(("day", "expected"), [("2023-05-16", False), ("2023-05-17", True), ("2023-05-18", True)])
def test_146_1_means_cruel_treatment_only_since_its_law(day: str, expected: bool) -> None:
    """The day before, on and after Law 212-VII: before it 146(1) was torture, which never prescribes."""
    classified = event("classified", day, id="k", articles=("kz-pc-146-1",))

    assert (
        bool(of(LIMITATION, judged("2023-06-01", event("act_alleged", "2023-03-01", id="act"), classified))) is expected
    )


def test_an_act_that_went_on_prescribes_from_its_end() -> None:
    """`until` is the last day of the act."""
    act = event("act_alleged", "2024-06-03", id="act", until=PartialDate.parse("2024-06-10"))
    classified = event("classified", "2024-07-01", id="k", articles=("kz-pc-146-1",))

    assert of(LIMITATION, judged("2024-08-01", act, classified))["minor_crime"].due == "2026-06-10T24:00"


def test_a_mandatory_examination_has_no_term() -> None:
    """It is shown as owed until one of the body is ordered; one of the mind does not meet it."""
    rule = "cpc-271-1-mandatory"
    opened = event("investigation_opened", "2023-10-02", id="o")
    mind = event("examination_ordered", "2023-10-05", id="m", examination="forensic_psychological")
    body = event("examination_ordered", "2023-10-06", id="b", examination="forensic_medical")

    owed = of(rule, judged("2024-10-02", opened, mind))["no_term"]
    assert (owed.due, owed.status, owed.owed_by) == (None, "pending", "police")
    assert owed.derivation[-1].endswith("The law gives no term for it.")
    assert of(rule, judged("2024-10-02", opened, mind, body))["no_term"].met_by == "b"


def test_a_refusal_of_safety_can_be_appealed() -> None:
    """To a prosecutor or a court without a term of its own, and to a judge within fifteen days of knowing."""
    refused = event("safety_refused", "2023-10-02", id="s", known_on=PartialDate.parse("2023-10-02"))
    lines = judged("2023-10-05", refused)

    assert of("cpc-96-5-appeal", lines)["no_term"].status == "pending"
    assert of(COURT, lines)["acquaintance"].due == "2023-10-17T24:00"
    used = judged("2023-10-09", refused, event("appeal_filed", "2023-10-06", id="a", target="s", to="prosecutor"))
    assert of("cpc-96-5-appeal", used)["no_term"].met_by == "a"


def test_an_ordinary_appeal_empties_the_way_to_cassation() -> None:
    """An acquittal that is appealed takes no effect: the year begins with the decision on the appeal."""
    acquitted = event("acquitted", "2025-09-01", id="v", by="judges")
    appealed = event("appeal_filed", "2025-09-10", id="a", target="v", to="upper-court")
    upheld = event("upheld", "2025-10-06", id="u", target="v", by="upper-court")
    lines = judged("2025-11-03", acquitted, appealed, upheld)

    rights = [(one.anchor, one.status, one.due) for one in lines if one.rule == "cpc-487-cassation-year"]
    assert rights == [("v", "void", "2026-09-16T24:00"), ("u", "pending", "2026-10-06T24:00")]
