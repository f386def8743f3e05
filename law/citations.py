"""Citations such as `193(1)(12-1)` or `107(1)(9), (11), 107(2), (4)-(7)`, taken apart into the places they name."""

from __future__ import annotations

import re
from typing import Final

_PIECE: Final = re.compile(r"(?P<article>\d+(?:-\d+)?)?(?P<path>(?:\([0-9a-z]+(?:-\d+)?\))*)(?:-\((?P<last>\d+)\))?")
_STEP: Final = re.compile(r"\(([^)]*)\)")
_CODES: Final = {"CPC": "Criminal Procedure Code", "PC": "Penal Code", "PEC": "Penal Execution Code"}
_INSTRUMENT: Final = re.compile(r"\b(CPC|PC|PEC)\b")


def places(citation: str) -> tuple[str, ...]:
    """
    The places that a citation names, each with the article and parts above it.

    `107(1)(9), (11)` gives `107(1)(9)`, `107(1)(11)`, `107(1)` and `107`: a piece without an article number continues
    the one before. Ranges of whole numbers are written out. A citation without an article number gives nothing.
    """
    found: dict[str, None] = {}
    before: list[str] = []
    for raw in citation.split(","):
        piece = _PIECE.match(raw.strip())
        if piece is None or not (piece["article"] or (piece["path"] and before)):
            continue
        steps = _STEP.findall(piece["path"])
        path = [piece["article"], *steps] if piece["article"] else [*before[:-1], *steps]
        for place in _ranged(path, piece["last"]):
            for depth in range(len(place), 0, -1):
                found[written(place[:depth])] = None
        before = path
    return tuple(found)


def _ranged(path: list[str], last: str | None) -> list[list[str]]:
    if last is None:
        return [path]
    if not path[-1].isdigit():
        return [path, [*path[:-1], last]]
    return [[*path[:-1], str(number)] for number in range(int(path[-1]), int(last) + 1)]


def written(path: list[str]) -> str:
    """The place in the usual form: `193(1)(12-1)`."""
    return path[0] + "".join(f"({step})" for step in path[1:])


def instrument_of(citation: str) -> str | None:
    """The code that a citation names beside the number: `105(2) CPC` names the Criminal Procedure Code."""
    named = _INSTRUMENT.search(citation)
    return _CODES[named[1]] if named else None


def normal(citation: str) -> str:
    """The citation without what people write around the number: `Article 193 (12)(1) CPC` becomes `193(12)(1)`."""
    bare = _INSTRUMENT.sub("", re.sub(r"\b(?:articles?|art\.?)\b\.?", "", citation, flags=re.IGNORECASE))
    return re.sub(r"\s+(?=\()|^\s+|\s+$", "", re.sub(r"\s+", " ", bare))
