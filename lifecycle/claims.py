"""
What the law makes somebody owe, as a table: which event starts a term, who owes what, and what meets it.

The length of a term, its source and its versions are in the rulebook; this table only says which told event is the
provision's trigger, and which the act that it wants. Claims of the victim's side (`own`) are rights: unused they lapse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from models.kinds import ENDINGS

PROSECUTORS: Final = frozenset({"prosecutor", "special_prosecutor"})
COURTS: Final = frozenset({"court", "investigating_court"})
CUSTODY: Final = frozenset({"detention_facility", "penal_colony"})
INVESTIGATORS: Final = frozenset({"police", "internal_security", "anti_corruption", "national_security", "military"})

VICTIM: Final = "victim's side"
STATE_PARTY: Final = "State party"


class Match(Enum):
    """How an act is recognised as the one owed."""

    COMPLAINT = "an act on the complaint by the body that got it, or a registration or opening by any"
    APPEAL = "a decision on the appeal"
    PROCEEDING = "an act of that kind in the proceeding"
    REQUEST = "an answer to the request: a decision of the body asked, or any act that names the request"
    REMEDY = "the remedy against the same decision, taken to the same kind of body"


FIRST_ENTERED: Final = date(2026, 11, 23)
"""When the first claims were entered."""


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One term that an event can start.

    `on` are the kinds that start it; `to` and `by` the kinds of body that the event must be addressed to or come from;
    `about` the kinds of decision that it must be about; `forum` and `form` narrow further. `owed_by` is `to`, `by`,
    `investigator` or a fixed word. `opens` names the term after whose end a right begins.

    `entered_on` is when the claim came into this table. A case knows only the claims entered by the day to which its
    law is pinned: its timers stay what they were when a later version of this program replays its history.
    """

    rule: str
    term: str
    on: frozenset[str]
    owed_by: str
    match: Match
    met_by: frozenset[str]
    to: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    about_itself: bool = False
    forum: str | None = None
    forms: frozenset[str | None] = frozenset()
    levels: frozenset[str | None] = frozenset()
    violation: bool = False
    from_knowledge: bool = False
    opens: str | None = None
    pauses: bool = False
    proceeding: str = "complaint"
    remedy_to: frozenset[str] = frozenset()
    entered_on: date = FIRST_ENTERED

    @property
    def own(self) -> bool:
        """Whether it is a right of the victim's side."""
        return self.owed_by == VICTIM


_DECIDED: Final = frozenset(
    {"registered", "registration_refused", "opening_refused", "investigation_opened", "check_concluded", "forwarded"}
)
_ANSWERS: Final = frozenset({"appeal_rejected", "appeal_granted", "quashed", "upheld", "resumed"})
_STOPPABLE: Final = frozenset({*ENDINGS, "suspended"})
_INVESTIGATED: Final = frozenset({"terminated", "sent_to_court"})
_PRELIMINARY: Final = frozenset({"preliminary", "other", None})
_LOWER: Final = frozenset({"district", "city", None})
_UPPER: Final = frozenset({"region", "national"})

