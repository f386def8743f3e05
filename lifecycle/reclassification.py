"""What a reclassification changes: investigator, form, term, and what the offence brings, limitation above all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from law.offences import SUBJECTS, Consequence, Offences, Subject
from law.published import OFFENCES
from law.rules import Confidence
from lifecycle.competence import Answer, Cited, cite, competence, doubts_of, readings
from lifecycle.norms import Norms
from lifecycle.notes import CODE_OF_2014, Meanings, Note, Words, told
from models.dates import Interval, Truth
from models.records import Provision

_COUNTRY: Final = "KZ"
_ENDS: Final = ("cpc-35-1-others", "cpc-291-resumption")
_RETURNING: Final = "cpc-207-reclassification"
_ORDER: Final[tuple[Confidence, ...]] = ("text-seen", "secondary", "unverified")


@dataclass(frozen=True, slots=True)
class Side:
    """What holds of one subject under one classification. More than one note: each is possible."""

    notes: tuple[Note, ...]
    provisions: tuple[Provision, ...] = ()
    confidence: Confidence = "text-seen"
    certainty: Truth = Truth.NO

    @property
    def text(self) -> str:
        """In words."""
        return "; or ".join(note.text for note in self.notes)


@dataclass(frozen=True, slots=True)
class Line:
    """One subject before and after."""

    subject: str
    before: Side
    after: Side

    @property
    def certainty(self) -> Truth:
        """Whether both sides are sure; no where one of them is not recorded."""
        sides = (self.before.certainty, self.after.certainty)
        if Truth.NO in sides:
            return Truth.NO
        return Truth.CERTAIN if sides == (Truth.CERTAIN, Truth.CERTAIN) else Truth.POSSIBLE

    @property
    def confidence(self) -> Confidence:
        """The weaker of both sides."""
        return max(self.before.confidence, self.after.confidence, key=_ORDER.index)

    @property
    def changes(self) -> Truth:
        """Whether the reclassification changes it; possible where a side is not recorded or not sure."""
        if self.before.notes == self.after.notes:
            return Truth.NO if self.certainty is Truth.CERTAIN else Truth.POSSIBLE
        return Truth.CERTAIN if self.certainty is Truth.CERTAIN else Truth.POSSIBLE


@dataclass(frozen=True, slots=True)
class Change:
    """What a reclassification changes. `limitation`: the last day of the limitation that the new article brings."""

    before: str
    after: str
    on: date
    act: Interval
    lines: tuple[Line, ...]
    limitation: Interval | None
    doubts: tuple[Note, ...]
    provisions: tuple[Provision, ...]

    @property
    def ended(self) -> Truth:
        """Whether, if the new article applies to the act, its limitation had ended before the day of the decision."""
        if self.limitation is None:
            return Truth.NO
        return self.limitation.before(Interval(self.on, self.on))

    def line(self, subject: str) -> Line:
        """The line on a subject."""
        return next(line for line in self.lines if line.subject == subject)


def reclassification(  # noqa: PLR0913, PLR0917 (both articles with their days)
    before: str, after: str, on: date, act: Interval, norms: Norms, offences: Offences = OFFENCES
) -> Change:
    """
    What it changes when a case is reclassified.

    Both articles are read in the wording of the day of the decision. Where one of them meant something else on the day
    of the act, or may have, everything that follows is only possible, and a doubt says why.

    Args:
        before: the article until now, as `kz-pc-146-2`.
        after: the new article.
        on: the day of the decision.
        act: the day of the act, from which limitation runs.
        norms: the law of the case.
        offences: the data; by default the published one.

    Source: CPC 207, 187, 191-193, 484(2); PC 63(6), 65(2), 68, 71, 72, 78.
    """
    sides = [_Reading(article, on, act, norms, offences) for article in (before, after)]
    known = norms.jurisdiction == _COUNTRY
    subjects = ("investigator", "form", "term", *SUBJECTS) if known else ()
    lines = tuple(Line(subject, *(side.of(subject) for side in sides)) for subject in subjects)
    new = sides[1]
    limitation = new.limitation() if known else None
    doubts = [Note("doubt.jurisdiction")] if not known else [doubt for side in sides for doubt in side.doubts()]
    ended = limitation is not None and limitation.before(new.day) is not Truth.NO
    cited = cite((_RETURNING, *(_ENDS if ended else ())), on, norms) if known else None
    doubts += new.warnings(limitation) if known else []
    unique = tuple(dict.fromkeys(doubts))
    return Change(before, after, on, act, lines, limitation, unique, cited.provisions if cited else ())


class _Reading:
    """One article with what follows from it on the day of the decision, for the act."""

    def __init__(self, article: str, on: date, act: Interval, norms: Norms, offences: Offences) -> None:
        self.article, self.act, self.norms, self.offences = article, act, norms, offences
        self.day: Final = Interval(on, on)
        self.now, self.then = readings(article, self.day, act, None, offences)
        same = {means for means, _ in self.now} == {means for means, _ in self.then}
        self.older: Final = act.first < CODE_OF_2014
        self.meant: Meanings = _possible(self.now) if self.older or not same else self.now

    def of(self, subject: str) -> Side:
        """The side on one subject."""
        for wanted in SUBJECTS:
            if wanted == subject:
                return _joined([*self._consequences(wanted)])
        return _joined([self._investigation(subject, answer) for answer in self._answers()])

    def limitation(self) -> Interval | None:
        """The last day of limitation: of the shortest term where several are possible; None where there is none."""
        found = [
            end
            for means, _ in self.meant
            for one in self._fitting("limitation", means)
            if one.term is not None and (end := self._end(one)) is not None
        ]
        return min(found, key=lambda end: end.last, default=None)

    def doubts(self) -> Iterator[Note]:
        """What is in doubt about the article and its wording."""
        yield from doubts_of(self.article, self.day, self.act, self.now, self.then)
        if self.older:
            yield Note("doubt.older_act", {"act": told(self.act)})
        yield from competence(self.article, self.day.first, self.norms, offences=self.offences).doubts

    def warnings(self, limitation: Interval | None) -> list[Note]:
        """What the limitation of the new article does to the case."""
        if limitation is None:
            return []
        ended = limitation.before(self.day)
        keys = {
            Truth.CERTAIN: "doubt.limitation_ended",
            Truth.POSSIBLE: "doubt.limitation_may_have_ended",
            Truth.NO: "doubt.limitation_runs",
        }
        terms = [means for means in self.meant if any(one.term for one in self._fitting("limitation", means[0]))]
        words = Words(self.article)
        return [words.note(keys[ended], end=limitation.last.isoformat(), means=words.meant(tuple(terms)))]

    def _answers(self) -> tuple[Answer, ...]:
        found = competence(self.article, self.day.first, self.norms, offences=self.offences).answers
        sure = dict(self.meant)
        return tuple(
            replace(answer, certainty=Truth.POSSIBLE) if sure.get(answer.means) is Truth.POSSIBLE else answer
            for answer in found
        )

    def _investigation(self, subject: str, answer: Answer) -> Side:
        texts = self.offences.texts
        bodies = " or ".join(texts[f"body.{one}"] for one in answer.must)
        notes = {
            "investigator": Note("investigator.must", {"bodies": bodies}),
            "form": Note("form.is", {"form": texts[f"form.{answer.form}"]}),
            "term": Note("term.is", {"length": answer.length}),
        }
        return Side((notes[subject],), answer.cited.provisions, answer.cited.confidence, answer.certainty)

    def _consequences(self, subject: Subject) -> Iterator[Side]:
        for means, truth in self.meant:
            for one in self._fitting(subject, means):
                day = self.act if one.read_on == "act" else self.day
                cited = cite(one.provisions, one.cited_on or self.day.first, self.norms)
                if cited is not None:
                    yield self._side(one, cited, truth if one.on(day) is Truth.CERTAIN else Truth.POSSIBLE)

    def _side(self, one: Consequence, cited: Cited, truth: Truth) -> Side:
        weakest: tuple[Confidence, ...] = (cited.confidence, "secondary" if one.secondary else "text-seen")
        confidence = max(weakest, key=_ORDER.index)
        certainty = Truth.POSSIBLE if confidence == "unverified" else truth
        return Side((self._note(one),), cited.provisions, confidence, certainty)

    def _fitting(self, subject: Subject, means: str) -> Iterator[Consequence]:
        for one in self.offences.consequences:
            day = self.act if one.read_on == "act" else self.day
            if one.subject == subject and one.fits(means) and one.on(day) is not Truth.NO:
                yield one

    def _note(self, one: Consequence) -> Note:
        end = self._end(one) if one.term is not None else None
        if one.term is None or end is None:
            return Note(f"{one.subject}.{one.outcome}")
        values = {"length": self._length(one), "end": end.last.isoformat(), "first": end.first.isoformat()}
        if not end.exact:
            return Note("limitation.between", values)
        passed = end.before(self.day) is Truth.CERTAIN
        return Note("limitation.ended" if passed else "limitation.ends", values)

    def _end(self, one: Consequence) -> Interval | None:
        """The last day of a term that runs from the act; None where its rule did not hold or the day is not known."""
        cited = cite((one.term.rule,), self.day.first, self.norms) if one.term else None
        if cited is None or one.term is None or self.act.first == date.min:
            return None
        ends = [self.norms.last_day(cited.provisions[0], one.term.name, day) for day in (self.act.first, self.act.last)]
        return Interval(ends[0], ends[1])

    def _length(self, one: Consequence) -> str:
        cited = cite((one.term.rule,), self.day.first, self.norms) if one.term else None
        if cited is None or one.term is None:
            return ""
        term = self.norms.cited(cited.provisions[0])[1].term(one.term.name)
        return f"{term.length} {term.unit}"


def _possible(meanings: Meanings) -> Meanings:
    return tuple((means, Truth.POSSIBLE) for means, _ in meanings)


def _joined(sides: list[Side]) -> Side:
    """One side from several: sure where there is one thing to say, and it is sure."""
    if not sides:
        return Side((Note("nothing.recorded"),))
    notes = tuple(dict.fromkeys(note for side in sides for note in side.notes))
    provisions = tuple(dict.fromkeys(one for side in sides for one in side.provisions))
    sure = len(notes) == 1 and all(side.certainty is Truth.CERTAIN for side in sides)
    return Side(
        notes,
        provisions,
        max((side.confidence for side in sides), key=_ORDER.index),
        Truth.CERTAIN if sure else Truth.POSSIBLE,
    )
