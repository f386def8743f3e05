"""Complaints against decisions: what prosecutors and courts owe, and what the victim's side may take to them."""

from __future__ import annotations

from typing import Final

from lifecycle.claim import COURTS, NO_TERM, PROSECUTORS, VICTIM, Asks, Claim, Doubt, Match, kinds
from models.kinds import ENDINGS

LOWER: Final[frozenset[str | None]] = frozenset({"district", "city", None})
UPPER: Final[frozenset[str | None]] = frozenset({"region", "national"})
VERDICTS: Final = kinds("convicted acquitted sentence_changed")
STOPPABLE: Final = frozenset({*ENDINGS, "suspended", "safety_refused"})
"""The decisions that go to the investigating judge. Source: CPC 106(1), 96(5)."""

_THREE_DAYS: Final = kinds("detained classified reclassified suspect_identified")
"""What a complaint must be about for the term of three days. Source: CPC 105(2)."""
_ANSWERS: Final = kinds("appeal_rejected appeal_granted quashed upheld resumed")
_FILED: Final = kinds("appeal_filed")
_TO_COURT: Final = "cpc-106-5-court-fifteen-days"
_PROSECUTOR: Final = "cpc-105-2-prosecutor-terms"
_JUDGE: Final = "cpc-106-6-judge-terms"

COMPLAINTS: Final[tuple[Claim, ...]] = (
    Claim(
        rule=_PROSECUTOR, term="general", on=_FILED, asks=Asks(to=PROSECUTORS, not_about=_THREE_DAYS), owed_by="to",
        match=Match.APPEAL, met_by=_ANSWERS, extension="extended", group="answer",
    ),
    Claim(
        rule=_PROSECUTOR, term="detention", on=_FILED, asks=Asks(to=PROSECUTORS, about=_THREE_DAYS), owed_by="to",
        match=Match.APPEAL, met_by=_ANSWERS, extension="extended", group="answer",
    ),
    Claim(
        rule=_PROSECUTOR, term="detention", on=_FILED,
        asks=Asks(to=PROSECUTORS, about=frozenset({None, "complaint_lodged"})), owed_by="to", match=Match.APPEAL,
        met_by=_ANSWERS, extension="extended", group="answer", doubt=Doubt.READING,
    ),
    Claim(
        rule=_JUDGE, term="with_hearing", on=_FILED, asks=Asks(to=COURTS, levels=LOWER, not_about=VERDICTS),
        owed_by="to", match=Match.APPEAL, met_by=_ANSWERS, group="judge", heard=True,
    ),
    Claim(
        rule=_JUDGE, term="without_hearing", on=_FILED, asks=Asks(to=COURTS, levels=LOWER, not_about=VERDICTS),
        owed_by="to", match=Match.APPEAL, met_by=_ANSWERS, group="judge", heard=False, doubt=Doubt.CONDITION,
    ),
    Claim(
        rule="cpc-107-appeal", term="check", on=_FILED, asks=Asks(to=COURTS, levels=UPPER, not_about=VERDICTS),
        owed_by="to", match=Match.APPEAL, met_by=_ANSWERS,
    ),
    # The remedies of the victim's side
    Claim(
        rule="cpc-102-complaint-terms", term="termination", on=kinds("terminated"), owed_by=VICTIM,
        match=Match.REMEDY, met_by=_FILED, met_to=PROSECUTORS, about_itself=True, group="year",
    ),
    Claim(
        rule="cpc-102-complaint-terms", term="termination", on=kinds("upheld"),
        asks=Asks(by=PROSECUTORS, about=kinds("terminated")), owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED,
        met_to=PROSECUTORS, renews=True, group="year",
    ),
    Claim(
        rule=_TO_COURT, term="acquaintance", on=STOPPABLE, owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED,
        met_to=COURTS, about_itself=True, from_knowledge=True, group="court",
    ),
    Claim(
        rule=_TO_COURT, term="acquaintance", on=kinds("notified"), asks=Asks(about=STOPPABLE), owed_by=VICTIM,
        match=Match.REMEDY, met_by=_FILED, met_to=COURTS, group="court",
    ),
    Claim(
        rule=_TO_COURT, term="refusal", on=kinds("appeal_rejected"), asks=Asks(by=PROSECUTORS, about=STOPPABLE),
        owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED, met_to=COURTS, group="court",
    ),
    Claim(
        rule=_TO_COURT, term="silence", on=_FILED, asks=Asks(to=PROSECUTORS, about=STOPPABLE), owed_by=VICTIM,
        match=Match.REMEDY, met_by=_FILED, met_to=COURTS, opens=(_TO_COURT, "silence_after_filing"), group="court",
    ),
    Claim(
        rule="cpc-107-appeal", term="appeal", on=kinds("appeal_rejected"),
        asks=Asks(by=COURTS, levels=LOWER, about=STOPPABLE), owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED,
        met_to=COURTS,
    ),
    Claim(
        rule="cpc-96-5-appeal", term=NO_TERM, on=kinds("safety_refused"), owed_by=VICTIM, match=Match.REMEDY,
        met_by=_FILED, met_to=PROSECUTORS | COURTS, about_itself=True, asks=Asks(proceedings=frozenset()),
    ),
)  # fmt: skip
"""Source: CPC 96(5), 102, 105-107."""
