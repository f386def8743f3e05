"""One term: what it is about, when it ends, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from law.terms import Due
from lifecycle.claim import NO_TERM, Claim, Doubt, Match
from lifecycle.growing import Growing
from lifecycle.norms import Norms
from models.case import Body, Proceeding, Victim
from models.dates import Interval
from models.events import Event
from models.records import Provision

_NOBODY = Victim()


class Status(StrEnum):
    """How an obligation stands on the day asked for. Derived, never stored."""

    MET = "met"
    PENDING = "pending"
    OVERDUE = "overdue"
    LAPSED = "lapsed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the terms of a case need to know besides the event at hand."""

    events: Growing[str, Event]
    bodies: Mapping[str, Body]
    proceedings: Mapping[str, Proceeding]
    norms: Norms
    victim: Victim = _NOBODY
    accused: tuple[str, ...] = ()

    def body_kind(self, body: str | None) -> str | None:
        """The kind of an authority, or None where it is not known."""
        known = self.bodies.get(body) if body else None
        return known.kind.value if known else None

    def level(self, body: str | None) -> str | None:
        """The level of an authority, or None where it is not known."""
        known = self.bodies.get(body) if body else None
        return known.level.value if known and known.level else None


@dataclass(frozen=True, slots=True)
class Stop:
    """
    Days that do not count, from one day to another; `until` is None while they last.

    `by` is the event that began them. Days of a suspension certainly do not count; days on which the file may have lain
    with a prosecutor or a court on the victim's complaint possibly do not (CPC 192(3)). `spent` are days that lie
    before an extension named another end.
    """

    by: str
    since: Interval
    until: Interval | None = None
    certain: bool = True
    spent: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """
    One term that runs or ran.

    `earliest` and `latest` bound its end where the anchor's date is an interval. `about` is the decision that it is
    about. `base` are the last days, before any shift, that an extension named. `stops` are the days that do not count,
    `standstill` and `standstill_at_most` how many. `opens` is when a right begins. `met_minute` is the minute of the
    local day of what met it, where known. `counted_from` is the event from which it is counted, where that is not its
    anchor. `doubt` is why it is only possibly owed.
    """

    claim: Claim
    provision: Provision
    anchor: str
    start: Interval
    proceeding: str
    owed_by: str
    earliest: Due | None
    latest: Due | None
    about: str | None = None
    opens: Due | None = None
    met_by: str | None = None
    met_on: Interval | None = None
    void_by: str | None = None
    met_minute: int | None = None
    base: tuple[date, date | None] | None = None
    stops: tuple[Stop, ...] = ()
    standstill: int = 0
    standstill_at_most: int = 0
    extended_by: str | None = None
    counted_from: str | None = None
    form_by: str | None = None
    doubt: Doubt | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others of the case: rule, term, anchor."""
        return (self.claim.rule, self.claim.term, self.anchor)

    @property
    def open(self) -> bool:
        """Whether nothing has met or voided it."""
        return self.met_by is None and self.void_by is None

    @property
    def certain(self) -> bool:
        """Whether it is certainly owed."""
        return self.doubt is None

    @property
    def timeless(self) -> bool:
        """Whether the law gives it no term."""
        return self.claim.term == NO_TERM

    @property
    def paused(self) -> Interval | None:
        """The days since one of which it stands still."""
        return next((stop.since for stop in self.stops if stop.until is None), None)

    @property
    def group(self) -> str | None:
        """The name that it shares with its alternatives, of which the most favourable counts."""
        if self.claim.group is None:
            return None
        if self.claim.match is Match.CASE and self.claim.own:
            return self.claim.group
        return f"{self.claim.group}/{(self.about or self.anchor) if self.claim.own else self.anchor}"

    def status(self, now: datetime) -> Status:
        """How it stands at an instant. A term whose end is uncertain is overdue only once its latest end has passed."""
        if self.void_by is not None:
            return Status.VOID
        if self.met_by is not None:
            return Status.MET
        if self.latest is None or now < self.latest.instant or self.paused is not None:
            return Status.PENDING
        return Status.LAPSED if self.claim.own else Status.OVERDUE

    @property
    def met_late(self) -> bool:
        """Whether what was owed certainly came after the term had ended."""
        if self.met_on is None or self.latest is None or self.met_on.first < self.latest.day:
            return False
        if self.met_on.first > self.latest.day:
            return True
        return self.met_on.exact and self.met_minute is not None and self.met_minute > self.latest.minute
