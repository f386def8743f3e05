"""One row of what the law makes somebody owe: which told event starts a term, who owes what, and what meets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

PROSECUTORS: Final = frozenset({"prosecutor", "special_prosecutor"})
COURTS: Final = frozenset({"court", "investigating_court"})
CUSTODY: Final = frozenset({"detention_facility", "penal_colony"})
INVESTIGATORS: Final = frozenset({"police", "internal_security", "anti_corruption", "national_security", "military"})

VICTIM: Final = "victim's side"
STATE_PARTY: Final = "State party"
STATE: Final = "the State"

FIRST_ENTERED: Final = date(2026, 11, 23)
"""When the first claims were entered."""

NO_TERM: Final = "no_term"
"""The name of the term of a duty or right for which the law gives none."""

STRIKES: Final = frozenset({"quashed", "appeal_granted", "resumed"})
_MOVES: Final = frozenset(
    {"suspended", "extended", "taken_over", "investigation_opened", "forwarded", "returned", "appeal_filed"}
)


class Match(Enum):
    """How an act is recognised as the one owed."""

    COMPLAINT = "an act on the complaint by the body that got it, or a registration or opening by any"
    APPEAL = "a decision on the appeal"
    PROCEEDING = "an act of that kind in the proceeding"
    REQUEST = "an answer to the request: a decision of the body asked, or any act that names the request"
    REMEDY = "the remedy against the same decision, taken to the same kind of body"
    NAMED = "an act that names what began the term"
    DECISION = "an act about the same decision"
    CASE = "an act of that kind anywhere in the case"


class Doubt(Enum):
    """Why something may be owed and is not certainly owed. The value is the key of its message."""

    READING = "doubt.reading"
    UNSEEN = "doubt.unseen"
    CONDITION = "doubt.condition"
    PRACTICE = "doubt.practice"
    RECEIPT = "doubt.receipt"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Asks:
    """
    What the event that starts a term must be like; empty asks nothing.

    `to` and `by` are the kinds of body that it must be addressed to or come from; `about` the kinds of decision that it
    must be about (`None`: about none) and `not_about` those that it must not; `forums`, `forms`, `levels`, `persons`
    and `measures` narrow further. `states` are where the proceeding must stand; `inquiry` whether an inquiry must run
    in it; `minor` whether the victim must be a minor. Of `articles` one must be applied, of `no_articles` none; `under`
    is a rule of which a version that was read must be in force.
    """

    to: frozenset[str | None] = frozenset()
    by: frozenset[str | None] = frozenset()
    about: frozenset[str | None] = frozenset()
    not_about: frozenset[str] = frozenset()
    forums: frozenset[str] = frozenset()
    forms: frozenset[str | None] = frozenset()
    levels: frozenset[str | None] = frozenset()
    persons: frozenset[str | None] = frozenset()
    measures: frozenset[str | None] = frozenset()
    states: frozenset[str] = frozenset()
    proceedings: frozenset[str] = frozenset({"complaint"})
    articles: frozenset[str] = frozenset()
    no_articles: frozenset[str] = frozenset()
    violation: bool = False
    inquiry: bool | None = None
    minor: bool | None = None
    under: str | None = None


NOTHING_ASKED: Final = Asks()
"""Any event of the kind in a complaint proceeding."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Claim:
    """
    One term that an event can start.

    Attributes:
        rule: id of the rule of law.
        term: name of its term, or `no_term` where the law gives none.
        on: the kinds of event that start it.
        asks: what such an event must be like.
        owed_by: `to`, `by`, `investigator`, or a fixed word.
        match: how the act that meets it is known.
        met_by: the kinds of that act.
        shown_by: those of them that only show that it was done, on a day that is not told.
        met_to: for `forwarded` and `appeal_filed`: the kinds of body that it must go to.
        met_from: the kinds of body that must act.
        met_forum: the forum that it must go to.
        met_persons: whom it must concern.
        met_examinations: the kinds of examination that it must be; empty for any.
        void_by: kinds of event about the same decision that take its object away.
        about_itself: the decision in question is the event itself.
        from_knowledge: it runs from the day on which the victim's side knew.
        from_act: it runs from the act complained of.
        opens: the term after whose end a right begins, `rule` and `term`.
        received: the term (`rule`, `term`) by whose end at the latest what starts this one has arrived.
        pauses: it is the term of an investigation: it stands still, is extended, changes hands.
        extension: the term of the same rule to which it can be extended with notice.
        once: a proceeding has it once.
        renews: it begins anew beside one that still runs, unless the event answers an appeal.
        group: alternatives have one name; the most favourable counts.
        heard: which alternative the answer chooses, by whether the parties were heard.
        doubt: why it is only possibly owed.
        certain_by: fields of the event; one that says `false` takes the doubt away.
        horizon: a date to know, not a next step.
        entered_on: when the claim came into this table. A case knows only the claims entered by the day to which its
            law is pinned: its timers stay what they were when a later version of this program replays its history.
    """

    rule: str
    term: str
    on: frozenset[str]
    owed_by: str
    match: Match
    met_by: frozenset[str]
    asks: Asks = NOTHING_ASKED
    shown_by: frozenset[str] = frozenset()
    met_to: frozenset[str] = frozenset()
    met_from: frozenset[str | None] = frozenset()
    met_forum: str | None = None
    met_persons: frozenset[str | None] = frozenset()
    met_examinations: frozenset[str] = frozenset()
    void_by: frozenset[str] = frozenset()
    about_itself: bool = False
    from_knowledge: bool = False
    from_act: bool = False
    opens: tuple[str, str] | None = None
    received: tuple[str, str] | None = None
    pauses: bool = False
    extension: str | None = None
    once: bool = False
    renews: bool = False
    group: str | None = None
    heard: bool | None = None
    doubt: Doubt | None = None
    certain_by: frozenset[str] = frozenset()
    horizon: bool = False
    entered_on: date = FIRST_ENTERED
    touched_by: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = self.met_by | self.void_by | STRIKES
        if self.pauses:
            names |= _MOVES
        if self.pauses or self.match is Match.APPEAL or self.opens is not None:
            names |= {"appeal_rejected", "upheld"}
        if self.extension is not None:
            names |= {"extended"}
        if self.from_act:
            names |= {"classified", "reclassified", "investigation_opened", "charged", "sent_to_court"}
        object.__setattr__(self, "touched_by", names)

    @property
    def own(self) -> bool:
        """Whether it is a right of the victim's side."""
        return self.owed_by == VICTIM

    @property
    def remedy_to(self) -> frozenset[str]:
        """The kinds of body that a remedy is taken to."""
        return self.met_to

    @property
    def timeless(self) -> bool:
        """Whether the law gives it no term."""
        return self.term == NO_TERM


def kinds(words: str) -> frozenset[str]:
    """A set of names written in one line."""
    return frozenset(words.split())
