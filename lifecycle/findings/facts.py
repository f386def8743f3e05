"""What findings are found in: a case with its events, the law, and the terms that ran in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from law.findings import Criteria
from law.institutions import Institutions
from law.offences import Offences
from law.published import CRITERIA, INSTITUTIONS, OFFENCES
from lifecycle.duty import Duty
from lifecycle.norms import Norms
from lifecycle.timeline import Timeline
from models.case import Header
from models.events import Event


@dataclass(frozen=True, slots=True)
class Facts:
    """
    A case as findings see it.

    `events` are all events with their corrections applied, in the order in which they are taken to have happened;
    `duties` the terms that are certainly owed, as they stand on the day asked for.
    """

    header: Header
    events: tuple[Event, ...]
    norms: Norms
    duties: tuple[Duty, ...] = ()
    criteria: Criteria = CRITERIA
    offences: Offences = OFFENCES
    institutions: Institutions = INSTITUTIONS


def facts_of(header: Header, timeline: Timeline, as_of: date) -> Facts:
    """The facts of a case on a day."""
    duties = tuple(duty for duty in timeline.until(as_of).duties.all() if duty.certain)
    return Facts(header, timeline.in_order(), timeline.scene.norms, duties)
