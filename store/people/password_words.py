"""
Which passwords are refused: short ones, well known ones, and those made of the person's own name.

Length decides; no mixture of kinds of characters is asked for. Source: NIST SP 800-63B-4, section 3.1.1.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 12
"""Characters that a password has at least."""

_LONGEST: Final = 1024

_KNOWN: Final = """
aryz password passwort parol пароль құпиясөз құпия qwerty qwertyuiop asdfghjkl zxcvbnm йцукен йцукенгшщзхъ
фывапролджэ ячсмитьбю admin administrator administrators root operator coordinator lawyer auditor welcome
letmein changeme secret iloveyou monkey dragon sunshine princess football baseball superman batman master
login guest test default temp kazakhstan qazaqstan казахстан қазақстан almaty алматы astana астана kyrgyzstan
кыргызстан bishkek бишкек justice human rights torture complaint coalition correcthorsebatterystaple trustno
whatever starwars ялюблютебя любовь наташа привет здравствуйте salem сәлем assalam
"""
_WORDS: Final = frozenset(_KNOWN.split())
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "йцукенгшщзхъфывапролджэячсмитьбю",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.",
)
_LEET: Final = str.maketrans("@$!|", "asii")
_FOUND: Final = 4


def fault(password: str, own: Iterable[str]) -> tuple[str, str] | None:
    """
    Why a password is refused, as a code and a sentence. None: it is well.

    Args:
        password: what was chosen.
        own: the person's name, sign-in name and address.
    """
    if len(password) < SHORTEST:
        return "password_short", f"a password has at least {SHORTEST} characters; a few words in a row are easy to keep"
    if len(password) > _LONGEST:
        return "password_long", f"a password has at most {_LONGEST} characters"
    left = _left(password)
    for part in _parts(own):
        left = left.replace(part, "")
    if len(set(left)) < _FOUND or len(left) < SHORTEST // 2:
        return (
            "password_common",
            "this password is one of the first that somebody would try: known words, rows of keys, your own name",
        )
    return None


def _left(password: str) -> str:
    """What is left of a password without the words, rows and repetitions that everybody knows."""
    left = unicodedata.normalize("NFKC", password).casefold().translate(_LEET)
    left = re.sub(r"\s+", "", left)
    left = re.sub(r"(.{1,8}?)\1{2,}", r"\1", left)
    for word in sorted(_WORDS, key=len, reverse=True):
        left = left.replace(word, "")
    return _without_rows(left)


def _without_rows(text: str) -> str:
    left, place = [], 0
    while place < len(text):
        length = _row(text[place:])
        if not length:
            left.append(text[place])
        place += length or 1
    return "".join(left)


def _row(text: str) -> int:
    """How many characters at the beginning follow each other on a keyboard, in an alphabet or in counting: 0, or 4+."""
    best = 0
    for row in (*_ROWS, *(each[::-1] for each in _ROWS)):
        length = 0
        while length < len(text) and text[: length + 1] in row:
            length += 1
        best = max(best, length)
    return best if best >= _FOUND else 0


def _parts(own: Iterable[str]) -> list[str]:
    """The words of a name, longest first; what is shorter than four letters is in too many words."""
    words = {word for each in own for word in re.split(r"[\W_]+", each.casefold()) if len(word) >= _FOUND}
    return sorted(words, key=len, reverse=True)