CLAIMS: Final[tuple[Claim, ...]] = (
    # Registration, forwarding and the check before opening
    Claim(
        "sc-np7-p11-prosecutor-check", "general", frozenset({"complaint_lodged"}), "to", Match.COMPLAINT, _DECIDED,
        to=PROSECUTORS,
    ),
    Claim(
        "cpc-181-5-three-day-forwarding", "dispatch", frozenset({"complaint_lodged"}), "to", Match.COMPLAINT,
        _DECIDED | {"check_opened"}, to=INVESTIGATORS,
    ),
    Claim(
        "order-89-erdr-24h", "entry", frozenset({"complaint_lodged"}), "to", Match.COMPLAINT,
        frozenset({"registered", "registration_refused", "investigation_opened"}), to=INVESTIGATORS,
    ),
    Claim(
        "cpc-101-2-torture-complaint-from-custody", "handing", frozenset({"complaint_lodged"}), "to", Match.COMPLAINT,
        frozenset({"forwarded"}), to=CUSTODY,
    ),
    # Terms of the investigation
    Claim(
        "cpc-192-2-basic-terms", "inquiry", frozenset({"registered", "investigation_opened"}), "by", Match.PROCEEDING,
        _INVESTIGATED, forms=frozenset({"inquiry"}), pauses=True,
    ),
    Claim(
        "cpc-192-2-basic-terms", "preliminary", frozenset({"registered", "investigation_opened"}), "by",
        Match.PROCEEDING, _INVESTIGATED, forms=_PRELIMINARY, pauses=True,
    ),
    Claim(
        "cpc-190-accelerated", "completion", frozenset({"registered", "investigation_opened"}), "by", Match.PROCEEDING,
        _INVESTIGATED, forms=frozenset({"accelerated"}), pauses=True,
    ),
    Claim(
        "cpc-192-7-after-quashing", "new_term", frozenset({"quashed", "appeal_granted"}), "investigator",
        Match.PROCEEDING, _INVESTIGATED, about=frozenset({"terminated", "suspended"}), pauses=True,
    ),
    Claim(
        "cpc-192-7-after-quashing", "new_term", frozenset({"resumed"}), "investigator", Match.PROCEEDING, _INVESTIGATED,
        about=frozenset({"terminated"}), pauses=True,
    ),
    # Answers of prosecutors and courts
    Claim(
        "cpc-105-2-prosecutor-terms", "general", frozenset({"appeal_filed"}), "to", Match.APPEAL, _ANSWERS,
        to=PROSECUTORS,
    ),
    Claim(
        "cpc-106-6-judge-terms", "with_hearing", frozenset({"appeal_filed"}), "to", Match.APPEAL, _ANSWERS, to=COURTS,
        levels=_LOWER,
    ),
    Claim(
        "cpc-107-appeal", "check", frozenset({"appeal_filed"}), "to", Match.APPEAL, _ANSWERS, to=COURTS, levels=_UPPER,
    ),
    # The remedies of the victim's side
    Claim(
        "cpc-102-complaint-terms", "termination", frozenset({"terminated"}), VICTIM, Match.REMEDY,
        frozenset({"appeal_filed"}), about_itself=True, remedy_to=PROSECUTORS,
    ),
    Claim(
        "cpc-106-5-court-fifteen-days", "acquaintance", _STOPPABLE, VICTIM, Match.REMEDY, frozenset({"appeal_filed"}),
        about_itself=True, from_knowledge=True, remedy_to=COURTS,
    ),
    Claim(
        "cpc-106-5-court-fifteen-days", "acquaintance", frozenset({"notified"}), VICTIM, Match.REMEDY,
        frozenset({"appeal_filed"}), about=_STOPPABLE, remedy_to=COURTS,
    ),
    Claim(
        "cpc-106-5-court-fifteen-days", "refusal", frozenset({"appeal_rejected"}), VICTIM, Match.REMEDY,
        frozenset({"appeal_filed"}), by=PROSECUTORS, about=_STOPPABLE, remedy_to=COURTS,
    ),
    Claim(
        "cpc-106-5-court-fifteen-days", "silence", frozenset({"appeal_filed"}), VICTIM, Match.REMEDY,
        frozenset({"appeal_filed"}), to=PROSECUTORS, about=_STOPPABLE, opens="silence_after_filing", remedy_to=COURTS,
    ),
    Claim(
        "cpc-107-appeal", "appeal", frozenset({"appeal_rejected"}), VICTIM, Match.REMEDY, frozenset({"appeal_filed"}),
        by=COURTS, levels=_LOWER, about=_STOPPABLE, remedy_to=COURTS,
    ),
    # Requests during the investigation
    Claim(
        "cpc-96-4-24-hours", "decision", frozenset({"safety_requested"}), "to", Match.REQUEST,
        frozenset({"safety_granted", "safety_refused"}), proceeding="",
    ),
    Claim(
        "cpc-99-4-petitions", "decision", frozenset({"motion_filed"}), "to", Match.REQUEST,
        frozenset(
            {
                "motion_refused", "file_access_refused", "examination_ordered", "examination_refused", "interviewed",
                "confronted", "scene_examined", "evidence_secured", "victim_status_granted",
            }
        ),
    ),
    # International
    Claim(
        "cat-22-3-six-months", "explanations", frozenset({"un_registered"}), STATE_PARTY, Match.PROCEEDING,
        frozenset({"state_observed", "un_decided"}), forum="cat", proceeding="international",
    ),
    Claim(
        "op-4-2-six-months", "explanations", frozenset({"un_registered"}), STATE_PARTY, Match.PROCEEDING,
        frozenset({"state_observed", "un_decided"}), forum="hrc", proceeding="international",
    ),
    Claim(
        "cat-follow-up-90", "report", frozenset({"un_decided"}), STATE_PARTY, Match.PROCEEDING,
        frozenset({"un_follow_up", "state_observed"}), forum="cat", violation=True, proceeding="international",
    ),
    Claim(
        "hrc-follow-up-180", "report", frozenset({"un_decided"}), STATE_PARTY, Match.PROCEEDING,
        frozenset({"un_follow_up", "state_observed"}), forum="hrc", violation=True, proceeding="international",
    ),
)  # fmt: skip
"""Every claim, in the order in which a complaint meets them."""

BY_TRIGGER: Final[dict[str, tuple[Claim, ...]]] = {
    kind: tuple(claim for claim in CLAIMS if kind in claim.on)
    for kind in sorted({kind for claim in CLAIMS for kind in claim.on})
}
"""The claims that an event of a kind can start."""
