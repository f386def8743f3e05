"""What a complaint sets going: checks, forwarding, registration, handing over from custody, recognition as a victim."""

from __future__ import annotations

from typing import Final

from lifecycle.claim import (
    CUSTODY,
    INVESTIGATORS,
    NO_TERM,
    PROSECUTORS,
    Asks,
    Claim,
    Doubt,
    Match,
    kinds,
)

_LODGED: Final = kinds("complaint_lodged")
_BEGUN: Final = kinds("registered investigation_opened")
_CHECKED: Final = kinds("check_opened check_concluded registered investigation_opened opening_refused")
_DECIDED: Final = kinds(
    "registered registration_refused opening_refused investigation_opened check_concluded forwarded"
)
_UNREGISTERED: Final = kinds(
    "registration.alleged registration.lodged registration.received registration.refused registration.checking "
    "registration.checked forwarding.forwarded forwarding.returned"
)
"""Where a report stands that is in no register yet: what goes to a prosecutor from here goes for the check."""
_BODILY: Final = kinds("forensic_medical istanbul_protocol autopsy")

INTAKE: Final[tuple[Claim, ...]] = (
    Claim(
        rule="sc-np7-p11-prosecutor-check", term="general", on=_LODGED, asks=Asks(to=PROSECUTORS), owed_by="to",
        match=Match.COMPLAINT, met_by=_DECIDED, extension="extended", group="check",
    ),
    Claim(
        rule="sc-np7-p11-prosecutor-check", term="general", on=kinds("forwarded"),
        asks=Asks(to=PROSECUTORS, states=_UNREGISTERED), owed_by="to", match=Match.COMPLAINT, met_by=_DECIDED,
        extension="extended", group="check",
    ),
    Claim(
        rule="sc-np7-p11-prosecutor-check", term="detention", on=_LODGED, asks=Asks(to=PROSECUTORS), owed_by="to",
        match=Match.COMPLAINT, met_by=_DECIDED, extension="extended", group="check", doubt=Doubt.READING,
    ),
    Claim(
        rule="cpc-181-5-three-day-forwarding", term="dispatch", on=_LODGED, asks=Asks(to=INVESTIGATORS), owed_by="to",
        match=Match.COMPLAINT, met_by=_DECIDED | {"check_opened"}, group="exit",
    ),
    Claim(
        rule="cpc-179-4-administrative-disciplinary-exit", term="transfer", on=_LODGED, asks=Asks(to=INVESTIGATORS),
        owed_by="to", match=Match.COMPLAINT, met_by=_DECIDED | {"check_opened"}, group="exit", doubt=Doubt.CONDITION,
    ),
    Claim(
        rule="order-89-kui-immediate", term="entry", on=_LODGED, asks=Asks(to=INVESTIGATORS | PROSECUTORS),
        owed_by="to", match=Match.COMPLAINT, met_by=_DECIDED | {"complaint_received", "check_opened"},
    ),
    Claim(
        rule="order-89-erdr-24h", term="entry", on=_LODGED, asks=Asks(to=INVESTIGATORS), owed_by="to",
        match=Match.COMPLAINT, met_by=kinds("registered registration_refused investigation_opened"),
    ),
    Claim(
        rule="practice-immediate-response", term="response", on=_LODGED, asks=Asks(to=INVESTIGATORS | PROSECUTORS),
        owed_by="to", match=Match.PROCEEDING, doubt=Doubt.PRACTICE, once=True,
        met_by=kinds("scene_examined interviewed examined evidence_secured registered examination_ordered"),
    ),
    Claim(
        rule="cpc-101-2-torture-complaint-from-custody", term="handing", on=_LODGED, asks=Asks(to=CUSTODY),
        owed_by="to", match=Match.COMPLAINT, met_by=kinds("forwarded"), met_to=PROSECUTORS,
    ),
    Claim(
        rule="cpc-101-2-torture-complaint-from-custody", term="other", on=kinds("appeal_filed"), asks=Asks(to=CUSTODY),
        owed_by="to", match=Match.NAMED, met_by=kinds("forwarded"),
    ),
    Claim(
        rule="cpc-101-1-custody-complaint", term="handing", on=kinds("motion_filed"), asks=Asks(to=CUSTODY),
        owed_by="to", match=Match.NAMED, met_by=kinds("forwarded"),
    ),
    Claim(
        rule="cpc-56-5-investigating-judge-check", term="check", on=_LODGED, asks=Asks(to=kinds("investigating_court")),
        owed_by="the supervising prosecutor", match=Match.PROCEEDING, met_by=_CHECKED, once=True,
    ),
    Claim(
        rule="cpc-56-5-investigating-judge-check", term="check", on=kinds("check_ordered"),
        asks=Asks(by=kinds("investigating_court")), owed_by="to", match=Match.PROCEEDING, met_by=_CHECKED, once=True,
    ),
    Claim(
        rule="cpc-405-6-private-ruling-month", term="report", on=kinds("check_ordered"), asks=Asks(by=kinds("court")),
        owed_by="to", match=Match.PROCEEDING, met_by=_CHECKED | {"reply_without_decision"}, doubt=Doubt.CONDITION,
    ),
    Claim(
        rule="cpc-186-transfer-by-jurisdiction", term="materials", on=kinds("registered"), asks=Asks(by=INVESTIGATORS),
        owed_by="by", match=Match.PROCEEDING, met_by=kinds("forwarded taken_over"), met_to=PROSECUTORS, once=True,
        doubt=Doubt.CONDITION,
    ),
    Claim(
        rule="cpc-71-1-1-immediate-victim-status", term="recognition", on=_BEGUN, owed_by="by",
        match=Match.PROCEEDING, met_by=kinds("victim_status_granted"), once=True,
    ),
    Claim(
        rule="cpc-271-1-mandatory", term=NO_TERM, on=_BEGUN, owed_by="by", match=Match.PROCEEDING, once=True,
        met_by=kinds("examination_ordered examination_reported"), met_examinations=_BODILY,
    ),
)  # fmt: skip
"""Registration, forwarding, the check before opening, and what is owed at once."""
