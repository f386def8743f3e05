"""
A running term as it may leave the house: case, article, what is owed by which role, and when it ends.

Nothing of it is personal, and nothing was typed by anybody: whoever owes is named by the law's own word, and not by the
body's name in the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from languages import Speech
from law.published import BOOK
from models.errors import UnknownRule
from models.notices import RunningTerm

_DAY_ENDS: Final = "24:00"
_SHORT: Final = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class DueTerm:
    """
    What is due in a case.

    `day` is the last day as the law counts it. `instant` is set where the term ends at an hour (UTC), and None where it
    ends with that day. `act` and `owed_by` are English, as law data has them. `own`: a right of the victim's side that
    lapses. `ends_at` is the end in any case (UTC).
    """

    of: RunningTerm
    instrument: str
    article: str
    act: str
    owed_by: str
    day: date
    instant: datetime | None
    ends_at: datetime

    @property
    def reference(self) -> str:
        """The case."""
        return self.of.reference

    @property
    def own(self) -> bool:
        """Whether it is a right of the victim's side that lapses."""
        return self.of.own

    def citation(self, speech: Speech) -> str:
        """The article with its code, `CPC, art. 105(2)`; the instrument alone where it has no number."""
        instrument = speech.text(self.instrument)
        short = _SHORT.search(instrument)
        named = short[1] if short else instrument
        return f"{named}, {speech.article(self.article)}" if self.article else named


def due_terms(running: Iterable[RunningTerm]) -> tuple[DueTerm, ...]:
    """The terms in the law's words, in the order given."""
    return tuple(_due(one) for one in running)


def read_end(due: str, due_at: str) -> tuple[date, datetime | None, datetime]:
    """The last day, the instant where it ends at an hour, and the instant in any case."""
    ends_at = datetime.fromisoformat(due_at).astimezone(UTC)
    return date.fromisoformat(due[:10]), None if due[11:] == _DAY_ENDS else ends_at, ends_at


def _due(one: RunningTerm) -> DueTerm:
    instrument, article, act, owed_by = words_of(one.rule, one.term)
    day, instant, ends_at = read_end(one.due, one.due_at)
    return DueTerm(one, instrument, article, act, owed_by, day, instant, ends_at)


@cache
def words_of(rule_id: str, term: str) -> tuple[str, str, str, str]:
    """Instrument, article, act due and who owes it (empty where the rule does not say), in English."""
    try:
        rule = BOOK.rule(rule_id)
    except UnknownRule:
        return rule_id, "", term.replace("_", " "), ""
    known = rule.article != "n/a" and not rule.article.endswith("not seen")
    article = rule.article if known else ""
    for version in reversed(rule.versions):
        for one in version.terms:
            if one.name == term:
                return rule.instrument, article, one.act_due, one.owed_by
    return rule.instrument, article, rule.title, ""
