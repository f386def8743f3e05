"""What runs out by itself: the limitation of the offence, and traces that are kept for a time only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from law.offences import CRUEL, TORTURE, Consequence, Offences
from law.remedies import Practice
from law.terms import Due
from lifecycle.remedies_record import Record, in_custody
from models.dates import Interval, Truth
from models.events import Event
from models.words import Person

_KAZAKHSTAN: Final = "KZ"
_CRUEL_ARTICLE: Final = "kz-pc-146-1"


@dataclass(frozen=True, slots=True)
class Limitation:
    """
    When the offence prescribes.

    `certain`: the article that was applied says so on the day of the act; else it only may. `earliest` and `latest`
    bound the end where the day of the act is uncertain.
    """

    article: str
    rule: str
    earliest: Due
    latest: Due
    certain: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace that is kept until a day only. `anchor` is the event that it recorded."""

    id: str
    until: Due
    anchor: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """The act with its days, and the act of an authority that applied an article to it, if any did."""

    record: Record
    offences: Offences
    act: Event
    days: Interval
    applied: Event | None

    @property
    def decided(self) -> Interval:
        return self.applied.date.interval if self.applied else Interval(self.record.on, self.record.on)


def limitation(record: Record, offences: Offences) -> Limitation | None:
    """
    The limitation of the offence as the authorities classify it.

    None where it never prescribes, where officials were tried, or where nothing is known of the article. Where no
    authority has applied an article yet, the act may still be taken for cruel treatment, if that was an offence then.
    """
    acts = record.of("act_alleged")
    if record.scene.norms.jurisdiction != _KAZAKHSTAN or not acts or _tried(record):
        return None
    act = max(acts, key=lambda one: _ended(one).last)
    reading = _Reading(record, offences, act, _ended(act), _applied(record))
    articles = reading.applied.articles if reading.applied else (_CRUEL_ARTICLE,)
    meant = [offences.meanings(article, reading.days, reading.decided) for article in articles]
    if any((TORTURE, Truth.CERTAIN) in meanings for meanings in meant):
        return None
    if reading.applied is None and not any(offence == CRUEL for offence, _ in meant[0]):
        return None
    found = [
        one
        for article, meanings in zip(articles, meant, strict=True)
        for offence, truth in meanings
        if (one := _reckoned(article, offence, truth, reading)) is not None
    ]
    return max(found, key=lambda one: one.earliest.instant, default=None)


def _tried(record: Record) -> bool:
    return any(one.person is Person.OFFICIAL and record.matter(one) for one in record.of("convicted", "amnestied"))


def _ended(act: Event) -> Interval:
    return act.until.interval if act.until is not None and act.until.known else act.date.interval


def _applied(record: Record) -> Event | None:
    """The last act of an authority that applied an article to the ill-treatment."""
    for event in reversed(record.events):
        if event.articles and event.body is not None and event.kind != "complaint_lodged" and record.matter(event):
            return event
    return None


def _reckoned(article: str, offence: str, truth: Truth, reading: _Reading) -> Limitation | None:
    row = _consequence(offence, reading)
    if row is None or row.term is None:
        return None
    reckoned = reading.record.scene.norms.reckon(row.term.rule, row.term.name, reading.days)
    if reckoned is None or reckoned.earliest is None or reckoned.latest is None:
        return None
    applied = reading.applied
    evidence = (reading.act.id, applied.id) if applied is not None else (reading.act.id,)
    certain = applied is not None and truth is Truth.CERTAIN
    return Limitation(article, row.term.rule, reckoned.earliest, reckoned.latest, certain, evidence)


def _consequence(offence: str, reading: _Reading) -> Consequence | None:
    rows = [one for one in reading.offences.consequences if one.subject == "limitation" and one.fits(offence)]
    return next((one for one in rows if one.on(reading.days) is not Truth.NO), None)


def traces(record: Record, practice: Practice) -> Iterator[Trace]:
    """The traces that are still kept and were not secured. Rows without a source count where such law is asked for."""
    norms = record.scene.norms
    for row in practice.retention:
        if row.confidence == "unverified" and not norms.unverified:
            continue
        if row.custody and not in_custody(record):
            continue
        made = [one for one in record.of(*row.after) if one.date.known and one.person in {None, Person.VICTIM}]
        if not made:
            continue
        last = max(made, key=lambda one: _ended(one).last)
        if any(one.date.last >= last.date.first for one in record.of(*row.until_kinds)):
            continue
        yield Trace(row.id, norms.end_of(_ended(last).first + timedelta(days=row.days)), last.id)
