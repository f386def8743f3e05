"""Citations taken apart."""

from __future__ import annotations

import pytest

from law.citations import instrument_of, normal, places


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
