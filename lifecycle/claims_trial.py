"""Limitation, the trial of officials, appeal and cassation; then what States owe to treaty bodies."""

from __future__ import annotations

from typing import Final

from lifecycle.claim import COURTS, STATE, STATE_PARTY, VICTIM, Asks, Claim, Doubt, Match, kinds
from lifecycle.claims_complaints import STOPPABLE, UPPER, VERDICTS

_FILED: Final = kinds("appeal_filed")
_FIRST_VERDICTS: Final = kinds("convicted acquitted")
_REVIEWED: Final = kinds("sentence_changed upheld appeal_rejected appeal_granted quashed")
_REVISED: Final = kinds("sentence_changed upheld appeal_rejected")
_CLASSIFYING: Final = kinds("registered classified reclassified investigation_opened charged sent_to_court")
_APPEAL: Final = "cpc-414-418-appeal"
_CASSATION: Final = "cpc-487-cassation-year"
_LIMITATION: Final = "pc-71-limitation"
_CRUEL: Final = "pc-146-1-cidt"
_INTERNATIONAL: Final = frozenset({"international"})
_HRC: Final = "hrc-rule-99c-five-years"
_TORTURE: Final = kinds("kz-pc-146-2")
_AGGRAVATED: Final = kinds("kz-pc-146-3 kz-pc-146-4")

TRIAL: Final[tuple[Claim, ...]] = (
    Claim(
        rule=_LIMITATION, term="minor_crime", on=_CLASSIFYING, owed_by=STATE, match=Match.PROCEEDING,
        asks=Asks(articles=kinds("kz-pc-146-1"), no_articles=_TORTURE | _AGGRAVATED, under=_CRUEL),
        met_by=_FIRST_VERDICTS, from_act=True, once=True, horizon=True,
    ),
    Claim(
        rule=_LIMITATION, term="grave_crime", on=_CLASSIFYING, owed_by=STATE, match=Match.PROCEEDING,
        asks=Asks(articles=_AGGRAVATED, no_articles=_TORTURE, under=_CRUEL), met_by=_FIRST_VERDICTS, from_act=True,
        once=True, horizon=True, doubt=Doubt.CONDITION,
    ),
    Claim(
        rule="cpc-319-322-trial-start", term="decision", on=kinds("sent_to_court"), owed_by="the court",
        match=Match.PROCEEDING, met_by=kinds("convicted acquitted amnestied returned quashed"), doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule=_APPEAL, term="appeal", on=_FIRST_VERDICTS, owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED,
        met_to=COURTS, about_itself=True,
    ),
    Claim(
        rule=_APPEAL, term="hearing", on=_FILED, asks=Asks(to=COURTS, about=_FIRST_VERDICTS), owed_by="to",
        match=Match.PROCEEDING, met_by=_REVIEWED,
    ),
    Claim(
        rule=_CASSATION, term="complaint", on=kinds("acquitted"), owed_by=VICTIM, match=Match.REMEDY, met_by=_FILED,
        met_to=COURTS, about_itself=True, opens=(_APPEAL, "appeal"), void_by=_FILED | _REVISED, horizon=True,
        group="cassation",
    ),
    Claim(
        rule=_CASSATION, term="complaint", on=_REVISED, owed_by=VICTIM,
        asks=Asks(by=COURTS, levels=UPPER, about=VERDICTS), match=Match.REMEDY, met_by=_FILED, met_to=COURTS,
        horizon=True, group="cassation",
    ),
    Claim(
        rule=_CASSATION, term="decision", on=_FILED,
        asks=Asks(to=COURTS, levels=frozenset({"national"}), about=VERDICTS), owed_by="to", match=Match.PROCEEDING,
        met_by=_REVIEWED,
    ),
)  # fmt: skip
"""Source: PC 71; CPC 319-322, 414-425, 486-492."""

INTERNATIONAL: Final[tuple[Claim, ...]] = (
    *(
        Claim(
            rule=rule, term="explanations", on=kinds("un_registered"), owed_by=STATE_PARTY, match=Match.PROCEEDING,
            asks=Asks(forums=kinds(forum), proceedings=_INTERNATIONAL), met_by=kinds("state_observed un_decided"),
        )
        for rule, forum in (("cat-22-3-six-months", "cat"), ("op-4-2-six-months", "hrc"))
    ),
    *(
        Claim(
            rule=rule, term="report", on=kinds("un_decided"), owed_by=STATE_PARTY, match=Match.PROCEEDING,
            asks=Asks(forums=kinds(forum), proceedings=_INTERNATIONAL, violation=True),
            met_by=kinds("un_follow_up state_observed"),
        )
        for rule, forum in (("cat-follow-up-90", "cat"), ("hrc-follow-up-180", "hrc"))
    ),
    Claim(
        rule="sr-torture-allegation", term="answer", on=kinds("un_submitted un_registered"), owed_by=STATE_PARTY,
        asks=Asks(forums=kinds("special_rapporteur"), proceedings=_INTERNATIONAL), match=Match.PROCEEDING,
        met_by=kinds("state_observed un_decided un_follow_up"), once=True,
    ),
    Claim(
        rule=_HRC, term="exhaustion", on=kinds("appeal_rejected upheld"), owed_by=VICTIM, match=Match.CASE,
        asks=Asks(by=COURTS, levels=UPPER, about=STOPPABLE | VERDICTS), met_by=kinds("un_submitted"), met_forum="hrc",
        horizon=True, group="hrc",
    ),
    Claim(
        rule=_HRC, term="other_procedure", on=kinds("un_decided"), owed_by=VICTIM, match=Match.CASE,
        asks=Asks(forums=kinds("cat wgad ecthr other"), proceedings=_INTERNATIONAL), met_by=kinds("un_submitted"),
        met_forum="hrc", horizon=True, group="hrc",
    ),
)  # fmt: skip
"""Source: CAT 22; Optional Protocol to the ICCPR 4; rules of procedure of the committees."""
