"""How long the judgement of one case takes, once everything is loaded."""

from __future__ import annotations

import statistics
import time
from datetime import date

from benchmarks.stage import opening, story
from law.published import BOOK, CALENDAR, zone_of
from lifecycle.assessment import assess
from lifecycle.norms import Norms
from models.case import Chronology

_AS_OF = date(2026, 9, 1)


def judgement(*, events: int = 60, times: int = 200) -> float:
    """Median milliseconds of `assess` on a case of that many events, derivations included."""
    chronology = Chronology(header=opening("judged").header, events=story(events))
    norms = Norms(BOOK, CALENDAR, zone_of("KZ"), "KZ", BOOK.latest_entry)
    assess(chronology, norms, _AS_OF)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        assess(chronology, norms, _AS_OF)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)
