"""What a judgement says of the person: how far the harm is documented, safety, and who stands beside the victim."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from law.wording import ENGLISH
from lifecycle.assessment import assess
from models.assessment import Assessment, Hint
from models.case import Body, Chronology, Victim
from models.dates import PartialDate
from models.events import Actor, Counsel, Event
from models.words import CounselKind, Injuries, Role
from tests.lifecycle.stories import BODIES, event, header, norms, story

DOCTOR = Actor(role=Role.DOCTOR)


def judged(*events: Event, day: str = "2026-03-02", country: str = "KZ", **changes: object) -> Assessment:
    """The judgement of a story."""
    case = header(country).model_copy(update=changes)
    return assess(Chronology(header=case, events=story(*events)), norms(country), date.fromisoformat(day))


def keys(hints: tuple[Hint, ...]) -> list[str]:
    """The hints by their keys."""
    return [hint.key for hint in hints]


ACT = event("act_alleged", "2025-01-10", id="act")


def report(examination: str, day: str, **fields: Any) -> Event:
    """The result of an ordered examination."""
    return event("examination_reported", day, **{"examination": examination, "by": "experts", **fields})


def test_nothing_told_of_the_body_nothing_said() -> None:
    """A case without an act, a complaint or an examination has no forensic side."""
    assert judged(event("noted")).forensic is None


@pytest.mark.parametrize(
    ("examinations", "missing"),
    [
        ((), ("physical", "psychological")),
        (("hospital", "custody_check", "psychiatric_of_victim"), ("physical", "psychological")),
        (("forensic_medical",), ("psychological",)),
        (("private_medical",), ("psychological",)),
        (("forensic_psychological",), ("physical",)),
        (("forensic_medical", "forensic_psychological"), ()),
        (("istanbul_protocol",), ()),
    ],
)
def test_body_and_mind_make_it_complete(examinations: tuple[str, ...], missing: tuple[str, ...]) -> None:
    """Records of a hospital or a prison are no assessment, and competence to testify is not trauma."""
    made = [event("examined", "2025-01-20", id=f"x{n}", examination=name) for n, name in enumerate(examinations)]
    found = judged(ACT, *made).forensic

    assert found is not None
    assert (found.missing, found.complete) == (missing, not missing)


def test_when_and_by_whom() -> None:
    """Days from the end of the last act before it; the forensic body is official, a doctor of one's own is not."""
    found = judged(
        ACT, event("examined", "2025-01-15", id="d", examination="istanbul_protocol", by=DOCTOR),
        report("forensic_medical", "2025-02-10", injuries=Injuries.FOUND),
    ).forensic  # fmt: skip

    assert found is not None
    assert found.physical is not None
    assert (found.physical.event, found.physical.by, found.physical.official) == ("d", "doctor", False)
    assert (found.days_after_act, found.physical.days_after_act_at_most, found.by) == (5, 5, ("doctor",))


def test_uncertain_days_give_a_range() -> None:
    """An act in January, examined in February: one day at least, 58 at most."""
    found = judged(
        event("act_alleged", "2025-01", id="act"), report("forensic_medical", "2025-02")
    ).forensic  # fmt: skip

    assert found is not None
    assert found.physical is not None
    assert (found.physical.days_after_act, found.physical.days_after_act_at_most) == (1, 58)
    assert found.physical.official


def test_an_examination_before_the_act_tells_no_days() -> None:
    """Only an act before it counts."""
    found = judged(report("forensic_medical", "2025-01-02"), ACT).forensic

    assert found is not None
    assert found.physical is not None
    assert found.physical.days_after_act is None


def test_what_to_do_about_what_is_missing() -> None:
    """The mandatory one, the lawyer's own, the request; what was asked for or ordered is not proposed again."""
    bare = judged(ACT).forensic
    asked = judged(
        ACT, event("examination_requested", "2025-01-12", by=Actor(role=Role.COUNSEL), to="police"),
        event("examination_ordered", "2025-01-13"),
    ).forensic  # fmt: skip

    assert bare is not None
    assert asked is not None
    assert keys(bare.hints) == [
        "forensic.mandatory", "forensic.lawyer", "forensic.request", "forensic.mind", "forensic.both",
    ]  # fmt: skip
    assert keys(asked.hints) == ["forensic.lawyer", "forensic.mind", "forensic.both"]
    assert all(hint.text == ENGLISH[hint.key] and hint.provision.rule == hint.rule for hint in bare.hints)


