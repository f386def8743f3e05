"""What a lawyer can do next, and when it becomes too late; and that nobody may forget the case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from lifecycle.duties import Duty, Status
from models.assessment import Warn

_AGAINST_SILENCE: Final[dict[str, str]] = {
    "sc-np7-p11-prosecutor-check": "complain to the superior prosecutor (CPC 105) or to a judge (CPC 106)",
    "cpc-181-5-three-day-forwarding": "complain to the prosecutor (CPC 105) or to the investigating judge (CPC 106)",
    "order-89-erdr-24h": "complain to the prosecutor (CPC 105)",
    "cpc-101-2-torture-complaint-from-custody": "complain to the prosecutor (CPC 105)",
    "cpc-192-2-basic-terms": "complain about the delay to the prosecutor (CPC 192(8), 105)",
    "cpc-192-7-after-quashing": "complain about the delay to the prosecutor (CPC 192(8), 105)",
    "cpc-105-2-prosecutor-terms": "go to the investigating judge (CPC 106(5)) or to the superior prosecutor (CPC 105)",
    "cpc-106-6-judge-terms": "ask the president of the court for a date; the prosecutor can still decide (CPC 105)",
    "cpc-96-4-24-hours": "complain about the silence on safety (CPC 96(5))",
    "cpc-99-4-petitions": "complain to the prosecutor (CPC 105)",
}
_DEFAULT: Final = "remind the body in writing and keep the proof"


def warn(duties: Iterable[Duty], now: datetime) -> tuple[Warn, ...]:
    """The warnings at an instant: rights that are open or lost, silence and what it opens, and no next date at all."""
    found = list(duties)
    told = [_of(duty, now) for duty in found]
    warnings = [warning for warning in told if warning is not None]
    if not any(duty.status(now) is Status.PENDING and duty.latest is not None for duty in found):
        warnings.append(Warn(rule="no_next_date", what="nothing is due from anyone: the case is being forgotten"))
    return tuple(warnings)


def _of(duty: Duty, now: datetime) -> Warn | None:
    status = duty.status(now)
    if duty.claim.own and status is Status.PENDING and _is_open(duty, now):
        return _warn(duty, "remedy_open", _remedy(duty))
    if status is Status.LAPSED:
        return _warn(
            duty, "remedy_missed", f"{_remedy(duty)}: ended unused; ask for restoration with the reason (CPC 50)"
        )
    if status is Status.OVERDUE:
        return _warn(
            duty, "silence", f"no answer from {duty.owed_by}: {_AGAINST_SILENCE.get(duty.claim.rule, _DEFAULT)}"
        )
    return None


def _is_open(duty: Duty, now: datetime) -> bool:
    return duty.opens is None or now >= duty.opens.instant


def _remedy(duty: Duty) -> str:
    kinds = sorted(duty.claim.remedy_to)
    where = "a court" if "court" in kinds else "a prosecutor"
    return f"appeal against {duty.about} to {where}"


def _warn(duty: Duty, rule: str, what: str) -> Warn:
    until = duty.latest.text if duty.latest else None
    return Warn(rule=rule, what=what, until=until, anchor=duty.anchor, provision=duty.claim.rule)
