"""How long the judgement of a case takes, once everything is loaded: many of 60 events, a long one, one look-up."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from benchmarks.stage import opening, story
from law.published import BOOK, CALENDAR, zone_of
from lifecycle.assessment import assess
from lifecycle.norms import Norms
from models.case import Chronology
from models.errors import NotInForce
from models.messages import JUDGED_LIMIT

_AS_OF: Final = date(2026, 9, 1)
_CASES: Final = 1000
_ROUNDS: Final = 3
_LOOKED_UP: Final = 365
_SINCE: Final = date(2025, 9, 1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    What judging takes, in time of one processor core.

    Units: `a_second` chronologies of 60 events; `lookup` microseconds for the version of a rule on a day; `longest`
    seconds for a chronology of as many events as are judged at once.
    """

    a_second: float
    lookup: float
    longest: float


def judgement() -> Judgement:
    """Judge 1,000 chronologies of 60 events, look every rule up on each day of a year, judge the longest allowed."""
    longest = statistics.median(_taken(lambda: _judge(JUDGED_LIMIT)) for _ in range(_ROUNDS))
    return Judgement(_CASES / _taken(_judge_many), _lookup(), longest)


def _judge_many() -> None:
    for _ in range(_CASES):
        _judge(60)


def _lookup() -> float:
    """Median microseconds over all rules; a rule that no version holds of on the day is not asked for."""
    days = [_SINCE + timedelta(days=number) for number in range(_LOOKED_UP)]
    held = [rule.id for rule in BOOK.rules if all(_holds(rule.id, day) for day in (days[0], days[-1]))]

    def looked_up(rule: str) -> float:
        return _taken(lambda: [BOOK.version(rule, day, None, True) for day in days])

    return statistics.median(looked_up(rule) for rule in held) / _LOOKED_UP * 1_000_000


def _holds(rule: str, day: date) -> bool:
    try:
        return BOOK.version(rule, day, None, True) is not None
    except NotInForce:
        return False


def _taken(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    work()
    return time.process_time() - began


_CHRONOLOGIES: Final = {
    events: Chronology(header=opening("judged").header, events=story(events)) for events in (60, JUDGED_LIMIT)
}
_NORMS: Final = Norms(BOOK, CALENDAR, zone_of("KZ"), "KZ", BOOK.latest_entry)


def _judge(events: int) -> None:
    assess(_CHRONOLOGIES[events], _NORMS, _AS_OF)
