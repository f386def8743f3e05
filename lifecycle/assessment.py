"""
The judgement of a case as of a day, as known on a day: postures, obligations, findings, warnings, counts.

    assess(chronology, norms, as_of, known_at) -> Assessment

Nothing here reads a clock: the day asked for is an argument, and overdue is derived from it each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from lifecycle.findings import facts_of, find
from lifecycle.forensic import forensic
from lifecycle.legal_aid import legal_aid
from lifecycle.norms import Norms
from lifecycle.obligations import in_order, obligations
from lifecycle.remedies import remedies
from lifecycle.remedies_record import record_of
from lifecycle.routes import routes
from lifecycle.safety import safety
from lifecycle.standing import Standing
from lifecycle.state import CaseState, scene
from lifecycle.timeline import Timeline, build
from lifecycle.warnings import warn
from models.assessment import Assessment, Finding, LedgerHead, PostureLine, TrackLine
from models.case import Chronology, Header
from models.dates import PartialDate
from models.errors import RefusedError
from models.events import NEVER, Event
from models.messages import JUDGED_LIMIT
from models.records import Opening

_LAST_MINUTE: Final = 1439


def assess(chronology: Chronology, norms: Norms, as_of: date, known_at: date | None = None) -> Assessment:
    """
    Judge a chronology.

    Args:
        chronology: the case as a file tells it.
        norms: the law that applies.
        as_of: the day asked for; later events and later ends of terms do not count.
        known_at: only what the victim's side had learned by that day (`known_on`, else the date of the event).

    Raises:
        RefusedError: it holds more events than are judged at once (`JUDGED_LIMIT`).
    """
    if len(chronology.events) > JUDGED_LIMIT:
        raise RefusedError(
            f"case {chronology.header.reference}: holds {len(chronology.events)} events, and at most {JUDGED_LIMIT} "
            "(JUDGED_LIMIT) are judged at once; judge it in parts, one file for each"
        )
    opening = Opening(header=chronology.header, law_known_on=norms.known_on)
    events = [event for event in chronology.events if known_at is None or _learned(event, known_at)]
    timeline = build(events, scene(opening, norms))
    return judged(chronology.header, timeline, as_of, known_at)


def assess_case(state: CaseState, as_of: date, known_at: date | None = None) -> Assessment:
    """Judge a live case: `known_at` here is the day on which things were recorded (UTC)."""
    timeline = state.timeline
    if known_at is not None:
        limit = f"{known_at.isoformat()}T24"
        timeline = build((told.event for told in state.told.values() if told.recorded_at < limit), timeline.scene)
    assessment = judged(state.opening.header, timeline, as_of, known_at, state.passed)
    head = LedgerHead(records=state.head.length, hash=state.head.hash)
    return assessment.model_copy(update={"ledger": head})


def judged(
    header: Header,
    timeline: Timeline,
    as_of: date,
    known_at: date | None = None,
    passed: frozenset[tuple[str, str, str]] = frozenset(),
) -> Assessment:
    """The judgement of a timeline at the end of a day."""
    standing, context = timeline.until(as_of), timeline.scene
    now = context.norms.zone.instant(as_of, _LAST_MINUTE)
    duties = in_order(standing.duties.every(), timeline)
    told = timeline.happened_by(as_of)
    findings = find(facts_of(header, timeline, as_of), as_of)
    record = record_of(timeline, standing, now)
    at_home = remedies(record)
    abroad = routes(record, at_home)
    return Assessment(
        case=header.reference,
        as_of=as_of.isoformat(),
        known_at=known_at.isoformat() if known_at else None,
        posture=_postures(standing),
        tracks=_tracks(standing),
        obligations=obligations(duties, standing.tracks, context, now, passed),
        findings=findings,
        warnings=warn(record, at_home, abroad),
        remedies=at_home,
        routes=abroad,
        treaty=_treaty(findings),
        counts={"events": standing.events, **dict(sorted(standing.counts.items()))},
        forensic=forensic(told, context, as_of),
        safety=safety(told, standing.tracks, context, as_of),
        legal_aid=legal_aid(told, context, as_of),
    )


def _treaty(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The treaty articles of the findings that are certain, in their order by body and number."""
    articles = {article for finding in findings if finding.certainty == "certain" for article in finding.treaty}
    return tuple(sorted(articles, key=_article))


def _article(article: str) -> tuple[str, tuple[int, ...]]:
    body, *numbers = article.split("-")
    return body, tuple(int(number) for number in numbers if number.isdigit())


def _learned(event: Event, known_at: date) -> bool:
    if event.known_on == NEVER:
        return False
    if isinstance(event.known_on, PartialDate) and event.known_on.known:
        return event.known_on.first <= known_at
    return not event.date.known or event.date.first <= known_at


def _postures(standing: Standing) -> dict[str, PostureLine]:
    return {
        name: PostureLine(phase=posture.phase, state=posture.name, since=posture.since)
        for name, posture in standing.postures.items()
    }


def _tracks(standing: Standing) -> tuple[TrackLine, ...]:
    return tuple(
        TrackLine(
            track=track.path,
            proceeding=track.proceeding,
            state=track.state.partition(".")[2],
            since=track.since,
            to=track.to,
        )
        for track in standing.tracks
    )
