"""A bundle of a case: one file for a stranger, who checks it without us."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from store.reading import open_to_read
from web.auditing import apart, place_of
from web.house import House, house_of, person_of
from web.pages.documents import disposition
from workflows.bundling import REDACTED, Bundled, Wanted, bundled, packed

router = APIRouter()

_ZIP: Final = "application/zip"
_POLICY: Final = "sandbox; default-src 'none'"


@router.post("/cases/{reference}/bundle", name="bundle")
async def bundle(request: Request, reference: str, redact: Annotated[Literal["", "true"], Form()] = "") -> Response:
    """
    Hand out the bundle of a case. It is on the record of the case before its first byte.

    A case that was erased takes no more records: its bundle holds nothing that was told.
    """
    house, person = house_of(request), person_of(request)
    moment = house.clock()
    name = f"{reference}-{moment:%Y-%m-%d}.zip"
    wanted = Wanted(reference, tuple(sorted(REDACTED)) if redact else (), name, moment)
    made, data = await apart(lambda: _made(house, wanted))
    if not made.erased:
        await house.desk(person).exported(reference, sha256(data).hexdigest())
    headers = {"Content-Disposition": disposition(name), "Content-Security-Policy": _POLICY}
    return Response(data, media_type=_ZIP, headers=headers | {"Content-Encoding": "identity"})


async def _made(house: House, wanted: Wanted) -> tuple[Bundled, bytes]:
    url, place = place_of(house)
    async with open_to_read(url, place) as opened:
        made = await bundled(opened.store, place, wanted)
    return made, packed(made.files, wanted.moment.timetuple()[:6])
