"""Hypothesis strategies: chronologies that a file can hold, with every field filled now and then."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from hypothesis import strategies as st

from models import words
from models.case import Body, CaseHead, Chronology, Header, Proceeding, Victim
from models.dates import PartialDate
from models.events import Actor, Counsel, Event, Sentence
from models.kinds import KINDS

TODAY = date(2026, 11, 23)

Word = TypeVar("Word", bound=StrEnum)
Entry = TypeVar("Entry")

IDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,20}\Z")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
ARTICLES = st.sampled_from(["kz-pc-146-2", "kz1997-pc-347-1", "kg-pc-305"])
TREATIES = st.sampled_from(["CAT-12", "ICCPR-2-3", "ICCPR-14-3-c"])
PAST = st.dates(date(1, 1, 1), date(2025, 12, 31)).map(date.isoformat)
DATES = st.one_of(PAST, PAST.map(lambda text: text[:7]), PAST.map(lambda text: text[:4]), st.just("unknown")).map(
    PartialDate.parse
)


def _word(list_: type[Word]) -> st.SearchStrategy[Word]:
    return st.sampled_from(list(list_))


def _tuple(entries: st.SearchStrategy[Entry]) -> st.SearchStrategy[tuple[Entry, ...]]:
    return st.lists(entries, max_size=3).map(tuple)


BOOLS = st.booleans()
# Every field that says something by itself; ids that point to something are drawn with the events.
FREE_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "at": st.times().map(lambda time: f"{time:%H:%M}"),
    "until": DATES,
    "known_on": st.one_of(DATES, st.just("never")),
    "ground": st.one_of(_word(words.Ground), st.just("cpc-35-1-2-no-elements")),
    "articles": _tuple(ARTICLES),
    "asserted_by": _word(words.AssertedBy),
    "disputed": TEXTS,
    "source": TEXTS,
    "summary": TEXTS,
    "examination": _word(words.Examination),
    "injuries": _word(words.Injuries),
    "form": _word(words.Form),
    "relied_on": _tuple(_word(words.Evidence)),
    "not_addressed": _tuple(_word(words.Evidence)),
    "victim_heard": BOOLS,
    "instructions": _tuple(TEXTS),
    "instructions_met": _word(words.InstructionsMet),
    "pressure": BOOLS,
    "forum": _word(words.Forum),
    "violations": _tuple(TREATIES),
    "no_violation": _tuple(TREATIES),
    "remedies": _tuple(TEXTS),
    "person": _word(words.Person),
    "sentence": st.builds(Sentence, kind=_word(words.SentenceKind), months=st.none() | st.integers(0, 10**14)),
    "measure": _word(words.Measure),
    "counsel": st.builds(Counsel, kind=_word(words.CounselKind), former_law_enforcement=BOOLS),
    "number": TEXTS,
    "registered": BOOLS,
    "medical_exam": BOOLS,
    "heard": BOOLS,
    "file_access": BOOLS,
}
LINKS = ("to", "target", "identical_to", "by", "proceeding", "after", "before", "id", "kind", "date", "position")


@st.composite
def headers(draw: st.DrawFn) -> Header:
    """The head of a case with at least one body and one proceeding."""
    bodies = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    proceedings = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    return Header(
        case=CaseHead(reference="sample", title=draw(TEXTS), jurisdiction="KZ", sources=draw(_tuple(TEXTS))),
        victim=draw(
            st.builds(Victim, sex=_word(words.Sex), born=st.none() | DATES, minor=st.none() | BOOLS, died=BOOLS)
        ),
        bodies=tuple(
            Body(
                id=name,
                name=draw(TEXTS),
                kind=draw(_word(words.BodyKind)),
                level=draw(st.none() | _word(words.Level)),
                under=draw(st.sampled_from([*bodies, *(str(branch) for branch in words.Branch)])),
            )
            for name in bodies
        ),
        accused=draw(_tuple(st.sampled_from(bodies))),
        proceedings=tuple(
            Proceeding(id=name, kind=draw(_word(words.ProceedingKind)), title=draw(TEXTS)) for name in proceedings
        ),
    )


@st.composite
def chronologies(draw: st.DrawFn) -> Chronology:
    """A case as a file can hold it: every needed field is there, every link leads somewhere, no circle."""
    header = draw(headers())
    names = draw(st.lists(IDS, max_size=4, unique=True))
    events = tuple(draw(_events(header, names, position)) for position in range(len(names)))
    return Chronology(header=header, events=events)


@st.composite
def _events(draw: st.DrawFn, header: Header, names: list[str], position: int) -> Event:
    kind = draw(st.sampled_from(list(KINDS)))
    links = {
        "to": st.sampled_from([body.id for body in header.bodies]),
        "target": st.sampled_from(names),
        "identical_to": st.sampled_from(names),
        "by": st.builds(
            Actor,
            role=_word(words.Role),
            body=st.none() | st.sampled_from([body.id for body in header.bodies]),
            name=st.none() | TEXTS,
        ),
    }
    fields = FREE_FIELDS | links
    if position:
        fields |= {"after": st.sampled_from(names[:position])}
    chosen = draw(st.sets(st.sampled_from(sorted(fields)))) | set(KINDS[kind].needs)
    told = {name: draw(fields[name]) for name in sorted(chosen)}
    if "articles" in KINDS[kind].needs:
        told["articles"] = (*told["articles"], "kz-pc-146-2")
    proceeding = draw(st.sampled_from([proceeding.id for proceeding in header.proceedings]))
    return Event(id=names[position], kind=kind, date=draw(DATES), proceeding=proceeding, position=position, **told)
