"""What a timeline calls things: fields, bodies, findings and rules in words, not in the names of the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from law.published import BOOK, CRITERIA
from ledger.disclosure import Disclosed

_FIELDS: Final[Mapping[str, str]] = {
    "event.asserted_by": "on the word of",
    "event.known_on": "known to the victim's side",
    "event.to": "sent to",
    "event.target": "concerns event",
    "event.at": "at",
    "event.until": "until",
    "event.source": "source",
    "event.forum": "international body",
    "opening.law_known_on": "law as known on",
    "opening.header.case": "the case",
    "raw": "as it was sent",
    "history.run": "run",
    "history.sha256": "its SHA-256",
    "history.events": "steps",
}
_BODIES: Final = frozenset({"event.to", "opening.header.accused"})
_TYPED: Final = frozenset(
    {
        "summary",
        "source",
        "sources",
        "disputed",
        "instructions",
        "remedies",
        "number",
        "title",
        "name",
        "raw",
        "reference",
    }
)
"""Fields that hold what somebody typed: shown letter by letter."""
_NAME: Final = re.compile(r"[a-z]+(?:_[a-z]+)+")
_FORUMS: Final[Mapping[str, str]] = {
    "cat": "Committee against Torture",
    "hrc": "Human Rights Committee",
    "wgad": "Working Group on Arbitrary Detention",
    "ecthr": "European Court of Human Rights",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What is shown of the names in a case: its title, and its authorities by id."""

    title: str = ""
    bodies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, shown: Iterable[Disclosed]) -> Names:
        """The newest title, and every authority that a heading names."""
        title, bodies = "", dict[str, str]()
        for one in shown:
            head, listed = one.shown.get("opening.header.case"), one.shown.get("opening.header.bodies")
            if head is not None and isinstance(head.value, dict):
                title = str(head.value.get("title") or title)
            for body in listed.value if listed is not None and isinstance(listed.value, list) else ():
                if isinstance(body, dict) and body.get("name"):
                    bodies[str(body.get("id"))] = str(body["name"])
        return cls(title, bodies)

    def body(self, known: object) -> str:
        """An authority by its name, with the id that the records use."""
        named = self.bodies.get(str(known))
        return f"{named} ({known})" if named else str(known)


def words(name: str) -> str:
    """A name of a kind or a state as words."""
    return name.replace("_", " ")


def state(name: str) -> str:
    """A state of a machine: `registration.refusal_quashed` is said as `registration: refusal quashed`."""
    return "nothing yet" if name == "none" else words(name).replace(".", ": ")


def field_name(name: str) -> str:
    """A field as people call it."""
    return _FIELDS.get(name) or words(name.rpartition(".")[2])


def finding(name: str) -> str:
    """A finding (`rule:certainty`) by its title."""
    rule, _, certainty = name.partition(":")
    title = CRITERIA.texts.get(f"finding.{rule}.title", words(rule))
    return f"{title} ({certainty})" if certainty else title


def law(rule: str) -> str:
    """A rule by its place in the law, where this rulebook has it."""
    if rule not in BOOK.ids:
        return rule
    known = BOOK.rule(rule)
    return f"{known.instrument}, {known.article}: {known.title}"


def value(name: str, told: Any, names: Names) -> str:  # noqa: ANN401 (any value of JSON)
    """What a field holds, for a reader."""
    if name == "event.by" and isinstance(told, dict):
        who = [str(told["name"])] if told.get("name") else []
        body = [names.body(told["body"])] if told.get("body") else []
        return ", ".join([words(str(told.get("role", ""))), *who, *body])
    if name in _BODIES:
        return ", ".join(map(names.body, told)) if isinstance(told, list) else names.body(told)
    return _text(name.rpartition(".")[2], told)


def _text(key: str, told: Any) -> str:  # noqa: ANN401 (any value of JSON)
    if isinstance(told, dict):
        return "\n".join(
            f"{words(one)}: {_text(one, item)}" for one, item in told.items() if item not in (None, "", [])
        )
    if isinstance(told, list):
        return "\n".join(_entry(key, item) for item in told)
    if isinstance(told, bool):
        return "yes" if told else "no"
    said = str(told)
    if key in _TYPED:
        return said
    if key == "forum":
        return _FORUMS.get(said, words(said))
    return words(said) if _NAME.fullmatch(said) else said


def _entry(key: str, told: Any) -> str:  # noqa: ANN401 (any value of JSON)
    """One of several things, in a line of its own: `Kostanay City Prosecutor (id city-prosecutor, level city, …)`."""
    if not isinstance(told, dict):
        return _text(key, told)
    name = next((one for one in ("name", "title") if told.get(one)), None)
    rest = ", ".join(f"{words(one)} {_text(one, item)}" for one, item in told.items() if one != name)
    return f"{told[name]} ({rest})" if name else rest
