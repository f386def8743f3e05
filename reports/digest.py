"""
What the mails say, in the language of whoever gets them: plain text, nothing personal.

A mail names cases by their references, terms by their articles and days, and says where the rest can be read. Mail
travels through strange machines and lies in strange boxes for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from languages import N_, Speech
from reports.due_terms import DueTerm

AT_MOST: Final = 40
"""How many lines of one kind a mail has; it says how many more there are."""

WEEK: Final = timedelta(days=7)

_ONE: Final = N_("Aryz: a term in case %(case)s: %(when)s")
_FROM: Final = N_("What follows is due from authorities, or ends for us.")
_BY: Final = N_("%(case)s: %(act)s (%(article)s), %(who)s: %(when)s")
_PLAIN: Final = N_("%(case)s: %(act)s (%(article)s): %(when)s")
_OURS: Final = N_("%(case)s: our own right, %(act)s (%(article)s): %(when)s")
_ENDS: Final = N_("ends on %(day)s")
_ENDED: Final = N_("ended on %(day)s without an answer")
_LAPSED: Final = N_("lapsed on %(day)s")
_ENDS_AT: Final = N_("ends on %(moment)s")
_TITLE: Final = N_("Aryz: your cases on %(day)s")
_OVERDUE: Final = N_("Overdue")
_WEEK: Final = N_("Due within seven days")
_FORGOTTEN: Final = N_("Nothing is due: forgotten")
_CLOSED: Final = N_("Aryz: a program is called no more")
_GIVEN_UP: Final = N_(
    "The program that you had entered as %(hook)s has not answered for %(days)s days and is called no more. "
    "Look at it, then enter it again."
)
_WHY: Final = N_("You get this mail because you chose so; choose otherwise here:")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one mail says."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a mail is written: in which language, by which clock, at which moment, and where the pages are."""

    speech: Speech
    zone: tzinfo
    moment: datetime
    public_url: str

    def line(self, term: DueTerm) -> str:
        """One term in one line."""
        said = {
            "case": term.reference,
            "act": self.speech.text(term.act),
            "article": term.citation(self.speech),
            "who": self.speech.text(term.owed_by) if term.owed_by else "",
            "when": self.when(term),
        }
        message = _OURS if term.own else _BY if term.owed_by else _PLAIN
        return self.speech.text(message, **said)

    def when(self, term: DueTerm) -> str:
        """When a term ends or ended, as this person's clock shows it."""
        if term.ends_at <= self.moment:
            return self.speech.text(_LAPSED if term.own else _ENDED, day=self.speech.day(term.day))
        if term.instant is not None:
            return self.speech.text(_ENDS_AT, moment=self.speech.moment(term.instant, self.zone))
        return self.speech.text(_ENDS, day=self.speech.day(term.day, weekday=True))

    def case(self, reference: str) -> str:
        """Where a case is read."""
        return f"{self.public_url}/cases/{reference}"


def reminder(terms: Sequence[DueTerm], reader: Reader) -> Letter:
    """
    A reminder of some terms, which are at least one.

    Several rungs of one term, as after a time without mail, are one line.
    """
    speech, (first, *more) = reader.speech, terms
    subject = speech.text(_ONE, case=first.reference, when=reader.when(first))
    if more:
        subject = speech.plural("Aryz: %(num)s term to look at", "Aryz: %(num)s terms to look at", len(terms))
    lines = [line for term in terms[:AT_MOST] for line in (reader.line(term), f"  {reader.case(term.reference)}")]
    return _letter(subject, [[speech.text(_FROM)], [*lines, *_rest(speech, len(terms))]], reader)


def digest(
    overdue: Sequence[DueTerm], week: Sequence[DueTerm], forgotten: Sequence[str], mine: int, reader: Reader
) -> Letter:
    """
    The digest of a morning.

    Args:
        overdue: what has ended unanswered, the longest first.
        week: what ends within seven days.
        forgotten: the cases in which nothing is due.
        mine: how many cases the person has.
        reader: who reads it.
    """
    speech = reader.speech
    today = reader.moment.astimezone(reader.zone).date()
    count = speech.plural("You have %(num)s case.", "You have %(num)s cases.", mine)
    parts = [
        [count],
        _part(speech, _OVERDUE, [reader.line(term) for term in overdue[:AT_MOST]], len(overdue)),
        _part(speech, _WEEK, [reader.line(term) for term in week[:AT_MOST]], len(week)),
        _part(speech, _FORGOTTEN, [f"{one}: {reader.case(one)}" for one in forgotten[:AT_MOST]], len(forgotten)),
    ]
    return _letter(speech.text(_TITLE, day=speech.day(today)), [*parts, [reader.public_url]], reader)


def given_up(hook: str, days: int, reader: Reader) -> Letter:
    """A program was called in vain for so many days; `hook` is the id under which it was entered."""
    speech = reader.speech
    said = speech.text(_GIVEN_UP, hook=hook, days=speech.number(days))
    return _letter(speech.text(_CLOSED), [[said]], reader)


def _part(speech: Speech, title: str, lines: Sequence[str], number: int) -> list[str]:
    """The first lines of one kind under their title, of so many."""
    if not lines:
        return []
    shown = [f"- {line}" for line in lines]
    return [f"{speech.text(title)} ({speech.number(number)})", *shown, *_rest(speech, number)]


def _rest(speech: Speech, number: int) -> list[str]:
    left = number - AT_MOST
    return [speech.plural("and %(num)s more", "and %(num)s more", left)] if left > 0 else []


def _letter(subject: str, parts: Iterable[Sequence[str]], reader: Reader) -> Letter:
    foot = f"{reader.speech.text(_WHY)}\n{reader.public_url}/me"
    body = "\n\n".join(["\n".join(part) for part in parts if part] + [f"-- \n{foot}"])
    return Letter(subject, f"{body}\n")
