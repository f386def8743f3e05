"""The codes of 1997: what a source says, what is only believed, and that neither is taken for the present law."""

from __future__ import annotations

import pytest

from law.published import BOOK
from law.rules import Rule
from models.errors import NotInForce
from tests.law.places import day

OLDER = [rule for rule in BOOK.rules if rule.instrument.startswith("Older ")]
UNSOURCED = ("pc1997-141-1-torture", "pc1997-limitation", "cpc1997-184-decision", "cpc1997-192-investigators")


@pytest.mark.parametrize("rule", OLDER, ids=lambda rule: rule.id)
def test_nothing_of_it_holds_after_2014(rule: Rule) -> None:
    """On 31 December 2014 it may hold, on 1 January 2015 it does not."""
    assert max(version.in_force_to or day("9999-12-31") for version in rule.versions) <= day("2014-12-31")
    with pytest.raises(NotInForce):
        BOOK.version(rule.id, day("2015-01-01"), unverified=True)


@pytest.mark.parametrize("rule", OLDER, ids=lambda rule: rule.id)
def test_it_sets_no_term(rule: Rule) -> None:
    """No length of the older code was read, so that no deadline can come from it."""
    assert all(version.terms == () for version in rule.versions)


@pytest.mark.parametrize("rule", UNSOURCED)
def test_what_is_only_believed_is_off(rule: str) -> None:
    """It is given to whoever asks for unverified law, and to nobody else."""
    with pytest.raises(NotInForce, match="unverified=True"):
        BOOK.version(rule, day("2012-06-01"))
    assert BOOK.version(rule, day("2012-06-01"), unverified=True).confidence == "unverified"


@pytest.mark.parametrize(
    ("on", "known"), [("2010-12-06", True), ("2010-12-31", True), ("2011-01-01", False), ("2011-01-02", False)]
)
def test_the_first_article_of_torture_ends_where_the_sources_end(on: str, known: bool) -> None:
    """A case was classified under 347-1 in December 2010; what held from 2011 on was not read."""
    if known:
        assert BOOK.version("pc1997-347-1-torture", day(on)).confidence == "secondary"
    else:
        with pytest.raises(NotInForce):
            BOOK.version("pc1997-347-1-torture", day(on))


@pytest.mark.parametrize("citation", ["347-1", "kz1997-pc-347-1", "109", "kz1997-cpc-109"])
def test_it_is_found_by_its_own_numbers(citation: str) -> None:
    """The number alone and the name of the vocabulary lead to the older article."""
    assert [rule for rule in BOOK.find(citation) if rule in OLDER]


def test_naming_the_present_code_keeps_it_out() -> None:
    """`CPC 103` is the article of the code of 2014."""
    assert all(rule not in OLDER for rule in BOOK.find("CPC 103"))
