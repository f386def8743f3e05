"""Citations taken apart."""

from __future__ import annotations

import pytest

from law.citations import instrument_of, normal, of_1997, places


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("105(2)", ("105(2)", "105")),
        ("193(1)(12-1)", ("193(1)(12-1)", "193(1)", "193")),
        ("192-2(1)-(3)", ("192-2(1)", "192-2", "192-2(2)", "192-2(3)")),
        ("107(1)(9), (11)", ("107(1)(9)", "107(1)", "107", "107(1)(11)")),
        ("146, note 1", ("146",)),
        ("2, 5(2)(b)", ("2", "5(2)(b)", "5(2)", "5")),
        ("whole", ()),
        ("n/a", ()),
        ("(3)", ()),
    ],
)
def test_the_places_of_a_citation(citation: str, expected: tuple[str, ...]) -> None:
    """Ranges are written out, pieces continue the one before, and every article above is named."""
    assert places(citation) == expected


@pytest.mark.parametrize(
    ("citation", "bare", "code"),
    [
        ("Article 193 (12)(1) CPC", "193(12)(1)", "Criminal Procedure Code"),
        ("art. 63(6) PC", "63(6)", "Penal Code"),
        ("105(2)", "105(2)", None),
        ("Istanbul Protocol", "Istanbul Protocol", None),
    ],
)
def test_what_stands_around_the_number(citation: str, bare: str, code: str | None) -> None:
    """The word article and the name of the code are understood and taken off."""
    assert normal(citation) == bare
    assert instrument_of(citation) == code


@pytest.mark.parametrize(
    ("citation", "place"),
    [
        ("Art. 146 part 2", "146(2)"),
        ("part 2 of article 146 PC", "146(2)"),
        ("item 12-1) of part 1 of article 193 CPC", "193(1)(12-1)"),
        ("part 1-1 of art. 193", "193(1-1)"),
        ("note 1 to article 146 PC", "146, note 1"),
        ("note to article 146", "146"),
        ("ч. 2 ст. 146 УК РК", "146(2)"),  # noqa: RUF001 (Cyrillic is meant)
        ("п. 1 ч. 1 ст. 35 УПК", "35(1)(1)"),
        ("ст. 146 УК", "146"),  # noqa: RUF001 (Cyrillic is meant)
        ("347-1 PC 1997", "347-1"),
        ("Paragraph 11 of the Supreme Court ruling", "Paragraph 11 of the Supreme Court ruling"),
        ("part of nothing", "part of nothing"),
        ("part 2", "part 2"),
        ("Executive order of 8 December 2023", "Executive order of 8 December 2023"),
    ],
)
def test_parts_and_items_in_words(citation: str, place: str) -> None:
    """A part, an item or a note in words is put behind its article; what names no article stays as it is."""
    assert normal(citation) == place


def test_codes_in_other_languages() -> None:
    """The Russian and Kazakh short names mean the same codes; the year 1997 names the older ones."""
    assert instrument_of("ст. 146 УК") == instrument_of("ҚК 146") == "Penal Code"  # noqa: RUF001 (Cyrillic is meant)
    assert instrument_of("УПК 105(2)") == "Criminal Procedure Code"
    assert of_1997("37(1)(1) CPC 1997")
    assert not of_1997("Law of 19971")
