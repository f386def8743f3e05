"""
The kinds of events, as a table: what each needs, and whether it is a procedural decision.

Source: chronology format, version 1, section "Kinds". Where a kind leaves the proceeding is the machine's business
(`lifecycle.complaint`), not the vocabulary's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Group(StrEnum):
    """The chapter of the vocabulary a kind belongs to."""

    PERSON = "facts around the person"
    REGISTRATION = "registration"
    FORWARDING = "forwarding"
    CHECK = "check before opening"
    CLASSIFICATION = "classification"
    INVESTIGATION = "investigation"
    TERMINATION = "termination"
    REVIEW = "review and appeal"
    TRIAL = "trial of officials"
    SAFETY = "safety and legal aid"
    REDRESS = "redress"
    INTERNATIONAL = "monitoring and international"
    KEEPING = "case keeping"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event. `needs` are the fields without which it says nothing; `decision` marks the "dec" kinds."""

    name: str
    group: Group
    needs: tuple[str, ...] = ()
    decision: bool = False


def _kinds(group: Group, rows: str) -> tuple[Kind, ...]:
    return tuple(_kind(group, row.split()) for row in rows.strip().splitlines())


def _kind(group: Group, words: list[str]) -> Kind:
    name, *rest = words
    return Kind(name, group, tuple(word for word in rest if word != "dec"), "dec" in rest)


# One row a kind: its name, `dec` where it is a decision, then the fields that it needs.
_TABLE: Final = (
    *_kinds(
        Group.PERSON,
        """
        act_alleged
        detained by
        released
        moved to
        examined examination
        care_refused by
        injuries_reported by
        statement_given
        statement_retracted
        victim_died
        threat_or_reprisal by
        contact_with_accused
        protest
        publicity
        """,
    ),
    *_kinds(
        Group.REGISTRATION,
        """
        complaint_lodged by
        complaint_received by
        registered by
        registration_refused dec by
        complaint_withdrawn by
        withdrawal_disowned by
        complaint_ignored by
        """,
    ),
    *_kinds(
        Group.FORWARDING,
        """
        forwarded by to
        returned by to
        """,
    ),
    *_kinds(
        Group.CHECK,
        """
        check_opened by
        check_concluded by
        opening_refused dec by
        """,
    ),
    *_kinds(
        Group.CLASSIFICATION,
        """
        classified dec by articles
        reclassified dec by articles
        """,
    ),
    *_kinds(
        Group.INVESTIGATION,
        """
        investigation_opened dec by
        taken_over by
        split by
        joined by
        extended dec by
        suspended dec by
        resumed dec by
        suspect_identified
        victim_status_granted by
        interviewed by
        confronted by
        scene_examined by
        evidence_secured by
        evidence_lost by
        evidence_excluded dec by
        motion_filed by
        motion_refused dec by
        file_access_refused dec by
        examination_requested by examination
        examination_ordered dec by examination
        examination_refused dec by examination
        examination_reported examination
        """,
    ),
    *_kinds(
        Group.TERMINATION,
        """
        terminated dec by
        upheld dec by target
        notified target
        copy_requested by
        """,
    ),
    *_kinds(
        Group.REVIEW,
        """
        appeal_filed by to
        appeal_rejected dec by
        appeal_granted dec by
        quashed dec by target
        reply_without_decision by
        check_ordered by
        """,
    ),
    *_kinds(
        Group.TRIAL,
        """
        charged by
        sent_to_court dec by
        convicted dec by person
        acquitted dec by person
        sentence_changed dec by person
        amnestied dec by person
        sanctioned by person
        """,
    ),
    *_kinds(
        Group.SAFETY,
        """
        safety_requested by
        safety_granted dec by
        safety_refused dec by
        safety_declined
        counsel_engaged
        counsel_requested by
        counsel_denied by
        counsel_ended
        """,
    ),
    *_kinds(
        Group.REDRESS,
        """
        compensation_claimed by
        compensation_refused dec by
        compensation_awarded dec by
        compensation_paid
        """,
    ),
    *_kinds(
        Group.INTERNATIONAL,
        """
        monitoring_visit by
        ombudsman_replied by
        un_submitted forum
        un_registered forum
        interim_measures forum
        state_observed forum
        author_commented forum
        un_decided forum
        un_follow_up forum
        treaty_in_force
        """,
    ),
    *_kinds(
        Group.KEEPING,
        """
        noted
        assigned
        consent_given
        consent_withdrawn
        corrected target
        closed by
        reopened by
        """,
    ),
)

KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in _TABLE}
"""Every kind by its name, in the order of the format page."""

ENDINGS: Final = frozenset({"opening_refused", "terminated", "registration_refused"})
"""The ending decisions, as the findings page names them."""
