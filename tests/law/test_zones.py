"""Local time in Kazakhstan, before and after 1 March 2024."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from law.published import DATA, zone_of
from law.zones import UNIVERSAL, Zone, read_zones
from models.errors import LawError
from tests.law.places import ALMATY

ZONES = (zone_of("KZ"), zone_of("KZ", "Kyzylorda"), zone_of("KZ", "Aktobe"), UNIVERSAL)


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        (None, "kz"),
        ("Almaty", "kz"),
        ("Kostanay", "kz"),
        ("Abai region", "kz"),
        ("Aktobe", "kz-west"),
        ("ATYRAU Region", "kz-west"),
        ("West-Kazakhstan oblast", "kz-west"),
        ("Kyzylorda region", "kz-kyzylorda"),
        ("KZ-23", "kz-west"),
        ("KZ-ZAP", "kz-west"),
        ("KZ-43", "kz-kyzylorda"),
        ("KZ-75", "kz"),
    ],
)
def test_a_region_has_its_zone(region: str | None, zone: str) -> None:
    """Regions are found however they are written; the others keep the time of most."""
    assert zone_of("KZ", region).id == zone


def test_another_jurisdiction_is_counted_in_utc() -> None:
    """Where no zone is known only treaty terms are computed, in UTC."""
    assert zone_of("KG", "Osh") is UNIVERSAL


@pytest.mark.parametrize(
    ("on", "minute", "instant"),
    [
        (date(2024, 2, 28), 0, datetime(2024, 2, 27, 18, 0, tzinfo=UTC)),
        (date(2024, 2, 29), 1439, datetime(2024, 2, 29, 17, 59, tzinfo=UTC)),
        (date(2024, 2, 29), 1440, datetime(2024, 2, 29, 19, 0, tzinfo=UTC)),
        (date(2024, 3, 1), 0, datetime(2024, 2, 29, 19, 0, tzinfo=UTC)),
        (date(2024, 3, 1), 720, datetime(2024, 3, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_clocks_went_back_at_the_end_of_february(on: date, minute: int, instant: datetime) -> None:
    """UTC+6 until the end of 29 February 2024, which had 25 hours, and UTC+5 from 1 March on."""
    assert ALMATY.instant(on, minute) == instant


@given(
    on=some.dates(date(2005, 1, 1), date(2030, 12, 31)),
    minute=some.integers(0, 1439),
    zone=some.sampled_from(ZONES),
)
def test_local_time_comes_back(on: date, minute: int, zone: Zone) -> None:
    """A local minute put on the line of instants and back is the same minute."""
    assert zone.local(zone.instant(on, minute)) == (on, minute)


@given(
    one=some.datetimes(datetime(2005, 1, 1), datetime(2030, 12, 31), timezones=some.just(UTC)),  # noqa: DTZ001 (hypothesis adds the zone)
    later=some.timedeltas(timedelta(0), timedelta(days=2)),
    zone=some.sampled_from(ZONES),
)
def test_the_end_of_a_day_lies_in_order(one: datetime, later: timedelta, zone: Zone) -> None:
    """Of two instants the later one never belongs to an earlier local day."""
    assert zone.local(one)[0] <= zone.local(one + later)[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"zones:", b"zone:", "zones: must be a list"),
        (b"{from: null, minutes: 360}", b"{from: 2001-01-01, minutes: 360}", "start with from: null"),
        (b"minutes: 300", b"minutes: 300.5", "zone 1: offsets.1.minutes"),
        (b"regions: [kyzylorda", b"regions: [aktobe", "stands in two zones"),
        (b"id: tz-database", b"id: clock", "'clock' is not described"),
    ],
)
def test_bad_zones_are_refused(old: bytes, new: bytes, says: str) -> None:
    """Each fault names the file, the zone and the key."""
    data = DATA["zones.yaml"]
    assert old in data
    with pytest.raises(LawError) as caught:
        read_zones({**DATA, "zones.yaml": data.replace(old, new, 1)})
    assert "zones.yaml" in str(caught.value)
    assert says in str(caught.value)


def test_zones_are_not_made_up() -> None:
    """Without the file there are no zones."""
    with pytest.raises(LawError, match="is missing"):
        read_zones({})