def test_later_events_do_not_count_on_an_earlier_day() -> None:
    """On the day before the examination it is missing."""
    found = judged(ACT, report("istanbul_protocol", "2025-02-10"), day="2025-02-09").forensic

    assert found is not None
    assert not found.complete


def test_elsewhere_no_domestic_hint_is_given() -> None:
    """Provisions of Kazakhstan advise nobody in another country."""
    assert (judged(ACT, country="KG").forensic or judged(ACT).forensic).hints == ()  # type: ignore[union-attr]


POLICE = tuple(
    body if body.id not in {"police", "jail"} else body.model_copy(update={"under": "mia"}) for body in BODIES
)
ACCUSED = ("police",)


def test_requests_for_safety_and_their_answers() -> None:
    """Each request with where it stands and what moved it there."""
    found = judged(
        event("safety_requested", "2025-01-12", id="q", to="police"), event("safety_refused", "2025-01-13", target="q")
    ).safety  # fmt: skip

    assert found is not None
    [request] = found.requests
    assert (request.event, request.to, request.state, request.answer) == ("q", "police", "refused", "safety_refused")
    assert keys(found.hints) == ["safety.appeal"]


def test_held_by_the_accused_ministry() -> None:
    """In a prison under the same ministry: ask for safety, and for another place."""
    held = event("detained", "2025-01-12", by="jail")
    found = judged(held, bodies=POLICE, accused=ACCUSED).safety

    assert found is not None
    assert (found.held_by, found.held_by_accused) == ("jail", True)
    assert keys(found.hints) == ["safety.ask", "safety.places", "safety.institutions"]
    freed = judged(held, event("released", "2025-01-14"), bodies=POLICE, accused=ACCUSED).safety
    assert freed is not None
    assert (freed.held_by, freed.held_by_accused, freed.hints) == (None, False, ())


def test_a_convict_may_ask_any_officer() -> None:
    """In a colony under the accused ministry the transfer to a safe place is owed at once."""
    bodies = (*POLICE, Body.model_validate({"id": "camp", "kind": "penal_colony", "under": "mia"}))
    found = judged(event("moved", "2025-01-12", to="camp"), bodies=bodies, accused=("police",)).safety

    assert found is not None
    assert keys(found.hints)[-1] == "safety.colony"


def test_a_threat_calls_for_a_request() -> None:
    """Threats are named by their events; without any request one is proposed. An official's detention is not theirs."""
    found = judged(
        event("threat_or_reprisal", "2025-01-12", id="th"), event("detained", "2025-01-13", person="official")
    ).safety  # fmt: skip

    assert found is not None
    assert (found.threats, found.held_by, keys(found.hints)) == (("th",), None, ["safety.ask"])
    assert judged(event("noted")).safety is None


@pytest.mark.parametrize(
    ("victim", "events", "grounds"),
    [
        (Victim(), (), ()),
        (Victim(minor=True), (), ("minor",)),
        (Victim(born=PartialDate.parse("2008-03-03")), (), ("minor",)),
        (Victim(born=PartialDate.parse("2008-03-02")), (), ()),
        (Victim(born=PartialDate.parse("2008-03-03"), minor=False), (), ()),
        (
            Victim(),
            (report("forensic_psychological", "2025-02-10", injuries=Injuries.FOUND),),
            ("state_of_mind",),
        ),
    ],
)
def test_grounds_of_a_free_lawyer(victim: Victim, events: tuple[Event, ...], grounds: tuple[str, ...]) -> None:
    """Minor on the day asked for, or a found state of mind; counselling is free for all, and both are said."""
    lodged = event("complaint_lodged", "2025-01-12", to="prosecutor")
    found = judged(lodged, *events, victim=victim).legal_aid

    assert found is not None
    assert found.grounds == grounds
    second = "legal_aid.representation" if grounds else "legal_aid.no_representation"
    assert keys(found.hints) == ["legal_aid.counselling", second]


def test_a_lawyer_who_acts_needs_no_hint() -> None:
    """Engaged: represented, and by whom; ended: not any more."""
    engaged = event("counsel_engaged", "2025-01-12", counsel=Counsel(kind=CounselKind.NGO))
    found = judged(engaged).legal_aid
    after = judged(engaged, event("counsel_ended", "2025-02-12")).legal_aid

    assert found is not None
    assert (found.state, found.represented, found.kind, found.since, found.hints) == (
        "engaged", True, "ngo", "2025-01-12", (),
    )  # fmt: skip
    assert after is not None
    assert (after.state, after.represented, len(after.hints)) == ("ended", False, 2)
    assert judged(event("noted")).legal_aid is None
