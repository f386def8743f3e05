"""Under whom an authority stands on a day, and the lines of command of a case completed by it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from law.institutions import Institutions, read_institutions
from law.published import BOOK, DATA, INSTITUTIONS
from models.bodies import Relation
from models.case import Body
from models.dates import Interval, Truth
from models.errors import LawError
from models.words import BodyKind, Branch, Level
from tests.law.places import day

CERTAIN, POSSIBLE, NO = Truth.CERTAIN, Truth.POSSIBLE, Truth.NO
FIRST, LAST = date(2007, 1, 1), date(2027, 12, 31)
NAME = "institutions/prosecution.yaml"


@pytest.mark.parametrize(
    ("kind", "on", "branch", "certainty"),
    [
        ("penal_colony", "2007-01-01", "moj", CERTAIN),
        ("penal_colony", "2011-07-25", "moj", CERTAIN),
        ("penal_colony", "2011-07-26", None, POSSIBLE),
        ("penal_colony", "2011-09-14", None, POSSIBLE),
        ("penal_colony", "2011-09-15", "mia", CERTAIN),
        ("penal_colony", "2027-12-31", "mia", CERTAIN),
        ("anti_corruption", "2007-01-01", "aca", CERTAIN),
        ("anti_corruption", "2014-08-15", "aca", CERTAIN),
        ("anti_corruption", "2016-09-13", "aca", CERTAIN),
        ("anti_corruption", "2025-06-29", "aca", CERTAIN),
        ("anti_corruption", "2025-06-30", None, POSSIBLE),
        ("anti_corruption", "2025-07-13", None, POSSIBLE),
        ("anti_corruption", "2025-07-14", "nsc", CERTAIN),
        ("special_prosecutor", "2022-12-31", None, NO),
        ("special_prosecutor", "2023-01-01", "gpo", CERTAIN),
        ("special_prosecutor", "2023-01-02", "gpo", CERTAIN),
        ("police", "2023-10-04", "mia", CERTAIN),
        ("prosecutor", "2010-03-14", "gpo", CERTAIN),
        ("national_security", "2023-10-04", "nsc", CERTAIN),
        ("court", "2023-10-04", "judiciary", CERTAIN),
        ("military", "2023-10-04", "mod", POSSIBLE),
        ("forensic", "2015-12-31", "moj", POSSIBLE),
        ("forensic", "2016-12-05", "moj", CERTAIN),
        ("internal_security", "2023-10-04", None, POSSIBLE),
        ("ngo", "2023-10-04", None, NO),
    ],
)
def test_under_whom_a_kind_stands(kind: str, on: str, branch: str | None, certainty: Truth) -> None:
    """The day before, on and after each change; between the possible days of a change nothing is certain."""
    placed = INSTITUTIONS.ministry(BodyKind(kind), day(on))

    assert (placed.branch, placed.certainty) == (branch, certainty)


def test_places_of_detention_stand_under_several() -> None:
    """A place of detention may be one of the police, of the penal system, of the security committee or of the army."""
    before, after = (INSTITUTIONS.ministry(BodyKind.DETENTION_FACILITY, day(on)) for on in ("2011-07-25", "2011-09-15"))

    assert before.branches == {"mia", "moj", "nsc", "mod"}
    assert after.branches == {"mia", "nsc", "mod"}


def test_prison_medicine_left_the_ministry_at_the_end_of_2022() -> None:
    """On 31 December 2022 a doctor may still be one of the penal system, on 1 January 2023 not any more."""
    last, first = (INSTITUTIONS.ministry(BodyKind.MEDICAL, day(on)) for on in ("2022-12-31", "2023-01-01"))

    assert last.branches == {"mia", "moh"}
    assert first.branches == {"moh"}


def test_what_has_no_source_is_given_only_when_asked_for() -> None:
    """Special prosecutors before 2023 are believed, not sourced."""
    on = day("2022-06-01")

    assert INSTITUTIONS.ministry(BodyKind.SPECIAL_PROSECUTOR, on).entries == ()
    believed = INSTITUTIONS.ministry(BodyKind.SPECIAL_PROSECUTOR, on, unverified=True)
    assert (believed.branch, believed.certainty) == ("gpo", POSSIBLE)


def test_nothing_was_known_before_it_was_entered() -> None:
    """An old history is judged by what had been entered by then."""
    assert INSTITUTIONS.ministry(BodyKind.POLICE, day("2023-10-04"), known_on=day("2026-11-22")).entries == ()
    assert INSTITUTIONS.ministry(BodyKind.POLICE, day("2023-10-04"), known_on=day("2026-11-23")).branch == "mia"


def test_a_month_in_which_something_changed_is_not_certain() -> None:
    """An interval across a change has both places; one beside it has one."""
    across, beside = Interval(day("2011-07-01"), day("2011-12-31")), Interval(day("2012-01-01"), day("2012-12-31"))

    assert INSTITUTIONS.ministry(BodyKind.PENAL_COLONY, across).branches == {"moj", "mia"}
    assert INSTITUTIONS.ministry(BodyKind.PENAL_COLONY, beside).certainty is CERTAIN


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in INSTITUTIONS.entries}))
def test_no_gap_on_any_day(kind: BodyKind) -> None:
    """On every day of 2007 to 2027 something is known of each kind that is recorded, unverified entries included."""
    days = (FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days + 1, 7))

    assert [on for on in days if not INSTITUTIONS.ministry(kind, on, unverified=True).entries] == []


def test_no_overlap_on_any_day() -> None:
    """Where all of a kind stand under one, one entry ends on the day before the next begins, whichever day that is."""
    for kind in {entry.kind for entry in INSTITUTIONS.entries}:
        firm = sorted(
            (one for one in INSTITUTIONS.entries if one.kind is kind and one.which == "all"),
            key=lambda one: one.since.earliest if one.since else date.min,
        )
        assert all(one.followed_by(other) for one, other in pairwise(firm)), kind


def test_every_entry_can_be_looked_up() -> None:
    """Each names a source that was seen, and what it cites stands in the rulebook."""
    for entry in INSTITUTIONS.entries:
        assert any(source.seen for source in entry.sources), entry.id
        assert entry.rule is None or entry.rule in BOOK.ids


BODIES = (
    Body(id="station", kind=BodyKind.POLICE, under="city"),
    Body(id="city", kind=BodyKind.POLICE),
    Body(id="colony", kind=BodyKind.PENAL_COLONY, under="moj"),
    Body(id="prison", kind=BodyKind.PENAL_COLONY),
    Body(id="ivs", kind=BodyKind.DETENTION_FACILITY),
    Body(id="prosecutor", kind=BodyKind.PROSECUTOR, under="gpo"),
    Body(id="abroad", kind=BodyKind.POLICE, level=Level.INTERNATIONAL),
)


def test_what_a_file_leaves_out_is_looked_up() -> None:
    """A body without a line gets the ministry of its kind on the day, and whoever stands below it with it."""
    done = INSTITUTIONS.completed(BODIES, day("2020-01-01"))

    assert done.command.ministry("station") == "mia"
    assert done.command.ministry("prison") == "mia"
    assert done.command.ministry("ivs") is None
    assert done.ministries("ivs") == {"mia", "nsc", "mod"}
    assert done.command.ministry("abroad") is None
    assert set(done.looked_up) == {"city", "prison", "ivs"}


def test_the_file_wins() -> None:
    """A line that the file gives is kept, also where the data says otherwise."""
    done = INSTITUTIONS.completed(BODIES, day("2020-01-01"))

    assert done.command.ministry("colony") == "moj"
    assert done.relation("station", "city") == (Relation.BELOW, CERTAIN)


@pytest.mark.parametrize(
    ("on", "body", "other", "expected"),
    [
        ("2020-01-01", "station", "prison", (Relation.SAME_MINISTRY, POSSIBLE)),
        ("2020-01-01", "station", "ivs", (Relation.SAME_MINISTRY, POSSIBLE)),
        ("2009-01-01", "station", "prison", (Relation.NONE, NO)),
        ("2011-08-10", "station", "prison", (Relation.SAME_MINISTRY, POSSIBLE)),
        ("2009-01-01", "colony", "prison", (Relation.SAME_MINISTRY, POSSIBLE)),
        ("2020-01-01", "station", "prosecutor", (Relation.NONE, NO)),
    ],
)
def test_the_same_ministry_is_looked_up(on: str, body: str, other: str, expected: tuple[Relation, Truth]) -> None:
    """The penal system shares the ministry of the police from 2011 on; what rests on a look-up is only possible."""
    assert INSTITUTIONS.completed(BODIES, day(on)).relation(body, other) == expected


def test_authorities_of_another_country_are_not_looked_up() -> None:
    """The data is about Kazakhstan."""
    done = INSTITUTIONS.completed(BODIES, day("2020-01-01"), jurisdiction="KG")

    assert done.looked_up == {}
    assert done.command == done.told


def test_a_later_entry_corrects_an_older_one() -> None:
    """What is replaced counts only for those who ask with an earlier day of knowledge."""
    old = next(entry for entry in INSTITUTIONS.entries if entry.id == "police-mia")
    change = {"id": "police-2", "under": Branch.MOJ, "entered_on": date(2027, 1, 5), "replaces": old.id}
    both = Institutions([old, old.model_copy(update=change)])

    assert both.ministry(BodyKind.POLICE, day("2023-10-04")).branch == "moj"
    assert both.ministry(BodyKind.POLICE, day("2023-10-04"), known_on=day("2026-12-31")).branch == "mia"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"institutions:", b"institution:", "holds no list of institutions"),
        (b"under: gpo", b"under: ministry", "institution prosecutors-gpo: under: "),
        (b"kind: prosecutor", b"kind: prosecution", "institution prosecutors-gpo: kind: "),
        (b"id: special-prosecutors-gpo", b"id: prosecutors-gpo", "stands twice"),
        (b"id: prosecutor-general-torture", b"id: nowhere", "'nowhere' is not described"),
        (b"rule: cpc-193-1-1-prosecutor-torture", b"rule: cpc-1", "cpc-1 is no rule"),
        (b"which: all", b"which: all\n    replaces: nobody", "no entry nobody to replace"),
        (b"latest: 2022-12-31", b"latest: 2022-12-30", "a day lies between 2022-12-30 and 2022-12-31"),
    ],
)
def test_bad_data_is_refused(old: bytes, new: bytes, says: str) -> None:
    """Each fault names the entry and what is wrong."""
    assert old in DATA[NAME]
    with pytest.raises(LawError, match=says):
        read_institutions({**DATA, NAME: DATA[NAME].replace(old, new, 1)}, BOOK.ids)
