"""What a timeline calls things: fields, bodies, findings and rules in words, not in the names of the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from languages import N_
from law.published import BOOK, CRITERIA
from ledger.disclosure import Disclosed
from reports.voices import PLAIN, Voice, words

_FIELDS: Final[Mapping[str, str]] = {
    "event.asserted_by": N_("on the word of"),
    "event.known_on": N_("known to the victim's side"),
    "event.to": N_("sent to"),
    "event.target": N_("concerns event"),
    "event.at": N_("at"),
    "event.until": N_("until"),
    "event.source": N_("source"),
    "event.forum": N_("international body"),
    "opening.law_known_on": N_("law as known on"),
    "opening.header.case": N_("the case"),
    "raw": N_("as it was sent"),
    "history.run": N_("run"),
    "history.sha256": N_("its SHA-256"),
    "history.events": N_("steps"),
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
    "cat": N_("Committee against Torture"),
    "hrc": N_("Human Rights Committee"),
    "wgad": N_("Working Group on Arbitrary Detention"),
    "ecthr": N_("European Court of Human Rights"),
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


def state(name: str, voice: Voice = PLAIN) -> str:
    """A state of a machine: `registration.refusal_quashed` is said as `registration: refusal quashed`."""
    if voice is not PLAIN:
        return voice.state(name)
    return voice.text("nothing yet") if name == "none" else words(name).replace(".", ": ")


def field_name(name: str, voice: Voice = PLAIN) -> str:
    """A field as people call it."""
    known = _FIELDS.get(name)
    return voice.text(known) if known is not None else voice.name("field", name.rpartition(".")[2])


def finding(name: str, voice: Voice = PLAIN) -> str:
    """A finding (`rule:certainty`) by its title."""
    rule, _, certainty = name.partition(":")
    title = voice.said(CRITERIA.texts.get(f"finding.{rule}.title", words(rule)))
    return f"{title} ({voice.name('certainty', certainty)})" if certainty else title


def law(rule: str, voice: Voice = PLAIN) -> str:
    """A rule by its place in the law, where this rulebook has it."""
    if rule not in BOOK.ids:
        return rule
    known = BOOK.rule(rule)
    return f"{voice.said(known.instrument)}, {voice.article(known.article)}: {voice.said(known.title)}"


def value(name: str, told: Any, names: Names, voice: Voice = PLAIN) -> str:  # noqa: ANN401 (any value of JSON)
    """What a field holds, for a reader."""
    if name == "event.by" and isinstance(told, dict):
        who = [str(told["name"])] if told.get("name") else []
        body = [names.body(told["body"])] if told.get("body") else []
        return ", ".join([voice.name("role", str(told.get("role", ""))), *who, *body])
    if name in _BODIES:
        return ", ".join(map(names.body, told)) if isinstance(told, list) else names.body(told)
    return _text(name.rpartition(".")[2], told, voice)


def _text(key: str, told: Any, voice: Voice) -> str:  # noqa: ANN401 (any value of JSON)
    if isinstance(told, dict):
        named = ((key if one == "kind" else one, one, item) for one, item in told.items() if item not in (None, "", []))
        return "\n".join(f"{voice.name('field', one)}: {_text(of, item, voice)}" for of, one, item in named)
    if isinstance(told, list):
        return "\n".join(_entry(key, item, voice) for item in told)
    if isinstance(told, bool):
        return voice.text("yes") if told else voice.text("no")
    return str(told) if key in _TYPED else _word(key, str(told), voice)


def _word(key: str, said: str, voice: Voice) -> str:
    if key == "forum":
        return voice.text(_FORUMS[said]) if said in _FORUMS else words(said)
    known = voice.value(key, said)
    if known != said:
        return known
    return words(said) if _NAME.fullmatch(said) else said


def _entry(key: str, told: Any, voice: Voice) -> str:  # noqa: ANN401 (any value of JSON)
    """One of several things, in a line of its own: `Kostanay City Prosecutor (id city-prosecutor, level city, …)`."""
    if not isinstance(told, dict):
        return _text(key, told, voice)
    name = next((one for one in ("name", "title") if told.get(one)), None)
    named = ((key if one == "kind" else one, one, item) for one, item in told.items() if one != name)
    rest = ", ".join(f"{voice.name('field', one)} {_text(of, item, voice)}" for of, one, item in named)
    return f"{told[name]} ({rest})" if name else rest
