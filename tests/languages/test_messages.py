"""What holds for every translation, whatever it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter
from typing import Final

import pytest

from tests.languages.catalogues import PAIRS, english, messages, read, told

_PERCENT: Final = re.compile(r"%\((\w+)\)s|(%(?![%(]))")
_MIXED: Final = re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]")
_LETTERS: Final = re.compile(r"[A-Za-z]{3,}")
_SPACES: Final = re.compile(r"^\s|\s$|  |\s[.,;:](?:\s|$)")
_FORMS: Final = {"ru": 3, "kk": 2}
_SAME: Final = frozenset({"SHA-256", "Temporal", "Aryz"})


def _gaps(texts: Iterable[str], *, braces: bool) -> set[str]:
    """The names of the gaps; how they are to be formatted is the translator's own."""
    if not braces:
        return {found for text in texts for pair in _PERCENT.findall(text) for found in pair if found}
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_a_translation_has_the_gaps_of_its_message(language: str, domain: str) -> None:
    """Nothing that fills a gap is lost, and no gap is asked for that nothing fills."""
    wrong = []
    for one in messages(language, domain):
        braces = domain == "law"
        wanted = _gaps(english(one), braces=braces)
        wrong += [form for form in told(one) if form and _gaps([form], braces=braces) != wanted]

    assert wrong == []


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_no_word_is_written_in_two_alphabets(language: str, domain: str) -> None:
    """A Latin letter that looks like a Cyrillic one breaks searching and reading aloud."""
    wrong = [
        (form, found[0])
        for one in messages(language, domain)
        for form in told(one)
        if (found := _MIXED.search(re.sub(r"%\(\w+\)s|{[\w:]+}|</?\w+>", " ", form)))
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_no_translation_is_the_english(language: str, domain: str) -> None:
    """A message is not passed on as it came, except names."""
    same = [
        form
        for one in messages(language, domain)
        for form in told(one)
        if form in english(one) and _LETTERS.search(re.sub(r"%\(\w+\)s|{[\w:]+}", "", form)) and form not in _SAME
    ]

    assert same == []


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_spaces_stand_where_they_belong(language: str, domain: str) -> None:
    """No space at an end, before a sign, or twice, unless the English has it."""
    wrong = [
        form
        for one in messages(language, domain)
        for form in told(one)
        if _SPACES.search(form) and not _SPACES.search(english(one)[0])
    ]

    assert wrong == []


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_plurals_have_the_forms_of_the_language(language: str, domain: str) -> None:
    """Russian has three forms, Kazakh two, and every message with a number gives all of them."""
    catalogue = read(language, domain)
    plural = [one for one in catalogue if one.id and not isinstance(one.id, str)]

    assert catalogue.num_plurals == _FORMS[language]
    assert all(len(told(one)) == _FORMS[language] for one in plural)
