"""One round of mail: who is told, what has come since, and what each mail says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from languages import translator
from law.published import CALENDAR
from lifecycle.telling import instant_text
from models.errors import CalendarGap
from models.notices import Rung, RunningTerm
from models.records import TellerRole
from reports.digest import WEEK, Letter, Reader, digest, given_up, reminder
from reports.due_terms import DueTerm, due_terms
from reports.rungs import FIRST, LATEST, MORNING, reached
from store.people.account import ZONE, MailChoice

if TYPE_CHECKING:
    from activities.outward import Outward
    from store.opening import Store

EVENING: Final = time(20)
"""After this a digest of the day is not sent any more."""

FAILING: Final = timedelta(days=5)
"""For so long a program is called in vain before it is given up."""

_ESCALATED: Final = timedelta(days=11)
_MAILED: Final = (TellerRole.COORDINATOR, TellerRole.LAWYER)
_WEEKEND: Final = 5


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told by mail. `hidden` are the sealed cases that this person may not see."""

    id: str
    coordinator: bool
    language: str
    zone: ZoneInfo
    choice: MailChoice
    hidden: frozenset[str]
    address: str = field(repr=False)

    @property
    def reminders(self) -> bool:
        """Whether the person wants to be reminded."""
        return self.choice in {MailChoice.REMINDERS, MailChoice.ALL}

    @property
    def digests(self) -> bool:
        """Whether the person wants a digest each morning."""
        return self.choice in {MailChoice.DIGEST, MailChoice.ALL}


@dataclass(frozen=True, slots=True)
class Round:
    """
    What is known at the beginning of a round.

    `begun` are the digests that were begun already, `of_lawyer` the terms by whose cases they are of.
    """

    store: Store
    outward: Outward
    moment: datetime
    people: tuple[Addressee, ...]
    terms: tuple[DueTerm, ...]
    begun: frozenset[str]
    by_id: Mapping[str, Addressee]
    of_lawyer: Mapping[str, Sequence[DueTerm]]

    def person(self, account: str) -> Addressee | None:
        """Who is told under an account; None where nobody is."""
        return self.by_id.get(account)

    async def rungs(self, person: Addressee) -> tuple[Rung, ...]:
        """The rungs that have come for a person and that nobody has told yet."""
        known = await self.store.notices.mails.known(person.id, self.moment - LATEST - _ESCALATED)
        return await asyncio.to_thread(self._new, person, known)  # of a hundred thousand cases it takes seconds

    def reminder(self, person: Addressee, rungs: Sequence[Rung]) -> Letter | None:
        """A reminder of these rungs; None where none of their terms runs any more."""
        named = {rung[:5] for rung in rungs}
        terms = [term for term in self.terms if _key(term) in named]
        return reminder(terms, self._reader(person)) if terms else None

    async def digest(self, person: Addressee) -> Letter | None:
        """The digest of a morning; None where there is nothing to say."""
        running, at = self.store.notices.running, instant_text(self.moment)
        whose = None if person.coordinator else person.id
        found = await running.terms(until=instant_text(self.moment + WEEK), lawyer=whose)
        forgotten = [one for one in await running.forgotten(at, whose) if one not in person.hidden]
        mine = await running.held(person.id)
        return await asyncio.to_thread(self._digest, person, found, forgotten, mine)

    def given_up(self, person: Addressee, hook: str) -> Letter:
        """A note that a program is called no more."""
        return given_up(hook, FAILING.days, self._reader(person))

    def _digest(
        self, person: Addressee, found: Sequence[RunningTerm], forgotten: Sequence[str], mine: int
    ) -> Letter | None:
        terms = due_terms(one for one in found if one.reference not in person.hidden)
        overdue = [term for term in terms if term.ends_at <= self.moment and not term.own]
        week = [term for term in terms if term.ends_at > self.moment]
        if not overdue and not week and not forgotten:
            return None
        return digest(overdue, week, forgotten, mine, self._reader(person))

    def _new(self, person: Addressee, known: frozenset[Rung]) -> tuple[Rung, ...]:
        terms = self.terms if person.coordinator else self.of_lawyer.get(person.id, ())
        mine = [rung for term in terms for rung in self._reached(term, person)]
        return tuple(rung for rung in mine if rung not in known)

    def _reached(self, term: DueTerm, person: Addressee) -> tuple[Rung, ...]:
        if term.reference in person.hidden:
            return ()
        orphan = person.coordinator and term.of.lawyer not in self.by_id
        near = orphan or term.of.lawyer == person.id
        return reached(term, self.moment, person.zone, near=near, far=person.coordinator)

    def _reader(self, person: Addressee) -> Reader:
        return Reader(translator(person.language), person.zone, self.moment, self.outward.public_url.rstrip("/"))


async def looked(store: Store, outward: Outward, moment: datetime) -> Round:
    """What a round begins with."""
    since, until = moment - LATEST - _ESCALATED, moment + FIRST
    people = await _addressees(store)
    found = await store.notices.running.terms(since=instant_text(since), until=instant_text(until))
    mornings_ = [mail for one in people for mail in mornings(one, moment)]
    begun = await store.notices.mails.begun(mornings_) if mornings_ else frozenset()
    terms = await asyncio.to_thread(due_terms, found)
    of_lawyer: dict[str, list[DueTerm]] = {}
    for term in terms:
        of_lawyer.setdefault(term.of.lawyer or "", []).append(term)
    by_id = {one.id: one for one in people}
    return Round(store, outward, moment, people, terms, begun, by_id, of_lawyer)


def mornings(person: Addressee, moment: datetime) -> Iterator[str]:
    """The id of the digest that is due at a moment: from eight in the morning of a working day until the evening."""
    local = moment.astimezone(person.zone)
    if MORNING <= local.time() < EVENING and _worked(local.date()):
        yield f"digest/{person.id}/{local.date().isoformat()}"


def _worked(day: date) -> bool:
    """Whether a day is worked in Kazakhstan; beyond the years that are entered, Monday to Friday."""
    try:
        return CALENDAR.is_working(day)
    except CalendarGap:
        return day.weekday() < _WEEKEND


async def _addressees(store: Store) -> tuple[Addressee, ...]:
    """Coordinators and lawyers who are let in, have an address and want mail."""
    people = store.people
    wanted = [
        one
        for one in await people.accounts.list()
        if one.enabled and one.role in _MAILED and one.mail is not MailChoice.NONE
    ]
    names = await people.accounts.names([one.id for one in wanted])
    return tuple(
        [
            Addressee(
                id=one.id,
                coordinator=one.role is TellerRole.COORDINATOR,
                language=one.language,
                zone=_zone(one.zone),
                choice=one.mail,
                hidden=await people.seals.hidden_from(one.id),
                address=address,
            )
            for one in wanted
            if (address := names[one.id].mail) is not None
        ]
    )


def _zone(named: str) -> ZoneInfo:
    """A person's zone; that of Almaty where the name has left the zone data since it was chosen."""
    try:
        return ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(ZONE)


def _key(term: DueTerm) -> tuple[str, ...]:
    of = term.of
    return of.reference, of.rule, of.term, of.anchor, of.due_at
