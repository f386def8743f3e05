"""What somebody may have meant who named a rule that is not there."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from law.citations import normal, places, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from law.offences import Renumbering
    from law.rules import Rule

_CODES: Final = {"Penal Code of": "pc", "Criminal Procedure Code of": "cpc"}
_MOST: Final = 3
_MOST_PLACES: Final = 8
_SHORT: Final = 4
"""Words shorter than this are in too many titles to tell anything."""


def suggested(name: str, rules: Iterable[Rule]) -> str:
    """
    A hint for a name that no rule has, as a clause of a sentence.

    Looked for in this order: ids that begin so; rules of the article that a citation names; ids and citations that are
    spelled nearly so; titles that hold its words.
    """
    known = {rule.id: rule for rule in rules}
    if longer := sorted(rule for rule in known if rule.startswith(name))[:_MOST]:
        return f"close to it: {', '.join(longer)}"
    if same := _of_article(name, known.values()):
        return same
    close = get_close_matches(name, known, n=_MOST, cutoff=0.5) or _titled(name, known.values())
    return f"close to it: {', '.join(close)}" if close else f"there are {len(known)} rules, none like it"


def _of_article(name: str, rules: Iterable[Rule]) -> str | None:
    """The rules of the article that a citation names, where it names a part of it that no rule is about."""
    number = re.match(r"\d+(?:-\d+)?", normal(name))
    if number is None:
        return None
    found = [f"{rule.article} ({rule.id})" for rule in rules if number[0] in places(rule.article)]
    if not found:
        return None
    more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
    return f"of article {number[0]} there are {', '.join(found[:_MOST_PLACES])}{more}"


def _titled(name: str, rules: Iterable[Rule]) -> list[str]:
    words = {word for word in re.findall(r"\w+", name.casefold()) if len(word) >= _SHORT}
    held = ((len(words & set(re.findall(r"\w+", _text(rule)))), rule.id) for rule in rules)
    return [rule for count, rule in sorted(held, key=lambda one: (-one[0], one[1])) if count][:_MOST]


def _text(rule: Rule) -> str:
    return f"{rule.title} {rule.instrument} {rule.group.replace('-', ' ')} {' '.join(rule.cited_as)}".casefold()


def renumbered(rule: Rule, moves: Iterable[Renumbering], rules: Iterable[Rule]) -> str | None:
    """
    Where else a provision stood or stands, as a clause: in the codes of 2014, or in those of 1997; None if not known.

    Args:
        rule: the provision that does not hold on the day asked for.
        moves: what was renumbered.
        rules: all rules, among which those of 1997 are named by their id.
    """
    known = tuple(moves)
    later = {move.old: move.new for move in known}
    olds = [old for old in later if _within(old, rule.cited_as)]
    if olds:
        return f"in the codes of 2014 its place is {', '.join(_spoken(_latest(old, later)) for old in olds)}"
    code = next((short for name, short in _CODES.items() if rule.instrument.startswith(name)), None)
    number = re.match(r"\d+(?:-\d+)?", rule.article)
    if code is None or number is None:
        return None
    here = f"kz-{code}-{number[0]}"
    before = {move.old for move in known if move.new == here or move.new.startswith(f"{here}-")}
    before |= {move.old for move in known if move.new in before}
    found = [one.id for one in rules if any(_within(old, one.cited_as) for old in before)]
    return f"for the codes of 1997 see {', '.join(found)}" if found else None


def _within(place: str, articles: Iterable[str]) -> bool:
    return any(place == article or place.startswith(f"{article}-") for article in articles)


def _latest(place: str, later: Mapping[str, str]) -> str:
    while place in later:
        place = later[place]
    return place


def _spoken(place: str) -> str:
    _, code, *path = place.split("-")
    return f"{written(path)} {code.upper()}"
