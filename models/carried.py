"""
What an event of a kind often carries besides what it needs: which fields are worth asking for.

Any event may carry any field; this says which are usual. Source: chronology format, version 1, section "Kinds".
"""

from __future__ import annotations

from typing import Final

from models.kinds import KINDS

_TABLE: Final = """
act_alleged until injuries
detained registered person articles
released person
examined injuries by to
injuries_reported to
statement_given pressure person
statement_retracted target person
threat_or_reprisal pressure
complaint_lodged to articles
registered number articles
registration_refused ground
complaint_withdrawn pressure
withdrawal_disowned target
complaint_ignored target
forwarded target
returned target
check_opened form
check_concluded relied_on not_addressed
investigation_opened form articles
taken_over to
split target
joined target
extended until
suspect_identified person
interviewed person
motion_filed to
motion_refused target
file_access_refused target
examination_requested to
examination_refused target
examination_reported injuries target by
notified by to
copy_requested target to
appeal_filed target
appeal_rejected target
appeal_granted target instructions
quashed instructions
reply_without_decision target
check_ordered to instructions
charged person articles
sent_to_court articles
convicted articles sentence
sentence_changed sentence
safety_requested to measure
safety_granted measure target
safety_refused measure target
counsel_engaged counsel
counsel_requested to
counsel_ended counsel
compensation_claimed to
ombudsman_replied target
un_submitted number
un_registered number
un_decided violations no_violation remedies
treaty_in_force forum
"""

DECISIONS: Final = (
    "ground",
    "articles",
    "relied_on",
    "not_addressed",
    "victim_heard",
    "identical_to",
    "instructions_met",
    "heard",
    "file_access",
)
"""What procedural decisions usually carry."""

CARRIED: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(KINDS, ()),
    **{name: tuple(fields) for name, *fields in (row.split() for row in _TABLE.strip().splitlines())},
}
"""Kind to the fields that its row of the table of kinds names as usual."""


def usual(kind: str) -> tuple[str, ...]:
    """
    The fields that an event of a kind usually carries beyond those that it needs.

    Raises:
        KeyError: there is no such kind.
    """
    needs = KINDS[kind].needs
    carried = (*CARRIED[kind], *(DECISIONS if KINDS[kind].decision else ()))
    return tuple(name for name in dict.fromkeys(carried) if name not in needs)
