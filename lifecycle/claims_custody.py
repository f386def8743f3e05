"""Detention, safety, and what is asked for during an investigation."""

from __future__ import annotations

from typing import Final

from lifecycle.claim import COURTS, INVESTIGATORS, PROSECUTORS, STATE, Asks, Claim, Doubt, Match, kinds

_ANYWHERE: Final[frozenset[str]] = frozenset()
_VICTIM: Final[frozenset[str | None]] = frozenset({None, "victim"})
_HELD: Final = Asks(persons=_VICTIM, proceedings=_ANYWHERE)
_DETAINED: Final = kinds("detained")
_FREED: Final = kinds("released")
_ORDER: Final = "order-303-lengths"
_DECISIVE: Final[frozenset[str | None]] = frozenset({*INVESTIGATORS, *PROSECUTORS, *COURTS, "ministry", "other", None})

CUSTODY_AND_SAFETY: Final[tuple[Claim, ...]] = (
    # Detention: what the record of a complaint shows least of, hence mostly possible
    Claim(
        rule="const-16-2", term="sanction", on=_DETAINED, asks=_HELD, owed_by="by", match=Match.CASE, met_by=_FREED,
        met_persons=_VICTIM, group="detention", doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-48-5-detention-minutes", term="adult", on=_DETAINED, owed_by="by", match=Match.CASE, met_by=_FREED,
        asks=Asks(persons=_VICTIM, proceedings=_ANYWHERE, minor=False), met_persons=_VICTIM, group="detention",
        doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-48-5-detention-minutes", term="minor", on=_DETAINED, owed_by="by", match=Match.CASE, met_by=_FREED,
        asks=Asks(persons=_VICTIM, proceedings=_ANYWHERE, minor=True), met_persons=_VICTIM, group="detention",
        doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-131-2-detainee-inspection", term="protocol", on=_DETAINED, asks=_HELD, owed_by="by",
        match=Match.NAMED, met_by=kinds("examined"), met_persons=_VICTIM, doubt=Doubt.UNSEEN,
        certain_by=kinds("registered medical_exam"),
    ),
    Claim(
        rule="cpc-131-3-notice", term="notice", on=_DETAINED, asks=_HELD, owed_by="by", match=Match.NAMED,
        met_by=kinds("forwarded notified"), doubt=Doubt.UNSEEN, certain_by=kinds("registered"),
    ),
    Claim(
        rule="cpc-135-family-notice", term="notice", on=_DETAINED, asks=_HELD, owed_by="by", match=Match.NAMED,
        met_by=kinds("notified"), doubt=Doubt.UNSEEN,
    ),
    Claim(
        rule="cpc-64-3-first-questioning", term="questioning", on=_DETAINED, asks=_HELD, owed_by="by",
        match=Match.CASE, met_by=kinds("interviewed statement_given released"), met_persons=_VICTIM,
        doubt=Doubt.UNSEEN,
    ),
    # Safety
    Claim(
        rule="cpc-96-4-24-hours", term="decision", on=kinds("safety_requested"), asks=Asks(proceedings=_ANYWHERE),
        owed_by="to", match=Match.REQUEST, met_by=kinds("safety_granted safety_refused"),
    ),
    Claim(
        rule="pec-12-personal-safety", term="measures", on=kinds("safety_requested"),
        asks=Asks(to=kinds("penal_colony"), proceedings=_ANYWHERE), owed_by="to", match=Match.NAMED,
        met_by=kinds("safety_granted moved"),
    ),
    Claim(
        rule="cpc-97-4-1-notice", term="notice", on=kinds("safety_granted"),
        asks=Asks(measures=frozenset({"guard"}), proceedings=_ANYWHERE), owed_by="by", match=Match.NAMED,
        met_by=kinds("forwarded notified"), doubt=Doubt.UNSEEN,
    ),
    # Requests, and examinations
    Claim(
        rule="cpc-99-4-petitions", term="decision", on=kinds("motion_filed"), owed_by="to", match=Match.REQUEST,
        asks=Asks(to=_DECISIVE),
        met_by=kinds(
            "motion_refused file_access_refused examination_ordered examination_refused interviewed confronted "
            "scene_examined evidence_secured victim_status_granted"
        ),
    ),
    Claim(
        rule="cpc-272-5-on-initiative", term="decision", on=kinds("examination_requested"), asks=Asks(to=_DECISIVE),
        owed_by="to", match=Match.REQUEST, met_by=kinds("examination_ordered examination_refused"),
    ),
    *(
        Claim(
            rule=_ORDER, term=term, on=kinds("examination_ordered"), owed_by="the forensic body", match=Match.NAMED,
            met_by=kinds("examination_reported"), group="examination", doubt=doubt,
        )
        for term, doubt in (("complex", None), ("medium", Doubt.CONDITION), ("simple", Doubt.CONDITION))
    ),
    Claim(
        rule="ip-six-weeks", term="examination", on=kinds("act_alleged"), owed_by=STATE, match=Match.CASE,
        met_by=kinds("examined examination_ordered examination_reported"), met_persons=_VICTIM, once=True,
    ),
)  # fmt: skip
"""Source: Constitution 16(2); CPC 48(5), 64, 96-99, 128-135, 272; PEC 12."""
