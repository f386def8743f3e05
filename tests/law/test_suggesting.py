"""Names that no rule has, provisions of another code, and what is said about them."""

from __future__ import annotations

import pytest

from law.published import BOOK, OFFENCES
from law.suggesting import renumbered, suggested
from models.errors import UnknownRule


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cpc-105", "close to it: cpc-105-1-1-no-refusal, cpc-105-1-hierarchy, cpc-105-2-prosecutor-terms"),
        ("pc-146-1-cid", "close to it: pc-146-1-cidt"),
        ("cpc-48-computaton", "cpc-48-computation"),
        ("105(9)", "of article 105 there are 105(1) (cpc-105-1-hierarchy)"),
        ("Article 193(12) CPC", "193(1-1) (cpc-193-1-1-prosecutor-torture)"),
        ("192(9)", " and 2 more"),
        ("istanbul", "ip-six-weeks"),
        ("limitation", "pc-71-limitation"),
        ("999(9)", "there are 230 rules, none like it"),
        ("qqq", "there are 230 rules, none like it"),
    ],
)
def test_what_was_meant(name: str, hint: str) -> None:
    """Ids that begin so, the article that is named, what is spelled nearly so, and titles, in that order."""
    assert hint in suggested(name, BOOK.rules)
    with pytest.raises(UnknownRule) as refused:
        BOOK.rule(name)
    assert hint in str(refused.value)


@pytest.mark.parametrize(
    ("rule", "elsewhere"),
    [
        ("pc1997-347-1-torture", "in the codes of 2014 its place is 146 PC"),
        ("pc1997-141-1-torture", "in the codes of 2014 its place is 146 PC"),
        ("cpc1997-37-no-proceedings", "in the codes of 2014 its place is 35(1)(1) CPC, 35(1)(2) CPC, 35(1)(8) CPC"),
        ("pc-146-2-torture", "for the codes of 1997 see pc1997-347-1-torture, pc1997-141-1-torture"),
        ("cpc-106-5-court-fifteen-days", "for the codes of 1997 see cpc1997-109-court"),
        ("cpc-35-1-1-no-event", "for the codes of 1997 see cpc1997-37-no-proceedings"),
        ("cpc-181-5-three-day-forwarding", "for the codes of 1997 see cpc1997-178-statements"),
        ("cpc-48-computation", None),
        ("cat-22-3-six-months", None),
        ("law-212-vii", None),
    ],
)
def test_where_it_stood_or_stands(rule: str, elsewhere: str | None) -> None:
    """What was renumbered is found in both directions; where nothing is known, nothing is said."""
    assert renumbered(BOOK.rule(rule), OFFENCES.renumbered, BOOK.rules) == elsewhere


@pytest.mark.parametrize(
    ("citation", "rules"),
    [
        ("347-1 PC", {"pc1997-347-1-torture"}),
        ("37(1)(1) CPC 1997", {"cpc1997-37-no-proceedings"}),
        ("351 of the PC of 1997", {"pc1997-351-false-denunciation"}),
        ("146(2) PC of 2014", {"pc-146-2-torture"}),
        ("ч. 2 ст. 146 УК РК", {"pc-146-2-torture"}),  # noqa: RUF001 (Cyrillic is meant)
        ("part 1-1 of article 193 CPC", {"cpc-193-1-1-prosecutor-torture"}),
        ("146(2) PC 1997", set()),
    ],
)
def test_the_older_codes_and_words_are_understood(citation: str, rules: set[str]) -> None:
    """A number that only a code of 1997 has is found with its code; parts in words lead to the same rule."""
    assert {rule.id for rule in BOOK.find(citation)} == rules
