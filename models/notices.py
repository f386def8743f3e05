"""What is sent about a term that ends: the rung of a ladder, and which term of which case it is about."""

from __future__ import annotations

from typing import Literal, NamedTuple

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
