"""
What a lawyer must know today: rights open or lost, silence and what it opens, what runs out, which body abroad is open.

Each warning carries its day and its provision. Overdue is derived here, for the moment asked for, and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from law.offences import Offences
from law.published import OFFENCES, PRACTICE
from law.remedies import Practice
from lifecycle.duty import Duty, Status
from lifecycle.remedies_record import Record
from lifecycle.running_out import limitation, traces
from models.assessment import Warn
from models.remedies import Remedy, Route

_ABROAD: Final = frozenset({"available", "arguable", "not_yet"})
_COMMITTEES: Final = frozenset({"cat", "hrc"})
_TAKEN: Final = frozenset({"under_way", "decided"})
_SUBJECTS: Final = frozenset({"act", "detention"})


def warn(
    record: Record,
    remedies: Iterable[Remedy],
    routes: Iterable[Route],
    practice: Practice = PRACTICE,
    offences: Offences = OFFENCES,
) -> tuple[Warn, ...]:
    """
    The warnings at a moment.

    Args:
        record: the case at the moment.
        remedies: what can be done at home, at the same moment.
        routes: the bodies abroad, at the same moment.
        practice: the texts, and what silence opens.
        offences: what the articles mean, and when they prescribe.
    """
    duties = [duty for duty in record.standing.duties.all() if duty.certain and not duty.claim.horizon]
    return (
        *_rights(remedies, practice),
        *_silence(duties, record, practice),
        *_running_out(record, practice, offences),
        *_abroad(tuple(routes)),
        *_forgotten(duties, record, practice),
    )


def _warn(rule: str, key: str, practice: Practice, facts: dict[str, str], **where: str | None) -> Warn:
    return Warn(rule=rule, what=practice.say(key, **facts), key=key, facts=facts, **where)


def _rights(remedies: Iterable[Remedy], practice: Practice) -> Iterator[Warn]:
    for one in remedies:
        if not one.appeal or one.status not in {"open", "missed"}:
            continue
        rule = "remedy_open" if one.status == "open" else "remedy_missed"
        suffix = {"none": ".no_limit", "unknown": ".unknown"}.get(one.limit, "") if one.status == "open" else ""
        yield _warn(
            rule,
            f"warning.{rule}{suffix}",
            practice,
            {"what": one.what},
            until=one.until,
            anchor=_anchor(one),
            provision=one.provisions[0].rule if one.provisions else None,
        )


def _anchor(remedy: Remedy) -> str | None:
    """What began the term that counts; where none runs, what the remedy attacks."""
    return next((term.anchor for term in remedy.terms if term.until == remedy.until), remedy.about)


def _silence(duties: Iterable[Duty], record: Record, practice: Practice) -> Iterator[Warn]:
    for duty in duties:
        if duty.status(record.now) is not Status.OVERDUE:
            continue
        opening = practice.opened_by.get(duty.claim.rule)
        opens = practice.texts[opening.key if opening is not None else "silence.other"]
        yield _warn(
            "silence",
            "warning.silence",
            practice,
            {"body": duty.owed_by, "opens": opens},
            until=duty.latest.text if duty.latest else None,
            anchor=duty.anchor,
            provision=duty.claim.rule,
        )


def _running_out(record: Record, practice: Practice, offences: Offences) -> Iterator[Warn]:
    ends = limitation(record, offences)
    if ends is not None:
        begins = ends.earliest.instant - timedelta(days=practice.warn.limitation_days)
        if begins <= record.now < ends.latest.instant:
            yield _warn(
                "limitation_near",
                "warning.limitation_near" if ends.certain else "warning.limitation_near.possible",
                practice,
                {"until": ends.earliest.text, "article": ends.article},
                until=ends.earliest.text,
                anchor=ends.evidence[0],
                provision=ends.rule,
            )
    for trace in traces(record, practice):
        begins = trace.until.instant - timedelta(days=practice.warn.retention_days)
        if begins <= record.now < trace.until.instant:
            what = practice.texts[f"retention.{trace.id}"]
            where = {"until": trace.until.text, "anchor": trace.anchor}
            yield _warn("retention_near", "warning.retention_near", practice, {"what": what}, **where)


def _abroad(routes: tuple[Route, ...]) -> Iterator[Warn]:
    """A committee that has the case, or had it, ends the choice between them."""
    chosen = any(one.forum in _COMMITTEES and one.status in _TAKEN for one in routes)
    for one in routes:
        told = any(part.condition in _SUBJECTS and part.truth == "certain" for part in one.conditions)
        if one.status not in _ABROAD or not told or (chosen and one.forum in _COMMITTEES):
            continue
        if one.status == "not_yet" and one.forum not in _COMMITTEES:
            continue
        yield Warn(
            rule="international_route",
            what=one.what,
            key=one.key,
            facts={"forum": one.forum, "status": one.status},
            until=one.until,
            provision=_provision(one),
        )


def _provision(route: Route) -> str | None:
    cited = [provision.rule for condition in route.conditions for provision in condition.provisions]
    return cited[0] if cited else None


def _forgotten(duties: Iterable[Duty], record: Record, practice: Practice) -> Iterator[Warn]:
    if not any(duty.status(record.now) is Status.PENDING and duty.latest is not None for duty in duties):
        yield _warn("no_next_date", "warning.no_next_date", practice, {})
