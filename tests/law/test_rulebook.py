"""Looking law up by id, by day, by what was known on a day, and by citation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from law.published import BOOK, DATA
from law.reading import read_rulebook
from law.rulebook import Rulebook
from models.errors import LawError, NotInForce, UnknownRule
from tests.law.places import day

FORWARDING = "cpc-181-5-three-day-forwarding"
CUT = b"  - id: cpc-181-6"
LATER = b"""      - label: five days
        in_force_from: 2027-07-01
        in_force_to: null
        entered_on: 2027-06-15
        checked_on: 2027-06-15
        confidence: secondary
        says: Five days instead of three.
        sources:
          - {id: cpc-text, locator: art. 181}
"""


@pytest.fixture(scope="module")
def amended() -> Rulebook:
    """The rulebook after an amendment of article 181(5) was entered on 15 June 2027."""
    name = "cpc/art-181.yaml"
    head, tail = DATA[name].split(CUT)
    return read_rulebook({**DATA, name: head + LATER + CUT + tail})


def test_a_rule_is_found_by_its_id() -> None:
    """The rule of an id is that rule."""
    assert BOOK.rule(FORWARDING).article == "181(5)"


@pytest.mark.parametrize(
    ("wrong", "close"), [("cpc-105-2", "cpc-105-2-prosecutor-terms"), ("cpc-48-computaton", "cpc-48-computation")]
)
def test_an_unknown_rule_is_refused_with_what_is_close(wrong: str, close: str) -> None:
    """A mistyped or shortened id is answered with the ids that may be meant."""
    with pytest.raises(UnknownRule, match=close):
        BOOK.rule(wrong)
    with pytest.raises(UnknownRule, match=close):
        BOOK.version(wrong, date(2023, 1, 1))


@pytest.mark.parametrize(("on", "holds"), [("2015-12-31", False), ("2016-01-01", True), ("2016-01-02", True)])
def test_a_version_holds_from_its_first_day(on: str, holds: bool) -> None:
    """The day before the first formalised day is refused, that day and the next are not."""
    if holds:
        assert BOOK.version(FORWARDING, day(on)).label == "Law 378-V"
    else:
        with pytest.raises(NotInForce, match="the first formalised day is 2016-01-01"):
            BOOK.version(FORWARDING, day(on))


@pytest.mark.parametrize(
    ("on", "label"),
    [("2022-12-31", "until 31 December 2022"), ("2023-01-01", "Law 157-VII"), ("2023-01-02", "Law 157-VII")],
)
def test_one_version_follows_the_other(on: str, label: str) -> None:
    """Torture goes to the prosecutor from 1 January 2023, not a day before."""
    assert BOOK.version("cpc-193-1-1-prosecutor-torture", day(on), unverified=True).label == label


def test_unverified_versions_are_given_only_when_asked_for() -> None:
    """What no source supports is no law: it is refused, and the message says how to get it."""
    with pytest.raises(NotInForce, match="unverified=True"):
        BOOK.version("order-89-erdr-24h", date(2023, 1, 1))
    assert BOOK.version("order-89-erdr-24h", date(2023, 1, 1), unverified=True).confidence == "unverified"


def test_no_lookup_gives_unverified_law_by_itself() -> None:
    """Over all rules and twenty years, a plain lookup never gives an unverified version."""
    for rule in BOOK.rules:
        for year in range(2007, 2028):
            try:
                assert BOOK.version(rule.id, date(year, 6, 15)).verified
            except NotInForce:
                continue


def test_an_ended_rule_is_refused_after_its_last_day() -> None:
    """The plan of 2023-2024 holds on its last day and not on the next."""
    last = BOOK.rule("policy-plan-94-2023").versions[0].in_force_to
    assert last is not None
    assert BOOK.version("policy-plan-94-2023", last).in_force_to == last
    with pytest.raises(NotInForce, match="not any more"):
        BOOK.version("policy-plan-94-2023", last + timedelta(days=1))


def test_nothing_was_known_before_the_first_entry() -> None:
    """A rulebook known on a day before its first entry is empty, and says when it began."""
    with pytest.raises(NotInForce, match="first entry of this rulebook is of 2026-11-23"):
        BOOK.version(FORWARDING, date(2023, 1, 1), known_on=date(2026, 11, 22))
    assert BOOK.version(FORWARDING, date(2023, 1, 1), known_on=date(2026, 11, 23)).label == "Law 378-V"


def test_a_later_entry_overlays_and_can_be_looked_behind(amended: Rulebook) -> None:
    """After an amendment is entered the new version holds from its day; as known before, the old one still does."""
    assert amended.version(FORWARDING, date(2027, 6, 30)).label == "Law 378-V"
    assert amended.version(FORWARDING, date(2027, 7, 1)).label == "five days"
    assert amended.version(FORWARDING, date(2027, 7, 1), known_on=date(2027, 6, 14)).label == "Law 378-V"
    assert amended.version(FORWARDING, date(2027, 7, 1), known_on=date(2027, 6, 15)).label == "five days"
    assert amended.latest_entry == date(2027, 6, 15)


def test_an_addition_leaves_older_hashes_alone(amended: Rulebook) -> None:
    """Adding a version changes no other version."""
    before = {version.hash for rule in BOOK.rules for version in rule.versions}
    assert before < {version.hash for rule in amended.rules for version in rule.versions}


@pytest.mark.parametrize(
    ("citation", "rule"),
    [
        ("193(12)(1)", "cpc-193-1-1-prosecutor-torture"),
        ("Article 193(12)(1) CPC", "cpc-193-1-1-prosecutor-torture"),
        ("193(1-1)", "cpc-193-1-1-prosecutor-torture"),
        ("105(2)", "cpc-105-2-prosecutor-terms"),
        ("art. 105(2)", "cpc-105-2-prosecutor-terms"),
        ("107(5)", "cpc-107-appeal"),
        ("107(1)(11)", "cpc-107-appeal"),
        ("22(3)", "cat-22-3-six-months"),
        ("Law No. 212-VII of 17 March 2023", "law-212-vii"),
        ("Istanbul Protocol", "ip-six-weeks"),
    ],
)
def test_a_citation_is_found(citation: str, rule: str) -> None:
    """The forms in which reports and lawyers cite lead to the rule."""
    assert rule in {found.id for found in BOOK.find(citation)}


def test_naming_the_code_keeps_other_codes_out() -> None:
    """Article 71 is limitation in the Penal Code and the victim in the procedure code."""
    assert {rule.id for rule in BOOK.find("71 PC")} == {"pc-71-limitation", "pc-71-6-no-limitation-torture"}
    assert all(rule.instrument.startswith("Criminal Procedure") for rule in BOOK.find("Article 71 CPC"))
    assert BOOK.find("999(9)") == ()


def test_an_unknown_term_is_refused_with_those_there_are() -> None:
    """Asking a version for a term it does not set names the ones it sets."""
    with pytest.raises(LawError, match="inquiry, preliminary"):
        BOOK.version("cpc-192-2-basic-terms", date(2023, 1, 1)).term("basic")


def test_an_older_code_is_told_from_the_other_of_that_year() -> None:
    """Torture stood in the Penal Code of 1997, and no article of that number in its procedural code."""
    assert [rule.id for rule in BOOK.find("347-1 PC 1997")] == ["pc1997-347-1-torture"]
    assert BOOK.find("347-1 CPC 1997") == ()
    assert [rule.id for rule in BOOK.find("177 CPC 1997")] == ["cpc1997-177-grounds"]
    assert BOOK.find("177 PC 1997") == ()
