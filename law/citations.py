"""Citations such as `193(1)(12-1)` or `107(1)(9), (11), 107(2), (4)-(7)`, taken apart into the places they name."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r"[0-9a-z]+(?:-\d+)?"
_PIECE: Final = re.compile(rf"(?P<article>\d+(?:-\d+)?)?(?P<path>(?:\({_NAME}\))*)(?:-\((?P<last>{_NAME})\))?")
_COUNTED: Final = re.compile(r"(?P<stem>\d+-|)(?P<number>\d{1,4})")
_STEP: Final = re.compile(r"\(([^)]*)\)")
_CODES: Final = {"CPC": "Criminal Procedure Code", "PC": "Penal Code", "PEC": "Penal Execution Code"}
_SAID: Final = {"УПК": "CPC", "УК": "PC", "УИК": "PEC", "ҚПК": "CPC", "ҚК": "PC"}  # noqa: RUF001 (Cyrillic is meant)
"""The codes as Russian and Kazakh shorten them."""
_INSTRUMENT: Final = re.compile(rf"(?:\bof (?:the )?)?\b({'|'.join((*_CODES, *_SAID))})\b")
_STATE: Final = re.compile(r"\b(?:РК|ҚР|KZ|(?:of )?(?:1997|2014))\b")  # noqa: RUF001 (Cyrillic is meant)
_ARTICLE: Final = re.compile(r"\b(?:articles?|art|статья|статьи|ст|бап)\b\.?", re.IGNORECASE)
_NUMBER: Final = r"\s*(\d+(?:-\d+)?)\)?"
_PART: Final = re.compile(rf"\b(?:parts?|часть|части|ч)\b\.?{_NUMBER}", re.IGNORECASE)
_ITEM: Final = re.compile(rf"\b(?:items?|subitems?|пункт|пункта|подпункт|пп|п)\b\.?{_NUMBER}", re.IGNORECASE)
_NOTE: Final = re.compile(r"\b(?:notes?|примечание)\b(?:\s*(\d+))?", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?<![(\d-])\d+(?:-\d+)?")


def places(citation: str) -> tuple[str, ...]:
    """
    The places that a citation names, each with the article and parts above it.

    `107(1)(9), (11)` gives `107(1)(9)`, `107(1)(11)`, `107(1)` and `107`: a piece without an article number continues
    the one before. A range is written out where it can be counted, and else names its ends.
    A citation without an article number gives nothing.
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
    if last is None or not path[1:]:
        return [path]
    return [[*path[:-1], name] for name in dict.fromkeys((path[-1], *_between(path[-1], last), last))]


def _between(first: str, last: str) -> list[str]:
    """What stands between two names and can be counted: 3 between 2 and 4, b between a and c, 12-2 after 12-1."""
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        return [chr(code) for code in range(ord(first), ord(last))]
    start, end = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if start is None or end is None:
        return []
    if end["stem"] == f"{first}-":  # from 12 to 12-3: the inserted ones
        return [f"{first}-{number}" for number in range(1, int(end["number"]))]
    if start["stem"] != end["stem"]:
        return []
    return [f"{start['stem']}{number}" for number in range(int(start["number"]), int(end["number"]))]


def written(path: list[str]) -> str:
    """The place in the usual form: `193(1)(12-1)`."""
    return path[0] + "".join(f"({step})" for step in path[1:])


def instrument_of(citation: str) -> str | None:
    """The code that a citation names beside the number: `105(2) CPC` names the Criminal Procedure Code."""
    named = _INSTRUMENT.search(citation)
    return _CODES[_SAID.get(named[1], named[1])] if named else None


def of_1997(citation: str) -> bool:
    """Whether a citation says that it means a code of 1997."""
    return re.search(r"\b1997\b", citation) is not None


def normal(citation: str) -> str:
    """
    The citation without what people write around the number: `Article 193 (12)(1) CPC` becomes `193(12)(1)`.

    Parts and items in words are understood in English and Russian: `part 2 of article 146` and `ч. 2 ст. 146`
    become `146(2)`, `note 1 to article 146` becomes `146, note 1`.
    """
    bare = citation
    if _INSTRUMENT.search(citation) or _ARTICLE.search(citation):
        bare = _STATE.sub("", bare)
    bare = _ARTICLE.sub("", _INSTRUMENT.sub("", bare))
    in_words = _in_words(bare)
    return in_words or re.sub(r"\s+(?=\()|^\s+|\s+$", "", re.sub(r"\s+", " ", bare))


def _in_words(text: str) -> str | None:
    """The place of a citation that names its part, item or note in words; None where it does not."""
    part, item, note = (pattern.search(text) for pattern in (_PART, _ITEM, _NOTE))
    if part is None and item is None and note is None:
        return None
    rest = text
    for pattern in (_PART, _ITEM, _NOTE):
        rest = pattern.sub(" ", rest)
    article = _NAMED.search(rest)
    if article is None:
        return None
    steps = [found[1] for found in (part, item) if found is not None]
    tail = f", note {note[1]}" if note and note[1] else ""
    return written([article[0], *steps]) + tail
