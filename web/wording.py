"""What events and provisions say, in the language of whoever reads: bodies, values of fields, places in the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from languages import N_, NN_, Speech
from languages.phrases import PLACE
from law.published import BOOK
from models.case import Body
from models.errors import UnknownRule
from models.events import Actor, Counsel, Event, Sentence
from models.words import Ground

KINDS_OF_WORDS: Final[Mapping[str, str]] = {
    "examination": "examination",
    "injuries": "injuries",
    "form": "form",
    "relied_on": "evidence",
    "not_addressed": "evidence",
    "instructions_met": "instructions_met",
    "forum": "forum",
    "person": "person",
    "measure": "measure",
    "asserted_by": "asserted_by",
    "proceeding": "proceeding",
}
"""Fields that hold a word of a list, and what the word is a name of (`languages.vocabulary`)."""

YES: Final = N_("yes")
NO: Final = N_("no")
MONTHS: Final = NN_("%(num)s month", "%(num)s months")
DATES: Final = frozenset({"date", "until", "known_on"})
TO_EVENTS: Final = frozenset({"target", "after", "before", "identical_to"})
_IN_PLACE: Final = frozenset(
    {"id", "kind", "date", "at", "known_on", "by", "to", "target", "proceeding", "summary", "asserted_by", "disputed"}
) | {"source", "position"}
"""Fields that a line of the timeline says in places of their own."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a case in a language. `bodies` are those that the case names."""

    speech: Speech
    bodies: Mapping[str, Body]

    def body(self, id_: str | None) -> str:
        """An authority by its name; by its kind and id where it has none."""
        if id_ is None:
            return ""
        known = self.bodies.get(id_)
        if known is None:
            return id_
        return known.name or f"{self.speech.word('body', known.kind.value)} ({id_})"

    def owed_by(self, name: str) -> str:
        """Who owes something: a body of the case, or a description of the law."""
        return self.body(name) if name in self.bodies else self.speech.said(name)

    def actor(self, actor: Actor | None) -> str:
        """Who did it: the authority, else the role, and the name that was told."""
        if actor is None:
            return ""
        who = self.body(actor.body) if actor.body else self.speech.word("role", actor.role.value)
        return f"{who} ({actor.name})" if actor.name else who

    def ground(self, ground: str) -> str:
        """A stated ground: a word of the list, or the place of a rule in the law."""
        return self.speech.word("ground", ground) if ground in set(Ground) else self.rule(ground)

    def rule(self, rule: str) -> str:
        """The place of a rule in the law; its id where this rulebook has it not."""
        return _place(self.speech, rule)

    def value(self, field: str, value: Any) -> str:  # noqa: ANN401, PLR0911 (any value of any field)
        """The value of a field of an event."""
        speech = self.speech
        if value is None:
            return ""
        if field in {"to", "body"}:
            return self.body(str(value))
        if field in DATES:
            return speech.day(value)
        if isinstance(value, bool):
            return speech.text(YES if value else NO)
        if isinstance(value, Actor):
            return self.actor(value)
        if isinstance(value, Sentence):
            return self._sentence(value)
        if isinstance(value, Counsel):
            return self._counsel(value)
        if field == "ground":
            return self.ground(str(value))
        if isinstance(value, tuple):
            return ", ".join(self._one(field, one) for one in value)
        return self._one(field, value)

    def details(self, event: Event) -> tuple[tuple[str, str], ...]:
        """What an event says beyond the places that its line has: names of fields and their values, in words."""
        said = (name for name in Event.model_fields if name not in _IN_PLACE)
        default = Event.model_fields
        return tuple(
            (self.speech.word("field", name), self.value(name, value))
            for name in said
            if (value := getattr(event, name)) not in (None, (), default[name].get_default(call_default_factory=True))
        )

    def articles(self, articles: Iterable[str]) -> str:
        """Articles of treaties as people cite them: `CAT-12` as `CAT 12`, `ICCPR-14-3-c` as `ICCPR 14(3)(c)`."""
        return ", ".join(cited(one) for one in articles)

    def _one(self, field: str, value: object) -> str:
        if field in KINDS_OF_WORDS and field != "proceeding":
            return self.speech.word(KINDS_OF_WORDS[field], str(value))
        if field == "articles":
            return self.speech.article(str(value))
        if field in {"violations", "no_violation"}:
            return cited(str(value))
        return str(value)

    def _sentence(self, sentence: Sentence) -> str:
        kind = self.speech.word("sentence", sentence.kind.value)
        if not sentence.months:
            return kind
        return f"{kind}, {self.speech.plural(*MONTHS, sentence.months)}"

    def _counsel(self, counsel: Counsel) -> str:
        kind = self.speech.word("counsel", counsel.kind.value)
        return (
            f"{kind}, {self.speech.word('field', 'former_law_enforcement')}" if counsel.former_law_enforcement else kind
        )


@lru_cache(maxsize=4096)
def _place(speech: Speech, rule: str) -> str:
    try:
        found = BOOK.rule(rule)
    except UnknownRule:
        return rule
    instrument = speech.said(found.instrument)
    if found.article == "n/a" or found.article.endswith("not seen"):
        return instrument
    return speech.text(PLACE).format(article=speech.article(found.article), instrument=instrument)


def cited(article: str) -> str:
    """An article of a treaty as people cite it."""
    body, *numbers = article.split("-")
    if not numbers:
        return body
    return f"{body} {numbers[0]}{''.join(f'({number})' for number in numbers[1:])}"
