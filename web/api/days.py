"""Days as programs ask for them, and the case as it stood and was known on them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from fastapi import Path, Query
from pydantic import BeforeValidator, WithJsonSchema

from models.base import REFERENCE_FORM
from web.house import House
from web.reading import Judged, Told, judged, read, read_then

_FORM: Final = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_SAID: Final = "write a day of the years 1900 to 2199 as 2007-03-29"


def _day(value: object) -> object:
    """Only days: pydantic alone would also take seconds since 1970."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _FORM.fullmatch(value):
        raise ValueError(_SAID)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(_SAID) from None


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day, `2007-03-29`."""

AsOf = Annotated[Day | None, Query(description="How it stood at the end of this day (local). Default: today.")]
KnownAt = Annotated[Day | None, Query(description="Only what had been recorded by the end of this day (UTC).")]
Case = Annotated[str, Path(pattern=f"^{REFERENCE_FORM}$", description="The reference of the case.")]
"""The name of a case in a path. The guard has looked at it before anything else does."""


async def told(house: House, reference: str, known_at: date | None) -> Told:
    """
    A case as it was known.

    Raises:
        UnknownCase, Erased, IntegrityError, StoreError: as `web.reading.read`.
        RefusedError: nothing of it was known then.
    """
    if known_at is None:
        return await read(house.store, house.shelf, reference)
    return await read_then(house.store, house.shelf, reference, known_at)


async def judged_for(
    house: House, reference: str, as_of: date | None, known_at: date | None
) -> tuple[Told, Judged, date]:
    """A case as it was known, judged for a day (None: today where it is), and that day. Raises as `told` does."""
    case = await told(house, reference, known_at)
    day = as_of or today(house, case)
    return case, await judged(house.shelf, case, day), day


def today(house: House, case: Told) -> date:
    """The local day where the case is."""
    return case.state.timeline.scene.norms.zone.local(house.clock())[0]


def tag_of(case: Told, *parts: object) -> str:
    """What changes whenever something is recorded in a case, and with the day for which it is judged."""
    return "-".join([case.head[:32], *(str(part) for part in parts if part is not None)])
