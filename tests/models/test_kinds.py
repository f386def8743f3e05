"""The table of kinds against the format's own table, copied here word by word."""

from __future__ import annotations

from models.kinds import ENDINGS, KINDS, Group

# Chronology format, version 1, section "Kinds": name, (dec) and the column "needs".
FORMAT_PAGE = """
act_alleged | detained: by | released | moved: to | examined: examination | care_refused: by | injuries_reported: by
statement_given | statement_retracted | victim_died | threat_or_reprisal: by | contact_with_accused | protest
publicity
complaint_lodged: by | complaint_received: by | registered: by | registration_refused (dec): by
complaint_withdrawn: by | withdrawal_disowned: by | complaint_ignored: by
forwarded: by, to | returned: by, to
check_opened: by | check_concluded: by | opening_refused (dec): by
classified (dec): by, articles | reclassified (dec): by, articles
investigation_opened (dec): by | taken_over: by | split: by | joined: by | extended (dec): by | suspended (dec): by
resumed (dec): by | suspect_identified | victim_status_granted: by | interviewed: by | confronted: by
scene_examined: by | evidence_secured: by | evidence_lost: by | evidence_excluded (dec): by | motion_filed: by
motion_refused (dec): by | file_access_refused (dec): by | examination_requested: by, examination
examination_ordered (dec): by, examination | examination_refused (dec): by, examination
examination_reported: examination
terminated (dec): by | upheld (dec): by, target | notified: target | copy_requested: by
appeal_filed: by, to | appeal_rejected (dec): by | appeal_granted (dec): by | quashed (dec): by, target
reply_without_decision: by | check_ordered: by
charged: by | sent_to_court (dec): by | convicted (dec): by, person | acquitted (dec): by, person
sentence_changed (dec): by, person | amnestied (dec): by, person | sanctioned: by, person
safety_requested: by | safety_granted (dec): by | safety_refused (dec): by | safety_declined | counsel_engaged
counsel_requested: by | counsel_denied: by | counsel_ended
compensation_claimed: by | compensation_refused (dec): by | compensation_awarded (dec): by | compensation_paid
monitoring_visit: by | ombudsman_replied: by | un_submitted: forum | un_registered: forum | interim_measures: forum
state_observed: forum | author_commented: forum | un_decided: forum | un_follow_up: forum | treaty_in_force
noted | assigned | consent_given | consent_withdrawn | corrected: target | closed: by | reopened: by
"""


def _rows() -> dict[str, tuple[bool, tuple[str, ...]]]:
    entries = [entry.strip() for line in FORMAT_PAGE.strip().splitlines() for entry in line.split("|")]
    rows = {}
    for entry in entries:
        head, _, needs = entry.partition(":")
        name, _, dec = head.partition(" ")
        rows[name] = (dec == "(dec)", tuple(need.strip() for need in needs.split(",") if need.strip()))
    return rows


def test_the_kinds_are_those_of_the_format_page() -> None:
    """Every kind in the page's order, with the fields that it needs, and marked where it is a decision."""
    expected = _rows()

    assert list(expected) == list(KINDS)
    assert expected == {name: (kind.decision, kind.needs) for name, kind in KINDS.items()}


def test_every_group_has_kinds_and_every_ending_is_a_decision() -> None:
    """No chapter of the vocabulary is empty; what ends a proceeding can be appealed."""
    assert set(Group) == {kind.group for kind in KINDS.values()}
    assert all(KINDS[name].decision for name in ENDINGS)
