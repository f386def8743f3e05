"""For each claim a story that starts it, its last day, and an act that meets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.events import Event
from models.words import Examination, Form, Forum, Measure, Person
from tests.lifecycle.stories import event


@dataclass(frozen=True)
class Sample:
    """
    A story that starts a claim, its last day, and an act that meets it (on the day that the test says).

    `exact`: its start is the day of its event; `anywhere`: the act meets it in any proceeding.
    """

    rule: str
    term: str
    before: tuple[Event, ...]
    ends: str
    act: str
    fields: dict[str, Any] = field(default_factory=dict)
    owed_by: str = "police"
    exact: bool = True
    anywhere: bool = False
    minor: bool = False


def lodged(to: str) -> Event:
    """A complaint on Wednesday 1 March 2023."""
    return event("complaint_lodged", "2023-03-01", id="start", to=to)


def ended(kind: str = "terminated", day: str = "2026-03-02", **fields: Any) -> Event:
    """An ending after Law 210-VIII, on a Monday."""
    return event(kind, day, id="end", **fields)


PUT = event("appeal_filed", "2026-03-02", id="start", to="prosecutor", target="end")
UN = {"proceeding": "un", "id": "start"}
HELD = event("detained", "2026-03-02", id="start", at="10:30")
STOPPED = event("suspended", "2026-03-02", id="start")
CLOSED = ended().model_copy(update={"id": "start"})
ARRIVED = event("forwarded", "2026-03-03", id="start", target="end", to="prosecutor")
CHARGED = (event("investigation_opened", "2026-01-12", id="o"), event("charged", "2026-02-02", id="c"))
INQUIRED = (event("investigation_opened", "2026-01-12", id="o", form=Form.INQUIRY), CHARGED[1])
FINISHED = event("forwarded", "2026-03-02", id="start", to="prosecutor")
ACT = event("act_alleged", "2025-01-15", id="act0")
ACQUITTED = event("acquitted", "2026-03-02", id="start", by="judges")
VERDICT = event("acquitted", "2026-02-02", id="v", by="judges")
TO_COURT = {"target": "start", "to": "upper-court"}
ORDERED = event("examination_ordered", "2026-03-02", id="start")
REPORT = {"target": "start", "examination": Examination.FORENSIC_MEDICAL}
MORE = (
    Sample("sc-np7-p11-prosecutor-check", "detention", (lodged("prosecutor"),), "2023-03-06", "check_concluded",
           {"by": "prosecutor"}, "prosecutor"),
    Sample("cpc-179-4-administrative-disciplinary-exit", "transfer", (lodged("police"),), "2023-03-06", "forwarded"),
    Sample("order-89-kui-immediate", "entry", (lodged("police"),), "2023-03-01", "complaint_received"),
    Sample("practice-immediate-response", "response", (lodged("police"),), "2023-03-01", "scene_examined"),
    Sample("cpc-101-2-torture-complaint-from-custody", "other",
           (event("appeal_filed", "2023-03-01", id="start", to="jail"),), "2023-03-02", "forwarded",
           {"by": "jail", "target": "start"}, "jail"),
    Sample("cpc-101-1-custody-complaint", "handing", (event("motion_filed", "2023-03-01", id="start", to="jail"),),
           "2023-03-01", "forwarded", {"by": "jail"}, "jail"),
    Sample("cpc-56-5-investigating-judge-check", "check", (lodged("court"),), "2023-03-01", "check_opened", {},
           "the supervising prosecutor"),
    Sample("cpc-56-5-investigating-judge-check", "check",
           (event("check_ordered", "2023-03-01", id="start", by="court", to="prosecutor"),), "2023-03-01",
           "check_opened", {}, "prosecutor"),
    Sample("cpc-405-6-private-ruling-month", "report",
           (event("check_ordered", "2023-03-01", id="start", by="judges", to="prosecutor"),), "2023-04-03",
           "reply_without_decision", {}, "prosecutor"),
    Sample("cpc-186-transfer-by-jurisdiction", "materials", (event("registered", "2023-03-01", id="start"),),
           "2023-03-06", "forwarded", {"to": "prosecutor"}),
    Sample("cpc-71-1-1-immediate-victim-status", "recognition", (event("registered", "2023-03-01", id="start"),),
           "2023-03-01", "victim_status_granted"),
    Sample("cpc-45-8-interruption-approval", "sending", (STOPPED,), "2026-03-03", "forwarded",
           {"target": "start", "to": "prosecutor"}),
    Sample("cpc-45-8-interruption-approval", "agreement", (STOPPED,), "2026-03-06", "upheld",
           {"target": "start", "by": "prosecutor"}, "the supervising prosecutor", exact=False),
    Sample("cpc-45-8-interruption-approval", "agreement",
           (event("suspended", "2026-03-02", id="end"), ARRIVED), "2026-03-06", "upheld",
           {"target": "end", "by": "prosecutor"}, "prosecutor"),
    Sample("cpc-289-1-24h", "to_prosecutor", (CLOSED,), "2026-03-03", "forwarded",
           {"target": "start", "to": "prosecutor"}),
    Sample("cpc-290-1-ten-days", "approval", (CLOSED,), "2026-03-13", "upheld",
           {"target": "start", "by": "prosecutor"}, "the supervising prosecutor", exact=False),
    Sample("cpc-290-1-ten-days", "approval", (ended(), ARRIVED), "2026-03-13", "upheld",
           {"target": "end", "by": "prosecutor"}, "prosecutor"),
    Sample("cpc-35-9-disciplinary", "materials", (CLOSED,), "2026-03-12", "sanctioned", {"target": "start"}),
    Sample("cpc-203-1-agreed-with-prosecutor", "announcement",
           (event("charged", "2026-03-02", id="start", at="09:10"),), "2026-03-03", "notified", {"target": "start"}),
    Sample("cpc-art192-2-accusation-protocol", "decision", (*INQUIRED, FINISHED), "2026-03-05", "sent_to_court", {},
           "prosecutor"),
    Sample("cpc-302-2-prosecutor-final", "decision", (*CHARGED, FINISHED), "2026-03-12", "returned", {},
           "prosecutor"),
    Sample("cpc-297-6-petition-after-file", "complaint",
           (*CHARGED, event("motion_refused", "2026-03-02", id="start")), "2026-03-05", "appeal_filed",
           {"target": "start", "to": "prosecutor"}, "victim's side"),
    Sample("cpc-105-2-prosecutor-terms", "detention",
           (event("detained", "2026-02-27", id="end"), PUT), "2026-03-05", "appeal_rejected",
           {"target": "start", "by": "prosecutor"}, "prosecutor"),
    Sample("cpc-105-2-prosecutor-terms", "detention", (PUT.model_copy(update={"target": None}),), "2026-03-05",
           "appeal_rejected", {"target": "start", "by": "prosecutor"}, "prosecutor"),
    Sample("cpc-106-6-judge-terms", "without_hearing", (ended(), PUT.model_copy(update={"to": "court"})),
           "2026-03-05", "appeal_granted", {"target": "start", "by": "court"}, "court"),
    Sample("const-16-2", "sanction", (HELD,), "2026-03-05", "released", {}, anywhere=True),
    Sample("cpc-48-5-detention-minutes", "adult", (HELD,), "2026-03-04", "released", {}, anywhere=True),
    Sample("cpc-48-5-detention-minutes", "minor", (HELD,), "2026-03-03", "released", {}, anywhere=True, minor=True),
    Sample("cpc-131-2-detainee-inspection", "protocol", (HELD,), "2026-03-02", "examined", {}),
    Sample("cpc-131-3-notice", "notice", (HELD,), "2026-03-02", "forwarded", {}),
    Sample("cpc-135-family-notice", "notice", (HELD,), "2026-03-02", "notified", {"target": "start"}),
    Sample("cpc-64-3-first-questioning", "questioning", (HELD,), "2026-03-03", "interviewed",
           {"person": Person.VICTIM}, anywhere=True),
    Sample("pec-12-personal-safety", "measures", (event("safety_requested", "2026-03-02", id="start", to="colony"),),
           "2026-03-02", "moved", {"target": "start"}, "colony"),
    Sample("cpc-97-4-1-notice", "notice",
           (event("safety_granted", "2026-03-02", id="start", measure=Measure.GUARD, at="09:00"),), "2026-03-03",
           "forwarded", {"target": "start"}),
    Sample("cpc-272-5-on-initiative", "decision",
           (event("examination_requested", "2026-03-02", id="start", to="police"),), "2026-03-05",
           "examination_refused"),
    Sample("order-303-lengths", "simple", (ORDERED,), "2026-03-12", "examination_reported", REPORT,
           "the forensic body"),
    Sample("order-303-lengths", "medium", (ORDERED,), "2026-03-26", "examination_reported", REPORT,
           "the forensic body"),
    Sample("order-303-lengths", "complex", (ORDERED,), "2026-04-01", "examination_reported", REPORT,
           "the forensic body"),
    Sample("ip-six-weeks", "examination", (event("act_alleged", "2026-03-02", id="start"),), "2026-04-13", "examined",
           {}, "the State", anywhere=True),
    Sample("pc-71-limitation", "minor_crime",
           (ACT, event("classified", "2025-02-03", id="start", articles=("kz-pc-146-1",))), "2027-01-15", "convicted",
           {}, "the State", exact=False),
    Sample("pc-71-limitation", "grave_crime",
           (ACT, event("classified", "2025-02-03", id="start", articles=("kz-pc-146-3",))), "2035-01-15", "convicted",
           {}, "the State", exact=False),
    Sample("cpc-319-322-trial-start", "decision", (event("sent_to_court", "2026-03-02", id="start"),), "2026-03-10",
           "returned", {}, "the court"),
    Sample("cpc-414-418-appeal", "appeal", (ACQUITTED,), "2026-03-17", "appeal_filed", TO_COURT, "victim's side"),
    Sample("cpc-414-418-appeal", "hearing",
           (VERDICT, event("appeal_filed", "2026-03-02", id="start", target="v", to="upper-court")), "2026-04-02",
           "upheld", {"target": "start", "by": "upper-court"}, "upper-court"),
    Sample("cpc-487-cassation-year", "complaint", (ACQUITTED,), "2027-03-17", "appeal_filed",
           {"target": "start", "to": "highest-court"}, "victim's side"),
    Sample("cpc-487-cassation-year", "complaint",
           (VERDICT, event("sentence_changed", "2026-03-02", id="start", target="v", by="upper-court")), "2027-03-02",
           "appeal_filed", {"target": "v", "to": "highest-court"}, "victim's side"),
    Sample("cpc-487-cassation-year", "decision",
           (VERDICT, event("appeal_filed", "2026-03-02", id="start", target="v", to="highest-court")), "2026-09-02",
           "upheld", {"target": "start", "by": "highest-court"}, "highest-court"),
    Sample("sr-torture-allegation", "answer",
           (event("un_submitted", "2023-03-01", forum=Forum.SPECIAL_RAPPORTEUR, **UN),), "2023-04-30",
           "state_observed", {"proceeding": "un"}, "State party"),
    Sample("hrc-rule-99c-five-years", "exhaustion",
           (ended(day="2020-02-03"), event("appeal_rejected", "2020-03-02", id="start", target="end",
                                           by="upper-court")), "2025-03-02", "un_submitted",
           {"forum": Forum.HRC}, "victim's side", anywhere=True),
    Sample("hrc-rule-99c-five-years", "other_procedure",
           (event("un_decided", "2020-03-02", **UN),), "2023-03-02", "un_submitted", {"forum": Forum.HRC},
           "victim's side", anywhere=True),
)  # fmt: skip
SAMPLES = (
    Sample("sc-np7-p11-prosecutor-check", "general", (lodged("prosecutor"),), "2023-03-09", "check_concluded",
           {"by": "prosecutor"}, "prosecutor"),
    Sample("sc-np7-p11-prosecutor-check", "general",
           (lodged("jail").model_copy(update={"id": "lodged"}),
            event("forwarded", "2023-03-01", id="start", by="jail", to="prosecutor")), "2023-03-09", "check_concluded",
           {"by": "prosecutor", "target": "lodged"}, "prosecutor"),
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
    Sample("cpc-102-complaint-terms", "termination",
           (ended(), event("upheld", "2026-03-10", id="start", target="end", by="prosecutor")), "2027-03-10",
           "appeal_filed", {"target": "end", "to": "prosecutor"}, "victim's side"),
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
    *MORE,
)  # fmt: skip
"""A sample for every claim that has a term."""
