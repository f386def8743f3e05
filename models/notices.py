"""What is told about terms that run: in calendars, in mails. Opaque ids and the law's words, no person."""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.base import Frozen, Slug

RungName = Literal["14d", "7d", "3d", "1d", "12h", "2h", "ended", "escalated-3", "escalated-10"]
"""
The rungs: days or hours before the end; the day after it; 3 and 10 days after it, when coordinators are told.
"""


class Rung(NamedTuple):
    """One rung of one term: of which case, by which rule and term, from which event, with which end (UTC)."""

    reference: str
    rule: str
    term: str
    anchor: str
    due_at: str
    name: str


class RunningTerm(NamedTuple):
    """
    One term that runs, or has run out unanswered, of one case; see `models.register.DueRow`.

    `lawyer` is the opaque id of the account that has the case. `records` and `updated_at` say how many records the case
    had when this was so, and when the last of them was recorded (UTC).
    """

    reference: str
    lawyer: str | None
    rule: str
    term: str
    anchor: str
    due: str
    due_at: str
    own: bool
    records: int
    updated_at: str


class Sent(Frozen):
    """What one round of mail did: how many were taken by the mail server, and how many boxes refused theirs."""

    sent: int = 0
    refused: int = 0


class CallOf(Frozen):
    """Which program is to be called. Nothing personal: it is sealed under no case's key."""

    hook: Slug
